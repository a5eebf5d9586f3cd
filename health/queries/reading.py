from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from health.queries.feeds import feeds_stopped
from health.sources import Reading


def reading_of(
    day: date, customers: Sequence[int] | None = None, *, is_today: bool = False
) -> Reading:
    """All that reading the facts of a day needs; `customers` are ids, None is everybody."""
    midnight = datetime.combine(day + timedelta(days=1), time())
    return Reading(
        day=day,
        day_end=timezone.make_aware(midnight),
        customers=customers,
        stopped=feeds_stopped(day),
        is_today=is_today,
    )
