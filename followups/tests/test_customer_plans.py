"""Customer plans: written once, changed as long as they live, and carried out as tasks."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection

from accounts.models import Notice
from accounts.services.assignments import owner_set
from accounts.tests.factories import ContactFactory
from common.tests.sessions import locks_taken
from followups.choices import Rhythm, TaskAction, TaskState
from followups.models import CustomerPlan, PlanMeasure, RecurringTask, Task
from followups.queries.calendars import company_calendar
from followups.queries.customer_plans import in_their_plans
from followups.rules.deadlines import end_of_day
from followups.services.customer_plans import (
    MeasureSaid,
    MeasuresChanged,
    PersonSaid,
    PlanSaid,
    RuleSaid,
    customer_plan_change,
    customer_plan_write,
)
from followups.services.escalation import escalate
from followups.services.tasks import Seen, task_cancel, task_delegate, task_do, task_reschedule
from followups.tests.factories import TaskFactory, at

MONDAY, NEXT_MONDAY = at("2026-03-02T10:00"), at("2026-03-09T10:00")
JUNE, JULY = date(2026, 6, 30), date(2026, 7, 30)
ALL = ("words", "owner", "due_on")


@pytest.fixture(autouse=True)
def _on_monday():
    with time_machine.travel(MONDAY, tick=False):
        yield


def measure(owner, **said) -> MeasureSaid:
    usual = {"words": "每月驻场两天", "due_on": JUNE, "figure": "停机时间", "target": Decimal(10)}
    return MeasureSaid(**{**usual, "owner": owner, **said})


def said(owner, **other) -> PlanSaid:
    measures = [measure(owner, words=words) for words in ("驻场", "培训", "备件库")]
    return PlanSaid(
        **{"their_goals": "停机减半", "our_goals": "主力", "measures": measures} | other
    )


def write(customer, by, **other) -> CustomerPlan:
    return customer_plan_write(
        customer=customer, year=2026, said=said(by, **other), by=by, at=MONDAY
    )


def as_it_is(plan: CustomerPlan, **other) -> PlanSaid:
    """What a form would send that nothing was changed in."""
    measures = [
        measure(row.task.owner, pk=row.pk, words=row.task.words, version=row.task.version)
        for row in in_their_plans(plan.measures.select_related("task__owner"))
    ]
    plain = PlanSaid(plan.their_goals, plan.our_goals, measures, token=uuid4())
    return replace(plain, **other)


def change(plan, by, new: PlanSaid, version: int | None = None) -> CustomerPlan:
    return customer_plan_change(
        plan=plan, version=version or plan.version, said=new, by=by, at=MONDAY
    )


def refused(code: str):
    return pytest.raises(ValidationError, check=lambda error: error.code == code)


def test_the_measures_of_a_plan_are_tasks(hangzhou, lin, wei):
    plan = write(hangzhou, lin, measures=[measure(lin), measure(lin), measure(wei)])
    task = plan.measures.last().task
    assert (task.owner, task.words, task.state) == (wei, "每月驻场两天", TaskState.OPEN)
    assert task.due_at == end_of_day(company_calendar(), JUNE)
    assert Notice.objects.filter(recipient=wei).count() == 1


@pytest.mark.parametrize("count", [0, 2, 8])
def test_a_plan_has_three_to_seven_measures(hangzhou, lin, count):
    with refused("measures"):
        write(hangzhou, lin, measures=[measure(lin)] * count)
    assert not Task.objects.exists()


def test_a_form_sent_twice_writes_once(hangzhou, lin):
    token = uuid4()
    assert write(hangzhou, lin, token=token) == write(hangzhou, lin, token=token)
    assert PlanMeasure.objects.count() == 3


def test_of_two_who_write_at_once_the_second_is_told(hangzhou, lin, wei):
    write(hangzhou, lin)
    with refused("changed"):
        write(hangzhou, wei)


def test_of_two_who_change_at_once_the_second_is_told(hangzhou, lin, wei):
    plan = write(hangzhou, lin)
    new = as_it_is(plan, risks="换负责人")
    assert change(plan, lin, new) == change(plan, lin, new, version=1)
    with refused("changed"):
        change(plan, wei, as_it_is(plan, risks="没有"), version=1)
    plan.refresh_from_db()
    assert (plan.risks, plan.version, plan.changed_by) == ("换负责人", 2, lin)


def test_nothing_that_stays_as_it_is_is_written_to_a_task(hangzhou, lin):
    plan = write(hangzhou, lin)
    change(plan, lin, as_it_is(plan))
    assert set(Task.objects.values_list("version", flat=True)) == {1}


def test_a_measure_is_reworded_moved_and_handed_on_as_its_task_is(hangzhou, lin, wei):
    plan = write(hangzhou, lin)
    new = as_it_is(plan)
    later = replace(new.measures[0], words="驻场三天", owner=wei, due_on=JULY, changed=ALL)
    change(plan, lin, replace(new, measures=[later, *new.measures[1:]]))
    task = plan.measures.first().task
    assert (task.words, task.owner) == ("驻场三天", wei)
    done = set(task.events.values_list("action", flat=True))
    assert done == {*map(str, (TaskAction.OPEN, TaskAction.REWORD)), "reschedule", "delegate"}


def test_a_measure_that_is_dropped_is_called_off(hangzhou, lin):
    plan = write(hangzhou, lin)
    new = as_it_is(plan)
    dropped = replace(new.measures[0], is_dropped=True)
    with refused("measures"):
        change(plan, lin, replace(new, measures=[dropped, *new.measures[1:]]))
    change(plan, lin, replace(new, measures=[dropped, *new.measures[1:], measure(lin)]))
    assert plan.measures.first().task.state == TaskState.CANCELLED
    assert plan.measures.count() == 4


def test_what_waits_for_a_measure_is_taken_in_the_order_of_all_tasks(hangzhou, lin):
    waiting = TaskFactory(customer=hangzhou, waits=True)
    plan = write(hangzhou, lin, measures=[measure(lin)] * 4)
    new, last = as_it_is(plan), plan.measures.last().task
    waiting.needs.add(last)
    dropped = replace(new.measures[-1], is_dropped=True)
    with locks_taken("followups_task") as taken:
        change(plan, lin, replace(new, measures=[*new.measures[:-1], dropped]))
    assert taken == [waiting.pk, *plan.measures.values_list("task", flat=True)]


def test_of_a_measure_that_is_done_only_its_figures_change(hangzhou, lin, wei):
    plan = write(hangzhou, lin)
    row = plan.measures.first()
    task_do(seen=Seen(row.task_id, None, lin, MONDAY))
    new = as_it_is(plan)
    other = replace(new.measures[0], owner=wei, current=Decimal(12))
    change(plan, lin, replace(new, measures=[other, *new.measures[1:]]))
    row = PlanMeasure.objects.select_related("task").get(pk=row.pk)
    assert (row.current, row.task.owner) == (12, lin)


def test_no_measure_is_due_in_the_past(hangzhou, lin):
    with refused("past"):
        write(hangzhou, lin, measures=[measure(lin, due_on=date(2026, 3, 1))] * 3)


def test_whoever_may_not_see_the_customer_does_nothing_for_it(hangzhou, lin, chen):
    with refused("unseen"):
        write(hangzhou, lin, measures=[measure(lin), measure(lin), measure(chen)])


def test_a_contact_rule_comes_again_until_the_year_is_over(hangzhou, lin):
    rule = RuleSaid("月度报告", Rhythm.MONTH, date(2026, 3, 15))
    plan = write(hangzhou, lin, rules=[rule])
    recurring = RecurringTask.objects.get()
    assert (recurring.last_on, recurring.customer) == (date(2026, 12, 31), hangzhou)
    gone = replace(rule, pk=plan.rules.get().pk, is_dropped=True)
    change(plan, lin, as_it_is(plan, rules=[gone]))
    recurring.refresh_from_db()
    assert recurring.ended_at == MONDAY


def test_people_to_win_are_those_that_were_named_last(hangzhou, lin, wei):
    first, second = ContactFactory.create_batch(2, customer=hangzhou)
    plan = write(hangzhou, lin, people=[PersonSaid(first, "支持扩产", lin)])
    people = [PersonSaid(second, "介绍给总经理", wei)]
    change(plan, lin, as_it_is(plan, people=people))
    assert [(row.contact, row.by) for row in plan.people.all()] == [(second, wei)]


def test_nobody_of_another_customer_is_won_or_agrees(hangzhou, ningbo, lin):
    stranger = ContactFactory(customer=ningbo)
    for other in (
        {"people": [PersonSaid(stranger, "支持", lin)]},
        {"agreed_with": stranger, "agreed_on": date(2026, 3, 1)},
    ):
        with refused("contact"):
            write(hangzhou, lin, **other)


# --- while the form is open -------------------------------------------------------------------


def only(plan, by, **first) -> CustomerPlan:
    """Change this of the first measure and nothing else."""
    new = as_it_is(plan)
    return change(
        plan, by, replace(new, measures=[replace(new.measures[0], **first), *new.measures[1:]])
    )


def test_a_form_that_was_open_undoes_nothing_of_what_was_done_to_a_task(hangzhou, lin, wei):
    plan = write(hangzhou, lin)
    opened, task = as_it_is(plan), plan.measures.first().task
    moved = task_reschedule(
        seen=Seen(task.pk, 1, lin, MONDAY), due=at("2026-07-30T18:00"), reason="客户休假"
    )
    task_delegate(seen=Seen(task.pk, moved.version, lin, MONDAY), to=wei, reason="我休假")
    change(plan, lin, replace(opened, risks="换负责人"))
    task.refresh_from_db()
    assert (task.owner, task.due_at, task.version) == (wei, at("2026-07-30T18:00"), 3)


def test_of_two_who_change_a_measure_the_second_is_told_which_and_by_whom(hangzhou, lin, wei):
    plan = write(hangzhou, lin)
    opened, task = as_it_is(plan), plan.measures.first().task
    task_delegate(seen=Seen(task.pk, 1, lin, MONDAY), to=wei, reason="我休假")
    late = replace(opened.measures[0], due_on=JULY, changed=["due_on"])
    with pytest.raises(MeasuresChanged) as told:
        change(plan, wei, replace(opened, measures=[late, *opened.measures[1:]]))
    [message] = told.value.messages
    assert "“驻场”" in message
    assert str(lin) in message


def test_what_is_so_already_needs_nobody_to_look_again(hangzhou, lin, wei):
    plan = write(hangzhou, lin)
    opened, task = as_it_is(plan), plan.measures.first().task
    task_delegate(seen=Seen(task.pk, 1, lin, MONDAY), to=wei, reason="我休假")
    same = replace(opened.measures[0], owner=wei, changed=["owner"])
    change(plan, lin, replace(opened, measures=[same, *opened.measures[1:]]))
    task.refresh_from_db()
    assert task.version == 2


@pytest.mark.parametrize(
    "wish",
    [
        {"due_on": JULY, "changed": ["due_on"]},
        {"words": "驻场三天", "changed": ["words"]},
        {"is_dropped": True},
    ],
)
def test_a_measure_of_somebody_else_is_changed_by_a_manager_only(hangzhou, lin, wei, wish):
    measures = [measure(wei), *[measure(lin)] * 3]
    plan = write(hangzhou, lin, measures=measures)
    with refused("not_yours"):
        only(plan, lin, **wish)
    only(plan, wei, **wish)
    assert plan.measures.first().task.version == 2


def test_what_has_ended_meanwhile_is_no_new_measure_or_rule(hangzhou, lin):
    rule = RuleSaid("月度报告", Rhythm.MONTH, date(2026, 3, 15))
    plan = write(hangzhou, lin, measures=[measure(lin)] * 4, rules=[rule])
    opened, row = as_it_is(plan), plan.measures.first()
    task_cancel(seen=Seen(row.task_id, None, lin, MONDAY), reason="不做了")
    with refused("ended"):
        change(plan, lin, opened)
    with refused("ended"):
        change(plan, lin, as_it_is(plan, rules=[replace(rule, pk=plan.rules.get().pk + 1)]))
    assert (plan.measures.count(), plan.rules.count()) == (4, 1)


@pytest.fixture
def handed_on(hangzhou, lin, wei, fang) -> CustomerPlan:
    """Written by a lead, who sees the customer of a colleague, too, when it has changed hands."""
    owner_set(customer=hangzhou, user=wei, day=MONDAY.date())
    plan = write(hangzhou, wei, measures=[measure(wei), measure(wei), measure(fang)])
    with time_machine.travel(NEXT_MONDAY, tick=False):
        owner_set(customer=hangzhou, user=lin, day=NEXT_MONDAY.date())
        escalate(at=NEXT_MONDAY)
    return plan


def test_what_the_owner_had_of_a_plan_goes_with_the_customer(handed_on, lin, fang):
    rows = handed_on.measures.select_related("task__owner")
    assert [row.task.owner for row in rows] == [lin, lin, fang]


def test_what_a_former_owner_is_given_later_stays_theirs(handed_on, lin, wei):
    task = handed_on.measures.first().task
    with time_machine.travel(NEXT_MONDAY, tick=False):
        seen = Seen(task.pk, None, lin, NEXT_MONDAY)
        task_delegate(seen=seen, to=wei, reason="你更熟悉")
        escalate(at=NEXT_MONDAY)
    task.refresh_from_db()
    assert task.owner == wei


def test_what_was_opened_on_the_day_of_the_handover_goes_with_the_customer(hangzhou, lin, wei):
    owner_set(customer=hangzhou, user=wei, day=date(2026, 3, 1))
    plan = write(hangzhou, wei)
    kept = plan.measures.last().task
    owner_set(customer=hangzhou, user=lin, day=MONDAY.date())
    task_delegate(seen=Seen(kept.pk, None, wei, MONDAY), to=lin, reason="你接手")
    task_delegate(seen=Seen(kept.pk, None, lin, MONDAY), to=wei, reason="你更熟悉")
    escalate(at=MONDAY)
    rows = plan.measures.select_related("task__owner")
    assert [row.task.owner for row in rows] == [lin, lin, wei]


# --- the next year ----------------------------------------------------------------------------


def carry(old, by, **first) -> CustomerPlan:
    """Plan the next year; of this one the first measure goes on."""
    row = old.measures.select_related("task").first()
    going_on = measure(
        by, carried=row.pk, version=row.task.version, due_on=date(2027, 5, 7), changed=ALL, **first
    )
    new = said(by, measures=[going_on, measure(by), measure(by)])
    return customer_plan_write(customer=old.customer, year=2027, said=new, by=by, at=MONDAY)


def test_a_measure_that_goes_on_is_one_task_in_both_plans(hangzhou, lin):
    old = write(hangzhou, lin)
    new = carry(old, lin, current=Decimal(30))
    before, after = old.measures.first(), new.measures.first()
    assert before.task == after.task
    assert before.task.due_at == end_of_day(company_calendar(), date(2027, 5, 7))
    assert (before.current, after.current) == (None, 30)
    assert [row.goes_on_in for row in in_their_plans(old.measures.all())] == [2027, None, None]


def test_the_old_plan_is_still_changed_and_keeps_what_was_called_off_later(hangzhou, lin):
    old = write(hangzhou, lin)
    new = carry(old, lin)
    change(old, lin, as_it_is(old, risks="换负责人"))
    row = new.measures.first()
    task_cancel(seen=Seen(row.task_id, None, lin, MONDAY), reason="不做了")
    assert in_their_plans(old.measures.all()).count() == 3
    assert in_their_plans(new.measures.all()).count() == 2


def test_what_is_done_or_of_somebody_elses_customer_does_not_go_on(hangzhou, ningbo, lin, chen):
    old = write(hangzhou, lin)
    task_do(seen=Seen(old.measures.first().task_id, None, lin, MONDAY))
    with refused("ended"):
        carry(old, lin)
    other = write(ningbo, chen)
    row = other.measures.first()
    new = said(lin, measures=[measure(lin, carried=row.pk, version=1), *[measure(lin)] * 2])
    with refused("ended"):
        customer_plan_write(customer=hangzhou, year=2027, said=new, by=lin, at=MONDAY)


def test_every_change_of_a_plan_is_kept(hangzhou, lin):
    plan = write(hangzhou, lin)
    change(plan, lin, as_it_is(plan, our_goals="唯一供应商"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT our_goals FROM followups_customerplanhistory ORDER BY pgh_id")
        assert [row[0] for row in cursor.fetchall()] == ["主力", "唯一供应商"]
