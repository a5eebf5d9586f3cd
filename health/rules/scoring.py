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


def moved_by_signals(version: Version, raw: Raw, score: float) -> float:
    """What signals add to a score, a number ≥ or ≤ 0; nothing good lifts it over a line.

    `score` is the one without them. A line that it has reached is no line to be lifted over.
    """
    if version.signals is None:
        return 0.0
    told = raw.get(version.signals.code) or 0.0
    move = min(version.signals.highest, max(version.signals.lowest, told))
    if move <= 0:
        return move
    rounded = round(score * 100) / 100  # as the SQL rounds
    under = [max(score, line - 0.01) for line in version.levels.lines if rounded < line]
    return min([score + move, *under]) - score


def score_of(version: Version, raw: Raw) -> float | None:
    """The score before it is rounded to 0.01; None without any indicator."""
    points = points_of(version, raw)
    mean, _ = weighted_mean(version, points)
    if mean is None:
        return None
    score = mean + weak_spot(version, points)[1]
    return min(100.0, max(0.0, score + moved_by_signals(version, raw, score)))


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
    version: Version, raw: Raw, score: Decimal, adjustment: Decimal
) -> dict[str, Decimal]:
    """The parts of a stored adjustment; they add up to it exactly.

    `clamp` is what keeps the score between 0 and 100. Roundings are the weak spot's, or of the
    signals where there is none.
    """
    points = points_of(version, raw)
    mean, _ = weighted_mean(version, points)
    _, taken = weak_spot(version, points)
    moved = moved_by_signals(version, raw, (mean or 0.0) + taken)
    parts = {
        "weak_spot": Decimal(taken).quantize(CENT),
        "signals": Decimal(moved).quantize(CENT),
        "clamp": Decimal(),
    }
    rest = adjustment - sum(parts.values())
    if score in (0, 100):
        parts["clamp"] = rest
    else:
        parts["weak_spot" if taken else "signals"] += rest
    return {name: part for name, part in parts.items() if part}
