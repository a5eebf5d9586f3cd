"""What a review of a customer plan begins with: how the customer is doing, and what happened."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, Sum
from django.utils import timezone

from accounts.models import Customer
from accounts.queries.orders import standing_orders
from followups.choices import SurveyKind
from followups.models import CustomerPlan, FollowUp, SurveyAnswer, Ticket
from followups.queries.tasks import midnight
from followups.rules.customer_plans import Quarter
from followups.services.plan_reviews import Diagnosis
from health.models import HealthCurrent
from health.queries.explain import Explanation, NotScoredError, explain

MOST_VALUES = 5
DAY = timedelta(days=1)
Moments = tuple[datetime, datetime]


def diagnosis_of(customer: Customer) -> Diagnosis | None:
    """As of the newest stored day; None for whoever was never scored."""
    current = HealthCurrent.objects.filter(customer=customer).first()
    if current is None:
        return None
    try:
        found = explain(customer, current.day, with_rows=False)
    except NotScoredError:
        return None
    return Diagnosis(found.day, found.score, found.level, dimension_points(found))


def dimension_points(explanation: Explanation) -> Sequence[tuple[str, float]]:
    """Mean points of each dimension by weight, of what was measured; the weakest first."""
    sums: dict[str, tuple[float, float]] = {}
    for one in explanation.indicators:
        if one.points is not None:
            points, weight = sums.get(one.dimension.value, (0.0, 0.0))
            sums[one.dimension.value] = points + one.points * one.weight, weight + one.weight
    means = [(code, round(total / weight, 1)) for code, (total, weight) in sums.items() if weight]
    return sorted(means, key=lambda one: one[1])


def since_last_review(plan: CustomerPlan, quarter: Quarter) -> date:
    """The day after what the review before looked back at, or the first of the quarter."""
    before = plan.reviews.filter(quarter__lt=quarter.number).order_by("-quarter").first()
    if before is None:
        return quarter.first_day
    reviewed_on = timezone.localdate(before.reviewed_at)
    return Quarter(plan.year, before.quarter).until(reviewed_on) + DAY


def figures_since(customer: Customer, since: date, day: date) -> dict[str, Any]:
    """What happened from `since` to `day`, as it is kept with a review.

    Orders are those in the currency that most of them have.
    """
    moments = (midnight(since), midnight(day + DAY))
    return {
        **_orders(customer, since, day),
        **_answers(customer, moments),
        **_tickets(customer, moments),
        "values_told": _values(customer, moments),
    }


def _orders(customer: Customer, since: date, day: date) -> dict[str, Any]:
    rows = standing_orders(customer, day).filter(ordered_on__gte=since).order_by()
    sums = rows.values("currency").annotate(count=Count("pk"), total=Sum("amount"))
    most = sums.order_by("-count", "currency").first()
    if most is None:
        return {"orders": 0, "amount": None, "currency": ""}
    return {"orders": most["count"], "amount": str(most["total"]), "currency": most["currency"]}


def _answers(customer: Customer, moments: Moments) -> dict[str, Any]:
    rows = SurveyAnswer.objects.filter(
        customer=customer, kind=SurveyKind.CSAT, answered_at__gte=moments[0]
    )
    found = rows.filter(answered_at__lt=moments[1]).aggregate(mean=Avg("score"), count=Count("pk"))
    mean = found["mean"]
    return {"satisfaction": None if mean is None else round(mean, 1), "answers": found["count"]}


def _tickets(customer: Customer, moments: Moments) -> dict[str, Any]:
    rows = Ticket.objects.filter(customer=customer, cancelled_on=None)
    raised = rows.filter(opened_at__gte=moments[0], opened_at__lt=moments[1])
    solved = rows.filter(solved_at__gte=moments[0], solved_at__lt=moments[1])
    return {"tickets": raised.count(), "solved": solved.count()}


def _values(customer: Customer, moments: Moments) -> list[str]:
    """The newest of what follow-ups say was of value to the customer."""
    rows = FollowUp.objects.filter(
        customer=customer, happened_at__gte=moments[0], happened_at__lt=moments[1]
    )
    told = rows.exclude(value_delivery="").order_by("-happened_at")
    return list(told.values_list("value_delivery", flat=True)[:MOST_VALUES])
