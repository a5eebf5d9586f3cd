from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from health.rules.apportion import CENT, apportion
from health.rules.curves import Curve
from health.rules.scoring import adjustment_parts, contributions, points_of, score_of, weighted_mean
from health.rules.version import Version
from health.tests.factories import SPEC_1_0

V1 = Version.from_spec("1.0", SPEC_1_0)
raws = st.none() | st.floats(-10, 200, allow_nan=False)


@pytest.mark.parametrize(
    ("raw", "points"),
    [(-5, 10), (0, 10), (50, 35), (100, 60), (150, 80), (200, 100), (9999, 100)],
)
def test_a_curve_is_straight_between_its_breakpoints_and_flat_beyond(raw, points) -> None:
    assert Curve(((0, 10), (100, 60), (200, 100)))(raw) == points


@pytest.mark.parametrize(
    "breakpoints", [(), ((1, 0), (1, 50)), ((2, 0), (1, 50)), ((0, -1),), ((0, 101),)]
)
def test_a_curve_that_makes_no_sense_is_refused(breakpoints) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        Curve(breakpoints)


@given(st.dictionaries(st.text(max_size=3), st.floats(0, 100), min_size=1, max_size=20))
def test_apportioned_parts_add_up_and_are_at_most_a_cent_from_the_exact_ones(parts) -> None:
    total = round(Decimal(sum(parts.values())), 2)
    rounded = apportion(parts, total)
    assert sum(rounded.values()) == total
    assert all(abs(rounded[name] - Decimal(part)) <= CENT for name, part in parts.items())


def test_the_largest_remainder_gets_the_cent() -> None:
    assert apportion({"a": 1.004, "b": 1.003, "c": 1.003}, Decimal("3.01")) == {
        "a": Decimal("1.01"),
        "b": Decimal("1.00"),
        "c": Decimal("1.00"),
    }


@given(st.fixed_dictionaries(dict.fromkeys(V1.figures, raws)))
def test_contributions_and_adjustments_add_up_to_the_score_exactly(raw) -> None:
    exact = score_of(V1, raw)
    points = points_of(V1, raw)
    mean, _ = weighted_mean(V1, points)
    if exact is None or mean is None:
        assert points == {}
        return
    score, rounded_mean = round(Decimal(exact), 2), round(Decimal(mean), 2)
    given_by = contributions(V1, points, rounded_mean)
    parts = adjustment_parts(V1, raw, score, score - rounded_mean)
    assert sum(given_by.values()) + sum(parts.values()) == score
    assert set(given_by) == set(points)


def test_a_weak_spot_costs_four_tenths_of_what_is_missing_to_sixty() -> None:
    raw = {"csat": 60.0, "complaint_rate": 3.0, "order_frequency": 1.25, "order_amount": 1.25}
    # satisfaction is 40, purchasing 100: (24 × 40 + 24 × 100) ÷ 48 − 0.4 × 20
    assert score_of(V1, raw) == pytest.approx(70 - 8)


def test_a_dimension_of_which_less_than_half_is_known_is_no_weak_spot() -> None:
    raw = {"complaint_rate": 6.0, "order_frequency": 1.25, "order_amount": 1.25}
    # complaints are 10 of the 24 of satisfaction
    assert score_of(V1, raw) == pytest.approx(2400 / 34)


def test_a_cap_limits_only_what_it_is_meant_for() -> None:
    points = points_of(V1, {"order_amount": 1.25, "csat": 100.0, "silence": 4.0})
    assert (points["order_amount"].by_curve, points["order_amount"].points) == (100, 35)
    assert points["order_amount"].capped_by == "silence"
    assert points["csat"].points == 100


def test_a_score_is_never_below_zero_and_the_clamp_says_so() -> None:
    raw = {"order_frequency": 0.0, "order_amount": 0.0}
    assert score_of(V1, raw) == 0
    parts = adjustment_parts(V1, raw, Decimal(0), Decimal(0))
    assert parts == {"weak_spot": Decimal("-24.00"), "clamp": Decimal("24.00")}


def test_without_a_weak_spot_nothing_is_adjusted() -> None:
    raw = {"order_frequency": 1.0, "order_amount": 1.0}
    assert adjustment_parts(V1, raw, Decimal(95), Decimal(0)) == {}


@pytest.mark.parametrize(
    ("mean", "told", "score"),
    [
        (75, -4, 71),
        (75, -30, 65),  # no worse than −10
        (72, 5, 77),
        (72, 40, 77),  # no better than +5
        (78, 5, 79.99),  # nothing good lifts it over a line
        (69.995, 5, 75),  # which this one has reached
        (58, 3, 59.99),
        (59.995, 5, 64.995),
        (98, 5, 100),
        (4, -10, 0),
    ],
)
def test_signals_move_a_score_within_bounds_and_lift_it_over_no_line(mean, told, score) -> None:
    only = replace(V1.indicators[0], curve=Curve(((0, 0), (100, 100))))
    version = replace(V1, indicators=(only,), caps=())
    raw = {only.code: float(mean), "market_signals": float(told)}
    assert score_of(version, raw) == pytest.approx(score, abs=0.006)
    stored, rounded = Decimal(str(score)), round(Decimal(str(mean)), 2)
    parts = adjustment_parts(version, raw, stored, stored - rounded)
    assert sum(parts.values()) == stored - rounded
    assert set(parts) <= {"signals", "clamp"}


def without(*path: str) -> dict:
    spec = {**SPEC_1_0}
    del spec[path[0]]
    return spec


@pytest.mark.parametrize(
    "spec",
    [
        without("levels"),
        without("indicators"),
        {**SPEC_1_0, "indicators": []},
        {**SPEC_1_0, "indicators": [SPEC_1_0["indicators"][0]] * 2},
        {**SPEC_1_0, "indicators": [{**SPEC_1_0["indicators"][0], "weight": 0}]},
        {**SPEC_1_0, "levels": {"healthy": 80, "yellow": 85, "orange": 60}},
        {**SPEC_1_0, "caps": [{**SPEC_1_0["caps"][0], "applies_to": ["nobody"]}]},
        {**SPEC_1_0, "confidence": {"coverage": 0.7}},
    ],
)
def test_a_version_that_makes_no_sense_is_refused(spec) -> None:
    with pytest.raises(ValueError, match="model version"):
        Version.from_spec("1.1", spec)


def test_version_1_0_has_twelve_indicators_that_weigh_a_hundred() -> None:
    assert len(V1.indicators) == 12
    assert sum(indicator.weight for indicator in V1.indicators) == 100
    assert V1.figures[-2:] == ("silence", "market_signals")
