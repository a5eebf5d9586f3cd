"""Customers that nobody owns: the list of them, and what giving them to somebody would do."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from accounts.choices import AssignmentKind, Tier
from accounts.models import Assignment, Customer
from accounts.models.customer import ACTIVE, TIER_RANK
from accounts.rules.load import LIMITS, Load
from common.lists import in_order

MOST_REGIONS = 200
SHOWN = ("code", "name", "short_name", "tier", "region", "industry", "is_stub")


@dataclass(frozen=True, slots=True)
class NoOwnerRow:
    """A customer without an owner, who owned it last and who is going to."""

    customer: Customer
    before: Assignment | None
    planned: Assignment | None


@dataclass(frozen=True, slots=True)
class LoadLine:
    """Customers of a tier, or of all (`tier` is None), before and after; not all have a limit."""

    tier: Tier | None
    before: int
    after: int
    limit: int | None

    @property
    def is_past(self) -> bool:
        return self.limit is not None and self.after > self.limit


def customers_without_owner(visible: QuerySet[Customer]) -> QuerySet[Customer]:
    return visible.filter(ACTIVE, owner=None)


def active_of(visible: QuerySet[Customer], ids: Collection[int]) -> QuerySet[Customer]:
    return visible.filter(ACTIVE, pk__in=ids)


def regions_of(customers: QuerySet[Customer]) -> list[str]:
    regions = customers.exclude(region="").order_by("region").values_list("region", flat=True)
    return list(regions.distinct()[:MOST_REGIONS])


def no_owner_rows(ids: Sequence[int], day: date) -> list[NoOwnerRow]:
    """The rows of a page, in the order of `ids`; two statements."""
    owners = Assignment.objects.filter(customer__in=ids, kind=AssignmentKind.OWNER)
    before: dict[int, Assignment] = {}
    planned: dict[int, Assignment] = {}
    for row in owners.select_related("user").order_by("valid"):
        if row.valid.lower and row.valid.lower > day:
            planned.setdefault(row.customer_id, row)
        else:
            before[row.customer_id] = row
    customers = Customer.objects.filter(pk__in=ids).only(*SHOWN)
    return [
        NoOwnerRow(customer, before.get(customer.pk), planned.get(customer.pk))
        for customer in in_order(customers, ids)
    ]


def tiers_of(customers: QuerySet[Customer]) -> Counter[str]:
    counts = customers.order_by().values_list("tier").annotate(count=Count("pk"))
    return Counter(dict(counts))


def first_of(customers: QuerySet[Customer], most: int) -> list[Customer]:
    """Strategic ones first."""
    return list(customers.order_by(TIER_RANK, "name_pinyin", "pk").only(*SHOWN)[:most])


def load_lines(load: Load, tiers: Counter[str]) -> list[LoadLine]:
    after = load.with_more(tiers)
    lines = [
        LoadLine(Tier(tier), load.of(tier), after.of(tier), limit) for tier, limit in LIMITS.items()
    ]
    return [*lines, LoadLine(None, load.total, after.total, None)]
