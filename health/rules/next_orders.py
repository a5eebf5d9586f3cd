"""When a customer may order again: a quarter of their usual interval before it ends and after."""

from dataclasses import dataclass
from datetime import date, timedelta

OPENS, CLOSES = 0.75, 1.25  # usual intervals since the last order
# Whoever orders more often needs nobody to think of it.
SHORTEST = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class NextOrder:
    """`interval` is in days."""

    last_on: date
    interval: int
    opens_on: date
    closes_on: date


def next_order(last_on: date, day: date, silence: float) -> NextOrder:
    """`silence` are the usual intervals from the last order to the day, more than none."""
    interval = (day - last_on) / silence
    return NextOrder(
        last_on=last_on,
        interval=round(interval / timedelta(days=1)),
        opens_on=last_on + OPENS * interval,
        closes_on=last_on + CLOSES * interval,
    )
