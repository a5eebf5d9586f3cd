"""What a customer ordered, as of a day.

A credit note is never an order: it has no order day and lowers the amount on its own date. Sums
never mix currencies: they are in the customer's main currency, the one of most rows in the
window, and say how many rows that leaves out.
"""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Count, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncMonth

from accounts.models import Customer, Order

IS_ORDER = Q(amount__gte=0)
IS_CREDIT_NOTE = Q(amount__lt=0)
YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class OrderSummary:
    """`amount` is the net of the 365 days that end at the day, in `currency`; 0 and "" without."""

    last_ordered_on: date | None
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Month:
    """A month's orders and, apart from them, its credit notes (an amount below zero or 0)."""

    first: date
    amount: Decimal
    credited: Decimal
    order_days: int


@dataclass(frozen=True, slots=True)
class Months:
    """Every month of a span, oldest first; `left_out` counts rows in other currencies."""

    currency: str
    months: tuple[Month, ...]
    left_out: int

    @property
    def any(self) -> bool:
        return any(month.order_days or month.credited for month in self.months)


SUMMARIES = """
    SELECT wanted.id, newest.ordered_on, year.amount, year.currency
    FROM unnest(%(customers)s::bigint[]) AS wanted (id)
    LEFT JOIN LATERAL (
        SELECT o.ordered_on FROM accounts_order o
        WHERE o.customer_id = wanted.id AND o.ordered_on <= %(day)s AND o.amount >= 0
            AND (o.cancelled_on IS NULL OR o.cancelled_on > %(day)s)
        ORDER BY o.ordered_on DESC LIMIT 1
    ) newest ON true
    LEFT JOIN LATERAL (
        SELECT o.currency, sum(o.amount) AS amount FROM accounts_order o
        WHERE o.customer_id = wanted.id AND o.ordered_on > %(after)s AND o.ordered_on <= %(day)s
            AND (o.cancelled_on IS NULL OR o.cancelled_on > %(day)s)
        GROUP BY o.currency ORDER BY count(*) DESC, o.currency LIMIT 1
    ) year ON true
"""


def order_summaries(customers: Collection[int], day: date) -> dict[int, OrderSummary]:
    """The summary of each of a page's customers, by id, in one statement over one index."""
    values: dict[str, Any] = {"customers": list(customers), "day": day, "after": day - YEAR}
    with connection.cursor() as cursor:
        cursor.execute(SUMMARIES, values)
        return {
            customer: OrderSummary(newest, amount or Decimal(), currency or "")
            for customer, newest, amount, currency in cursor.fetchall()
        }


def amounts_by_currency(customers: Collection[int], day: date) -> dict[int, dict[str, Decimal]]:
    """The net of the 365 days up to `day` of each customer, by currency, in one statement."""
    rows = (
        _standing(day)
        .filter(customer__in=customers, ordered_on__gt=day - YEAR)
        .values("customer", "currency")
        .annotate(net=Sum("amount"))
    )
    found: dict[int, dict[str, Decimal]] = {}
    for row in rows:
        found.setdefault(row["customer"], {})[row["currency"]] = row["net"]
    return found


def standing_orders(customer: Customer, day: date) -> QuerySet[Order]:
    """Orders and credit notes up to the day that were not cancelled by then, newest first."""
    return _standing(day).filter(customer=customer).order_by("-ordered_on", "-id")


def _standing(day: date) -> QuerySet[Order]:
    not_cancelled = Q(cancelled_on=None) | Q(cancelled_on__gt=day)
    return Order.objects.filter(not_cancelled, ordered_on__lte=day)


def order_months(customer: Customer, day: date, count: int) -> Months:
    """The last `count` calendar months, the one of `day` included."""
    firsts = month_firsts(day, count)
    rows = (
        standing_orders(customer, day)
        .filter(ordered_on__gte=firsts[0])
        .order_by()
        .values("currency", month=TruncMonth("ordered_on"))
        .annotate(
            rows=Count("id"),
            ordered=Sum("amount", filter=IS_ORDER),
            credited=Sum("amount", filter=IS_CREDIT_NOTE),
            order_days=Count("ordered_on", filter=IS_ORDER, distinct=True),
        )
    )
    return _months(firsts, [dict(row) for row in rows])


def order_years(customer: Customer) -> list[int]:
    """The calendar years from the newest order or credit note back to the oldest."""
    found = Order.objects.filter(customer=customer).aggregate(
        first=Min("ordered_on"), last=Max("ordered_on")
    )
    if found["first"] is None:
        return []
    return list(range(found["last"].year, found["first"].year - 1, -1))


def month_firsts(day: date, count: int) -> list[date]:
    """The first days of the `count` months up to the one of `day`, oldest first."""
    index = day.year * 12 + day.month - 1
    return [date(n // 12, n % 12 + 1, 1) for n in range(index - count + 1, index + 1)]


def _months(firsts: Sequence[date], rows: list[dict]) -> Months:
    by_currency: Counter[str] = Counter()
    for row in rows:
        by_currency[row["currency"]] += row["rows"]
    # Of two equally frequent ones the first in the alphabet, as everywhere.
    main = min(by_currency, key=lambda code: (-by_currency[code], code), default="")
    of_month = {row["month"]: row for row in rows if row["currency"] == main}
    empty = {"ordered": None, "credited": None, "order_days": 0}
    return Months(
        currency=main,
        months=tuple(_month(first, of_month.get(first, empty)) for first in firsts),
        left_out=by_currency.total() - by_currency[main],
    )


def _month(first: date, row: dict) -> Month:
    zero = Decimal()
    return Month(first, row["ordered"] or zero, row["credited"] or zero, row["order_days"])
