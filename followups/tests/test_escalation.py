"""Before a deadline a reminder, after it word up the chain: once each, whatever dies."""

from datetime import timedelta
from threading import Event

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import AssignmentKind, TimeKind
from accounts.models import Customer, Notice, Team, User
from accounts.services.assignments import assignment_open, owner_set
from accounts.tests.factories import AssignmentFactory, person
from common.tests.sessions import in_thread, somebody_waits, wait_until
from followups.choices import TaskAction
from followups.models import Leave, Task, TaskEvent, Ticket
from followups.rules.escalation import Place, chain
from followups.services.escalation import escalate
from followups.services.tasks import Seen, task_do, task_reschedule
from followups.tests.factories import SlaClockFactory, TaskFactory, TicketFactory, at

DUE = at("2026-03-05T17:00")  # a Thursday
HOUR = timedelta(hours=1)


@pytest.fixture
def team(lin, wei, fang, qiu):
    """Lin's lead is Wei, Wei's manager Fang, and Qiu is the COO."""
    User.objects.filter(pk=wei.pk).update(line_manager=fang)
    return Team.objects.get(code="strategic")


@pytest.fixture
def task(hangzhou, team) -> Task:
    return TaskFactory(
        customer=hangzhou, starts_at=at("2026-03-03T17:00"), remind_at=DUE - 12 * HOUR, due_at=DUE
    )


def told(who: User) -> list[str]:
    return [
        notice.dedupe_key.split(":")[3]
        for notice in Notice.objects.filter(recipient=who).order_by("pk")
    ]


def test_the_owner_is_reminded_once_when_a_quarter_of_the_time_is_left(task, lin):
    assert escalate(at=DUE - 13 * HOUR).reminded == 0
    assert escalate(at=DUE - 11 * HOUR).reminded == 1
    assert escalate(at=DUE - 10 * HOUR).reminded == 0
    assert told(lin) == ["remind"]


def test_a_breach_is_of_the_moment_of_the_deadline_and_told_to_the_lead(task, lin, wei):
    counts = escalate(at=DUE + 3 * HOUR)
    assert (counts.breached, counts.escalated) == (1, 1)
    task.refresh_from_db()
    assert task.breached_at == DUE
    assert told(lin) == ["breach"]
    assert told(wei) == ["escalate"]


def test_each_working_day_the_next_above_is_told_and_then_nobody(task, wei, fang, qiu):
    escalate(at=DUE + HOUR)
    escalate(at=DUE + 2 * HOUR)
    assert (told(fang), told(qiu)) == ([], [])
    escalate(at=at("2026-03-06T18:30"))
    assert (told(fang), told(qiu)) == (["escalate"], [])
    escalate(at=at("2026-03-08T18:30"))  # a Sunday
    assert told(qiu) == []
    escalate(at=at("2026-03-09T18:30"))
    assert told(qiu) == ["escalate"]
    assert escalate(at=at("2026-03-20T18:30")).escalated == 0
    assert told(wei) == ["escalate"]


def test_what_waits_climbs_no_further_and_nobody_takes_it_over(task, hangzhou, chen, fang):
    AssignmentFactory(customer=hangzhou, user=chen, kind=AssignmentKind.CO_OWNER)
    Task.objects.update(deputy=chen)
    escalate(at=DUE + HOUR)
    Task.objects.update(waits=True)
    Task.objects.get().needs.add(TaskFactory(customer=hangzhou, due_at=DUE + 30 * 24 * HOUR))
    escalate(at=at("2026-03-09T18:30"))
    task.refresh_from_db()
    assert (told(fang), task.taken_over_at) == ([], None)


def test_where_only_others_are_above_who_may_not_see_it_the_fallback_is_told(
    task, settings, wei, qiu, fang
):
    settings.ESCALATION_FALLBACK = "fang"
    outsider = person("outsider", "外人", "csm")
    Team.objects.update(lead=outsider)
    User.objects.filter(pk=task.owner_id).update(line_manager=outsider)
    Leave.objects.create(user=qiu, starts_on=DUE.date(), ends_on=DUE.date())
    escalate(at=DUE + HOUR)
    assert (told(outsider), told(fang)) == ([], ["escalate"])


def test_where_the_clock_counts_the_next_above_is_told_a_day_later(task, fang, qiu):
    Task.objects.update(time_kind=TimeKind.ELAPSED, allowed=48 * 60)
    escalate(at=DUE + HOUR)
    for moment, whose in (("2026-03-06T18:00", fang), ("2026-03-07T18:00", qiu)):  # a Saturday
        escalate(at=at(moment))
        assert told(whose) == ["escalate"]


def test_who_may_not_see_the_customer_is_not_told_of_it(task, wei, fang, qiu):
    outsider = person("outsider", "外人", "csm")
    User.objects.filter(pk=wei.pk).update(line_manager=outsider)
    User.objects.filter(pk=outsider.pk).update(line_manager=fang)
    for days in range(3):
        escalate(at=DUE + HOUR + timedelta(days=2 * days))
    assert [told(who) for who in (wei, outsider, fang)] == [["escalate"], [], ["escalate"]]


def test_with_an_archived_customer_its_tasks_end(task, hangzhou, lin):
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=DUE - HOUR)
    escalate(at=DUE + HOUR)
    task.refresh_from_db()
    assert (task.cancelled_at, task.breached_at, told(lin)) == (DUE + HOUR, DUE, [])


@pytest.mark.django_db(transaction=True)
def test_who_has_a_task_of_an_archived_customer_is_waited_for_in_the_order_of_all(task, hangzhou):
    needed, begun, ended = TaskFactory(customer=hangzhou), Event(), set()
    task.needs.add(needed)
    Task.objects.filter(pk=task.pk).update(waits=True)
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=DUE - HOUR)

    def hold(row: Task) -> None:
        Task.objects.select_for_update().get(pk=row.pk)

    def move() -> None:
        with transaction.atomic():
            hold(task)
            begun.set()
            assert wait_until(somebody_waits, seconds=10)
            hold(needed)
        ended.add("moved")

    def end() -> None:
        assert begun.wait(timeout=10)
        escalate(at=DUE + HOUR)
        ended.add("cancelled")

    with in_thread(move), in_thread(end):
        pass
    assert ended == {"moved", "cancelled"}
    assert not Task.objects.filter(cancelled_at=None).exists()


def test_who_is_on_leave_is_passed_over(task, wei, fang):
    Leave.objects.create(user=wei, starts_on=DUE.date(), ends_on=DUE.date())
    escalate(at=DUE + HOUR)
    assert told(wei) == []
    assert told(fang) == ["escalate"]


def test_nobody_is_left_out_of_the_chain_or_told_twice_when_people_come_and_go(
    task, wei, fang, qiu
):
    Leave.objects.create(user=wei, starts_on=DUE.date(), ends_on=DUE.date())
    escalate(at=DUE + HOUR)  # the lead is away
    escalate(at=at("2026-03-06T18:30"))
    escalate(at=at("2026-03-09T18:30"))
    assert (told(fang), told(wei), told(qiu)) == (["escalate"], ["escalate"], ["escalate"])


def test_a_task_follows_the_customer_to_its_new_owner(task, hangzhou, lin, chen):
    owner_set(customer=hangzhou, user=chen, day=timezone.localdate())
    hangzhou.assignments.filter(user=lin).delete()
    escalate(at=DUE - 13 * HOUR)
    task.refresh_from_db()
    assert task.owner == chen
    assert told(chen) == ["changed-hands"]


def test_the_task_of_somebody_who_left_is_done_by_the_lead(task, lin, wei):
    User.objects.filter(pk=lin.pk).update(is_active=False)
    escalate(at=DUE - 13 * HOUR)
    task.refresh_from_db()
    assert task.owner == wei


def test_a_moved_deadline_that_is_missed_too_is_told_of_again(task, lin, wei):
    escalate(at=DUE + HOUR)
    task.refresh_from_db()
    due = DUE + timedelta(days=5)
    task_reschedule(seen=Seen(task.pk, task.version, wei, DUE + 2 * HOUR), due=due, reason="改期")
    assert escalate(at=DUE + 3 * HOUR).escalated == 0
    assert escalate(at=due + HOUR).breached == 1
    assert told(wei).count("escalate") == 2


def test_an_absent_deputy_takes_over_when_they_are_back(task, chen, hangzhou):
    Task.objects.update(deputy=chen)
    friday = DUE.date() + timedelta(days=1)
    Leave.objects.create(user=chen, starts_on=friday, ends_on=friday)
    escalate(at=DUE + HOUR)
    escalate(at=DUE + 25 * HOUR)
    task.refresh_from_db()
    assert task.taken_over_at is None


def test_what_is_done_in_time_escalates_nothing(task, lin, wei):
    task_do(seen=Seen(task.pk, 1, lin, DUE - HOUR))
    assert escalate(at=DUE + HOUR).breached == 0
    assert told(wei) == []


def test_a_day_after_the_breach_the_deputy_takes_over(task, chen, hangzhou, lin):
    assignment_open(
        customer=hangzhou, user=chen, kind=AssignmentKind.COVER, day=DUE.date() - timedelta(days=9)
    )
    Task.objects.update(deputy=chen)
    escalate(at=DUE + HOUR)
    task.refresh_from_db()
    assert task.owner == lin
    escalate(at=DUE + 25 * HOUR)
    task.refresh_from_db()
    assert (task.owner, task.deputy) == (chen, lin)
    assert "take-over" in told(chen)
    escalate(at=DUE + 90 * HOUR)
    assert TaskEvent.objects.filter(action=TaskAction.TAKE_OVER).count() == 1


def test_the_deputy_of_somebody_on_leave_is_told_instead(task, chen, lin):
    Task.objects.update(deputy=chen)
    Leave.objects.create(user=lin, starts_on=DUE.date(), ends_on=DUE.date())
    escalate(at=DUE - HOUR)
    assert (told(lin), told(chen)) == ([], ["remind"])


def test_a_run_that_dies_half_way_is_made_up_for_by_the_next(task, wei, lin, monkeypatch):
    def die(**_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken:
        broken.setattr("followups.services.escalation.notices_raise_selected", die)
        with pytest.raises(KeyboardInterrupt):
            escalate(at=DUE + HOUR)
    task.refresh_from_db()
    assert task.breached_at is None
    escalate(at=DUE + HOUR)
    assert (told(lin), told(wei)) == (["breach"], ["escalate"])


def test_the_clock_of_a_ticket_is_told_of_as_well(hangzhou, team, lin, wei):
    ticket = TicketFactory(customer=hangzhou, opened_at=DUE - 4 * HOUR, owner=lin)
    ticket.recorded_at = DUE - 4 * HOUR
    ticket.save()
    SlaClockFactory(ticket=ticket, customer=hangzhou, started_at=DUE - 4 * HOUR, due_at=DUE)
    assert escalate(at=DUE - 2 * HOUR).reminded == 0
    assert escalate(at=DUE - HOUR / 2).reminded == 1
    first = escalate(at=DUE + HOUR)
    assert (first.breached, first.escalated) == (1, 1)
    assert told(wei) == ["escalate"]
    again = escalate(at=DUE + HOUR)
    assert (again.breached, again.escalated) == (0, 0)


@pytest.mark.parametrize(("kind", "is_told"), [("elapsed", True), ("working_days", False)])
def test_the_clock_that_counts_hours_climbs_on_free_days_too(
    hangzhou, team, lin, fang, kind, is_told
):
    """It runs out on a Friday, and on Sunday it is two days late or none."""
    due = at("2026-03-06T17:00")
    ticket = TicketFactory(customer=hangzhou, opened_at=due - 24 * HOUR, owner=lin)
    Ticket.objects.update(recorded_at=due - 24 * HOUR)
    clock = {"started_at": due - 24 * HOUR, "due_at": due, "time_kind": kind}
    SlaClockFactory(ticket=ticket, customer=hangzhou, **clock)
    escalate(at=at("2026-03-08T18:00"))
    assert bool(told(fang)) == is_told


def test_the_clock_of_a_customer_that_nobody_owns_is_told_to_whoever_works_for_them(fang):
    ticket = TicketFactory(opened_at=DUE - 4 * HOUR)
    ticket.recorded_at = DUE - 4 * HOUR
    ticket.save()
    SlaClockFactory(ticket=ticket, customer=ticket.customer, started_at=DUE - 4 * HOUR, due_at=DUE)
    escalate(at=DUE + HOUR)
    assert told(fang) == ["breach"]


def test_an_imported_history_wakes_nobody(hangzhou, team, wei):
    ticket = TicketFactory(customer=hangzhou, opened_at=DUE - 4 * HOUR)
    ticket.recorded_at = DUE + HOUR
    ticket.save()
    SlaClockFactory(ticket=ticket, customer=hangzhou, started_at=DUE - 4 * HOUR, due_at=DUE)
    assert escalate(at=DUE + 2 * HOUR).breached == 0


def test_the_command_says_how_many(task, capsys):
    call_command("escalate", "--at", "2026-03-05T18:00", "--json")
    printed = capsys.readouterr().out
    assert '"reminded": 0, "breached": 1, "escalated": 1' in printed


def test_a_hundred_tasks_take_no_more_statements_than_two(hangzhou, team):
    def statements(count: int) -> int:
        TaskFactory.create_batch(count, customer=hangzhou, starts_at=DUE - HOUR, due_at=DUE)
        with CaptureQueriesContext(
            connection,
        ) as made:
            escalate(at=DUE + HOUR)
        return len(made)

    assert statements(2) == statements(100)


def test_a_line_of_managers_that_leads_round_ends():
    places = {1: Place(lead=None, line_manager=2), 2: Place(lead=None, line_manager=1)}
    assert chain(1, places, heads=[]) == [2]


def test_where_nobody_is_left_it_is_the_fallback():
    places = {1: Place(None, 2), 2: Place(None, None, is_active=False), 9: Place(None, None)}
    assert chain(1, places, heads=[], fallback=9) == [9]
    assert chain(1, places, heads=[]) == []


def test_the_fallback_is_a_setting(task, settings, qiu, wei, fang):
    settings.ESCALATION_FALLBACK = person("night-desk", "值班", "director").username
    User.objects.filter(pk__in=[wei.pk, fang.pk, qiu.pk]).update(is_active=False)
    escalate(at=DUE + HOUR)
    assert told(User.objects.get(username="night-desk")) == ["escalate"]
