"""The customer list: which ids in which order, and what a row shows.

The spine of a sort is the table whose index has its order: `HealthCurrent` for what the score
says, `Customer` for the rest. A spine leaves the few archived and merged customers out by their
ids, so that the order comes from the index alone; joining every row to ask for its status is
ten times slower on the last page of 100 000.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.choices import CustomerStatus, Tier
from accounts.models import Customer
from accounts.models.customer import TIER_RANK
from accounts.queries.customers import customers_named
from accounts.queries.orders import OrderSummary, order_summaries
from common.lists import Ids, in_order
from health.choices import Level
from health.models import HealthCurrent

# What a row shows of the company; the rest of a wide table stays where it is.
SHOWN = (
    *("code", "name", "short_name", "tier", "region", "industry", "is_stub"),
    *("owner__name", "owner__username"),
)


@dataclass(frozen=True, slots=True)
class Selection:
    """Which customers a list shows.

    `customers` are those that may be seen, narrowed by what is asked of the company; `health` is
    what is asked of its score. `without_health` says whether somebody who was never scored fits.
    Nobody is found by `hidden` fields.
    """

    customers: QuerySet[Customer]
    status: CustomerStatus = CustomerStatus.ACTIVE
    health: Q = field(default_factory=Q)
    without_health: bool = True
    text: str = ""
    hidden: frozenset[str] = frozenset()

    def matching(self) -> QuerySet[Customer]:
        """All of it as one queryset, for counting."""
        customers = _of_status(self.customers, self.status)
        if not self.health:
            return customers
        scored = Q(pk__in=HealthCurrent.objects.filter(self.health).values("customer"))
        return customers.filter(scored | ~Q(_is_scored()) if self.without_health else scored)


@dataclass(frozen=True, slots=True)
class CustomerRow:
    customer: Customer
    health: HealthCurrent | None
    orders: OrderSummary | None

    @property
    def level(self) -> Level:
        """Never scored is not scored."""
        return Level(self.health.level) if self.health else Level.UNSCORED

    @property
    def warned_worse(self) -> Level | None:
        return self.health.warned_worse if self.health else None

    @property
    def score(self) -> Decimal | None:
        return self.health.score if self.health else None

    @property
    def change(self) -> Decimal | None:
        return self.health.change_7d if self.health else None

    @property
    def spark(self) -> Sequence[int | None]:
        return self.health.spark if self.health else ()

    @property
    def tier(self) -> Tier | None:
        return Tier(self.customer.tier) if self.customer.tier else None


# A descending index scan has the empty values first; as a part of their own they come last.
_HAS_SCORE, _HAS_CHANGE = Q(score__isnull=False), Q(change_7d__isnull=False)
_BY_HEALTH: dict[str, tuple[tuple[tuple[str, ...], Q], ...]] = {
    "attention": ((("-attention", "score", "customer_id"), Q()),),
    "-attention": (
        (("attention", "-score", "-customer_id"), Q(attention__gt=0)),
        (("customer_id",), Q(attention=0)),
    ),
    "score": ((("score", "customer_id"), _HAS_SCORE), (("customer_id",), ~_HAS_SCORE)),
    "-score": ((("-score", "-customer_id"), _HAS_SCORE), (("customer_id",), ~_HAS_SCORE)),
    "change": ((("change_7d", "customer_id"), _HAS_CHANGE), (("customer_id",), ~_HAS_CHANGE)),
    "-change": ((("-change_7d", "-customer_id"), _HAS_CHANGE), (("customer_id",), ~_HAS_CHANGE)),
}
_BY_CUSTOMER: dict[str, tuple] = {
    "name": ("name_pinyin", "id"),
    "-name": ("-name_pinyin", "-id"),
    "tier": (TIER_RANK, "name_pinyin", "id"),
    "-tier": (TIER_RANK.desc(), "-name_pinyin", "-id"),
    "owner": ("owner__username", "name_pinyin", "id"),
    "-owner": ("-owner__username", "-name_pinyin", "-id"),
}


def customer_ids(selection: Selection, sort: str) -> list[Ids]:
    """Customer ids, in parts that one after another are the list (`common.lists.ids_between`).

    Somebody called exactly what was searched for comes first, whatever the sort.
    """
    if not selection.text:
        return _sorted_ids(selection, sort)
    named = customers_named(selection.matching(), selection.text, selection.hidden)
    others = replace(selection, customers=selection.customers.exclude(pk__in=named))
    return [named, *_sorted_ids(others, sort)]


def customer_rows(
    ids: Sequence[int], day: date, *, with_health: bool, with_orders: bool
) -> list[CustomerRow]:
    """The rows of a page, in the order of `ids`; three statements for any number of rows."""
    customers = Customer.objects.filter(pk__in=ids).select_related("owner").only(*SHOWN)
    health = HealthCurrent.objects.in_bulk(ids) if with_health else {}
    orders = order_summaries(ids, day) if with_orders else {}
    return [
        CustomerRow(customer, health.get(customer.pk), orders.get(customer.pk))
        for customer in in_order(customers, ids)
    ]


def _sorted_ids(selection: Selection, sort: str) -> list[Ids]:
    if sort in _BY_CUSTOMER:
        return [selection.matching().order_by(*_BY_CUSTOMER[sort]).values_list("pk", flat=True)]
    spine = _health_spine(selection)
    parts: list[Ids] = [
        spine.filter(where).order_by(*order).values_list("customer_id", flat=True)
        for order, where in _BY_HEALTH[sort]
    ]
    if selection.without_health:
        unscored = _of_status(selection.customers, selection.status).filter(~_is_scored())
        # By id, because both tables have an index of it: merged, they tell at once who is missing.
        parts.append(unscored.order_by("pk").values_list("pk", flat=True))
    return parts


def _health_spine(selection: Selection) -> QuerySet[HealthCurrent]:
    spine = HealthCurrent.objects.filter(selection.health)
    customers = selection.customers
    if selection.status == CustomerStatus.ACTIVE:
        spine = spine.exclude(customer__in=Customer.objects.inactive())
    else:
        customers = _of_status(customers, selection.status)
    # Whoever sees everybody needs no look at each customer.
    return spine.filter(customer__in=customers) if customers.query.where else spine


def _of_status(customers: QuerySet[Customer], status: CustomerStatus) -> QuerySet[Customer]:
    if status == CustomerStatus.MERGED:
        return customers.filter(merged_into__isnull=False)
    if status == CustomerStatus.ARCHIVED:
        return customers.filter(archived_at__isnull=False, merged_into=None)
    return customers.filter(archived_at=None, merged_into=None)


def _is_scored() -> Exists:
    return Exists(HealthCurrent.objects.filter(customer=OuterRef("pk")))
