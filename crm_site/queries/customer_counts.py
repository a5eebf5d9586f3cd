"""How many customers a choice of a filter would show, with the other filters as they are."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from accounts.models import Customer
from crm_site.queries.customer_list import Selection
from health.choices import Level
from health.models import HealthCurrent

# Further values of a free column are better typed than scrolled to.
MOST_VALUES = 100


@dataclass(frozen=True, slots=True)
class Counts:
    """`levels` and the like map each choice to a number of customers; None: not to be seen."""

    total: int
    levels: dict[str, int] | None
    low_confidence: int | None
    tiers: dict[str, int]
    owners: dict[str, int]
    nobodys: int
    regions: dict[str, int]
    industries: dict[str, int]
    stubs: int


def customer_counts(selection: Callable[[str], Selection], *, with_health: bool) -> Counts:
    """`selection(name)` is what is asked for apart from the filter `name`; "" is all of it."""
    owners = _by(selection("owner"), "owner__username")
    return Counts(
        total=selection("").matching().count(),
        levels=_levels(selection("level")) if with_health else None,
        low_confidence=_unsure(selection("low_confidence")) if with_health else None,
        tiers=_by(selection("tier"), "tier"),
        nobodys=owners.pop(None, 0),
        owners=owners,
        regions=_by(selection("region"), "region", MOST_VALUES),
        industries=_by(selection("industry"), "industry", MOST_VALUES),
        stubs=selection("stub").matching().filter(is_stub=True).count(),
    )


def _by(selection: Selection, column: str, most: int | None = None) -> dict:
    """Counts of the values of a column of the company, the most frequent first."""
    rows = selection.matching().order_by().values_list(column).annotate(count=Count("pk"))
    return dict(rows.order_by("-count", column)[:most])


def _levels(selection: Selection) -> dict[str, int]:
    """Somebody who has never been scored counts as not scored."""
    customers = selection.matching()
    levels = dict(_scored(customers).values_list("level").annotate(count=Count("pk")))
    never = customers.count() - sum(levels.values())
    return {**levels, Level.UNSCORED: levels.get(Level.UNSCORED, 0) + never}


def _unsure(selection: Selection) -> int:
    return _scored(selection.matching()).filter(low_confidence=True).count()


def _scored(customers: QuerySet[Customer]) -> QuerySet[HealthCurrent]:
    return HealthCurrent.objects.filter(customer__in=customers).order_by()
