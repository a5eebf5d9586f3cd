"""From raw figures to a score, and back to what each of them gave.

`health.sql.points` says the same for everybody at once; a test holds them together.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from health.rules.apportion import CENT, apportion
from health.rules.version import Version

Raw = Mapping[str, float | None]
"""Raw figures by code, of indicators and caps; None or absent where there is none."""


@dataclass(frozen=True)
class Points:
    """What an indicator's curve gives, and which cap took how much of it away."""

    by_curve: float
    points: float
    capped_by: str = ""


def points_of(version: Version, raw: Raw) -> dict[str, Points]:
    """Points, 0 … 100, of every indicator that has a raw figure."""
    found = {}
    for indicator in version.indicators:
        value = raw.get(indicator.code)
        if value is not None:
            found[indicator.code] = _capped(version, indicator.code, indicator.curve(value), raw)
    return found


def _capped(version: Version, code: str, by_curve: float, raw: Raw) -> Points:
    lowest = Points(by_curve, by_curve)
    for cap in version.caps_of(code):
        value = raw.get(cap.code)
        if value is not None and cap.curve(value) < lowest.points:
            lowest = Points(by_curve, cap.curve(value), cap.code)
    return lowest


def weighted_mean(
    version: Version, points: Mapping[str, Points], dimension: str | None = None
) -> tuple[float | None, float]:
    """(mean of the points by weight, their weight), of one dimension or of all."""
    entries = [
        entry
        for entry in version.indicators
        if entry.code in points and dimension in (None, entry.dimension)
    ]
    weight = sum(entry.weight for entry in entries)
    if not weight:
        return None, 0.0
    return sum(entry.weight * points[entry.code].points for entry in entries) / weight, weight


def weak_spot(version: Version, points: Mapping[str, Points]) -> tuple[str, float]:
    """(the weakest dimension that counts, what it takes off as a number ≤ 0); ("", 0) if none."""
    weakest = ("", version.weak_spot.below)
    for dimension in version.weak_spot.dimensions:
        mean, weight = weighted_mean(version, points, dimension)
        known = weight >= version.weak_spot.measured_share * version.weight_of(dimension)
        if mean is not None and known and mean < weakest[1]:
            weakest = (dimension, mean)
    return weakest[0], -version.weak_spot.factor * (version.weak_spot.below - weakest[1])


def score_of(version: Version, raw: Raw) -> float | None:
    """The score before it is rounded to 0.01; None without any indicator."""
    points = points_of(version, raw)
    mean, _ = weighted_mean(version, points)
    if mean is None:
        return None
    return min(100.0, max(0.0, mean + weak_spot(version, points)[1]))


def contributions(
    version: Version, points: Mapping[str, Points], mean: Decimal
) -> dict[str, Decimal]:
    """What each indicator gives to the weighted mean; the parts are exactly `mean`."""
    _, weight = weighted_mean(version, points)
    parts = {
        entry.code: entry.weight * points[entry.code].points / weight
        for entry in version.indicators
        if entry.code in points
    }
    return apportion(parts, mean)


def adjustment_parts(
    version: Version, points: Mapping[str, Points], score: Decimal, adjustment: Decimal
) -> dict[str, Decimal]:
    """The parts of a stored adjustment; they add up to it exactly.

    `clamp` is what keeps the score between 0 and 100. Roundings are the weak spot's.
    """
    _, taken = weak_spot(version, points)
    if not taken:
        return {}
    if 0 < score < 100:
        return {"weak_spot": adjustment}
    weak = Decimal(taken).quantize(CENT)
    parts = {"weak_spot": weak, "clamp": adjustment - weak}
    return {name: part for name, part in parts.items() if part}
