"""Who may order again about now, by what the newest scores know of their rhythm."""

from datetime import date, timedelta
from typing import Any

from django.db.models import (
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    QuerySet,
    Value,
)
from django.db.models.functions import Substr

from accounts.models import Order
from health.choices import STATE_LETTERS, IndicatorStatus
from health.indicators.order_rhythm import Silence
from health.models import HealthCurrent, HealthModelVersion, HealthScore
from health.rules.next_orders import CLOSES, OPENS, SHORTEST

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


def next_orders(day: date) -> QuerySet[HealthScore, Any]:
    """Newest scores within the window of the next order, with `silence` and the `last_on`.

    What came after the score is in the next one, which is never far. Whoever is silent for longer
    is a matter of warnings. The window that closes first comes first.
    """
    version = HealthModelVersion.objects.published().first()
    codes = version.rules.figures if version else ()
    if Silence.code not in codes:
        return HealthScore.objects.none()
    place = codes.index(Silence.code)
    newest = HealthCurrent.objects.filter(customer=OuterRef("customer"), day=OuterRef("day"))
    in_window = HealthScore.objects.filter(
        Exists(newest),
        version=version,
        day__range=(day - OLDEST, day),
        **{f"raw__{place}__range": (OPENS, CLOSES)},
    )
    rows = in_window.annotate(
        silence=F(f"raw__{place}"),
        state=Substr("states", place + 1, 1),
        last_on=_of_orders(Max("ordered_on")),
        order_days=_of_orders(Count("ordered_on", distinct=True)),
        silent=ExpressionWrapper(F("day") - F("last_on"), DurationField()),
        at_least=ExpressionWrapper(F("silence") * Value(SHORTEST), DurationField()),
    )
    known = rows.filter(state=MEASURED, order_days__gte=FEWEST_ORDER_DAYS)
    known = known.filter(silent__gte=F("at_least")).exclude(silence=CAPPED)
    return known.order_by("-silence", "customer")


def _of_orders(aggregate: Any) -> QuerySet[Order, Any]:
    """Of those that count on the day of a score."""
    orders = Order.objects.filter(
        customer=OuterRef("customer"),
        amount__gte=0,
        cancelled_on=None,
        ordered_on__lte=OuterRef("day"),
    )
    return orders.order_by().values("customer").annotate(found=aggregate).values("found")
