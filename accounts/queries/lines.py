"""What a customer buys, by product line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from accounts.models import Customer
from accounts.queries.orders import YEAR

# An order with lines counts by them, one without by itself.
BY_LINE = """
    WITH ordered AS (
        SELECT o.id, o.line_id, o.amount, o.currency FROM accounts_order o
        WHERE o.customer_id = %(customer)s AND o.ordered_on > %(after)s AND o.ordered_on <= %(day)s
            AND (o.cancelled_on IS NULL OR o.cancelled_on > %(day)s)
    ),
    main AS (
        SELECT currency, count(*) AS orders FROM ordered
        GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1
    ),
    bought AS (
        SELECT coalesce(l.line_id, o.line_id) AS line_id, coalesce(l.amount, o.amount) AS amount
        FROM ordered o
        JOIN main USING (currency)
        LEFT JOIN accounts_orderline l ON l.order_id = o.id
    )
    SELECT p.name, p.name_en, sum(b.amount), main.currency,
        (SELECT count(*) FROM ordered) - main.orders
    FROM bought b
    CROSS JOIN main
    LEFT JOIN accounts_productline p ON p.id = b.line_id
    GROUP BY p.id, p.name, p.name_en, main.currency, main.orders
    ORDER BY sum(b.amount) DESC, p.name
"""


@dataclass(frozen=True, slots=True)
class LineAmount:
    """`name` is empty for what belongs to no line."""

    name: str
    name_en: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class LineAmounts:
    """The biggest line first; `left_out` counts orders in other currencies."""

    currency: str
    lines: Sequence[LineAmount]
    left_out: int

    @property
    def any(self) -> bool:
        """Whether anything bought belongs to a line at all."""
        return any(line.name for line in self.lines)


def line_amounts(customer: Customer, day: date) -> LineAmounts:
    """Net amounts of the 365 days up to `day`, in the currency of most orders."""
    values: dict[str, Any] = {"customer": customer.pk, "day": day, "after": day - YEAR}
    with connection.cursor() as cursor:
        cursor.execute(BY_LINE, values)
        rows = cursor.fetchall()
    lines = [LineAmount(name or "", en or "", amount) for name, en, amount, *_main in rows]
    currency, left_out = rows[0][3:] if rows else ("", 0)
    return LineAmounts(currency, lines, left_out)
