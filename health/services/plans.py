"""Improvement plans: filed once for all warnings of a customer, carried out as tasks, judged."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Customer, User
from followups.choices import TaskKind
from followups.models import Task
from followups.queries.calendars import calendars
from followups.services.tasks import (
    NewTask,
    Seen,
    task_cancel,
    task_do,
    task_open,
    tasks_hold,
    tasks_open,
)
from health.choices import (
    CaseOutcome,
    CaseTrouble,
    DutyCode,
    PlanOutcome,
    Trouble,
    WarningAction,
)
from health.models import ImprovementPlan, PlanStep, Warning, WarningDuty, WarningEvent
from health.models.plan import RUNNING
from health.models.warning import OPEN
from health.services.cases import Learnt, case_write
from health.services.score import scoring_waits_for_person

REVIEW = gettext_noop("Look at the improvement plan again and say what came of it")
REVIEW_MINUTES, STEP_MINUTES = 30, 60
OVER = gettext_noop("The plan has ended.")


@dataclass(frozen=True, slots=True)
class NewStep:
    """`owner` is an id; it is due at `due_at`."""

    text: str
    owner: int
    due_at: datetime


@dataclass(frozen=True, slots=True)
class NewPlan:
    trouble: Trouble
    analysis: str
    goal: str
    review_at: datetime
    steps: Sequence[NewStep]


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a plan in words, and what the next customer may gain from it."""

    outcome: PlanOutcome
    result: str
    lesson: str = ""


CASES = {
    PlanOutcome.REACHED: CaseOutcome.RECOVERED,
    PlanOutcome.PARTLY: CaseOutcome.PARTLY,
    PlanOutcome.MISSED: CaseOutcome.MISSED,
}


@transaction.atomic
def plan_file(*, customer: Customer, plan: NewPlan, by: User, at: datetime) -> ImprovementPlan:
    """File the plan for the open warnings of a customer, and open its steps as tasks.

    Whoever owed one has done so. The very same sent twice is one plan. Raises ValidationError.
    """
    if not plan.steps:
        raise ValidationError(_("A plan has at least one step."), code="steps")
    _alone()
    warnings = _open_warnings(customer)
    running = ImprovementPlan.objects.filter(RUNNING, customer=customer).first()
    if running is not None:
        return _same_or_taken(running, plan, by)
    if not warnings:
        raise ValidationError(_("No warning is open for this customer."), code="no_warning")
    row = ImprovementPlan.objects.create(
        customer=customer,
        trouble=plan.trouble,
        analysis=plan.analysis.strip(),
        goal=plan.goal.strip(),
        review_on=plan.review_at.date(),
        filed_at=at,
        filed_by=by,
    )
    _take_up(row, warnings, by, at)
    _add_steps(row, plan.steps, by, at)
    _open_review(row, plan.review_at, by, at)
    return row


@transaction.atomic
def plan_extend(
    *, plan: ImprovementPlan, steps: Sequence[NewStep], by: User, at: datetime
) -> ImprovementPlan:
    """More steps for a plan that runs, also for warnings that have opened since it was filed."""
    _alone()
    warnings = _open_warnings(plan.customer)
    row = _running(plan)
    known = set(row.steps.values_list("task__words", "task__owner", "task__due_at"))
    new = [one for one in steps if (one.text.strip(), one.owner, one.due_at) not in known]
    if not steps:
        raise ValidationError(_("Name at least one step."), code="steps")
    covered = set(row.warnings.values_list("pk", flat=True))
    _take_up(row, [one for one in warnings if one.pk not in covered], by, at)
    _plan_duties_do(row, by, at)
    _add_steps(row, new, by, at)
    return row


@transaction.atomic
def plan_end(*, plan: ImprovementPlan, ended: Ended, by: User, at: datetime) -> ImprovementPlan:
    """Say what came of it; steps that nobody has done are called off.

    What was learnt becomes a case, unless the plan was given up.
    """
    outcome, result = ended.outcome, ended.result
    if not result.strip():
        raise ValidationError(_("Say what came of it."), code="result")
    calendars(hold=True)
    row = ImprovementPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not row.is_running:
        if (row.outcome, row.result) == (outcome, result.strip()):
            return row
        raise ValidationError(_("This plan has ended already."), code="ended")
    row.ended_at, row.outcome, row.result = at, outcome, result.strip()
    row.save(update_fields=["ended_at", "outcome", "result"])
    of_plan = Q(pk__in=row.steps.values("task")) | Q(origin=_review_origin(row))
    for task in tasks_hold(Task.objects.filter(of_plan)):
        if task.title_key == REVIEW:
            task_do(seen=Seen(task.pk, None, by, at))
        else:
            task_cancel(seen=Seen(task.pk, None, by, at), reason=_(OVER))
    if outcome in CASES:
        _write_case(row, ended, by, at)
    return row


def _write_case(plan: ImprovementPlan, ended: Ended, by: User, at: datetime) -> None:
    """What was done are the steps that were, and the plan's own words about them."""
    steps = plan.steps.filter(task__done_at__isnull=False).order_by("place")
    done = [plan.analysis, *steps.values_list("task__words", flat=True), plan.result]
    causes = plan.warnings.order_by("pk").values_list("cause", flat=True)
    case_write(
        customer=plan.customer,
        learnt=Learnt(
            trouble=CaseTrouble(causes.first() or CaseTrouble.SCORE),
            reason=None,
            done="\n".join(done),
            outcome=CASES[PlanOutcome(plan.outcome)],
            lesson=ended.lesson,
        ),
        by=by,
        at=at,
        origin=f"plan:{plan.pk}",
    )


def _alone() -> None:
    """No run of the warnings meanwhile: it takes the same rows in another order."""
    scoring_waits_for_person()
    calendars(hold=True)


def _open_warnings(customer: Customer) -> list[Warning]:
    rows = Warning.objects.select_for_update(of=("self",)).filter(OPEN, customer=customer)
    return list(rows.order_by("pk"))


def _running(plan: ImprovementPlan) -> ImprovementPlan:
    row = ImprovementPlan.objects.select_for_update(of=("self",)).get(pk=plan.pk)
    if not row.is_running:
        raise ValidationError(_("This plan has ended already."), code="ended")
    return row


def _same_or_taken(running: ImprovementPlan, plan: NewPlan, by: User) -> ImprovementPlan:
    said = (plan.trouble, plan.analysis.strip(), plan.goal.strip(), by.pk)
    if (running.trouble, running.analysis, running.goal, running.filed_by_id) == said:
        return running
    raise ValidationError(
        _("A plan is running for this customer already; add steps to it."), code="running"
    )


def _take_up(plan: ImprovementPlan, warnings: Iterable[Warning], by: User, at: datetime) -> None:
    rows = list(warnings)
    plan.warnings.add(*rows)
    WarningEvent.objects.bulk_create(
        WarningEvent(
            warning=row,
            at=at,
            action=WarningAction.PLANNED,
            level=row.level,
            score=row.score,
            by=by,
        )
        for row in rows
    )
    _plan_duties_do(plan, by, at)


def _plan_duties_do(plan: ImprovementPlan, by: User, at: datetime) -> None:
    duties = WarningDuty.objects.filter(code=DutyCode.PLAN, warning__in=plan.warnings.all())
    for task in tasks_hold(Task.objects.filter(pk__in=duties.values("task"))):
        task_do(seen=Seen(task.pk, None, by, at))


def _add_steps(plan: ImprovementPlan, steps: Sequence[NewStep], by: User, at: datetime) -> None:
    first = 1 + max(plan.steps.values_list("place", flat=True), default=0)
    new = {
        place: NewTask(
            origin=f"plan:{plan.pk}:{place}",
            customer=plan.customer_id,
            kind=TaskKind.PLAN,
            owner=step.owner,
            starts_at=at,
            due_at=step.due_at,
            words=step.text.strip(),
            minutes=STEP_MINUTES,
        )
        for place, step in enumerate(steps, first)
    }
    PlanStep.objects.bulk_create(
        PlanStep(plan=plan, place=place, task=task_open(new=one, by=by))
        for place, one in new.items()
    )


def _review_origin(plan: ImprovementPlan) -> str:
    return f"plan:{plan.pk}:review"


def _open_review(plan: ImprovementPlan, review_at: datetime, by: User, at: datetime) -> None:
    owner = plan.customer.owner_id or by.pk
    tasks_open(
        new=[
            NewTask(
                origin=_review_origin(plan),
                customer=plan.customer_id,
                kind=TaskKind.PLAN,
                owner=owner,
                starts_at=at,
                due_at=review_at,
                title_key=REVIEW,
                minutes=REVIEW_MINUTES,
            )
        ],
        by=by,
    )
