"""Tasks: opened once, changed by one person at a time, and nothing about them is forgotten."""

from datetime import date, datetime, timedelta
from threading import Event

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone

from accounts.choices import AssignmentKind, TimeKind
from accounts.services.assignments import assignment_open
from accounts.tests.at_once import outcomes_at_once
from accounts.tests.factories import CustomerFactory
from common.tests.sessions import in_thread, somebody_waits, wait_until
from followups.choices import TaskAction, TaskKind, TaskState
from followups.models import CalendarDay, Leave, Task, TaskEvent
from followups.rules.deadlines import Allowed
from followups.services.calendars import day_save, leave_save
from followups.services.tasks import (
    Move,
    NewTask,
    Seen,
    check_set,
    task_cancel,
    task_delegate,
    task_do,
    task_open,
    task_reopen,
    task_reschedule,
    task_snooze,
    task_wait,
    task_wake,
    tasks_begin,
    tasks_open,
    tasks_reschedule,
)
from followups.tests.factories import at

FRIDAY_5PM = at("2026-03-06T17:00")


def new_task(customer, owner, **values) -> NewTask:
    values = {
        "origin": "test:1",
        "kind": TaskKind.PLAN,
        "words": "改进计划",
        "starts_at": FRIDAY_5PM,
        "allowed": Allowed(TimeKind.WORKING_DAYS, 2),
    } | values
    return NewTask(customer=customer.pk, owner=owner.pk, **values)


@pytest.fixture
def task(hangzhou, lin) -> Task:
    return task_open(new=new_task(hangzhou, lin, checklist=("打电话", "写邮件")))


def seen(task, by, moment=FRIDAY_5PM + timedelta(hours=1)) -> Seen:
    return Seen(task.pk, task.version, by, moment)


def test_two_working_days_from_friday_are_tuesday_to_the_same_time(task):
    assert task.due_at == at("2026-03-10T17:00")


def test_seventy_two_hours_on_the_clock_from_friday_are_monday(hangzhou, lin):
    visit = task_open(new=new_task(hangzhou, lin, allowed=Allowed(TimeKind.ELAPSED, 72 * 60)))
    assert visit.due_at == at("2026-03-09T17:00")


def test_the_same_origin_opens_no_second_task(task, hangzhou, lin):
    again = tasks_open(new=[new_task(hangzhou, lin, words="别的")])
    assert again.created == 0
    assert again.tasks["test:1"].words == "改进计划"


@pytest.mark.django_db(transaction=True)
def test_two_jobs_at_once_open_one_task(hangzhou, lin):
    new = [new_task(hangzhou, lin, checklist=("一",))]
    outcomes_at_once([lambda: tasks_open(new=new)] * 2)
    assert TaskEvent.objects.count() == 1
    assert Task.objects.get().checks.count() == 1


def test_done_twice_is_done_once(task, lin):
    first = task_do(seen=seen(task, lin), reason="口头确认")
    task_do(seen=seen(task, lin), reason="口头确认")
    assert first.state_on(date(2026, 3, 6)) == TaskState.DONE
    assert task.events.filter(action=TaskAction.DO).count() == 1


def test_a_checklist_with_a_point_left_asks_for_a_reason(task, lin):
    with pytest.raises(ValidationError) as refused:
        task_do(seen=seen(task, lin))
    assert refused.value.code == "checklist"
    for check in task.checks.all():
        check_set(check=check, is_done=True, by=lin, at=FRIDAY_5PM)
    assert task_do(seen=seen(task, lin)).done_at


def test_whoever_comes_second_is_told_what_the_first_did(task, lin, wei):
    task_snooze(seen=seen(task, lin), until=date(2026, 3, 9), reason="客户出差")
    with pytest.raises(ValidationError, match="林晓") as refused:
        task_reschedule(seen=seen(task, wei), due=at("2026-03-20T17:00"), reason="改期")
    assert refused.value.code == "changed"


def test_putting_off_ends_at_the_deadline(task, lin):
    with pytest.raises(ValidationError) as refused:
        task_snooze(seen=seen(task, lin), until=date(2026, 3, 11), reason="以后")
    assert refused.value.code == "due"


def test_what_was_put_off_is_back_on_its_day_and_can_be_brought_back(task, lin):
    snoozed = task_snooze(seen=seen(task, lin), until=date(2026, 3, 9), reason="客户出差")
    assert snoozed.state_on(date(2026, 3, 8)) == TaskState.SNOOZED
    assert snoozed.state_on(date(2026, 3, 9)) == TaskState.OPEN
    assert task_wake(seen=seen(snoozed, lin)).state_on(date(2026, 3, 7)) == TaskState.OPEN


def test_a_task_is_handed_only_to_somebody_who_sees_the_customer(task, lin, chen, hangzhou):
    with pytest.raises(ValidationError, match="陈默"):
        task_delegate(seen=seen(task, lin), to=chen, reason="休假")
    assignment_open(customer=hangzhou, user=chen, kind=AssignmentKind.COVER, day=date(2026, 1, 1))
    handed = task_delegate(seen=seen(task, lin), to=chen, reason="休假")
    assert handed.owner == chen
    event = handed.events.get(action=TaskAction.DELEGATE)
    assert event.changes == {"owner": [lin.pk, chen.pk]}


def test_a_moved_deadline_keeps_the_breach(task, wei):
    Task.objects.update(breached_at=at("2026-03-10T17:00"), told=[wei.pk])
    task.refresh_from_db()
    moved = task_reschedule(
        seen=seen(task, wei, at("2026-03-11T09:00")), due=at("2026-03-20T17:00"), reason="客户要求"
    )
    assert moved.breached_at == at("2026-03-10T17:00")
    assert (moved.told, moved.escalate_at, moved.reminded_at) == ([], None, None)
    assert moved.may_breach


@pytest.mark.parametrize("act", ["do", "move"])
def test_what_is_done_or_moved_after_the_deadline_was_late(task, lin, wei, act):
    late = at("2026-03-10T17:03")
    if act == "do":
        task_do(seen=seen(task, lin, late), reason="好")
    else:
        due = at("2026-03-20T17:00")
        task_reschedule(seen=seen(task, wei, late), due=due, reason="客户要求")
    task.refresh_from_db()
    assert task.breached_at == at("2026-03-10T17:00")
    assert task.events.filter(action=TaskAction.BREACH).count() == 1


def test_pressing_move_or_hand_on_twice_is_once(task, lin, wei):
    due = at("2026-03-20T17:00")
    for _twice in range(2):
        task_reschedule(seen=seen(task, lin), due=due, reason="改期")
    assert task.events.filter(action=TaskAction.RESCHEDULE).count() == 1


def test_an_earlier_deadline_brings_back_what_was_put_off_beyond_it(task, lin, wei):
    snoozed = task_snooze(seen=seen(task, lin), until=date(2026, 3, 10), reason="客户出差")
    moved = task_reschedule(seen=seen(snoozed, wei), due=at("2026-03-09T12:00"), reason="提前")
    assert moved.snoozed_until is None


def test_nobody_is_handed_a_task_who_has_none_here(task, lin, hangzhou, finance):
    assignment_open(
        customer=hangzhou, user=finance, kind=AssignmentKind.SLICE, day=date(2026, 1, 1)
    )
    with pytest.raises(ValidationError) as refused:
        task_delegate(seen=seen(task, lin), to=finance, reason="请财务")
    assert refused.value.code == "no_tasks"


def test_the_deputy_of_an_owner_on_leave_is_the_tasks_if_they_see_the_customer(
    hangzhou, lin, chen, wei
):
    today = timezone.localdate()
    leave = Leave.objects.create(user=lin, starts_on=today, ends_on=today, deputy=chen)
    assert task_open(new=new_task(hangzhou, lin, origin="x")).deputy is None
    Leave.objects.filter(pk=leave.pk).update(deputy=wei)
    assert task_open(new=new_task(hangzhou, lin, origin="y")).deputy == wei


def test_the_deputy_of_the_owner_with_this_customer_is_the_tasks(hangzhou, lin, chen):
    hangzhou.assignments.update(deputy=chen)
    assert task_open(new=new_task(hangzhou, lin, origin="x")).deputy == chen


@pytest.mark.parametrize("act", [task_cancel, task_reopen])
def test_calling_off_and_opening_again_need_a_reason(task, lin, act):
    if act is task_reopen:
        task = task_do(seen=seen(task, lin), reason="好")
    with pytest.raises(ValidationError) as refused:
        act(seen=seen(task, lin), reason=" ")
    assert refused.value.code == "reason"


def test_an_ended_task_cannot_be_put_off(task, lin):
    done = task_do(seen=seen(task, lin), reason="好")
    with pytest.raises(ValidationError) as refused:
        task_snooze(seen=seen(done, lin), until=date(2026, 3, 9), reason="以后")
    assert refused.value.code == "state"


def test_what_waits_begins_when_the_last_task_that_it_needs_ends(task, hangzhou, lin):
    other = task_open(new=new_task(hangzhou, lin, origin="test:2"))
    waiting = task_open(new=new_task(hangzhou, lin, origin="test:3", needs=(task.pk, other.pk)))
    waiting.refresh_from_db()
    assert waiting.state == TaskState.WAITING
    with pytest.raises(ValidationError):
        task_do(seen=seen(waiting, lin))
    task_do(seen=seen(task, lin), reason="好")
    waiting.refresh_from_db()
    assert waiting.waits
    task_cancel(seen=seen(other, lin, at("2026-03-09T10:00")), reason="不再需要")
    waiting.refresh_from_db()
    assert not waiting.waits
    assert waiting.due_at == at("2026-03-11T10:00")


@pytest.fixture
def visit(hangzhou, lin) -> Task:
    return task_open(new=new_task(hangzhou, lin, origin="test:visit", words="拜访"))


def test_what_is_made_to_wait_has_its_time_counted_from_the_end_of_the_other(task, visit, lin):
    waiting = task_wait(seen=seen(visit, lin), needs=[task.pk])
    assert waiting.state_on(date(2026, 3, 6)) == TaskState.WAITING
    assert task_wait(seen=seen(visit, lin), needs=[task.pk]).version == waiting.version
    task_do(seen=seen(task, lin, at("2026-03-09T12:00")), reason="电话确认")
    visit.refresh_from_db()
    assert (visit.waits, visit.due_at) == (False, at("2026-03-11T12:00"))


def test_what_waits_for_nothing_any_more_begins(task, visit, lin):
    waiting = task_wait(seen=seen(visit, lin), needs=[task.pk])
    begun = task_wait(seen=seen(waiting, lin), needs=[])
    assert begun.state_on(date(2026, 3, 6)) == TaskState.OPEN
    assert [event.changes.get("needs") for event in begun.events.order_by("pk")] == [
        None, [[], [task.pk]], [[task.pk], []], None,
    ]  # fmt: skip


def test_no_task_waits_for_itself_in_a_circle(task, visit, lin, hangzhou):
    third = task_open(new=new_task(hangzhou, lin, origin="test:3"))
    task_wait(seen=seen(task, lin), needs=[visit.pk])
    task_wait(seen=seen(visit, lin), needs=[third.pk])
    for needs, code in (([task.pk], "circle"), ([third.pk], "ended")):
        with pytest.raises(ValidationError) as refused:
            task_wait(seen=seen(third, lin), needs=needs)
        assert refused.value.code == code


@pytest.mark.django_db(transaction=True)
def test_two_who_close_a_circle_at_once_do_not(task, visit, lin):
    attempts = [
        lambda: task_wait(seen=seen(task, lin), needs=[visit.pk]),
        lambda: task_wait(seen=seen(visit, lin), needs=[task.pk]),
    ]
    assert outcomes_at_once(attempts) == ["circle", "done"]
    assert Task.objects.filter(waits=True).count() == 1


@pytest.mark.parametrize("state", ["done", "of another customer"])
def test_a_task_waits_only_for_open_ones_of_its_customer(task, lin, chen, state):
    other = task_open(new=new_task(CustomerFactory(), chen, origin="test:other"))
    if state == "done":
        other = task_open(new=new_task(task.customer, lin, origin="test:done"))
        task_do(seen=seen(other, lin))
    with pytest.raises(ValidationError) as refused:
        task_wait(seen=seen(task, lin), needs=[other.pk])
    assert refused.value.code == "ended"


def test_a_promise_waits_only_for_a_reason(hangzhou, task, wei, lin):
    promise = task_open(new=new_task(hangzhou, lin, origin="test:promise", is_promised=True))
    with pytest.raises(ValidationError) as refused:
        task_wait(seen=seen(promise, wei), needs=[task.pk])
    assert refused.value.code == "reason"
    assert task_wait(seen=seen(promise, wei), needs=[task.pk], reason="先等检测").waits


def test_whoever_was_waited_for_in_the_very_moment_of_its_end_holds_up_nothing(task, visit, lin):
    task_wait(seen=seen(visit, lin), needs=[task.pk])
    Task.objects.filter(pk=task.pk).update(done_at=FRIDAY_5PM)
    assert (tasks_begin(at=FRIDAY_5PM), tasks_begin(at=FRIDAY_5PM)) == (1, 0)
    visit.refresh_from_db()
    assert not visit.waits


def test_a_chosen_deadline_that_passed_meanwhile_leaves_as_much_time_as_at_first(task, visit, lin):
    Task.objects.filter(pk=visit.pk).update(
        time_kind="", allowed=None, due_at=FRIDAY_5PM + timedelta(days=1)
    )
    task_wait(seen=seen(visit, lin), needs=[task.pk])
    ended = at("2026-03-10T12:00")
    task_do(seen=seen(task, lin, ended), reason="电话确认")
    visit.refresh_from_db()
    assert visit.due_at == ended + timedelta(days=1)
    assert not visit.is_overdue(ended)


def test_what_begins_is_reminded_of_and_told_of_anew(task, visit, lin, wei):
    late = {"reminded_at": FRIDAY_5PM, "told": [wei.pk], "escalate_at": FRIDAY_5PM}
    Task.objects.filter(pk=visit.pk).update(**late)
    visit.refresh_from_db()
    task_wait(seen=seen(visit, lin), needs=[task.pk])
    task_do(seen=seen(task, lin), reason="电话确认")
    visit.refresh_from_db()
    assert (visit.reminded_at, visit.told, visit.escalate_at) == (None, [], None)


def test_a_task_waits_again_for_one_that_was_opened_again(task, visit, lin):
    task_wait(seen=seen(visit, lin), needs=[task.pk])
    done = task_do(seen=seen(task, lin), reason="电话确认")
    task_reopen(seen=seen(done, lin), reason="客户不满意")
    visit.refresh_from_db()
    assert not visit.waits
    assert task_wait(seen=seen(visit, lin), needs=[task.pk]).waits


def test_one_called_off_while_it_waited_is_open_when_it_is_opened_again(task, visit, lin):
    waiting = task_wait(seen=seen(visit, lin), needs=[task.pk])
    ended = task_cancel(seen=seen(waiting, lin), reason="不需要了")
    task_do(seen=seen(task, lin), reason="电话确认")
    assert not task_reopen(seen=seen(ended, lin), reason="又需要了").waits


def test_an_edited_calendar_leaves_what_waits_to_its_begin(task, visit, lin):
    waiting = task_wait(seen=seen(visit, lin), needs=[task.pk])
    day = CalendarDay(day=date(2026, 3, 9), is_working=False, note="盘点")
    assert day_save(day=day, by=None, now=FRIDAY_5PM + timedelta(hours=2)) == 1
    visit.refresh_from_db()
    assert visit.due_at == waiting.due_at


def test_of_many_deadlines_those_that_changed_meanwhile_stay(task, hangzhou, lin):
    other = task_open(new=new_task(hangzhou, lin, origin="test:2"))
    task_snooze(seen=seen(task, lin), until=date(2026, 3, 9), reason="客户出差")
    due = at("2026-03-20T17:00")
    moved = tasks_reschedule(
        moves=[Move(task.pk, 1, due), Move(other.pk, 1, due)],
        by=lin,
        at=FRIDAY_5PM,
        reason="改期",
    )
    assert moved.done == [other.pk]
    assert "林晓" in moved.left[task.pk]


def test_what_happened_to_a_task_cannot_be_rewritten(task):
    with pytest.raises(Exception, match="Cannot update"), connection.cursor() as c:
        c.execute("UPDATE followups_taskevent SET reason = 'x'")


# --- when the calendar changes ----------------------------------------------------------------


def close(day: date) -> int:
    """Everybody is off on a day."""
    return day_save(day=CalendarDay(day=day), by=None, now=FRIDAY_5PM)


def test_an_edited_calendar_moves_the_deadline_and_keeps_why(task):
    assert close(date(2026, 3, 9)) == 1
    task.refresh_from_db()
    assert task.due_at == at("2026-03-11T17:00")
    event = task.events.get(action=TaskAction.RESCHEDULE)
    moved = [datetime.fromisoformat(moment) for moment in event.changes["due_at"]]
    assert moved == [at("2026-03-10T17:00"), at("2026-03-11T17:00")]
    assert event.reason


def test_a_deadline_that_somebody_chose_or_that_has_passed_stays(hangzhou, lin, task):
    chosen = new_task(hangzhou, lin, origin="x", allowed=None, due_at=at("2026-03-12T10:00"))
    late = new_task(hangzhou, lin, origin="y", starts_at=at("2026-03-02T17:00"))
    before = {one.pk: one.due_at for one in tasks_open(new=[chosen, late]).tasks.values()}
    close(date(2026, 3, 9))
    assert before == dict(Task.objects.exclude(pk=task.pk).values_list("pk", "due_at"))


def test_leave_holds_up_ones_own_tasks_but_no_promise(hangzhou, lin, task):
    promised = task_open(new=new_task(hangzhou, lin, origin="x", is_promised=True))
    leave = Leave(user=lin, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 9))
    assert leave_save(leave=leave, by=None, now=FRIDAY_5PM) == 1
    task.refresh_from_db()
    promised.refresh_from_db()
    assert (task.due_at, promised.due_at) == (at("2026-03-11T17:00"), at("2026-03-10T17:00"))


@pytest.mark.django_db(transaction=True)
def test_who_ends_a_task_and_who_moves_many_do_not_wait_for_each_other(hangzhou, lin):
    """Whoever moves many takes them by their numbers, and the one that waits has the lower one."""
    late, first = (task_open(new=new_task(hangzhou, lin, origin=f"test:{n}")) for n in (1, 2))
    task_wait(seen=seen(late, lin), needs=[first.pk])
    begun, ended = Event(), set()

    def move() -> None:
        with transaction.atomic():
            hold(late)
            begun.set()
            assert wait_until(somebody_waits, seconds=10)
            hold(first)
        ended.add("moved")

    def do() -> None:
        assert begun.wait(timeout=10)
        task_do(seen=seen(first, lin))
        ended.add("done")

    def hold(task: Task) -> None:
        Task.objects.select_for_update().get(pk=task.pk)

    with in_thread(move), in_thread(do):
        pass
    assert ended == {"moved", "done"}
