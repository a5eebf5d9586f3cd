"""When a team's office is open on a day: what is official, what the company and the team say."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import pairwise

from common.working_time import (
    ANNOUNCED_UNTIL,
    CLOSED,
    SATURDAY,
    DayKind,
    Hours,
    day_kind,
    is_working_day_in_china,
)

MAKE_UP = 7  # beside the days of the week, 0 to 6
MINUTES_A_DAY = 24 * 60
Interval = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Official:
    """Which days the State Council has worked: the uploaded tables, before what comes with us.

    `days` are what the tables say, for the years in `years`; a table may begin in the December
    before its year.
    """

    days: Mapping[date, bool] = field(default_factory=dict)
    years: frozenset[int] = frozenset()

    def is_working(self, day: date) -> bool:
        if day in self.days:
            return self.days[day]
        if day.year in self.years:
            return day.weekday() < SATURDAY
        return is_working_day_in_china(day)

    @property
    def known_until(self) -> date:
        """The last day of the last year before the first one that nobody knows."""
        year = ANNOUNCED_UNTIL.year
        while year + 1 in self.years:
            year += 1
        return max(ANNOUNCED_UNTIL, date(year, 12, 31))


@dataclass(frozen=True, slots=True)
class OfficeWeek:
    """The hours of the days of a week and of make-up days, and what is different on single days.

    `own` are the calendar's days and `everybodys` the company's: True is worked, also on a Sunday.
    What is nearer to the team comes first, then the company, then what is official.
    """

    hours: Mapping[int, Hours]
    official: Callable[[date], bool] = is_working_day_in_china
    everybodys: Mapping[date, bool] = field(default_factory=dict)
    own: Mapping[date, bool] = field(default_factory=dict)

    def hours_on(self, day: date) -> Hours:
        said = self.own.get(day, self.everybodys.get(day))
        if said is None:
            return self._usual(day)
        return self._worked(day) if said else CLOSED

    def _usual(self, day: date) -> Hours:
        match day_kind(day, self.official):
            case DayKind.HOLIDAY:
                return CLOSED
            case DayKind.MAKE_UP:
                return self._worked(day)
        return self.hours.get(day.weekday(), CLOSED)

    def _worked(self, day: date) -> Hours:
        """A weekend that is worked has the hours of make-up days, any other day its own."""
        usual, made_up = (self.hours.get(kind, CLOSED) for kind in (day.weekday(), MAKE_UP))
        return (made_up or usual) if day.weekday() >= SATURDAY else (usual or made_up)


def overlapping(intervals: Sequence[Interval]) -> bool:
    """Whether two of the intervals of a day share a minute."""
    return any(later[0] < earlier[1] for earlier, later in pairwise(sorted(intervals)))


def interval_of(starts: time, ends: time) -> Interval:
    """Minutes after midnight; midnight itself, as an end, is that of the next day."""
    return starts.hour * 60 + starts.minute, (ends.hour * 60 + ends.minute) or MINUTES_A_DAY
