"""In which lifecycle stage a customer is, by what it has bought."""

import math
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from accounts.choices import LifecycleStage as Stage
from accounts.choices import StageReason as Reason

ACTIVATION = timedelta(days=180)
QUIET_DAYS, QUIET_INTERVALS = 365, 6
AFTER_CONTRACT = timedelta(days=90)
# Fewer order days tell of no interval.
FEWEST_ORDER_DAYS = 3


@dataclass(frozen=True, slots=True)
class Bought:
    """What a customer has bought as of the end of a day.

    `known_on` is when it was recorded. First and last purchases are orders or beginnings of
    contracts; several orders of a day are one. `contract_ended_on` is the last day of the last
    contract where none is in force or signed for later; `over_on` the day on which the end of the
    relationship was recorded.
    """

    known_on: date
    first_on: date | None = None
    last_on: date | None = None
    first_order_on: date | None = None
    second_order_on: date | None = None
    last_order_on: date | None = None
    order_days: int = 0
    has_contract: bool = False
    contract_ended_on: date | None = None
    over_on: date | None = None

    @property
    def interval(self) -> float | None:
        """Days from one order to the next, on average."""
        if not (self.first_order_on and self.last_order_on):
            return None
        if self.order_days < FEWEST_ORDER_DAYS:
            return None
        return (self.last_order_on - self.first_order_on).days / (self.order_days - 1)

    @property
    def patience(self) -> int:
        """After so many days without an order a customer is dormant."""
        return max(QUIET_DAYS, math.ceil(QUIET_INTERVALS * (self.interval or 0)))


@dataclass(frozen=True, slots=True)
class Standing:
    """A stage, why, and since when by its own rule."""

    stage: Stage
    reason: Reason
    since: date
    params: dict[str, Any] = field(default_factory=dict)


def stage_of(bought: Bought, day: date, merit: Standing | None = None) -> Standing:
    """As of the end of `day`; a customer who simply buys may merit more than retention."""
    return (
        _churned(bought, day)
        or _new(bought, day)
        or _dormant(bought, day)
        or merit
        or _retained(bought)
    )


def _churned(bought: Bought, day: date) -> Standing | None:
    """By the word of somebody, or by a contract that nothing has followed: no order either."""
    if bought.over_on and bought.over_on <= day and not _after(bought.last_on, bought.over_on):
        return Standing(Stage.CHURNED, Reason.OVER, bought.over_on, on(bought.over_on))
    ended = bought.contract_ended_on
    if bought.has_contract or ended is None or _after(bought.last_order_on, ended):
        return None
    since = ended + AFTER_CONTRACT
    return (
        Standing(Stage.CHURNED, Reason.CONTRACT_ENDED, since, on(ended)) if day >= since else None
    )


def _new(bought: Bought, day: date) -> Standing | None:
    if bought.first_on is None:
        return Standing(Stage.ACQUISITION, Reason.NO_PURCHASE, min(bought.known_on, day))
    if day - bought.first_on < ACTIVATION:
        first = bought.first_on
        return Standing(Stage.ACTIVATION, Reason.FIRST_PURCHASE, first, on(first))
    return None


def _dormant(bought: Bought, day: date) -> Standing | None:
    last = bought.last_order_on
    if last is None or bought.has_contract or (day - last).days <= bought.patience:
        return None
    since = last + timedelta(days=bought.patience + 1)
    params = on(last) | {"days": bought.patience}
    return Standing(Stage.DORMANT, Reason.SILENT, since, params)


def _retained(bought: Bought) -> Standing:
    first = bought.first_on or bought.known_on
    return Standing(Stage.RETENTION, Reason.BUYS, first + ACTIVATION)


def _after(last: date | None, day: date) -> bool:
    return last is not None and last > day


def on(day: date) -> dict[str, Any]:
    """The day that a reason names."""
    return {"on": {"day": str(day)}}
