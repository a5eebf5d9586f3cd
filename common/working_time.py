"""Working-time arithmetic: office hours, public holidays and make-up working days.

Three kinds of time that are never mixed: minutes of office hours (service time), minutes on the
clock (elapsed time), and working days to the same time of day.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

from holidays import country_holidays

_DAY = timedelta(days=1)


@lru_cache(maxsize=256)
def _working_days_in_china(year: int) -> frozenset[date]:
    calendar = country_holidays("CN", years=year)
    days = (date(year, 1, 1) + timedelta(days=number) for number in range(366))
    return frozenset(day for day in days if day.year == year and calendar.is_working_day(day))


def is_working_day_in_china(day: date) -> bool:
    """Whether offices are open, make-up Saturdays and Sundays included.

    The State Council says each autumn how the next year's holidays are moved. Where it has not
    yet (2027 and later), weekdays are worked but for the holidays that the law itself fixes.
    """
    return day in _working_days_in_china(day.year)


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Office hours in a time zone, on the days that `is_working_day` names.

    All moments are aware; those returned are in `zone`.
    """

    zone: tzinfo
    opens: time = time(9)
    closes: time = time(18)
    is_working_day: Callable[[date], bool] = is_working_day_in_china

    def add_service(self, moment: datetime, minutes: int) -> datetime:
        """The moment when that many minutes of office hours have passed.

        Outside office hours the clock stands still until the next opening.
        """
        local = self._local(moment)
        if not self._counts(local) or local.time() > self.closes:
            local = self._next_opening(local)
        left = timedelta(minutes=minutes)
        while (rest := datetime.combine(local, self.closes) - local) < left:
            left -= rest
            local = datetime.combine(self._working_day_after(local.date()), self.opens)
        return self._aware(local + left)

    def add_working_days(self, moment: datetime, days: int) -> datetime:
        """The same time of day on the `days`-th working day after.

        What comes on a free day, or before opening, counts as having come at the next opening.
        """
        local = self._local(moment)
        if not self._counts(local):
            local = self._next_opening(local)
        day = local.date()
        for _ in range(days):
            day = self._working_day_after(day)
        return self._aware(datetime.combine(day, local.time()))

    def add_elapsed(self, moment: datetime, minutes: int) -> datetime:
        return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(self.zone)

    def _local(self, moment: datetime) -> datetime:
        """What the clock on the office wall shows."""
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def _aware(self, local: datetime) -> datetime:
        return local.replace(tzinfo=self.zone)

    def _counts(self, local: datetime) -> bool:
        return local.time() >= self.opens and self.is_working_day(local.date())

    def _next_opening(self, local: datetime) -> datetime:
        today = local.time() < self.opens and self.is_working_day(local.date())
        day = local.date() if today else self._working_day_after(local.date())
        return datetime.combine(day, self.opens)

    def _working_day_after(self, day: date) -> date:
        day += _DAY
        while not self.is_working_day(day):
            day += _DAY
        return day
