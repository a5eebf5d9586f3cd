"""Who counts, who has left and since when, and what is said of it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest

from health.choices import BacktestPopulation, LeavingLabel, Level
from health.rules.backtest import (
    Case,
    belongs,
    first_left,
    has_left,
    lead_days,
    lost_on,
    month_ends,
    months_before,
    weeks_before,
)
from health.rules.backtest import Leaving as Gone
from health.rules.backtest_figures import (
    aucs,
    by_level,
    calibration,
    counts,
    estimates,
    lead,
    told,
    too_few,
)

D = date(2026, 8, 31)
HALF, NONE = LeavingLabel.HALF, LeavingLabel.NONE
REGULAR, ALL = BacktestPopulation.REGULAR, BacktestPopulation.ALL
MONTHLY = 1 / 30


def case(customer: int = 1, **other) -> Case:
    usual = {
        "day": D,
        "level": Level.HEALTHY,
        "score": 90.0,
        "points": 90.0,
        "silent": 10.0,
        "early_days": 3.0,
        "pace": MONTHLY,
        "days_after": 3,
    }
    return Case(customer=customer, **usual | other)


@pytest.mark.parametrize(
    ("days_after", "half", "none"), [(0, True, True), (1, True, False), (2, False, False)]
)
def test_of_three_usual_orders_one_is_fewer_than_half(days_after, half, none):
    one = case(days_after=days_after)
    assert (has_left(one, HALF), has_left(one, NONE)) == (half, none)


def test_exactly_half_is_not_fewer():
    assert not has_left(case(pace=2 / 45, days_after=2), HALF)


def test_a_regular_buyer_had_three_order_days_before_the_last_ninety_days():
    assert belongs(case(), REGULAR)
    assert not belongs(case(early_days=2.0), REGULAR)
    assert belongs(case(early_days=2.0), ALL)


@pytest.mark.parametrize(
    ("pace", "silent", "is_there"),
    [
        (MONTHLY, 365, True),
        (MONTHLY, 366, False),
        (1 / 100, 600, True),  # six of its own intervals
        (1 / 100, 601, False),
    ],
)
def test_whoever_sleeps_already_cannot_leave_any_more(pace, silent, is_there):
    for population in (REGULAR, ALL):
        assert belongs(case(pace=pace, silent=silent), population) is is_there


def test_month_ends_are_those_between_two_days():
    days = [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert month_ends(date(2024, 1, 31), date(2024, 3, 31)) == days
    assert month_ends(date(2024, 1, 1), date(2024, 4, 29)) == days
    assert month_ends(date(2024, 2, 1), date(2024, 2, 28)) == []
    assert month_ends(date(2023, 12, 1), date(2024, 1, 31)) == [date(2023, 12, 31), days[0]]
    assert month_ends(date(9999, 12, 1), date.max) == [date.max]
    assert months_before(date(2024, 3, 31), 13) == date(2023, 2, 28)


def ago(days: int) -> date:
    return D - timedelta(days)


def test_without_an_order_one_is_lost_ninety_days_after_the_last():
    order_days = [ago(back) for back in range(400, 20, -30)]  # the last one 40 days ago
    assert lost_on(case(days_after=0), NONE, order_days) == ago(40) + timedelta(90)


def test_by_half_one_is_lost_on_the_first_day_with_too_few_orders_just_past():
    """Of three in ninety days there is one left when the last but one is ninety days old."""
    order_days = [ago(back) for back in (130, 100, 70, 40, 10)]
    assert lost_on(case(days_after=0), HALF, order_days) == ago(40) + timedelta(90)


def test_whoever_comes_back_for_a_while_is_lost_once_that_is_over():
    order_days = [ago(300), ago(150), *(ago(back) for back in (30, 20, 10))]
    assert lost_on(case(days_after=0), HALF, order_days) == ago(20) + timedelta(90)


def test_nobody_is_lost_before_they_were_customers_for_ninety_days():
    assert lost_on(case(pace=1.0, days_after=0), HALF, [ago(20)]) == ago(20) + timedelta(90)


def test_somebody_looks_every_week_from_ninety_days_before_the_first_was_lost():
    weeks = weeks_before([Gone(1, D), Gone(2, D + timedelta(14))])
    assert (weeks[0], weeks[-1]) == (ago(90), D + timedelta(8))
    assert {(b - a).days for a, b in pairwise(weeks)} == {7}
    assert weeks_before([]) == []


WEEKS = [D - timedelta(7 * back + 2) for back in range(20, -3, -1)]


@pytest.mark.parametrize(
    ("warned", "lead"),
    [
        ([], None),
        ([2], 2),
        ([2, 9, 16], 16),
        ([9, 16], None),  # it went again before
        ([2, 16, 23], 2),  # it came and went, and came late
        ([-5], None),  # too late
        ([2 + 7 * back for back in range(20)], 86),  # longer ago it was of something else
    ],
)
def test_a_warning_is_ahead_from_when_it_came_to_stay(warned, lead):
    assert lead_days(D, [D - timedelta(back) for back in warned], WEEKS) == lead


def test_a_customer_leaves_once():
    evenings = [case(day=day, days_after=0) for day in (ago(0), ago(31), ago(62))]
    stays = [case(2), case(2, day=ago(31))]
    assert first_left([*stays, *evenings], NONE) == [evenings[2]]


def crowd(stayed: int = 30, left: int = 20) -> list[Case]:
    """Who stays is healthy, but for every third, who is orange; who leaves is red, half of them."""
    return [
        *(
            case(one, level=Level.HEALTHY if one % 3 else Level.ORANGE, score=90 - one % 3 * 10)
            for one in range(stayed)
        ),
        *(
            case(
                100 + one,
                days_after=0,
                level=Level.RED if one % 2 else Level.YELLOW,
                score=40.0 if one % 2 else 75.0,
                points=40.0,
                silent=float(one),
            )
            for one in range(left)
        ),
    ]


def test_warnings_are_orange_and_red_and_are_counted_both_ways():
    assert counts(crowd(), NONE) == {
        "customers": 50,
        "left": 20,
        "warned": 20,
        "too_few": False,
        "precision": 0.5,
        "recall": 0.5,
        "accuracy": 0.6,
        "accuracy_nobody_leaves": 0.6,
    }


@pytest.mark.parametrize(("stayed", "left"), [(19, 10), (30, 9), (9, 30), (0, 0)])
def test_of_too_few_nothing_is_said_but_how_many(stayed, left):
    cases = crowd(stayed, left)
    found = counts(cases, NONE)
    assert too_few(cases, NONE)
    assert (found["customers"], found["left"]) == (stayed + left, left)
    assert {found[name] for name in ("precision", "recall", "accuracy")} == {None}
    assert set(aucs(cases, NONE).values()) == {None}
    assert told(estimates(cases, None, NONE, seed=1), ["auc"]) == {
        "auc": None,
        "auc_interval": None,
    }


def test_twelve_evenings_of_a_customer_are_one_customer():
    cases = [one for one in crowd(5, 5) for _evening in range(12)]
    assert too_few(cases, NONE)
    assert not too_few(crowd(20, 10), NONE)


def test_levels_and_bands_say_how_many_of_them_left():
    levels = by_level(crowd(), NONE)
    assert levels["red"] == {"customers": 10, "left": 10, "share": 1.0}
    assert levels["orange"] == {"customers": 10, "left": 0, "share": 0.0}
    assert levels["unknown"] == {"customers": 0, "left": 0, "share": None}
    assert "unscored" not in levels
    bands = calibration([*crowd(), case(900, score=100.0), case(901, score=60.0)], NONE)
    assert [(band["from"], band["customers"], band["share"]) for band in bands] == [
        (0, 10, 1.0),
        (60, 1, None),  # too few for a share
        (70, 20, 0.5),
        (80, 10, 0.0),
        (90, 11, 0.0),
    ]


def test_purchases_are_ranked_where_all_have_points():
    assert aucs(crowd(), NONE)["auc_purchasing"] == 1.0
    assert aucs([*crowd(), case(900, points=None)], NONE)["auc_purchasing"] is None
    assert told(estimates([*crowd(), case(900, points=None)], None, NONE, seed=1), ["auc"])["auc"]


def test_another_version_is_compared_on_the_same_cases():
    cases = crowd()
    better = [case(one.customer, days_after=one.days_after, score=one.points) for one in cases]
    found = told(estimates(cases, better, NONE, seed=1), ["auc_over_model"])
    assert found["auc_over_model"] > 0
    assert found["auc_over_model_interval"][0] > 0


def test_days_ahead_are_told_of_those_who_were_warned_of():
    assert lead([None] * 5 + [10, 30, 60] + [None] * 4) == {
        "median_lead_days": 30,
        "leavers": 12,
        "leavers_warned": 3,
        "leavers_warned_in_time": 2,
        "share_warned_in_time": 0.1667,
    }
    assert lead([40] * 9)["median_lead_days"] is None
