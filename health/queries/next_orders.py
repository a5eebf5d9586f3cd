"""Who may order again about now, by what the newest scores know of their rhythm."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Count, Exists, F, Max, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Substr

from accounts.models import Order
from common.arrays import among
from health.choices import STATE_LETTERS, IndicatorStatus
from health.indicators.order_rhythm import Silence
from health.models import HealthCurrent, HealthModelVersion, HealthScore
from health.rules.next_orders import CLOSES, OPENS, SHORTEST, NextOrder, next_order

# For fewer no interval is known.
FEWEST_ORDER_DAYS = 3
# In an off-season silence is at most the order days of a year earlier, and where it is these it
# says nothing of an interval. They are a whole number, the only one of which within the window:
CAPPED = 1
# No older score says anything about today.
OLDEST = timedelta(days=3)
MEASURED = next(
    letter for letter, status in STATE_LETTERS.items() if status == IndicatorStatus.MEASURED
)


@dataclass(frozen=True, slots=True)
class Silent:
    """How many usual intervals a customer, by id, had not ordered for on the day of the score."""

    customer: int
    day: date
    intervals: float


def next_orders(day: date, customers: RawSQL) -> dict[int, NextOrder]:
    """Of these customers those within the window of their next order, the first to close first.

    What came after the score is in the next one, which is never far. Whoever is silent for longer
    is a matter of warnings.
    """
    silent = _silent(day, customers)
    orders = _orders_until_scored(silent)
    found = {}
    for one in silent:
        last_on, order_days = orders.get(one.customer, (one.day, 0))
        if order_days >= FEWEST_ORDER_DAYS and one.day - last_on >= one.intervals * SHORTEST:
            found[one.customer] = next_order(last_on, one.day, one.intervals)
    return found


def _silent(day: date, customers: RawSQL) -> list[Silent]:
    version = HealthModelVersion.objects.published().first()
    codes = version.rules.figures if version else ()
    if Silence.code not in codes:
        return []
    place = codes.index(Silence.code)
    newest = HealthCurrent.objects.filter(customer=OuterRef("customer"), day=OuterRef("day"))
    rows = HealthScore.objects.filter(
        Exists(newest),
        version=version,
        customer__in=customers,
        day__range=(day - OLDEST, day),
        **{f"raw__{place}__range": (OPENS, CLOSES)},
    )
    measured = rows.annotate(state=Substr("states", place + 1, 1)).filter(state=MEASURED)
    known = measured.annotate(silence=F(f"raw__{place}")).exclude(silence=CAPPED)
    found = known.order_by("-silence", "customer").values_list("customer", "day", "silence")
    return [Silent(*row) for row in found]


def _orders_until_scored(silent: list[Silent]) -> dict[int, tuple[date, int]]:
    """The last day of an order that counts, and on how many days there were some."""
    days = {one.day for one in silent}
    if not days:
        return {}
    of_day = {day: among(one.customer for one in silent if one.day == day) for day in days}
    known = [Q(customer__in=ids, ordered_on__lte=day) for day, ids in of_day.items()]
    orders = Order.objects.filter(reduce(or_, known), amount__gte=0, cancelled_on=None)
    rows = (
        orders.order_by()
        .values_list("customer")
        .annotate(last_on=Max("ordered_on"), order_days=Count("ordered_on", distinct=True))
    )
    return {customer: (last_on, order_days) for customer, last_on, order_days in rows}
