"""What happens between us and a customer, told in orders.

A story is a pace and a size over time: how often, and how much, compared with the customer's own
rhythm. Walking through three years day by day turns it into orders.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from crm_site.demo.calendar import days_after_spring_festival, working_day

YEARS_OF_ORDERS = 3
_FIRST = 365 * YEARS_OF_ORDERS

Share = Callable[[date, int], float]
"""How much of the usual at a day, `days ago` before the last: 1.0 is the customer's own rhythm."""


class Story(StrEnum):
    STEADY = "steady"
    GROWING = "growing"
    FALLING = "falling"
    STOPPED = "stopped"
    SPRING_PAUSE = "spring_pause"
    HARVEST = "harvest"
    RECOVERING = "recovering"
    NEW = "new"
    CREDIT_NOTES = "credit_notes"
    ONE_BIG_ORDER = "one_big_order"
    PROSPECT = "prospect"


@dataclass(frozen=True, slots=True)
class Rhythm:
    """A customer's own: days between two orders and the usual amount of one."""

    days: float
    amount: float


@dataclass(frozen=True, slots=True)
class DemoOrder:
    """A negative amount is a credit note."""

    day: date
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Plot:
    """First and last order in days ago, and pace and size between them."""

    first: int = _FIRST
    last: int = 0
    pace: Share = lambda _day, _ago: 1.0
    size: Share = lambda _day, _ago: 1.0


def _growth(_day: date, ago: int) -> float:
    return 1.5 - 0.9 * ago / _FIRST


def _fall_to(floor: float) -> Share:
    """From five months ago down to this share of the usual, which stays."""
    return lambda _day, ago: min(1.0, max(floor, ago / 150))


def _spring_pause(day: date, _ago: int) -> float:
    return 0.1 if abs(days_after_spring_festival(day)) <= 35 else 1.15


def _harvest(day: date, _ago: int) -> float:
    return 2.2 if 8 <= day.month <= 11 else 0.3


def _recovery(_day: date, ago: int) -> float:
    return 0.15 if 120 < ago <= 400 else 1.0


def _plot(story: Story, rhythm: Rhythm, rng: random.Random) -> Plot:
    if story is Story.STOPPED:
        return Plot(last=int(3.5 * rhythm.days) + rng.randrange(80))
    if story is Story.FALLING:
        fall = _fall_to(rng.uniform(0.25, 0.5))
        return Plot(pace=fall, size=fall)
    if story is Story.NEW:
        return Plot(first=rng.randint(60, 160))
    return {
        Story.GROWING: Plot(pace=_growth, size=_growth),
        Story.SPRING_PAUSE: Plot(pace=_spring_pause),
        Story.HARVEST: Plot(pace=_harvest),
        Story.RECOVERING: Plot(pace=_recovery),
    }.get(story, Plot())


def tell(story: Story, rhythm: Rhythm, last_day: date, rng: random.Random) -> list[DemoOrder]:
    """All orders and credit notes of three years up to `last_day`, in order of their days."""
    if story is Story.PROSPECT:
        return []
    if story is Story.ONE_BIG_ORDER:
        return _one_big_order(rhythm, last_day, rng)
    orders = list(_walk(_plot(story, rhythm, rng), rhythm, last_day, rng))
    if story is Story.CREDIT_NOTES:
        orders += _returned_order(rhythm, last_day)
    return sorted(orders, key=lambda order: order.day)


def _walk(plot: Plot, rhythm: Rhythm, last_day: date, rng: random.Random) -> Iterator[DemoOrder]:
    due = rng.random()
    for ago in range(plot.first, plot.last - 1, -1):
        day = last_day - timedelta(days=ago)
        due -= plot.pace(day, ago) / rhythm.days
        ordered_on = working_day(day)
        if due <= 0 and ordered_on <= last_day:
            due += rng.uniform(0.8, 1.2)
            amount = rhythm.amount * plot.size(day, ago) * rng.lognormvariate(0, 0.2)
            yield DemoOrder(ordered_on, _money(amount))


def _one_big_order(rhythm: Rhythm, last_day: date, rng: random.Random) -> list[DemoOrder]:
    """Two samples, then far more than ever again."""
    big = last_day - timedelta(days=rng.randint(200, 300))
    days = [(big - timedelta(days=120), 0.1), (big - timedelta(days=60), 0.15), (big, 9.0)]
    return [DemoOrder(working_day(day), _money(rhythm.amount * share)) for day, share in days]


def _returned_order(rhythm: Rhythm, last_day: date) -> list[DemoOrder]:
    """A big order, most of it given back three weeks later."""
    ordered, returned = last_day - timedelta(days=70), last_day - timedelta(days=48)
    return [
        DemoOrder(working_day(ordered), _money(rhythm.amount * 4)),
        DemoOrder(working_day(returned), -_money(rhythm.amount * 3)),
    ]


def _money(amount: float) -> Decimal:
    """A figure as on a real order: tens, and at least a thousand."""
    return Decimal(max(1000, round(amount, -1))).quantize(Decimal("0.01"))
