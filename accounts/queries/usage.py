"""How much a customer uses what we offer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Sum
from django.db.models.functions import TruncMonth

from accounts.choices import UsageMetric
from accounts.models import Customer, UsageDay
from accounts.queries.orders import month_firsts

# A stock is not used up by having it on thirty days.
COUNTED = [metric for metric in UsageMetric if metric != UsageMetric.STOCK]


@dataclass(frozen=True, slots=True)
class UsageMonths:
    """`values` has a figure for each of `firsts` by metric; a metric nobody measured is absent."""

    firsts: Sequence[date]
    values: dict[UsageMetric, list[Decimal]]


def usage_months(customer: Customer, day: date, count: int) -> UsageMonths:
    """Sums of the last `count` calendar months, the one of `day` included, in one statement."""
    firsts = month_firsts(day, count)
    rows = (
        UsageDay.objects.filter(customer=customer, day__range=(firsts[0], day), metric__in=COUNTED)
        .values_list("metric", TruncMonth("day"))
        .annotate(total=Sum("value"))
        .order_by()
    )
    found: dict[str, dict[date, Decimal]] = defaultdict(dict)
    for metric, month, total in rows:
        found[metric][month] = total
    return UsageMonths(
        firsts,
        {
            metric: [found[metric].get(first, Decimal()) for first in firsts]
            for metric in COUNTED
            if metric in found
        },
    )
