"""Would the warnings have come? What is asked, of whom, and what left means.

A case is a customer at the end of a month, as the score saw it that evening, and what became of
it in the 90 days after.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from itertools import takewhile

from common.months import month_last, months_after
from health.choices import BacktestPopulation, LeavingLabel, Level
from health.rules.warnings import DORMANT_AFTER, DORMANT_INTERVALS

AHEAD = 90
"""Days in which one leaves or stays."""
HALF = 0.5
ENOUGH_DAYS = 3
"""Order days before the last 90 that make a regular buyer."""
ALARMS = (Level.ORANGE, Level.RED)
WEEK = 7
IN_TIME = 30
"""So many days ahead there is still something to be done."""


@dataclass(frozen=True, slots=True)
class Case:
    """A customer on a day.

    Known that evening: `level` and `score`, the `points` of its purchases, days `silent` since the
    last order, order days until 90 days before (`early_days`), and its own `pace`, order days a
    day. Known 90 days later: in how many of them it ordered (`days_after`).
    """

    customer: int
    day: date
    level: Level
    score: float
    points: float | None
    silent: float
    early_days: float
    pace: float
    days_after: int

    @property
    def is_warned(self) -> bool:
        return self.level in ALARMS


def has_left(case: Case, label: LeavingLabel) -> bool:
    return case.days_after < fewest_days(case, label)


def fewest_days(case: Case, label: LeavingLabel) -> float:
    """Order days in 90 days that are enough to have stayed."""
    return HALF * AHEAD * case.pace if label == LeavingLabel.HALF else 1


def belongs(case: Case, population: BacktestPopulation) -> bool:
    """Whoever sleeps already, silent for a year and six own intervals, cannot leave any more."""
    if case.silent > max(DORMANT_AFTER, DORMANT_INTERVALS / case.pace):
        return False
    return population == BacktestPopulation.ALL or case.early_days >= ENOUGH_DAYS


def month_ends(first: date, last: date) -> list[date]:
    """The last days of months from one day to another, both included."""
    return list(takewhile(lambda day: day <= last, _month_ends_from(first)))


def _month_ends_from(first: date) -> Iterator[date]:
    """Until the calendar ends."""
    for month in range(first.year * 12 + first.month - 1, MAXYEAR * 12 + 12):
        year, number = divmod(month, 12)
        yield month_last(date(year, number + 1, 1))


def months_before(day: date, months: int) -> date:
    """The end of the month that many before a month's end."""
    return month_last(months_after(day, -months))


@dataclass(frozen=True, slots=True)
class Leaving:
    """A customer that left, and since when anybody could have seen it by counting orders."""

    customer: int
    lost_on: date


def lost_on(case: Case, label: LeavingLabel, order_days: Sequence[date]) -> date:
    """The first day of those, one after the other until the 90 days are over, on which the 90 days
    just past held too few orders.

    `order_days` are all of the customer until then, in order.
    """
    enough = fewest_days(case, label)
    day = case.day + timedelta(days=AHEAD)
    earliest = order_days[0] + timedelta(days=AHEAD)
    while day > earliest and _days_until(order_days, day - timedelta(days=1)) < enough:
        day -= timedelta(days=1)
    return day


def _days_until(order_days: Sequence[date], day: date) -> int:
    """How many of the 90 days that end on `day` had an order."""
    since = day - timedelta(days=AHEAD)
    return bisect_right(order_days, day) - bisect_right(order_days, since)


def weeks_before(leavings: Sequence[Leaving]) -> list[date]:
    """One day a week on which somebody looks, for all of them; the earliest first."""
    days = [leaving.lost_on for leaving in leavings]
    if not days:
        return []
    first, last = min(days) - timedelta(days=AHEAD), max(days)
    return [first + timedelta(days=past) for past in range(0, (last - first).days + 1, WEEK)]


def lead_days(lost_on: date, warned: Sequence[date], weeks: Sequence[date]) -> int | None:
    """How many days before it was lost the warning came that then stayed; None without one.

    `warned` are those of the `weeks` on which there was a warning. One that came and went is none,
    and one is followed for at most 90 days.
    """
    until = weeks[: bisect_right(weeks, lost_on)]
    earliest = lost_on - timedelta(days=AHEAD)
    on = set(warned)
    stayed = list(takewhile(lambda day: day in on and day >= earliest, reversed(until)))
    return (lost_on - stayed[-1]).days if stayed else None


def first_left(cases: Sequence[Case], label: LeavingLabel) -> list[Case]:
    """Of each customer that left, the first case that says so."""
    found: dict[int, Case] = {}
    for case in sorted(cases, key=lambda one: one.day):
        if has_left(case, label):
            found.setdefault(case.customer, case)
    return list(found.values())
