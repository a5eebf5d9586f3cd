"""What customers ordered in spans of days of their own, as of the end of each span."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.db.models import Max, Min

from accounts.models import Customer, Order


@dataclass(frozen=True, slots=True)
class Span:
    """The days after `after` up to `until`; `key` tells it from others, `customer` is an id."""

    key: int
    customer: int
    after: date
    until: date


@dataclass(frozen=True, slots=True)
class Bought:
    """Order days, and the net amount in the customer's main currency of the span."""

    order_days: int
    amount: Decimal
    currency: str


BOUGHT = """
    SELECT wanted.key, days.number, money.amount, money.currency
    FROM unnest(%(keys)s::bigint[], %(customers)s::bigint[], %(afters)s::date[], %(untils)s::date[])
        AS wanted (key, customer, after, until)
    CROSS JOIN LATERAL (
        SELECT count(DISTINCT o.ordered_on) AS number FROM accounts_order o
        WHERE o.customer_id = wanted.customer AND o.amount >= 0
            AND o.ordered_on > wanted.after AND o.ordered_on <= wanted.until
            AND (o.cancelled_on IS NULL OR o.cancelled_on > wanted.until)
    ) days
    LEFT JOIN LATERAL (
        SELECT o.currency, sum(o.amount) AS amount FROM accounts_order o
        WHERE o.customer_id = wanted.customer
            AND o.ordered_on > wanted.after AND o.ordered_on <= wanted.until
            AND (o.cancelled_on IS NULL OR o.cancelled_on > wanted.until)
        GROUP BY o.currency ORDER BY count(*) DESC, o.currency LIMIT 1
    ) money ON true
"""


def bought_in(spans: Sequence[Span]) -> dict[int, Bought]:
    """By the key of the span; one statement over one index."""
    values: dict[str, Any] = {
        "keys": [span.key for span in spans],
        "customers": [span.customer for span in spans],
        "afters": [span.after for span in spans],
        "untils": [span.until for span in spans],
    }
    with connection.cursor() as cursor:
        cursor.execute(BOUGHT, values)
        return {
            key: Bought(number, amount or Decimal(), currency or "")
            for key, number, amount, currency in cursor.fetchall()
        }


def first_and_last_order(customer: Customer, day: date) -> tuple[date | None, date | None]:
    """The first and the last order day up to `day`."""
    rows = Order.objects.filter(customer=customer, ordered_on__lte=day, amount__gte=0)
    found = rows.exclude(cancelled_on__lte=day).aggregate(
        first=Min("ordered_on"), last=Max("ordered_on")
    )
    return found["first"], found["last"]
