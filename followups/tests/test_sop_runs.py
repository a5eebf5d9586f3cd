"""A procedure is begun for a customer once, becomes tasks, and stops for a reason."""

from datetime import timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.utils import timezone, translation

from accounts.choices import AssignmentKind, ServiceRole
from accounts.models import Assignment, Customer
from accounts.tests.at_once import outcomes_at_once
from accounts.tests.factories import AssignmentFactory, person
from followups.access import tasks_visible_to
from followups.choices import StepOutcome, TaskState
from followups.models import Sop, SopException, SopRun, Task
from followups.queries.calendars import calendars
from followups.queries.sops import adherence, steps_begun, version_in_force
from followups.rules.sops import planned_ends
from followups.services.sop_runs import (
    NewException,
    exception_add,
    exception_end,
    sop_start,
    sop_stop,
    time_of,
)
from followups.services.sops import SeenDraft, draft_begin, draft_publish, step_remove
from followups.services.tasks import Seen, task_cancel, task_do, tasks_recompute
from followups.tests.factories import at

NOW = at("2026-03-04T10:00")  # a Wednesday


@pytest.fixture(autouse=True)
def _wednesday():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def sop(db) -> Sop:
    return Sop.objects.get(code="need-discovery")


def start(customer, sop, by=None, origin="test:1") -> SopRun:
    return sop_start(customer=customer, sop=sop, origin=origin, by=by, at=NOW)


def tasks(run: SopRun) -> list[Task]:
    return list(Task.objects.filter(sop_run=run).order_by("sop_step__place"))


def do(task: Task, by, moment=NOW) -> None:
    task_do(seen=Seen(task.pk, None, by, moment), reason="好了")


def test_each_step_becomes_a_task_and_waits_for_the_one_before(hangzhou, sop, lin):
    run = start(hangzhou, sop, lin)
    first, second, *others = tasks(run)
    assert len(others) == 5
    assert (first.origin, first.state) == (f"sop:{run.pk}:1", TaskState.OPEN)
    assert (second.state, list(second.needs.all())) == (TaskState.WAITING, [first])
    assert first.due_at == at("2026-03-05T10:00")
    do(first, lin, NOW + timedelta(hours=2))
    second.refresh_from_db()
    assert (second.state, second.due_at) == (TaskState.OPEN, at("2026-03-06T12:00"))


def test_what_began_on_the_planned_day_keeps_its_time_when_a_calendar_is_edited(hangzhou, sop, lin):
    first, second, *_ = tasks(start(hangzhou, sop, lin))
    do(first, lin, NOW + timedelta(days=1))
    planned = second.due_at
    second.refresh_from_db()
    assert (second.starts_at, second.due_at) == (NOW + timedelta(days=1), planned)
    tasks_recompute(by=None, at=NOW + timedelta(days=1), reason="节假日")
    second.refresh_from_db()
    assert second.due_at == planned


def test_steps_that_count_from_the_beginning_wait_for_nothing(hangzhou, lin):
    run = start(hangzhou, Sop.objects.get(code="problem-response"), lin)
    assert [(task.waits, task.due_at) for task in tasks(run)[:3]] == [
        (False, at("2026-03-04T10:15")),
        (False, at("2026-03-04T10:30")),
        (False, at("2026-03-04T11:00")),
    ]


def test_the_task_has_checklist_and_template_in_the_language_of_whoever_does_it(hangzhou, sop, lin):
    lin.language = "en"
    lin.save()
    second = tasks(start(hangzhou, sop, lin))[1]
    assert second.note.startswith("Dear [name]")
    assert second.checks.first().text == "A decision maker or purchaser takes part"
    with translation.override("zh-hans"):
        assert second.title.startswith("约访谈")
    with translation.override("en"):
        assert second.title.startswith("Arrange the interview")


def test_a_step_goes_to_whoever_has_its_role_at_the_customer(hangzhou, sop, lin, tang):
    Assignment.objects.filter(user=tang).update(
        kind=AssignmentKind.CO_OWNER, role=ServiceRole.TECH_CONSULTANT
    )
    doers = {task.sop_step.place: task.owner for task in tasks(start(hangzhou, sop, lin))}
    assert (doers[1], doers[5]) == (lin, tang)


def test_a_role_that_nobody_has_or_that_has_no_tasks_falls_to_the_owner(hangzhou, sop, lin):
    support = person("su", "苏青", "support")
    AssignmentFactory(
        customer=hangzhou, user=support, kind=AssignmentKind.CO_OWNER, role=ServiceRole.SUPPORT
    )
    assert {task.owner for task in tasks(start(hangzhou, sop, lin))} == {lin}


def test_lead_director_sponsor_and_deputy_are_found(hangzhou, lin, wei, fang, qiu, chen):
    AssignmentFactory(
        customer=hangzhou,
        user=qiu,
        kind=AssignmentKind.CO_OWNER,
        role=ServiceRole.EXECUTIVE_SPONSOR,
    )
    visit = start(hangzhou, Sop.objects.get(code="senior-visit"), lin)
    assert tasks(visit)[3].owner == qiu
    back = start(hangzhou, Sop.objects.get(code="win-back"), lin, "test:2")
    assert tasks(back)[2].owner == fang
    report = start(hangzhou, Sop.objects.get(code="value-delivery"), lin, "test:3")
    assert tasks(report)[3].owner == wei


def test_with_the_same_origin_it_is_begun_once(hangzhou, sop, lin):
    run = start(hangzhou, sop, lin)
    assert start(hangzhou, sop, lin) == run
    assert (SopRun.objects.count(), Task.objects.count()) == (1, 7)
    sop_stop(run=run, reason="重来", by=lin, at=NOW)
    assert start(hangzhou, sop, lin, "test:2") != run


def test_while_it_is_at_work_another_is_refused_with_its_name(hangzhou, ningbo, sop, lin, chen):
    run = start(hangzhou, sop, lin)
    with pytest.raises(ValidationError) as refused:
        start(hangzhou, sop, lin, "test:2")
    assert refused.value.code == "at_work"
    assert run.version.name in refused.value.messages[0]
    assert start(ningbo, sop, chen, "test:3")
    for task in tasks(run):
        do(task, lin)
    assert start(hangzhou, sop, lin, "test:2")


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_it_at_once_one_is_told(hangzhou, sop, lin):
    outcomes = outcomes_at_once(
        [lambda: start(hangzhou, sop, lin, "test:1"), lambda: start(hangzhou, sop, lin, "test:2")]
    )
    assert outcomes == ["at_work", "done"]
    assert (SopRun.objects.count(), Task.objects.count()) == (1, 7)


def test_what_waits_is_due_when_it_is_planned_to_end(hangzhou, sop, lin):
    run = start(hangzhou, sop, lin)
    steps = [time_of(step) for step in run.version.steps.order_by("place")]
    ends = planned_ends(steps, NOW, calendars().company)
    assert [task.due_at for task in tasks(run)] == ends
    assert tasks(run)[-1].due_at == run.planned_until > tasks(run)[1].due_at


def test_what_is_at_work_stays_on_the_version_that_it_began_with(hangzhou, sop, lin, fang):
    run = start(hangzhou, sop, lin)
    draft = draft_begin(sop=sop, by=fang, at=NOW)
    seen = SeenDraft(draft, 1, fang, NOW)
    step_remove(seen=seen, key=draft.steps.get(place=7).key)
    draft_publish(seen=SeenDraft(draft, 2, fang, NOW), reason="少一步")
    assert run.version.number == 1
    assert len(tasks(run)) == 7
    sop_stop(run=run, reason="重来", by=fang, at=NOW)
    again = start(hangzhou, sop, lin, "test:2")
    assert (again.version.number, len(tasks(again))) == (2, 6)


def test_nothing_is_begun_where_it_cannot_go_on(hangzhou, ningbo, sop, lin):
    Customer.objects.filter(pk=ningbo.pk).update(owner=None, tier="general")
    ningbo.refresh_from_db()
    with pytest.raises(ValidationError, match="Nobody works"):
        start(ningbo, sop)
    with pytest.raises(ValidationError, match="not for this customer"):
        start(ningbo, Sop.objects.get(code="value-delivery"))
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=NOW)
    with pytest.raises(ValidationError, match="any more"):
        start(hangzhou, sop)
    Sop.objects.filter(pk=sop.pk).update(archived_at=NOW)
    sop.refresh_from_db()
    with pytest.raises(ValidationError, match="not in force"):
        start(hangzhou, sop)
    assert not Task.objects.exists()


def test_stopping_calls_off_what_is_left_and_keeps_what_was_done(hangzhou, sop, lin):
    run = start(hangzhou, sop, lin)
    first, _second, third, *_others = tasks(run)
    do(first, lin)
    with pytest.raises(ValidationError, match="Say why"):
        sop_stop(run=run, reason=" ", by=lin, at=NOW)
    sop_stop(run=run, reason="客户搬迁", by=lin, at=NOW)
    sop_stop(run=run, reason="再一次", by=lin, at=NOW)
    run.refresh_from_db()
    assert (run.stopped_at, run.stop_reason) == (NOW, "客户搬迁")
    first.refresh_from_db()
    assert first.state == TaskState.DONE
    assert {task.state for task in tasks(run)[1:]} == {TaskState.CANCELLED}
    assert not third.events.filter(action="begin").exists()


def test_what_has_ended_cannot_be_stopped(hangzhou, sop, lin):
    run = start(hangzhou, sop, lin)
    for task in tasks(run):
        do(task, lin)
    with pytest.raises(ValidationError, match="ended already"):
        sop_stop(run=run, reason="晚了", by=lin, at=NOW)


# --- exceptions -------------------------------------------------------------------------------


def test_an_exception_lets_a_procedure_begin_and_its_end_does_not(ningbo, chen, wei):
    Customer.objects.filter(pk=ningbo.pk).update(tier="general")
    ningbo.refresh_from_db()
    visit = Sop.objects.get(code="senior-visit")
    new = NewException(is_served=True, reason="董事长同乡", first_on=NOW.date())
    said = exception_add(customer=ningbo, sop=visit, new=new, by=wei, at=NOW)
    assert exception_add(customer=ningbo, sop=visit, new=new, by=wei, at=NOW) == said
    assert start(ningbo, visit, chen)
    exception_end(exception=said, by=wei, at=NOW)
    with pytest.raises(ValidationError, match="not for this customer"):
        start(ningbo, visit, chen, "test:2")


def test_two_exceptions_do_not_hold_on_the_same_day(hangzhou, sop, wei):
    def add(first: int, last: int | None, reason: str = "总部另有安排") -> SopException:
        day = NOW.date()
        days = (day + timedelta(days=one) if one is not None else None for one in (first, last))
        new = NewException(False, reason, *days)
        return exception_add(customer=hangzhou, sop=sop, new=new, by=wei, at=NOW)

    add(0, 9)
    with pytest.raises(ValidationError, match="some of these days"):
        add(9, None)
    with pytest.raises(ValidationError, match="Say why"):
        add(20, None, " ")
    with pytest.raises(ValidationError, match="not before the first"):
        add(20, 19)
    assert add(10, None)


# --- how it was kept --------------------------------------------------------------------------


def test_the_figures_count_what_lies_behind_them(hangzhou, sop, lin):
    stopped = start(hangzhou, sop, lin)
    sop_stop(run=stopped, reason="重来", by=lin, at=NOW)
    run = start(hangzhou, sop, lin, "test:2")
    first, second, third, *others = tasks(run)
    do(first, lin, NOW + timedelta(hours=1))
    do(second, lin, NOW + timedelta(days=6))
    task_cancel(seen=Seen(third.pk, None, lin, NOW + timedelta(days=6)), reason="不用了")
    later = NOW + timedelta(days=40)
    [kept] = adherence(SopRun.objects.all(), tasks_visible_to(lin), NOW, later).values()
    assert (kept.begun, kept.at_work, kept.finished, kept.stopped) == (2, 1, 0, 1)
    assert kept.steps == {
        StepOutcome.ON_TIME: 1,
        StepOutcome.LATE: 1,
        StepOutcome.CALLED_OFF: 8,
        StepOutcome.OVERDUE: 1,
        StepOutcome.OPEN: 3,
    }
    assert kept.on_time_share == pytest.approx(100 / 3)
    assert steps_begun(tasks_visible_to(lin), NOW, sop).count() == sum(kept.steps.values())
    assert len(others) == 4


def test_days_are_told_of_what_was_finished_beside_what_was_planned(hangzhou, lin):
    run = start(hangzhou, Sop.objects.get(code="activation"), lin)
    for task in tasks(run):
        do(task, lin, NOW + timedelta(days=12))
    [kept] = adherence(SopRun.objects.all(), tasks_visible_to(lin), NOW, timezone.now()).values()
    assert (kept.finished, kept.days) == (1, 12)
    assert kept.planned_days == 35


def test_what_was_begun_before_is_in_no_figure(hangzhou, sop, lin):
    start(hangzhou, sop, lin)
    tomorrow = NOW + timedelta(days=1)
    assert adherence(SopRun.objects.all(), tasks_visible_to(lin), tomorrow, tomorrow) == {}


def test_the_version_in_force_is_the_newest_that_is_published(sop, fang):
    draft_begin(sop=sop, by=fang, at=NOW)
    assert version_in_force(sop).number == 1
