"""When something is due: an allowance in one of three kinds of time, counted on a calendar."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.choices import TimeKind
from common.working_time import WorkingCalendar


@dataclass(frozen=True, slots=True)
class Allowed:
    """`amount` is in minutes, or in days where the kind of time is working days."""

    kind: TimeKind
    amount: int


def due_at(calendar: WorkingCalendar, starts_at: datetime, allowed: Allowed) -> datetime:
    match allowed.kind:
        case TimeKind.SERVICE:
            return calendar.add_service(starts_at, allowed.amount)
        case TimeKind.ELAPSED:
            return calendar.add_elapsed(starts_at, allowed.amount)
        case TimeKind.WORKING_DAYS:
            return calendar.add_working_days(starts_at, allowed.amount)


def end_of_day(calendar: WorkingCalendar, day: date) -> datetime:
    """When the offices close on `day`, or on the last working day before it."""
    while not calendar.is_working_day(day):
        day -= timedelta(days=1)
    return datetime.combine(day, calendar.closes, calendar.zone)
