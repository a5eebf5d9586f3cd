"""The stage of a customer by what it has bought; no database."""

from datetime import date, timedelta

import pytest

from accounts.choices import LifecycleStage as Stage
from accounts.choices import StageReason as Reason
from accounts.rules.stages import Bought, Standing, stage_of

DAY = date(2026, 3, 4)
KNOWN = date(2020, 1, 1)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def ordered(first: int, last: int, days: int = 50, **others) -> Bought:
    """First and last order so many days ago."""
    orders = {"first_order_on": ago(first), "last_order_on": ago(last), "order_days": days}
    return Bought(KNOWN, ago(first), ago(last), **orders, **others)


@pytest.mark.parametrize(
    ("bought", "stage"),
    [
        (Bought(KNOWN), Stage.ACQUISITION),
        (ordered(179, 10), Stage.ACTIVATION),
        (ordered(180, 10), Stage.RETENTION),
        (ordered(1000, 365), Stage.RETENTION),
        (ordered(1000, 366), Stage.DORMANT),
        (ordered(1000, 366, has_contract=True), Stage.RETENTION),
        # An order every 200 days: patience is 1 200.
        (ordered(2200, 1200, days=6), Stage.RETENTION),
        (ordered(2201, 1201, days=6), Stage.DORMANT),
        # Two orders tell of no interval.
        (ordered(1000, 366, days=2), Stage.DORMANT),
        (ordered(1000, 200, contract_ended_on=ago(89)), Stage.RETENTION),
        (ordered(1000, 200, contract_ended_on=ago(90)), Stage.CHURNED),
        (ordered(1000, 50, contract_ended_on=ago(90)), Stage.RETENTION),
        (ordered(1000, 50, over_on=ago(3)), Stage.CHURNED),
        (ordered(1000, 50, over_on=ago(60)), Stage.RETENTION),
        (ordered(1000, 50, over_on=ago(-1)), Stage.RETENTION),
    ],
)
def test_the_stage_follows_from_what_was_bought(bought, stage):
    assert stage_of(bought, DAY).stage == stage


def test_only_whoever_simply_stays_may_merit_more():
    merit = Standing(Stage.ADVOCACY, Reason.PROMOTER, DAY)
    assert stage_of(ordered(400, 10), DAY, merit) is merit
    assert stage_of(ordered(100, 10), DAY, merit).stage == Stage.ACTIVATION
    assert stage_of(ordered(1000, 400), DAY, merit).stage == Stage.DORMANT


def test_a_stage_says_since_when_and_why():
    quiet = stage_of(ordered(1000, 400), DAY)
    assert (quiet.since, quiet.reason) == (ago(34), Reason.SILENT)
    assert quiet.params == {"on": {"day": str(ago(400))}, "days": 365}
    ended = stage_of(ordered(1000, 200, contract_ended_on=ago(100)), DAY)
    assert (ended.since, ended.reason) == (ago(10), Reason.CONTRACT_ENDED)
