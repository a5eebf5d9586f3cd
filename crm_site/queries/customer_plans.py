"""Customer plans as pages show them: measures with their tasks, people, rules, reviews."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.utils import timezone

from accounts.access import rows_visible_to
from accounts.clearance import veiled
from accounts.models import Contact, Customer, User
from crm_site.queries.plans import PlanRow, plan_rows
from crm_site.queries.tasks import workers_for
from followups.models import (
    ContactRule,
    CustomerPlan,
    MeasureResult,
    PlanMeasure,
    PlanReview,
    Task,
)
from followups.queries.calendars import horizon_mark
from followups.queries.customer_plans import in_their_plans
from followups.rules.customer_plans import Quarter, quarters, review_origin
from health.choices import Level
from health.models import ImprovementPlan
from health.models.plan import RUNNING

SEES_IMPROVEMENT = "health.view_improvementplan"
MOST_CONTACTS = 300


@dataclass(frozen=True, slots=True)
class MeasureRow:
    """`row` is as the person may see it; `share` is how much of the way to the target is gone.

    `goes_on_in` is the year of the later plan that it is in, too.
    """

    row: Any
    task: Task
    is_late: bool
    share: float | None
    goes_on_in: int | None


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """`results` are (words of the measure, its figure, the result as the person may see it)."""

    pk: int
    row: Any
    quarter: int
    reviewed_by: User
    results: Sequence[tuple[str, Any, Any]]

    @property
    def level(self) -> Level | None:
        return Level(self.row.level) if self.row.level in Level.values else None


@dataclass(frozen=True, slots=True)
class QuarterRow:
    """A quarter that has begun without a review yet; `task` asks somebody for it."""

    quarter: Quarter
    task: Task | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class PlanPage:
    """A plan with all that belongs to it; `row` and `customer` are as the person may see them."""

    plan: CustomerPlan
    row: Any
    customer: Any
    measures: Sequence[MeasureRow]
    people: Sequence[Any]
    rules: Sequence[Any]
    reviews: Sequence[ReviewRow]
    open_quarters: Sequence[QuarterRow]
    improvements: Sequence[PlanRow]
    years: Sequence[tuple[int, int]]


def plan_seen(person: User | AnonymousUser, pk: int) -> CustomerPlan | None:
    """None for one of a customer that this person may not see."""
    plans = CustomerPlan.objects.select_related(
        "customer__owner", "agreed_with", "written_by", "changed_by"
    )
    return rows_visible_to(person, plans).filter(pk=pk).first()


def plan_of(customer: Customer, year: int) -> CustomerPlan | None:
    return CustomerPlan.objects.filter(customer=customer, year=year).first()


def plan_before(customer: Customer, year: int) -> CustomerPlan | None:
    """The newest one of an earlier year, which a new one may begin with."""
    return CustomerPlan.objects.filter(customer=customer, year__lt=year).order_by("-year").first()


def years_of(customer: Customer) -> list[tuple[int, int]]:
    """(year, id) of its plans, the newest first."""
    plans = CustomerPlan.objects.filter(customer=customer).order_by("-year")
    return list(plans.values_list("year", "pk"))


def plan_page(plan: CustomerPlan, person: User, now: datetime) -> PlanPage:
    row, customer = veiled(person, [plan, plan.customer])
    reviews = _reviews(plan, person)
    improvements = person.has_perm(SEES_IMPROVEMENT)
    return PlanPage(
        plan=plan,
        row=row,
        customer=customer,
        measures=_measures(plan, person, now),
        people=veiled(person, plan.people.select_related("contact", "by")),
        rules=list(rules_of(plan).values()),
        reviews=reviews,
        open_quarters=_open_quarters(plan, {one.quarter for one in reviews}, now),
        improvements=_improvements(plan.customer, person, now) if improvements else [],
        years=years_of(plan.customer),
    )


@dataclass(frozen=True, slots=True)
class PlanHead:
    plan: CustomerPlan
    customer: Any


def plan_head(plan: CustomerPlan, person: User) -> PlanHead:
    """What the pages beside the plan say of it."""
    return PlanHead(plan, veiled(person, [plan.customer])[0])


def measures_of(plan: CustomerPlan) -> list[PlanMeasure]:
    """Those that are in the plan, done or not; one that was called off is in it no more."""
    rows = in_their_plans(plan.measures.all()).select_related("task__owner")
    return list(rows.order_by("place"))


def to_carry(rows: Sequence[PlanMeasure]) -> list[PlanMeasure]:
    """Those that can go on in a later plan."""
    return [row for row in rows if row.task.is_at_work]


def rules_of(plan: CustomerPlan) -> dict[int, ContactRule]:
    """Those that still come, by id."""
    rows = plan.rules.filter(recurring__ended_at=None).select_related("recurring")
    return {row.pk: row for row in rows.order_by("recurring__first_on", "pk")}


def _measures(plan: CustomerPlan, person: User, now: datetime) -> list[MeasureRow]:
    rows = measures_of(plan)
    horizon_mark([row.task for row in rows])
    return [
        MeasureRow(seen, row.task, row.task.is_overdue(now), _share(row), row.goes_on_in)
        for row, seen in zip(rows, veiled(person, rows), strict=True)
    ]


def _share(row: PlanMeasure) -> float | None:
    """Of the way from the first figure to the target; None where one of them is not known."""
    if row.current is None or row.baseline is None or row.target in (None, row.baseline):
        return None
    way = (row.target or Decimal()) - row.baseline
    return min(max(float((row.current - row.baseline) / way), 0), 1)


def _reviews(plan: CustomerPlan, person: User) -> list[ReviewRow]:
    rows = list(plan.reviews.select_related("reviewed_by").order_by("-quarter"))
    found: dict[int, list[tuple[str, Any, Any]]] = defaultdict(list)
    results = MeasureResult.objects.filter(review__in=rows).select_related("measure__task")
    for result in results.order_by("measure__place"):
        seen, measure = veiled(person, [result, result.measure])
        found[result.review_id].append((result.measure.task.title, measure, seen))
    return [
        ReviewRow(row.pk, seen, row.quarter, row.reviewed_by, found[row.pk])
        for row, seen in zip(rows, veiled(person, rows), strict=True)
    ]


def _open_quarters(plan: CustomerPlan, reviewed: set[int], now: datetime) -> list[QuarterRow]:
    """Those that have ended or were asked for, and the one that runs; not those before the plan."""
    today, written = timezone.localdate(now), timezone.localdate(plan.written_at)
    origins = {one.number: review_origin(plan.pk, one.number) for one in quarters(plan.year)}
    asked = {task.origin: task for task in Task.objects.filter(origin__in=origins.values())}
    by_quarter = {number: asked[one] for number, one in origins.items() if one in asked}
    return [
        QuarterRow(one, task := by_quarter.get(one.number), bool(task and task.is_overdue(now)))
        for one in quarters(plan.year)
        if one.number not in reviewed
        and one.first_day <= today
        and (one.asked_on >= written or one.number in by_quarter)
    ]


def _improvements(customer: Customer, person: User, now: datetime) -> list[PlanRow]:
    """The plan against a warning is a section of this one."""
    running = ImprovementPlan.objects.filter(RUNNING, customer=customer)
    return plan_rows(list(running.select_related("filed_by", "customer")), person, now)


def review_of(plan: CustomerPlan, quarter: int) -> PlanReview | None:
    return plan.reviews.filter(quarter=quarter).first()


def contacts_of(customer: Customer, day: date, plan: CustomerPlan | None) -> list[Contact]:
    """Who works there, to be chosen from, and whoever is named in the plan already."""
    is_here = Q(left_on=None) | Q(left_on__gt=day)
    if plan is not None:
        is_here |= Q(pk=plan.agreed_with_id) | Q(pk__in=plan.people.values("contact"))
    here = Contact.objects.filter(is_here, customer=customer)
    return list(here.order_by("name", "pk")[:MOST_CONTACTS])


def doers_of(
    customer: Customer, plan: CustomerPlan | None, measures: Sequence[PlanMeasure]
) -> list[User]:
    """Who can be given a measure, and whoever has one of `measures` or wins somebody already."""
    people = {person.pk: person for person in workers_for(customer)}
    people |= {row.task.owner_id: row.task.owner for row in measures}
    if plan is not None:
        people |= {row.by_id: row.by for row in plan.people.select_related("by")}
    return sorted(people.values(), key=str)
