from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import accumulate

from django.utils import timezone

from followups.queries.calendars import company_calendar
from health.queries.feeds import feeds_of
from health.sources import Reading
from health.sources.base import WorkedDays

# As far back as any figure counts working days from the day that counts for it.
COUNTED_BACK = 400


def reading_of(
    day: date, customers: Sequence[int] | None = None, *, is_today: bool = False
) -> Reading:
    """All that reading the facts of a day needs; `customers` are ids, None is everybody."""
    midnight = datetime.combine(day + timedelta(days=1), time())
    day_end = timezone.make_aware(midnight)
    feeds = feeds_of(day, day_end)
    # Where a feed has stopped, its last day counts, however long ago.
    earliest = min([day, *(last for one in feeds.values() for last in one.stopped.values())])
    return Reading(
        day=day,
        day_end=day_end,
        until=min(day_end, timezone.now()),
        worked=worked_days(earliest - timedelta(days=COUNTED_BACK), day),
        customers=customers,
        feeds=feeds,
        is_today=is_today,
    )


def worked_days(first: date, last: date) -> WorkedDays:
    """The company's working days from one day to another, counted."""
    calendar = company_calendar()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return WorkedDays(first, list(accumulate(int(calendar.is_working_day(one)) for one in days)))
