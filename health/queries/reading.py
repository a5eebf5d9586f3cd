from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from django.utils import timezone

from followups.queries.calendars import company_calendar
from health.queries.feeds import feeds_of
from health.sources import Reading
from health.sources.base import WorkedDays

# As far back as any figure counts working days, and the days of a stopped feed before that.
COUNTED_BACK = 2 * 365


def reading_of(
    day: date, customers: Sequence[int] | None = None, *, is_today: bool = False
) -> Reading:
    """All that reading the facts of a day needs; `customers` are ids, None is everybody."""
    midnight = datetime.combine(day + timedelta(days=1), time())
    day_end = timezone.make_aware(midnight)
    return Reading(
        day=day,
        day_end=day_end,
        until=min(day_end, timezone.now()),
        worked=worked_days(day),
        customers=customers,
        feeds=feeds_of(day, day_end),
        is_today=is_today,
    )


def worked_days(day: date) -> WorkedDays:
    """The company's working days of the years before a day, counted."""
    calendar = company_calendar()
    first = day - timedelta(days=COUNTED_BACK)
    days = (first + timedelta(days=number) for number in range(COUNTED_BACK + 1))
    return WorkedDays(first, list(accumulate(int(calendar.is_working_day(one)) for one in days)))
