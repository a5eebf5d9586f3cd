"""The days of one person, and where planned tasks go on them."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
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

    def room(self, first: date, last: date, share: int) -> dict[date, int]:
        """What the limit leaves of each working day."""
        days = (first + number * DAY for number in range((last - first).days + 1))
        limits = {day: limit_on(self.calendar, day, share) for day in days}
        return {day: limit - self.load[day] for day, limit in limits.items() if limit}

    def place(self, earliest: date, share: int) -> dict[date, int]:
        """Give every task its day; returns the minutes that are over the limit, by day."""
        if not self.works:
            return {}
        room = self.room(earliest, max(earliest, *(work.last for work in self.works)), share)
        days = sorted(room)
        pieces = [
            Piece(
                work.origin,
                work.minutes,
                max(work.first, earliest),
                work.last,
                work.best,
                work.rank,
            )
            for work in self.works
        ]
        inside = [piece for piece in pieces if _has_day(days, piece)]
        placed = place(inside, room)
        for work in self.works:
            work.day = placed.days.get(work.origin) or self._outside(work, earliest)
        return placed.over

    def _outside(self, work: Work, earliest: date) -> date:
        """Whose window has no day that its owner works: while others of the team do, somebody may
        stand in; otherwise the first working day after it.
        """
        day = max(work.first, earliest)
        while day <= work.last:
            if self.team.is_working_day(day) and not self.calendar.is_working_day(day):
                return day
            day += DAY
        while not self.calendar.is_working_day(day):
            day += DAY
        return day


def _has_day(days: Sequence[date], piece: Piece) -> bool:
    at = bisect_left(days, piece.first)
    return at < len(days) and days[at] <= piece.last
