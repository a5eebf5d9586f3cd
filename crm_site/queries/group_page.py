"""A group as one customer: its members' scores and orders rolled up."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import Customer
from accounts.queries.groups import group_members
from crm_site.queries.customer_list import CustomerRow, customer_rows
from health.choices import ATTENTION, Level
from health.rules.groups import group_score

MOST_MEMBERS = 2_000


@dataclass(frozen=True, slots=True)
class Group:
    """What somebody may see of a group; `rows` are its members, the biggest buyer first.

    `amounts` are the net orders of 365 days by currency. `score` weighs the members by their
    orders in the `currency` of most of them. `worst` is the scored member that is worst off.
    """

    rows: Sequence[CustomerRow]
    levels: Sequence[tuple[Level, int]]
    amounts: Sequence[tuple[str, Decimal]]
    currency: str
    score: Decimal | None
    worst: CustomerRow | None
    has_more: bool


def group_of(
    head: Customer,
    visible: QuerySet[Customer],
    day: date,
    *,
    with_health: bool,
    with_orders: bool,
) -> Group:
    """The group below `head`, in the same few statements for any number of members."""
    members = group_members(head, visible).order_by("name_pinyin", "pk")
    ids = list(members.values_list("pk", flat=True)[: MOST_MEMBERS + 1])
    rows = customer_rows(ids[:MOST_MEMBERS], day, with_health=with_health, with_orders=with_orders)
    currency = _main_currency(rows)
    rows.sort(key=lambda row: _bought(row, currency), reverse=True)
    scored = [row for row in rows if row.score is not None]
    levels = Counter(row.level for row in rows) if with_health else Counter()
    return Group(
        rows=rows,
        levels=[(level, levels[level]) for level in ATTENTION if levels[level]],
        amounts=_amounts(rows),
        currency=currency,
        score=group_score([(row.score or Decimal(), _bought(row, currency)) for row in scored]),
        worst=min(scored, key=lambda row: row.score or Decimal(), default=None),
        has_more=len(ids) > MOST_MEMBERS,
    )


def _main_currency(rows: Sequence[CustomerRow]) -> str:
    used = Counter(row.orders.currency for row in rows if row.orders and row.orders.currency)
    return min(used, key=lambda code: (-used[code], code), default="")


def _bought(row: CustomerRow, currency: str) -> Decimal:
    """What counts for the weight: sums of other currencies cannot be compared."""
    return row.orders.amount if row.orders and row.orders.currency == currency else Decimal()


def _amounts(rows: Sequence[CustomerRow]) -> list[tuple[str, Decimal]]:
    sums: dict[str, Decimal] = {}
    for row in rows:
        if row.orders and row.orders.currency:
            sums[row.orders.currency] = sums.get(row.orders.currency, Decimal()) + row.orders.amount
    return sorted(sums.items(), key=lambda item: -item[1])
