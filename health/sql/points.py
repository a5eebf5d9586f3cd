"""From raw figures to a score: the version's curves, caps, weak spot, levels, as SQL.

`health.rules.scoring` says the same in Python, for explanations; a test holds them together.
"""

from collections.abc import Iterable
from itertools import groupby, pairwise

from health.choices import IndicatorStatus, Level, UnscoredReason
from health.registry import Figure
from health.rules.curves import Curve
from health.rules.version import Version, WeightedIndicator
from health.sql.figures import LETTERS


def curve_sql(curve: Curve, raw: str) -> str:
    """SQL for the points of `raw`, null for null."""
    (first, points), (_, last_points) = curve.breakpoints[0], curve.breakpoints[-1]
    lines = "".join(
        f" WHEN {raw} < {right!r}"
        f" THEN {low!r} + ({raw} - {left!r}) * {(high - low) / (right - left)!r}"
        for (left, low), (right, high) in pairwise(curve.breakpoints)
    )
    beyond = f" WHEN {raw} IS NOT NULL THEN {last_points!r}"
    return f"CASE WHEN {raw} <= {first!r} THEN {points!r}{lines}{beyond} END::float8"


def point_ctes(version: Version, figures: dict[str, type[Figure]]) -> dict[str, str]:
    """Read `figures`; end in `scored`, one row a customer with all that a score row holds."""
    active = [indicator for indicator in version.indicators if indicator.code in figures]
    return {
        "curves": _curves(version, figures),
        "points": _points(version, active, figures),
        "means": _means(version, active),
        "bounds": _bounds(version, figures),
        "scored": _scored(version),
    }


def _curves(version: Version, figures: dict[str, type[Figure]]) -> str:
    """What each curve gives, the caps' among them."""
    curves = {entry.code: entry.curve for entry in version.indicators}
    curves |= {cap.code: cap.curve for cap in version.caps}
    columns = "".join(
        f",\n           {curve_sql(curve, f'raw_{code}')} AS curve_{code}"
        for code, curve in curves.items()
        if code in figures
    )
    return f"SELECT *{columns} FROM figures"


def _points(
    version: Version, active: list[WeightedIndicator], figures: dict[str, type[Figure]]
) -> str:
    raw = ", ".join(f"raw_{code}" if code in figures else "NULL" for code in version.figures)
    columns = "".join(
        f", state_{indicator.code}, {_capped(version, indicator, figures)}" for indicator in active
    )
    return f"""
    SELECT customer_id, unscored_reason,
           ARRAY[{raw}]::float8[] AS raw, {_states(version, figures)} AS states{columns}
    FROM curves
"""


def _states(version: Version, figures: dict[str, type[Figure]]) -> str:
    """The letters of all figures in a row; those of unregistered ones are known beforehand."""
    absent = LETTERS[IndicatorStatus.NOT_APPLICABLE]
    pieces = [
        " || ".join(f"state_{code}" for code in run) if known else f"'{absent * len(list(run))}'"
        for known, run in groupby(version.figures, lambda code: code in figures)
    ]
    return " || ".join(pieces)


def _capped(
    version: Version, indicator: WeightedIndicator, figures: dict[str, type[Figure]]
) -> str:
    """least() passes over nulls: a cap that is not measured limits nothing."""
    own = f"curve_{indicator.code}"
    caps = [f"curve_{cap.code}" for cap in version.caps_of(indicator.code) if cap.code in figures]
    least = f"CASE WHEN {own} IS NOT NULL THEN least({', '.join([own, *caps])}) END"
    return f"{least if caps else own} AS points_{indicator.code}"


def _means(version: Version, active: list[WeightedIndicator]) -> str:
    measured, stale, missing = (
        LETTERS[status]
        for status in (IndicatorStatus.MEASURED, IndicatorStatus.STALE, IndicatorStatus.MISSING)
    )
    return f"""
    SELECT customer_id, unscored_reason, raw, states,
           {mean_sql(active)} AS mean,
           {_weakest(version, active)} AS weakest,
           {_weight(active, measured)} AS measured_weight,
           {_weight(active, measured, missing, stale)} AS known_weight
    FROM points
"""


def _bounds(version: Version, figures: dict[str, type[Figure]]) -> str:
    """The score between its bounds, and how much of what should be known is known."""
    weak = version.weak_spot
    base = f"mean - coalesce({weak.factor!r} * greatest(0, {weak.below!r} - weakest), 0)"
    return f"""
    SELECT customer_id, unscored_reason, raw, states, measured_weight,
           {_rounded("mean", 2)} AS mean,
           CASE WHEN mean IS NOT NULL
                THEN {_rounded(f"least(100, greatest(0, {_moved(version, figures)}))", 2)}
                END AS score,
           coalesce({_rounded("measured_weight / nullif(known_weight, 0)", 4)}, 0) AS coverage
    FROM (SELECT *, {base} AS base FROM means OFFSET 0) AS based
"""


def _moved(version: Version, figures: dict[str, type[Figure]]) -> str:
    """The score with its signals: a good one lifts it at most to just below the next line."""
    signals = version.signals
    if signals is None or signals.code not in figures:
        return "base"
    place = version.figures.index(signals.code) + 1
    move = f"least({signals.highest!r}, greatest({signals.lowest!r}, raw[{place}]))"
    base = _rounded("base", 2)
    under = "".join(
        f" WHEN {base} < {line!r} THEN least(base + {move}, greatest(base, {line - 0.01!r}))"
        for line in version.levels.lines
    )
    return (
        f"CASE WHEN coalesce(raw[{place}], 0) = 0 THEN base"
        f" WHEN raw[{place}] < 0 THEN base + {move}{under} ELSE base + {move} END"
    )


def _rounded(value: str, places: int) -> str:
    """A numeric with so many places, by way of an integer: three times as fast as by text."""
    return f"(round(({value}) * {10**places})::int * {10**-places:.{places}f})"


def _scored(version: Version) -> str:
    levels, confidence = version.levels, version.confidence
    return f"""
    SELECT customer_id, raw, states, score, score - mean AS adjustment,
           CASE WHEN score IS NULL THEN 0 ELSE coverage END AS coverage,
           score IS NOT NULL AND is_low AS low_confidence,
           CASE WHEN unscored_reason = '' AND score IS NULL
                THEN '{UnscoredReason.NOTHING_MEASURED}' ELSE unscored_reason
                END AS unscored_reason,
           CASE WHEN score IS NULL THEN '{Level.UNSCORED}'
                WHEN score >= {levels.healthy!r} AND is_low THEN '{Level.UNKNOWN}'
                WHEN score >= {levels.healthy!r} THEN '{Level.HEALTHY}'
                WHEN score >= {levels.yellow!r} THEN '{Level.YELLOW}'
                WHEN score >= {levels.orange!r} THEN '{Level.ORANGE}'
                ELSE '{Level.RED}' END AS level
    FROM bounds
    CROSS JOIN LATERAL (
        SELECT coverage < {confidence.coverage!r} OR measured_weight < {confidence.weight!r}
            AS is_low
    ) AS confidence
"""


def mean_sql(indicators: Iterable[WeightedIndicator]) -> str:
    """The mean of their `points` by weight; null when none of them is measured."""
    own = list(indicators)
    return f"{_weighted(own)} / nullif({_weight(own)}, 0)"


def _sum(terms: Iterable[str]) -> str:
    return f"({' + '.join(terms) or '0'})::float8"


def _weighted(indicators: Iterable[WeightedIndicator]) -> str:
    return _sum(f"{entry.weight!r} * coalesce(points_{entry.code}, 0)" for entry in indicators)


def _weight(indicators: Iterable[WeightedIndicator], *letters: str) -> str:
    """Weight of the indicators in one of these states; of those with points when none is named."""
    if not letters:
        return _sum(
            f"CASE WHEN points_{entry.code} IS NULL THEN 0 ELSE {entry.weight!r} END"
            for entry in indicators
        )
    states = ", ".join(f"'{letter}'" for letter in letters)
    return _sum(
        f"CASE WHEN state_{entry.code} IN ({states}) THEN {entry.weight!r} ELSE 0 END"
        for entry in indicators
    )


def _weakest(version: Version, active: list[WeightedIndicator]) -> str:
    """Points of the weakest dimension that is known well enough, null when none is."""
    dimensions = []
    for dimension in version.weak_spot.dimensions:
        own = [entry for entry in active if entry.dimension == dimension]
        if own:
            needed = version.weak_spot.measured_share * version.weight_of(dimension)
            dimensions.append(f"CASE WHEN {_weight(own)} >= {needed!r} THEN {mean_sql(own)} END")
    return f"least({', '.join(dimensions)})" if dimensions else "NULL::float8"
