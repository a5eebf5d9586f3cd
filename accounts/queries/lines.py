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
    WITH bought AS (
        SELECT coalesce(l.line_id, o.line_id) AS line_id, coalesce(l.amount, o.amount) AS amount,
            o.currency
        FROM accounts_order o
        LEFT JOIN accounts_orderline l ON l.order_id = o.id
        WHERE o.customer_id = %(customer)s AND o.ordered_on > %(after)s AND o.ordered_on <= %(day)s
            AND (o.cancelled_on IS NULL OR o.cancelled_on > %(day)s)
    ),
    main AS (
        SELECT currency FROM bought GROUP BY currency ORDER BY count(*) DESC, currency LIMIT 1
    )
    SELECT p.name, p.name_en, sum(b.amount), b.currency
    FROM bought b
    JOIN main USING (currency)
    LEFT JOIN accounts_productline p ON p.id = b.line_id
    GROUP BY p.id, p.name, p.name_en, b.currency
    ORDER BY sum(b.amount) DESC, p.name
"""


@dataclass(frozen=True, slots=True)
class LineAmount:
    """`name` is empty for what belongs to no line."""

    name: str
    name_en: str
    amount: Decimal
    currency: str


def line_amounts(customer: Customer, day: date) -> Sequence[LineAmount]:
    """Net amounts of the 365 days up to `day` in the main currency, the biggest line first."""
    values: dict[str, Any] = {"customer": customer.pk, "day": day, "after": day - YEAR}
    with connection.cursor() as cursor:
        cursor.execute(BY_LINE, values)
        return [LineAmount(name or "", en or "", *rest) for name, en, *rest in cursor.fetchall()]
