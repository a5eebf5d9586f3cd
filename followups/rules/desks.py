"""The days of one person, and where planned tasks go on them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta

from common.working_time import WorkingCalendar
from followups.rules.placing import Piece, place
from followups.rules.planning import Work

DAY = timedelta(days=1)


def minutes_on(calendar: WorkingCalendar, day: date) -> int:
    """Office minutes of a day; none on a day off."""
    return sum(closes - opens for opens, closes in calendar.hours_on(day))


def limit_on(calendar: WorkingCalendar, day: date, share: int) -> int:
    """How many minutes of tasks a day takes, as a share (percent) of its office hours."""
    return minutes_on(calendar, day) * share // 100


@dataclass(slots=True)
class Desk:
    """What somebody works, what is on their days already, and what is still to be placed.

    `calendar` has their leave taken out; `team` has not, for days on which somebody stands in.
    """

    calendar: WorkingCalendar
    team: WorkingCalendar
    load: dict[date, int] = field(default_factory=lambda: defaultdict(int))
    works: list[Work] = field(default_factory=list)

    def stand_in(self) -> "Desk":
        """For what cannot wait while they are away, and nobody is named for: the team's days."""
        return Desk(self.team, self.team, self.load)

    def works_within(self, work: Work, earliest: date) -> bool:
        """Whether they work on a day of its window."""
        return self.calendar.working_day_within(*_window(work, earliest)) is not None

    def away_on(self, work: Work, earliest: date) -> date | None:
        """The first day of its window on which the team works, where they work on none of them."""
        window = _window(work, earliest)
        if self.calendar.working_day_within(*window) is not None:
            return None
        return self.team.working_day_within(*window)

    def room(self, first: date, last: date, share: int) -> dict[date, int]:
        """What the limit leaves of each working day."""
        days = (first + number * DAY for number in range((last - first).days + 1))
        worked = {day: minutes_on(self.calendar, day) for day in days}
        return {
            day: minutes * share // 100 - self.load[day]
            for day, minutes in worked.items()
            if minutes
        }

    def place(self, earliest: date, share: int) -> dict[date, int]:
        """Give every task its day; returns the minutes that are over the limit, by day."""
        if not self.works:
            return {}
        windows = {work.origin: self._days_for(work, earliest) for work in self.works}
        room = self.room(earliest, max(last for _first, last in windows.values()), share)
        for first, last in windows.values():
            if first == last:  # a day that only the calendar behind this one works
                room.setdefault(first, -self.load[first])
        placed = place([_piece(work, *windows[work.origin]) for work in self.works], room)
        for work in self.works:
            work.day = placed.days[work.origin]
        return placed.over

    def _days_for(self, work: Work, earliest: date) -> tuple[date, date]:
        """Its window or, where that has no working day, the first one after it."""
        if self.works_within(work, earliest):
            return _window(work, earliest)
        day = self.calendar.working_day_from(max(work.first, earliest))
        return day, day


def _window(work: Work, earliest: date) -> tuple[date, date]:
    return max(work.first, earliest), work.last


def _piece(work: Work, first: date, last: date) -> Piece:
    return Piece(work.origin, work.minutes, first, last, work.best, work.rank)
