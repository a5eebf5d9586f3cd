"""When something is due: a promise of one of the three kinds of time, on somebody's calendar."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from accounts.choices import TimeKind
from common.working_time import WorkingCalendar

# Nobody promises more; a typing error must not lead beyond the calendar.
LONGEST = {TimeKind.SERVICE: 540 * 750, TimeKind.ELAPSED: 1440 * 1100, TimeKind.WORKING_DAYS: 750}

# From here on somebody has to look for the next official table.
WARN_BEFORE = timedelta(days=60)


class Allowed(NamedTuple):
    """`amount` is in minutes of service or elapsed time, or in working days."""

    kind: TimeKind
    amount: int


def due_at(calendar: WorkingCalendar, start: datetime, allowed: Allowed) -> datetime:
    """When what begins at `start` runs out."""
    amount = min(allowed.amount, LONGEST[allowed.kind])
    match allowed.kind:
        case TimeKind.SERVICE:
            return calendar.add_service(start, amount)
        case TimeKind.ELAPSED:
            return calendar.add_elapsed(start, amount)
        case TimeKind.WORKING_DAYS:
            return calendar.add_working_days(start, amount)


def horizon_is_near(known_until: date, day: date) -> bool:
    """Whether the end of what is official is so near that the next table is needed."""
    return day > known_until - WARN_BEFORE


def end_of_day(calendar: WorkingCalendar, day: date) -> datetime:
    """When the office closes on `day`, or on the last working day before it."""
    return calendar.last_close(day)
