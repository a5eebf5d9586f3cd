"""Who needs a plan of their own, and when it is looked at again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.choices import Tier
from common.months import month_last, months_after
from followups.choices import Rhythm
from followups.rules.recurring import occurrences

NEEDS_PLAN = (Tier.STRATEGIC, Tier.KEY)
FEWEST_MEASURES, MOST_MEASURES = 3, 7
MOST_PEOPLE, MOST_RULES = 12, 6
SUGGESTIONS = 3
# A review is asked for so long before its quarter ends.
ASKED_BEFORE = timedelta(days=30)
# What the origins of their tasks begin with; `plan:` are improvement plans and the cadence.
PLAN, REVIEW = "customer-plan", "plan-review"


@dataclass(frozen=True, slots=True)
class Quarter:
    year: int
    number: int

    @property
    def first_day(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def last_day(self) -> date:
        return month_last(date(self.year, 3 * self.number, 1))

    @property
    def asked_on(self) -> date:
        return self.last_day - ASKED_BEFORE

    def until(self, day: date) -> date:
        """The last day of it that one can look back at on `day`."""
        return min(day, self.last_day)


def measure_origin(plan: int, place: int) -> str:
    return f"{PLAN}:{plan}:{place}"


def review_origin(plan: int, quarter: int) -> str:
    return f"{REVIEW}:{plan}:{quarter}"


def quarters(year: int) -> Iterator[Quarter]:
    return (Quarter(year, number) for number in range(1, 5))


def quarter_of(day: date) -> Quarter:
    return Quarter(day.year, (day.month + 2) // 3)


def quarter_to_ask(year: int, written_on: date, day: date) -> Quarter | None:
    """The quarter whose review is to be asked for on `day`, if any.

    A plan that was written in the last weeks of a quarter is looked at with the next one.
    """
    quarter = quarter_of(day)
    is_due = quarter.year == year and day >= quarter.asked_on
    return quarter if is_due and written_on <= quarter.asked_on else None


def in_year(day: date, year: int) -> date:
    """The same day of another year; the 29th of February is the 28th where there is none."""
    return months_after(day, 12 * (year - day.year))


def first_in_year(rhythm: Rhythm, first: date, year: int) -> date:
    """The first day of `year` on which what began on `first` comes again."""
    days = occurrences(rhythm, first, None, date(year, 12, 31))
    return next(day for day in days if day.year == year)
