"""Why a score is another than before: what each indicator did, and what the rest."""

from collections.abc import Mapping
from decimal import Decimal

from health.rules.apportion import apportion
from health.rules.scoring import (
    Points,
    Raw,
    moved_by_signals,
    points_of,
    score_of,
    weak_spot,
    weighted_mean,
)
from health.rules.version import Version


def change_parts(version: Version, before: Raw, after: Raw, change: Decimal) -> dict[str, Decimal]:
    """Parts of `change`, the difference of two rounded scores under one version; exactly.

    By code of an indicator, or `weak_spot`, `signals`, `clamp`; what did nothing is left out.
    Empty where one of the days has nothing measured.

    The mean moves because points do, and because other indicators are measured than before. With
    u the share of an indicator in the weight and p its points, an indicator did
    ū × Δp + (p̄ − m̄) × Δu, where a bar is the mean of both days and m that of all: what appears
    counts by how far it is from the mean, and those whose share only shrank did next to nothing.
    """
    points = points_of(version, before), points_of(version, after)
    means = [mean for one in points if (mean := weighted_mean(version, one)[0]) is not None]
    if len(means) < len(points):
        return {}
    parts = _by_indicator(version, *points, sum(means) / 2)
    weak = [weak_spot(version, one)[1] for one in points]
    moved = [
        moved_by_signals(version, raw, mean + taken)
        for raw, mean, taken in zip((before, after), means, weak, strict=True)
    ]
    parts |= {"weak_spot": weak[1] - weak[0], "signals": moved[1] - moved[0]}
    first, last = score_of(version, before) or 0.0, score_of(version, after) or 0.0
    parts["clamp"] = last - first - sum(parts.values())
    told = {code: part for code, part in parts.items() if abs(part) > 1e-9}
    return {code: part for code, part in apportion(told, change).items() if part}


def _by_indicator(
    version: Version, before: Mapping[str, Points], after: Mapping[str, Points], mean: float
) -> dict[str, float]:
    weights = [weighted_mean(version, one)[1] for one in (before, after)]
    parts = {}
    for entry in version.indicators:
        code = entry.code
        known = [one[code].points for one in (before, after) if code in one]
        if known:
            shares = [
                entry.weight / weight if code in one else 0.0
                for one, weight in zip((before, after), weights, strict=True)
            ]
            # Of what was measured on one of the days only, the points did not move.
            parts[code] = (shares[0] + shares[1]) / 2 * (known[-1] - known[0]) + (
                (known[0] + known[-1]) / 2 - mean
            ) * (shares[1] - shares[0])
    return parts
