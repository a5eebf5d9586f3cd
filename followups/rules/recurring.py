"""The days on which something comes again."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count, takewhile

from common.months import months_after
from followups.choices import Rhythm

WEEK = timedelta(weeks=1)
MONTHS = {Rhythm.MONTH: 1, Rhythm.QUARTER: 3, Rhythm.YEAR: 12}


def occurrences(rhythm: Rhythm, first: date, last: date | None, until: date) -> Iterator[date]:
    """`first` and the days after it up to `last` and `until`, both included.

    The 31st of a month without one is its last day, and the next one is the 31st again.
    """
    end = until if last is None else min(last, until)
    days = (_after(rhythm, first, times) for times in count())
    return takewhile(lambda day: day <= end, days)


def _after(rhythm: Rhythm, first: date, times: int) -> date:
    if rhythm == Rhythm.WEEK:
        return first + times * WEEK
    return months_after(first, times * MONTHS[rhythm])
