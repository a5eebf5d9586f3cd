"""Which customers have a plan for a year, which lack one, and where a review is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from accounts.access import customers_visible_to
from accounts.choices import Tier
from accounts.clearance import veiled
from accounts.models import Customer, User
from accounts.models.customer import ACTIVE
from common.lists import in_order
from followups.models import CustomerPlan, PlanMeasure, Task
from followups.queries.customer_plans import in_their_plans
from followups.queries.tasks import overdue
from followups.rules.customer_plans import NEEDS_PLAN, REVIEW, quarters, review_origin


@dataclass(frozen=True, slots=True)
class PlanListRow:
    """A customer, as the person may see it, with the plan of the year if there is one."""

    customer: Any
    plan: CustomerPlan | None
    measures: int
    done: int
    late: int
    review_due: datetime | None
    is_review_late: bool

    @property
    def tier(self) -> Tier | None:
        return Tier(self.customer.tier) if self.customer.tier in Tier.values else None


@dataclass(frozen=True, slots=True)
class PlanGaps:
    """How many customers that need a plan have none, and how many reviews are late."""

    missing: int
    late_reviews: int

    @property
    def any(self) -> bool:
        return bool(self.missing or self.late_reviews)


def planned_or_to_plan(person: User | AnonymousUser, year: int) -> QuerySet[Customer]:
    """Those that need a plan, and those that have one all the same."""
    has_plan = Exists(_plans(year))
    return customers_visible_to(person).filter(Q(tier__in=NEEDS_PLAN) | Q(has_plan), ACTIVE)


def _plans(year: int) -> QuerySet[CustomerPlan]:
    return CustomerPlan.objects.filter(customer=OuterRef("pk"), year=year)


def without_plan(customers: QuerySet[Customer], year: int) -> QuerySet[Customer]:
    return customers.filter(~Exists(_plans(year)), tier__in=NEEDS_PLAN)


def with_plan(customers: QuerySet[Customer], year: int) -> QuerySet[Customer]:
    return customers.filter(Exists(_plans(year)))


def not_agreed(customers: QuerySet[Customer], year: int) -> QuerySet[Customer]:
    return customers.filter(Exists(_plans(year).filter(agreed_on=None)))


def with_late_measure(customers: QuerySet[Customer], year: int, now: datetime) -> QuerySet:
    tasks = Task.objects.filter(overdue(now)).values("pk")
    measures = PlanMeasure.objects.filter(
        plan__customer=OuterRef("pk"), plan__year=year, task__in=tasks
    )
    return customers.filter(Exists(measures))


def with_late_review(customers: QuerySet[Customer], year: int, now: datetime) -> QuerySet:
    plans = _plans(year).filter(Exists(_reviews_of_plan().filter(overdue(now))))
    return customers.filter(Exists(plans))


def _reviews_of_plan() -> QuerySet[Task]:
    """The tasks that ask for reviews of a plan: what their origins begin with names it."""
    start = Concat(Value(f"{REVIEW}:"), Cast(OuterRef("pk"), CharField()), Value(":"))
    return Task.objects.filter(customer=OuterRef("customer"), origin__startswith=start)


def plan_gaps(person: User, now: datetime, year: int) -> PlanGaps:
    customers = planned_or_to_plan(person, year)
    late = with_late_review(customers, year, now)
    return PlanGaps(without_plan(customers, year).count(), late.count())


def plan_list_rows(ids: Sequence[int], person: User, now: datetime, year: int) -> list[PlanListRow]:
    """Rows in the order of `ids` (customers); four statements for any number of them."""
    if not ids:
        return []
    customers = in_order(Customer.objects.filter(pk__in=ids).select_related("owner__team"), ids)
    plans = CustomerPlan.objects.filter(customer__in=ids, year=year)
    by_customer = {plan.customer_id: plan for plan in plans}
    counts = _counts(list(by_customer.values()), now)
    asked = _asked(list(by_customer.values()))
    return [
        _row(seen, by_customer.get(customer.pk), counts, asked, now)
        for customer, seen in zip(customers, veiled(person, customers), strict=True)
    ]


def _row(
    customer: Any,
    plan: CustomerPlan | None,
    counts: dict[int, Any],
    asked: dict[int, Task],
    now: datetime,
) -> PlanListRow:
    found = counts.get(plan.pk, {}) if plan else {}
    task = asked.get(plan.pk) if plan else None
    return PlanListRow(
        customer=customer,
        plan=plan,
        measures=found.get("measures", 0),
        done=found.get("done", 0),
        late=found.get("late", 0),
        review_due=task.due_at if task else None,
        is_review_late=bool(task and task.is_overdue(now)),
    )


def _counts(plans: Sequence[CustomerPlan], now: datetime) -> dict[int, Any]:
    late = Q(task__in=Task.objects.filter(overdue(now)).values("pk"))
    rows = in_their_plans(PlanMeasure.objects.filter(plan__in=plans))
    counted = (
        rows.order_by()
        .values(number=F("plan"))
        .annotate(
            measures=Count("pk"),
            done=Count("pk", filter=Q(task__done_at__isnull=False)),
            late=Count("pk", filter=late),
        )
    )
    return {row["number"]: row for row in counted}


def _asked(plans: Sequence[CustomerPlan]) -> dict[int, Task]:
    """The oldest review that is still asked for, by plan."""
    of_plan = {
        review_origin(plan.pk, one.number): plan.pk for plan in plans for one in quarters(plan.year)
    }
    tasks = Task.objects.filter(origin__in=of_plan, done_at=None, cancelled_at=None)
    return {of_plan[task.origin]: task for task in tasks.order_by("-due_at")}
