"""How a customer pays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, F, Q, Sum, Value, When
from django.db.models.functions import Greatest, TruncMonth

from accounts.models import Customer, Invoice
from accounts.queries.orders import month_firsts

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PayingMonth:
    """Invoices that fell due in a month: how many, how many days late they were on average.

    One that is not paid yet counts with the days it is late by now, a credit invoice not at all.
    `days_late` is None without an invoice; early payments count as 0 days.
    """

    first: date
    invoices: int
    days_late: float | None


def paying_months(customer: Customer, day: date, count: int) -> Sequence[PayingMonth]:
    """The last `count` calendar months, the one of `day` included, in one statement."""
    firsts = month_firsts(day, count)
    until = Case(When(paid_on__lte=day, then=F("paid_on")), default=Value(day))
    rows = (
        Invoice.objects.filter(
            Q(cancelled_on=None) | Q(cancelled_on__gt=day),
            customer=customer,
            amount__gt=0,
            due_on__range=(firsts[0], day),
        )
        .annotate(until=until)
        .values(month=TruncMonth("due_on"))
        .annotate(
            invoices=Count("pk"),
            late=Sum(Greatest(F("until") - F("due_on"), Value(timedelta()))),
        )
        .order_by()
    )
    found = {row["month"]: row for row in rows}
    return [_month(first, found.get(first)) for first in firsts]


def _month(first: date, row: Mapping[str, Any] | None) -> PayingMonth:
    if row is None:
        return PayingMonth(first, 0, None)
    return PayingMonth(first, row["invoices"], round(row["late"] / row["invoices"] / DAY, 1))
