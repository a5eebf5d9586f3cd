"""When offices are open: the days and hours at which the demo's people do anything."""

import random
from collections import deque
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import TypeVar

from django.utils import timezone

from common.working_time import WorkingCalendar, is_working_day_in_china

_DAY = timedelta(days=1)
Said = TypeVar("Said")


def office_day(day: date, step: int = 1) -> date:
    """`day`, or the nearest working day after it; with a `step` of -1 before it."""
    while not is_working_day_in_china(day):
        day += step * _DAY
    return day


def midnight(day: date) -> datetime:
    """The moment at which `day` begins."""
    return datetime.combine(day, time(), timezone.get_default_timezone())


def at_office(day: date, rng: random.Random) -> datetime:
    """A moment of that day's office hours, outside of the lunch break."""
    first, last = rng.choice(((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60 + 50)))
    return midnight(day) + timedelta(minutes=rng.randrange(first, last))


@cache
def calendar() -> WorkingCalendar:
    return WorkingCalendar(timezone.get_default_timezone())


class Voice:
    """Chooses among texts, and does not repeat what it has just said."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        self.said: deque[str] = deque(maxlen=24)

    def say(self, texts: Sequence[Said]) -> Said:
        fresh = [text for text in texts if str(text) not in self.said]
        chosen = self.rng.choice(fresh or texts)
        self.said.append(str(chosen))
        return chosen


def month_begin(day: date, months_ago: int = 0) -> date:
    """The first day of a month so many months before that of `day`."""
    months = day.year * 12 + day.month - 1 - months_ago
    return date(months // 12, months % 12 + 1, 1)
