"""What warnings are made from: the stored scores of a day and of the days before."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.models import Contract, Customer, Order
from accounts.queries.states import contract_in_force
from health.choices import Level
from health.models import HealthCurrent, HealthScore, HeldWarning, StartingLevel, Warning
from health.models.warning import OPEN
from health.rules.warnings import DORMANT_AFTER, DORMANT_INTERVALS, IN_A_ROW, WARNED

# How far back three stored days in a row may lie; holidays are scored as well.
ROW_DAYS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Stored:
    """The score of a customer on a day."""

    customer: int
    level: Level
    score: Decimal | None


def scored_on(day: date, customers: Collection[int] | None) -> QuerySet[HealthScore]:
    """Rows of the day, of all active customers or of these ids."""
    inactive = Customer.objects.inactive().filter(pk=OuterRef("customer"))
    rows = HealthScore.objects.filter(~Exists(inactive), day=day)
    return rows if customers is None else rows.filter(customer__in=list(customers))


def looked_at_after(day: date, customers: Collection[int] | None) -> set[int]:
    """Ids of those who have a score of a later day, of all or of these."""
    rows = HealthCurrent.objects.filter(day__gt=day)
    if customers is not None:
        rows = rows.filter(customer__in=list(customers))
    return set(rows.values_list("customer", flat=True))


def levels_now(customers: Collection[int]) -> dict[int, Level]:
    """The score's own newest level of each."""
    rows = HealthCurrent.objects.filter(customer__in=list(customers))
    return {row.customer_id: Level(row.level_by_score) for row in rows}


def stored_for_warnings(rows: QuerySet[HealthScore]) -> dict[int, Stored]:
    """Those of the rows that may matter: on a level that warns, or of a customer with a warning,
    held or not, or with a starting level.
    """
    of_customer = {"customer": OuterRef("customer")}
    known = (
        Q(Exists(Warning.objects.filter(OPEN, **of_customer)))
        | Q(Exists(HeldWarning.objects.filter(**of_customer)))
        | Q(Exists(StartingLevel.objects.filter(**of_customer)))
    )
    values = rows.filter(Q(level__in=WARNED) | known).values_list("customer", "level", "score")
    return {
        customer: Stored(customer, Level(level), score)
        for customer, level, score in values.order_by("customer")
    }


def dormant(customers: Collection[int], day: date) -> set[int]:
    """Those of them that sleep: no order for a year and six of their own intervals, no contract."""
    not_cancelled = Q(cancelled_on=None) | Q(cancelled_on__gt=day)
    orders = Order.objects.filter(
        not_cancelled, customer__in=list(customers), ordered_on__lte=day, amount__gt=0
    )
    rows = (
        orders.order_by()
        .values("customer")
        .annotate(
            first=Min("ordered_on"), last=Max("ordered_on"), days=Count("ordered_on", distinct=True)
        )
    )
    silent = {
        row["customer"]
        for row in rows
        if (day - row["last"]).days > max(DORMANT_AFTER, DORMANT_INTERVALS * _interval(row))
    }
    bound = Contract.objects.filter(contract_in_force(day), customer__in=silent)
    return silent - set(bound.values_list("customer", flat=True))


def _interval(row: Any) -> float:
    """Days between two order days; of a single order nothing is known."""
    return (row["last"] - row["first"]).days / (row["days"] - 1) if row["days"] > 1 else 0


def last_scores(customers: Collection[int], day: date) -> dict[int, list[Decimal]]:
    """Up to three stored scores of each, the newest first, up to and with `day`."""
    rows = HealthScore.objects.filter(
        customer__in=list(customers), day__gt=day - ROW_DAYS, day__lte=day, score__isnull=False
    ).exclude(level=Level.UNKNOWN)
    found: dict[int, list[Decimal]] = defaultdict(list)
    for customer, score in rows.order_by("customer", "-day").values_list("customer", "score"):
        if score is not None and len(found[customer]) < IN_A_ROW:
            found[customer].append(score)
    return found


def warnings_on(customer: Customer, day: date) -> list[dict[str, Any]]:
    """The warnings that were open on a day, with the level that they had then."""
    opened = Warning.objects.filter(customer=customer, opened_on__lte=day)
    rows = opened.filter(Q(resolved_at=None) | Q(resolved_at__gt=end_of(day)))
    return [
        {
            "cause": row.cause,
            "level": _level_on(row, day),
            "opened_on": row.opened_on,
            "duties": [
                {"code": duty.code, "due_at": duty.task.due_at, "done_at": duty.task.done_at}
                for duty in row.duties.select_related("task").order_by("task__due_at", "pk")
            ],
        }
        for row in rows.order_by("pk")
    ]


def _level_on(warning: Warning, day: date) -> str:
    events = warning.events.filter(as_of__lte=day).exclude(level="").order_by("-pk")
    return events.values_list("level", flat=True).first() or warning.level


def end_of(day: date) -> datetime:
    """The last moment of a day in the company's time."""
    return timezone.make_aware(datetime.combine(day, time.max))
