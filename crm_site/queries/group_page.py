"""A group as one customer: its members' scores and orders rolled up."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import QuerySet

from accounts.models import Customer
from accounts.queries.groups import group_members
from accounts.queries.orders import amounts_by_currency
from crm_site.queries.customer_list import CustomerRow, customer_rows
from health.choices import ATTENTION, Level
from health.rules.groups import group_score

MOST_MEMBERS = 2_000


@dataclass(frozen=True, slots=True)
class Group:
    """What somebody may see of a group; `rows` are its members, the biggest buyer first.

    `amounts` are the net orders of 365 days by currency. `score` weighs the members by their
    orders in the `currency` of most of them; `weightless` of the scored ones bought nothing in
    it, 0 where all weigh the same. `worst` is the scored member that is worst off.
    """

    rows: Sequence[CustomerRow]
    levels: Sequence[tuple[Level, int]]
    amounts: Sequence[tuple[str, Decimal]]
    currency: str
    score: Decimal | None
    weightless: int
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
    bought = amounts_by_currency(ids[:MOST_MEMBERS], day) if with_orders else {}
    currency = _main_currency(rows)

    def weight(row: CustomerRow) -> Decimal:
        """Sums of other currencies cannot be compared."""
        return bought.get(row.customer.pk, {}).get(currency, Decimal())

    rows.sort(key=weight, reverse=True)
    scored = [row for row in rows if row.score is not None]
    weighing = sum(weight(row) > 0 for row in scored)
    levels = Counter(row.level for row in rows) if with_health else Counter()
    return Group(
        rows=rows,
        levels=[(level, levels[level]) for level in ATTENTION if levels[level]],
        amounts=_sums(bought.values()),
        currency=currency,
        score=group_score([(row.score or Decimal(), weight(row)) for row in scored]),
        weightless=len(scored) - weighing if weighing else 0,
        worst=min(scored, key=lambda row: row.score or Decimal(), default=None),
        has_more=len(ids) > MOST_MEMBERS,
    )


def _main_currency(rows: Sequence[CustomerRow]) -> str:
    used = Counter(row.orders.currency for row in rows if row.orders and row.orders.currency)
    return min(used, key=lambda code: (-used[code], code), default="")


def _sums(bought: Iterable[Mapping[str, Decimal]]) -> list[tuple[str, Decimal]]:
    sums: dict[str, Decimal] = {}
    for amounts in bought:
        for currency, amount in amounts.items():
            sums[currency] = sums.get(currency, Decimal()) + amount
    return sorted(sums.items(), key=lambda item: -item[1])
