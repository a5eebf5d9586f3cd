"""Working-time arithmetic: office hours, public holidays and make-up working days.

Three kinds of time that are never mixed: minutes of office hours (service time), minutes on the
clock (elapsed time), and working days to the same time of day.

A calendar computes a year once, as sorted lists; every question after that is a search in them.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum
from functools import lru_cache
from typing import NamedTuple, TypeVar

from holidays import country_holidays

Hours = tuple[tuple[int, int], ...]
"""When an office is open on a day: minutes after midnight, in order and without overlaps."""

T = TypeVar("T")

CLOSED: Hours = ()
OFFICE_HOURS: Hours = ((9 * 60, 18 * 60),)

# The State Council says each autumn how the next year's holidays are moved. This is how far the
# library has heard; a test says when it has heard more.
ANNOUNCED_UNTIL = date(2026, 12, 31)

SATURDAY = 5
# An office that did not open for so long never will.
MOST_YEARS_CLOSED = 30

_DAY, _MINUTE, _TICK = timedelta(days=1), timedelta(minutes=1), timedelta(microseconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICKS = 60_000_000  # of a minute


class NeverOpen(ValueError):
    """A calendar without any hours in the years ahead: nothing would ever be due."""


class DayKind(Enum):
    """What the official table makes of a day."""

    ORDINARY = "ordinary"  # as on every such day of the week
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"  # a Saturday or Sunday that is worked


@lru_cache(maxsize=256)
def _working_days_in_china(year: int) -> frozenset[date]:
    calendar = country_holidays("CN", years=year)
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return frozenset(day for day in days if day.year == year and calendar.is_working_day(day))


def is_working_day_in_china(day: date) -> bool:
    """Whether offices are open, make-up Saturdays and Sundays included.

    After `ANNOUNCED_UNTIL` weekdays are worked but for the holidays that the law itself fixes.
    """
    return day in _working_days_in_china(day.year)


def day_kind(day: date, is_working: Callable[[date], bool]) -> DayKind:
    """What a day is, told by which days are worked.

    A free weekend belongs to a holiday when it touches a weekday that is free: who works on
    Saturdays does not work on that one.
    """
    at_weekend = day.weekday() >= SATURDAY
    if is_working(day):
        return DayKind.MAKE_UP if at_weekend else DayKind.ORDINARY
    if not at_weekend:
        return DayKind.HOLIDAY
    for step in (-_DAY, _DAY):
        other = day
        while not is_working(other):
            if other.weekday() < SATURDAY:
                return DayKind.HOLIDAY
            other += step
    return DayKind.ORDINARY


def office_hours_in_china(day: date) -> Hours:
    return OFFICE_HOURS if is_working_day_in_china(day) else CLOSED


def hours_merged(intervals: Sequence[tuple[int, int]]) -> Hours:
    """In order, with those that touch or overlap made one."""
    merged: list[tuple[int, int]] = []
    for first, last in sorted(intervals):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return tuple(merged)


class _Year(NamedTuple):
    """The intervals in which an office is open in a year of its own zone.

    Moments are in microseconds since 1970; `worked` is what was worked in the year until the
    interval ends, `days` are the ordinals of its working days.
    """

    opens: list[int]
    closes: list[int]
    worked: list[int]
    days: list[int]

    @property
    def total(self) -> int:
        return self.worked[-1] if self.worked else 0

    def worked_until(self, tick: int) -> int:
        place = bisect_right(self.opens, tick) - 1
        return self.worked[place] - max(self.closes[place] - tick, 0) if place >= 0 else 0


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Office hours in a time zone, as `hours_on` has them for every day.

    All moments are aware; those returned are in `zone`. Where the clocks change, hours are counted
    as they pass: a time of day that comes twice is the first of the two, one that is left out is
    the moment at which the clocks leap. `known_until` is the last day whose holidays and make-up
    days are official. `otherwise` holds where this one does not open (any more): somebody's leave
    may have no end.
    """

    zone: tzinfo
    hours_on: Callable[[date], Hours] = office_hours_in_china
    known_until: date = ANNOUNCED_UNTIL
    otherwise: "WorkingCalendar | None" = field(default=None, repr=False, compare=False)
    _years: dict[int, _Year] = field(default_factory=dict, init=False, repr=False, compare=False)

    # --- adding time --------------------------------------------------------------------------

    def add_service(self, moment: datetime, minutes: int) -> datetime:
        """The moment when that many minutes of office hours have passed.

        Outside office hours the clock stands still until the next opening. What is due when the
        office closes is due then, and not at the next opening.
        """
        return self._that_opens(lambda calendar: calendar._service_added(moment, minutes))

    def _service_added(self, moment: datetime, minutes: int) -> datetime:
        tick = _tick_of(moment)
        number = (moment.astimezone(self.zone) - _TICK).year  # midnight closes the day before
        year = self._year(number)
        place = bisect_left(year.closes, tick)
        if place == len(year.closes):
            number, year = self._open_year(number + 1)
            place = 0
        begun = max(tick, year.opens[place])
        due = year.worked[place] - (year.closes[place] - begun) + minutes * _TICKS
        while due > year.total:
            due -= year.total
            number, year = self._open_year(number + 1)
            place = 0
        place = bisect_left(year.worked, due, place)
        ends = year.closes[place] - (year.worked[place] - due)
        return (_EPOCH + timedelta(microseconds=ends)).astimezone(self.zone)

    def add_working_days(self, moment: datetime, days: int) -> datetime:
        """The same time of day on the `days`-th working day after.

        What comes on a free day, or before opening, counts as having come at the next opening.
        The time of day stays what it is, also where that office is closed at that time of that
        day: a short day does not make a deadline come earlier.
        """
        return self._that_opens(lambda calendar: calendar._days_added(moment, days))

    def _days_added(self, moment: datetime, days: int) -> datetime:
        local = moment.astimezone(self.zone)
        day, clock = local.date(), local.time()
        hours = self.hours_on(day)
        if not hours or clock < _clock(hours[0][0]):
            day = self._working_day(day)
            clock = _clock(self.hours_on(day)[0][0])
        return self._first_moment(datetime.combine(self._working_day(day, days), clock))

    def add_elapsed(self, moment: datetime, minutes: int) -> datetime:
        return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(self.zone)

    # --- what is between ----------------------------------------------------------------------

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Whole minutes of office hours from `start` to `end`; below zero when `end` is earlier.

        The inverse of `add_service`.
        """
        if end < start:
            return -self.minutes_between(end, start)
        first, last = start.astimezone(self.zone).year, end.astimezone(self.zone).year
        worked = self._year(last).worked_until(_tick_of(end))
        worked -= self._year(first).worked_until(_tick_of(start))
        worked += sum(self._year(number).total for number in range(first, last))
        return worked // _TICKS

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first`, up to `last` and with it; below zero when `last` is earlier.

        The inverse of `add_working_days`, from a working day on.
        """
        if last < first:
            return -self.working_days_between(last, first)
        passed = sum(len(self._year(number).days) for number in range(first.year, last.year))
        until = bisect_right(self._year(last.year).days, last.toordinal())
        return passed + until - bisect_right(self._year(first.year).days, first.toordinal())

    def is_working_day(self, day: date) -> bool:
        return bool(self.hours_on(day))

    def working_day_from(self, day: date) -> date:
        """The first working day from `day` on."""
        return self._that_opens(lambda calendar: calendar._working_day(day))

    def working_day_within(self, first: date, last: date) -> date | None:
        """The first working day of these, if one of them is."""
        for number in range(first.year, last.year + 1):
            days = self._year(number).days
            place = bisect_left(days, first.toordinal())
            if place < len(days):
                return date.fromordinal(days[place]) if days[place] <= last.toordinal() else None
        return None

    def opening_from(self, day: date) -> "WorkingCalendar":
        """This calendar or, where it does not open from `day` on, the one that holds otherwise."""
        return self._that_opens(lambda calendar: (calendar._working_day(day), calendar)[1])

    def last_close(self, day: date) -> datetime:
        """When the office closes on `day`, or on the last working day before it."""
        return self._that_opens(lambda calendar: calendar._last_close(day))

    def is_known(self, moment: datetime) -> bool:
        """Whether the official calendar reaches as far as that."""
        return moment.astimezone(self.zone).date() <= self.known_until

    # --- other calendars ----------------------------------------------------------------------

    def without(self, absences: Sequence[tuple[date, date]]) -> "WorkingCalendar":
        """The same for somebody who is away from the first to the last day of each absence."""

        def hours_on(day: date) -> Hours:
            away = any(first <= day <= last for first, last in absences)
            return CLOSED if away else self.hours_on(day)

        return replace(self, hours_on=hours_on, otherwise=self)

    def _that_opens(self, answer: Callable[["WorkingCalendar"], T]) -> T:
        """What this calendar answers or, where it never opens, the one that holds otherwise."""
        try:
            return answer(self)
        except NeverOpen:
            if self.otherwise is None:
                raise
        return self.otherwise._that_opens(answer)

    # --- the years ----------------------------------------------------------------------------

    def _year(self, number: int) -> _Year:
        found = self._years.get(number)
        if found is None:
            found = self._years[number] = self._computed(number)
        return found

    def _computed(self, number: int) -> _Year:
        year, worked = _Year([], [], [], []), 0
        day, ends = date(number, 1, 1), date(number + 1, 1, 1)
        offset = self._offset_at(day)
        while day < ends:
            hours, tomorrow, before = self.hours_on(day), day + _DAY, offset
            offset = self._offset_at(tomorrow)
            if hours:
                year.days.append(day.toordinal())
            for first, last in hours:
                if before == offset:
                    midnight = (day - _EPOCH.date()) // _TICK - before
                    opens, closes = midnight + first * _TICKS, midnight + last * _TICKS
                else:
                    opens, closes = self._tick_on(day, first), self._tick_on(day, last)
                if opens < closes:  # the clocks may leap over all of it
                    worked += closes - opens
                    year.opens.append(opens)
                    year.closes.append(closes)
                    year.worked.append(worked)
            day = tomorrow
        return year

    def _offset_at(self, day: date) -> int:
        """How far the zone is ahead of UTC as the day begins."""
        return (datetime.combine(day, time(), self.zone).utcoffset() or timedelta()) // _TICK

    def _tick_on(self, day: date, minute: int) -> int:
        midnight = datetime.combine(day, time())
        return _tick_of(self._first_moment(midnight + timedelta(minutes=minute)))

    def _open_year(self, number: int) -> tuple[int, _Year]:
        """The first year from that one on in which the office opens."""
        for later in range(number, number + MOST_YEARS_CLOSED):
            if (year := self._year(later)).opens:
                return later, year
        raise NeverOpen(f"no office hours from {number} on")

    def _working_day(self, day: date, later: int = 0) -> date:
        """The first working day from `day` on, or the `later`-th after that one."""
        number, year = day.year, self._year(day.year)
        place = bisect_left(year.days, day.toordinal()) + later
        while place >= len(year.days):
            place -= len(year.days)
            number, year = self._open_year(number + 1)
        return date.fromordinal(year.days[place])

    def _last_close(self, day: date) -> datetime:
        ends = _tick_of(datetime.combine(day + _DAY, time(), self.zone))
        for number in range(day.year, day.year - MOST_YEARS_CLOSED, -1):
            closes = self._year(number).closes
            if place := bisect_right(closes, ends):
                return (_EPOCH + timedelta(microseconds=closes[place - 1])).astimezone(self.zone)
        raise NeverOpen(f"no office hours up to {day}")

    def _first_moment(self, wall: datetime) -> datetime:
        """When the clock on the office wall first shows `wall`, or leaps past it."""
        moment = wall.replace(tzinfo=self.zone)
        if self._wall(moment.astimezone(UTC)) == wall:
            return moment
        before = wall.replace(tzinfo=self.zone, fold=1, second=0, microsecond=0).astimezone(UTC)
        while self._wall(before) < wall:
            before += _MINUTE
        return before.astimezone(self.zone)

    def _wall(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone).replace(tzinfo=None)


def _tick_of(moment: datetime) -> int:
    return (moment - _EPOCH) // _TICK


def _clock(minute: int) -> time:
    """The time of day so many minutes after midnight."""
    return time(*divmod(minute, 60))
