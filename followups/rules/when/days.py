"""Days that words may name, counted from a moment on somebody's calendar."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from re import Match, Pattern

from holidays import country_holidays

from common.months import month_first, month_last, months_after
from common.working_time import WorkingCalendar

DAY = timedelta(days=1)
SATURDAY, SUNDAY = 5, 6
# Nobody plans further ahead in a line of words; it is a slip of the finger.
FARTHEST = timedelta(days=750)
# An office that is closed for longer is not looked for a working day.
LONGEST_CLOSED = 60


class Trouble(StrEnum):
    """Why words name no day that one could take."""

    NONE = "none"
    TWO = "two"
    PAST = "past"
    FAR = "far"


class Part(StrEnum):
    """A part of the day; without an hour something is due when it ends."""

    MORNING = "morning"
    NOON = "noon"
    AFTERNOON = "afternoon"
    EVENING = "evening"


class Quick(StrEnum):
    """What is chosen by one tap instead of words."""

    TOMORROW = "tomorrow"
    THREE_DAYS = "three_days"
    NEXT_WEEK = "next_week"
    TWO_WEEKS = "two_weeks"
    MONTH_END = "month_end"


@dataclass(frozen=True, slots=True)
class Now:
    """The moment, in the calendar's zone, and the calendar of whoever is to do it."""

    moment: datetime
    calendar: WorkingCalendar

    @property
    def day(self) -> date:
        return self.moment.astimezone(self.calendar.zone).date()

    @property
    def monday(self) -> date:
        return self.day - self.day.weekday() * DAY


@dataclass(frozen=True, slots=True)
class Told:
    """A day as it was said; `is_latest` if it is to be done by then, so not after it.

    Of a whole week or month (`is_span`) nobody has named the last day.
    """

    day: date
    is_latest: bool = False
    is_span: bool = False
    clock: time | None = None
    part: Part | None = None


@dataclass(frozen=True, slots=True)
class Phrase:
    """A pattern of words, and the day that a match of it names; None for a day there is not."""

    pattern: Pattern[str]
    day: Callable[[Match[str], Now], Told | None]


@dataclass(frozen=True, slots=True)
class Found:
    """A day, and the place of its words in the text."""

    start: int
    end: int
    told: Told


def weekday(now: Now, number: int, weeks: int | None) -> date:
    """Monday is 0. With `weeks` that of the week so many after this one (Monday to Sunday),
    without them the next such day that is to come.
    """
    if weeks is not None:
        return now.monday + weeks * 7 * DAY + number * DAY
    return now.day + ((number - now.day.weekday() - 1) % 7 + 1) * DAY


def day_of_month(now: Now, number: int, months: int | None) -> date | None:
    """The 5th of the month so many after this one; without `months` the next 5th to come."""
    first = month_first(now.day)
    for ahead in (months,) if months is not None else range(13):
        month = months_after(first, ahead)
        is_there = 1 <= number <= month_last(month).day
        if is_there and (months is not None or month.replace(day=number) > now.day):
            return month.replace(day=number)
    return None


def day_of_year(now: Now, month: int, day: int, year: int | None = None) -> date | None:
    """5 December of a year; without one the next to come, or today."""
    for tried in (year,) if year is not None else (now.day.year, now.day.year + 1):
        try:
            found = date(tried, month, day)
        except ValueError:
            continue
        if year is not None or found >= now.day:
            return found
    return None


def month_end(now: Now, months: int = 0) -> date:
    return month_last(months_after(month_first(now.day), months))


def quarter_end(now: Now, quarters: int = 0) -> date:
    return month_end(now, 2 - (now.day.month - 1) % 3 + 3 * quarters)


def working_days_after(now: Now, days: int) -> date:
    return now.calendar.add_working_days(now.moment, days).date()


def hours_after(now: Now, hours: float) -> Told:
    moment = (now.moment + timedelta(hours=hours)).astimezone(now.calendar.zone)
    return Told(moment.date(), clock=moment.time().replace(second=0, microsecond=0))


def beside_holiday(now: Now, holiday: str, *, is_after: bool) -> date | None:
    """The working day right after, or right before, the free days around a public holiday."""
    step = DAY if is_after else -DAY
    for year in (now.day.year, now.day.year + 1):
        first = holiday_in(holiday, year)
        found = next(days_from(first, step, now.calendar, skip_worked=1), None) if first else None
        if found and found > now.day:
            return found
    return None


@lru_cache(maxsize=64)
def holiday_in(name: str, year: int) -> date | None:
    """The day itself, as the official table names it in Chinese."""
    table = country_holidays("CN", years=year, language="zh_CN")
    return min((day for day, called in table.items() if called.startswith(name)), default=None)


def days_from(
    day: date, step: timedelta, calendar: WorkingCalendar, skip_worked: int = 0
) -> Iterator[date]:
    """Working days from `day` on, forward or back; the first of them may be left out."""
    for number in range(LONGEST_CLOSED):
        one = day + number * step
        if calendar.is_working_day(one) and not (number == 0 and skip_worked):
            yield one


def settled(told: Told, now: Now) -> date:
    """The working day for a day that was said: after it, or before it if it is a latest one."""
    ahead = next(days_from(told.day, DAY, now.calendar), told.day)
    if told.is_latest:
        before = next(days_from(told.day, -DAY, now.calendar), told.day)
        return before if before >= now.day else ahead
    return ahead
