"""A plan is filed once for all warnings of a customer, carried out as tasks, and judged."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.choices import EventKind
from accounts.tests.factories import CustomerEventFactory
from common.tests.sessions import locks_taken
from followups.choices import TaskState
from followups.models import Task
from followups.services.tasks import Seen, task_do
from followups.tests.factories import SurveyAnswerFactory, TaskFactory, at
from health.choices import DutyCode, PlanOutcome, Trouble, WarningAction, WarningCause
from health.models import Case, ImprovementPlan, Warning, WarningDuty
from health.playbooks import PLAYBOOKS, trouble_of
from health.services.plans import Ended, NewPlan, NewStep, plan_end, plan_extend, plan_file
from health.services.warnings import warn
from health.tests.factories import ImprovementPlanFactory

FRIDAY = date(2026, 3, 6)
FRIDAY_5PM = at("2026-03-06T17:00")
DAY = timedelta(days=1)
pytestmark = pytest.mark.usefixtures("model")


@pytest.fixture
def warned(hangzhou, lin, fang):
    """Hangzhou is not content: yellow."""
    SurveyAnswerFactory(customer=hangzhou, score=75, answered_at=at("2026-03-06T10:00"))
    warn(day=FRIDAY, at=FRIDAY_5PM)
    return Warning.objects.get()


def plan(owner, *steps: str, **changes) -> NewPlan:
    content = {
        "trouble": Trouble.DISSATISFIED,
        "analysis": "交付晚了两次",
        "goal": "下次评价 80 以上",
        "review_at": FRIDAY_5PM + 30 * DAY,
        "steps": [NewStep(text, owner.pk, FRIDAY_5PM + 3 * DAY) for text in steps or ("致电",)],
    }
    return NewPlan(**content | changes)


def ended(outcome=PlanOutcome.REACHED, result="已改进", lesson="先致电") -> Ended:
    return Ended(outcome, result, lesson)


def file(warning: Warning, by, **changes) -> ImprovementPlan:
    return plan_file(customer=warning.customer, plan=plan(by, **changes), by=by, at=FRIDAY_5PM)


def test_filing_a_plan_does_the_duty_and_opens_its_steps_and_a_review(warned, lin):
    row = plan_file(customer=warned.customer, plan=plan(lin, "致电", "上门"), by=lin, at=FRIDAY_5PM)
    duty = WarningDuty.objects.get(code=DutyCode.PLAN)
    assert duty.task.done_at == FRIDAY_5PM
    assert [step.task.words for step in row.steps.all()] == ["致电", "上门"]
    review = Task.objects.get(origin=f"plan:{row.pk}:review")
    assert (review.owner, review.due_at) == (lin, FRIDAY_5PM + 30 * DAY)
    assert warned.events.filter(action=WarningAction.PLANNED, by=lin).exists()


def test_what_waits_for_a_duty_is_taken_in_the_order_of_all_tasks(warned, lin):
    waiting, *owed = TaskFactory.create_batch(3, customer=warned.customer)
    WarningDuty.objects.filter(code=DutyCode.PLAN).update(task=owed[0])
    WarningDuty.objects.create(warning=warned, code=DutyCode.PLAN, round=2, task=owed[1])
    Task.objects.filter(pk=waiting.pk).update(waits=True)
    waiting.needs.add(owed[1])
    with locks_taken("followups_task") as taken:
        file(warned, lin)
    assert taken == [waiting.pk, *(task.pk for task in owed)]


def test_one_plan_is_for_all_open_warnings(warned, lin):
    customer = warned.customer
    CustomerEventFactory(customer=customer, kind=EventKind.COMPETITOR, occurred_on=FRIDAY)
    warn(day=FRIDAY, at=FRIDAY_5PM)
    row = file(warned, lin)
    assert row.warnings.count() == 2


def test_the_same_form_sent_twice_is_one_plan(warned, lin):
    assert file(warned, lin) == file(warned, lin)
    assert (ImprovementPlan.objects.count(), Task.objects.filter(words="致电").count()) == (1, 1)


def test_another_plan_has_to_wait_for_the_end_of_the_first(warned, lin, fang):
    first = file(warned, lin)
    with pytest.raises(ValidationError) as refused:
        file(warned, fang, goal="别的")
    assert refused.value.code == "running"
    plan_end(plan=first, ended=ended(PlanOutcome.PARTLY), by=lin, at=FRIDAY_5PM)
    assert file(warned, fang, goal="别的") != first


def test_the_database_knows_of_one_running_plan_only(warned, lin):
    file(warned, lin)
    with pytest.raises(IntegrityError), transaction.atomic():
        ImprovementPlanFactory(customer=warned.customer)


def test_a_plan_without_steps_or_without_a_warning_is_refused(warned, lin, ningbo):
    for customer, steps in ((warned.customer, []), (ningbo, plan(lin).steps)):
        with pytest.raises(ValidationError):
            plan_file(customer=customer, plan=plan(lin, steps=steps), by=lin, at=FRIDAY_5PM)
    assert not ImprovementPlan.objects.exists()


def test_more_steps_take_up_a_warning_that_came_later_and_do_its_duty(warned, lin):
    row = file(warned, lin)
    SurveyAnswerFactory(customer=warned.customer, score=95, answered_at=at("2026-03-07T10:00"))
    warn(day=FRIDAY + DAY, at=FRIDAY_5PM + DAY)
    SurveyAnswerFactory(customer=warned.customer, score=75, answered_at=at("2026-03-30T10:00"))
    late = FRIDAY + 24 * DAY
    warn(day=late, at=FRIDAY_5PM + 24 * DAY)
    second = Warning.objects.exclude(pk=warned.pk).get()
    steps = [NewStep("再拜访", lin.pk, FRIDAY_5PM + 30 * DAY)]
    for _twice in range(2):
        plan_extend(plan=row, steps=steps, by=lin, at=FRIDAY_5PM + 25 * DAY)
    assert second in row.warnings.all()
    assert not WarningDuty.objects.filter(warning=second, task__done_at=None).exists()
    assert [step.place for step in row.steps.all()] == [1, 2]


def test_ending_a_plan_calls_off_what_nobody_did_and_does_the_review(warned, lin):
    row = file(warned, lin)
    for _twice in range(2):
        plan_end(plan=row, ended=ended(), by=lin, at=FRIDAY_5PM)
    states = {task.origin.split(":")[2]: task.state for task in Task.objects.filter(
        origin__startswith=f"plan:{row.pk}:")}  # fmt: skip
    assert states == {"1": TaskState.CANCELLED, "review": TaskState.DONE}


def test_ending_a_plan_leaves_touches_of_the_customer_whose_number_is_the_plans(warned, lin):
    row = file(warned, lin)
    touch = TaskFactory(customer=warned.customer, origin=f"plan:{row.pk}:visit:month:2026-03-01:1")
    plan_end(plan=row, ended=ended(), by=lin, at=FRIDAY_5PM)
    touch.refresh_from_db()
    assert touch.is_at_work


def test_what_came_of_a_plan_is_said_once_and_in_words(warned, lin, fang):
    row = file(warned, lin)
    with pytest.raises(ValidationError):
        plan_end(plan=row, ended=ended(result=" "), by=lin, at=FRIDAY_5PM)
    plan_end(plan=row, ended=ended(), by=lin, at=FRIDAY_5PM)
    with pytest.raises(ValidationError):
        plan_end(plan=row, ended=ended(result="没有"), by=fang, at=FRIDAY_5PM)


def test_what_was_learnt_from_a_plan_becomes_a_case_once(warned, lin):
    row = file(warned, lin)
    [step] = row.steps.all()
    task_do(seen=Seen(step.task_id, None, lin, FRIDAY_5PM))
    for _twice in range(2):
        plan_end(plan=row, ended=ended(), by=lin, at=FRIDAY_5PM)
    case = Case.objects.get()
    assert (case.trouble, case.outcome) == ("satisfaction", "recovered")
    assert "致电" in case.done
    assert case.lesson == "先致电"


def test_without_a_lesson_a_plan_ends_only_when_it_is_given_up(warned, lin):
    row = file(warned, lin)
    with pytest.raises(ValidationError):
        plan_end(plan=row, ended=ended(lesson=""), by=lin, at=FRIDAY_5PM)
    assert ImprovementPlan.objects.get().is_running
    plan_end(plan=row, ended=ended(PlanOutcome.DROPPED, lesson=""), by=lin, at=FRIDAY_5PM)
    assert not Case.objects.exists()


def test_every_kind_of_trouble_has_a_playbook_with_steps():
    assert set(PLAYBOOKS) == set(Trouble.values)
    for book in PLAYBOOKS.values():
        assert book.steps
        assert [step.days for step in book.steps] == sorted(step.days for step in book.steps)


@pytest.mark.parametrize(
    ("causes", "rules", "trouble"),
    [
        ({WarningCause.PURCHASING}, {"no_order"}, Trouble.ADJUSTING),
        ({WarningCause.PURCHASING, WarningCause.COMPETITION}, {"no_order"}, Trouble.COMPETITOR),
        ({WarningCause.PEOPLE}, {"fallen_silent"}, Trouble.SILENCE),
        ({WarningCause.PEOPLE}, {"decision_maker_left"}, Trouble.PEOPLE_LEFT),
        ({WarningCause.SERVICE, WarningCause.SCORE}, {"complaints_unsolved"}, Trouble.COMPLAINTS),
        ({WarningCause.MARKET}, {"adverse_market"}, Trouble.COSTS),
        ({WarningCause.SCORE}, set(), Trouble.OTHER),
    ],
)
def test_the_kind_of_trouble_follows_from_what_warns(causes, rules, trouble):
    assert trouble_of(causes, rules) == trouble
