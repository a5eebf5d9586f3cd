"""Every quarter a customer plan is looked at: asked for once, written once, never changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from common.locks import lock_until_end
from followups.choices import TaskKind
from followups.models import CustomerPlan, MeasureResult, PlanReview, Task
from followups.models.task import AT_WORK
from followups.queries.calendars import calendars, company_calendar
from followups.queries.people import company_on
from followups.rules.customer_plans import (
    SUGGESTIONS,
    Quarter,
    quarter_of,
    quarter_to_ask,
    review_origin,
)
from followups.rules.deadlines import end_of_day
from followups.services.tasks import NewTask, Seen, task_do, tasks_open

TITLE = gettext_noop("Review the customer plan of %(year)s, quarter %(quarter)s")
MINUTES = 60


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """How the customer was doing on `day`; `level` and the codes of dimensions are health's."""

    day: date
    score: Decimal | None
    level: str
    dimensions: Sequence[tuple[str, float]] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """Of a measure (its id)."""

    measure: int
    current: Decimal | None
    said: str = ""


@dataclass(frozen=True, slots=True)
class ReviewSaid:
    decisions: str
    next_steps: str
    suggestions: Sequence[str]
    since: date
    results: Sequence[Result] = ()
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ReviewsAsked:
    """How many reviews were asked for, and how many have nobody to write them."""

    asked: int
    without_owner: int


def plan_reviews_ask(
    *, day: date, at: datetime, customers: Collection[int] | None = None
) -> ReviewsAsked:
    """Open the reviews of the quarter that ends soon as tasks; a second time there are none.

    Of everybody, or of these customers (ids).
    """
    if day < quarter_of(day).asked_on:
        return ReviewsAsked(0, 0)
    company, due_at = company_on(day), _due_at(quarter_of(day), at)
    new, without_owner = [], 0
    for plan in _unreviewed(day, customers).iterator(chunk_size=1_000):
        quarter = quarter_to_ask(plan.year, timezone.localdate(plan.written_at), day)
        if quarter is None:
            continue
        if (person := company.working_for(plan.customer.owner_id)) is None:
            without_owner += 1
        else:
            new.append(_task(plan, quarter, person, at, due_at))
    return ReviewsAsked(tasks_open(new=new).created, without_owner)


def _unreviewed(day: date, customers: Collection[int] | None) -> QuerySet[CustomerPlan]:
    """The plans of the year that nobody has looked back at in the quarter of `day` yet."""
    reviewed = PlanReview.objects.filter(plan=OuterRef("pk"), quarter=quarter_of(day).number)
    plans = CustomerPlan.objects.filter(
        ~Exists(reviewed),
        year=day.year,
        customer__archived_at=None,
        customer__merged_into=None,
    )
    if customers is not None:
        plans = plans.filter(customer__in=list(customers))
    return plans.select_related("customer")


def _due_at(quarter: Quarter, at: datetime) -> datetime:
    """When the quarter ends; where that has just passed, a working day from now."""
    calendar = company_calendar()
    due_at = end_of_day(calendar, quarter.last_day)
    return due_at if due_at > at else calendar.add_working_days(at, 1)


def _task(
    plan: CustomerPlan, quarter: Quarter, person: int, at: datetime, due_at: datetime
) -> NewTask:
    return NewTask(
        origin=review_origin(plan.pk, quarter.number),
        customer=plan.customer_id,
        kind=TaskKind.OTHER,
        owner=person,
        starts_at=at,
        due_at=due_at,
        title_key=TITLE,
        params={"year": plan.year, "quarter": quarter.number},
        minutes=MINUTES,
    )


@transaction.atomic
def plan_review_write(
    *,
    plan: CustomerPlan,
    version: int,
    quarter: Quarter,
    said: ReviewSaid,
    diagnosis: Diagnosis | None,
    by: User,
    at: datetime,
) -> PlanReview:
    """Look back at a quarter; whoever was asked to has done so. Raises ValidationError.

    `version` is the one of the plan that was looked at: what is found of its measures is written
    into it. The very same sent twice is one review.
    """
    lock_until_end(f"customer plan {plan.customer_id}")
    calendars(hold=True)
    plan = CustomerPlan.objects.select_related("changed_by").get(pk=plan.pk)
    before = plan.reviews.filter(quarter=quarter.number).select_related("reviewed_by").first()
    if before is not None:
        return _same(before, said, by)
    _check(plan, version, quarter, said, at)
    review = PlanReview.objects.create(
        customer_id=plan.customer_id,
        plan=plan,
        quarter=quarter.number,
        reviewed_at=at,
        reviewed_by=by,
        decisions=said.decisions.strip(),
        next_steps=said.next_steps.strip(),
        suggestions=[one.strip() for one in said.suggestions],
        since=said.since,
        figures=dict(said.figures),
        **_frozen(diagnosis),
    )
    _results_write(review, said.results)
    plan.version += 1
    plan.changed_at, plan.changed_by = at, by
    plan.save(update_fields=["version", "changed_at", "changed_by"])
    for task in Task.objects.filter(AT_WORK, origin=review_origin(plan.pk, quarter.number)):
        task_do(seen=Seen(task.pk, None, by, at))
    return review


def _same(before: PlanReview, said: ReviewSaid, by: User) -> PlanReview:
    if before.reviewed_by_id == by.pk and _told(before) == _told_now(before.plan, said):
        return before
    message = _("%(name)s has reviewed this quarter already.")
    raise ValidationError(message % {"name": before.reviewed_by}, code="reviewed")


def _told(review: PlanReview) -> tuple[Any, ...]:
    """All that a person has said in it."""
    results = {row.measure_id: (row.current, row.said) for row in review.results.all()}
    return review.decisions, review.next_steps, review.suggestions, results


def _told_now(plan: CustomerPlan, said: ReviewSaid) -> tuple[Any, ...]:
    known = set(plan.measures.values_list("pk", flat=True))
    results = {
        one.measure: (one.current, one.said.strip()) for one in said.results if one.measure in known
    }
    suggestions = [one.strip() for one in said.suggestions]
    return said.decisions.strip(), said.next_steps.strip(), suggestions, results


def _check(
    plan: CustomerPlan, version: int, quarter: Quarter, said: ReviewSaid, at: datetime
) -> None:
    if plan.version != version:
        message = _("%(name)s has just changed this plan; look at it again.")
        raise ValidationError(message % {"name": plan.changed_by}, code="changed")
    if quarter.year != plan.year or quarter.first_day > timezone.localdate(at):
        raise ValidationError(_("This quarter has not begun yet."), code="quarter")
    if not said.decisions.strip() or not said.next_steps.strip():
        raise ValidationError(_("A review says what was decided and what comes next."), code="said")
    if len([one for one in said.suggestions if one.strip()]) != SUGGESTIONS:
        raise ValidationError(_("A diagnosis ends in three suggestions."), code="suggestions")


def _frozen(diagnosis: Diagnosis | None) -> dict[str, Any]:
    if diagnosis is None:
        return {}
    return {
        "diagnosed_on": diagnosis.day,
        "score": diagnosis.score,
        "level": diagnosis.level,
        "dimensions": [list(one) for one in diagnosis.dimensions],
    }


def _results_write(review: PlanReview, results: Sequence[Result]) -> None:
    """What is found of a measure is its figure from now on, too."""
    known = {row.pk: row for row in review.plan.measures.all()}
    for one in results:
        row = known.get(one.measure)
        if row is None:
            continue
        MeasureResult.objects.create(
            review=review, measure=row, current=one.current, said=one.said.strip()
        )
        if one.current is not None and one.current != row.current:
            row.current = one.current
            row.save(update_fields=["current"])
