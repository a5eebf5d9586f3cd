"""The points as SQL and as Python: two programs, one answer, on any version and any raw figures."""

from dataclasses import replace
from random import Random

import pytest
from django.db import connection
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from health.rules.curves import Curve
from health.rules.scoring import points_of, score_of, weighted_mean
from health.rules.version import Confidence, Version
from health.sql import with_clause
from health.sql.points import curve_sql, point_ctes
from health.tests.factories import SPEC_1_0

V1 = Version.from_spec("1.0", SPEC_1_0)
FIGURES = dict.fromkeys(V1.figures)


def some_raws(random: Random) -> list[dict[str, float | None]]:
    """Raw figures of fifty customers, many of them exactly on a breakpoint, some missing."""
    edges = [None, 0.25, 0.5, 1.0, 6.0, 50.0, 60.0, 85.0, 100.0]
    return [
        {
            code: random.choice(edges) if random.random() < 0.5 else random.uniform(-5, 120)
            for code in V1.figures
        }
        for _ in range(50)
    ]


@st.composite
def curves(draw: st.DrawFn) -> Curve:
    lefts = draw(st.lists(st.integers(-50, 1000), min_size=1, max_size=6, unique=True))
    return Curve(tuple((left / 10, float(draw(st.integers(0, 100)))) for left in sorted(lefts)))


@st.composite
def versions(draw: st.DrawFn) -> Version:
    indicators = [
        replace(entry, weight=float(draw(st.integers(1, 20))), curve=draw(curves()))
        for entry in V1.indicators
    ]
    return replace(V1, indicators=tuple(indicators))


def scored(version: Version, raws: list[dict]) -> list[dict]:
    """Let the SQL make scores of raw figures."""
    columns = [f"raw_{code}" for code in version.figures]
    rows = ", ".join(["(" + ", ".join(["%s"] * (len(columns) + 1)) + ")"] * len(raws))
    states = ", ".join(
        f"CASE WHEN raw_{code} IS NULL THEN 'x' ELSE 'm' END AS state_{code}"
        for code in version.figures
    )
    kinds = ", ".join(f"{column}::float8 AS {column}" for column in columns)
    figures = f"""
        SELECT *, {states} FROM (
            SELECT customer_id, '' AS unscored_reason, {kinds}
            FROM (VALUES {rows}) AS v (customer_id, {", ".join(columns)})
        ) typed"""
    ctes = {"figures": figures, **point_ctes(version, FIGURES)}
    values = [value for n, raw in enumerate(raws) for value in (n, *map(raw.get, version.figures))]
    with connection.cursor() as cursor:
        cursor.execute(f"{with_clause(ctes)} SELECT * FROM scored ORDER BY customer_id", values)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@pytest.mark.django_db
@settings(
    max_examples=20,
    phases=[Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.just(V1) | versions(), st.integers(0, 2**32))
def test_the_sql_gives_the_points_that_the_rules_give(version: Version, seed: int) -> None:
    raws = some_raws(Random(seed))
    for raw, row in zip(raws, scored(version, raws), strict=True):
        exact = score_of(version, raw)
        if exact is None:
            assert (row["score"], row["level"]) == (None, "unscored")
            assert row["unscored_reason"] == "nothing_measured"
            continue
        mean, weight = weighted_mean(version, points_of(version, raw))
        assert abs(float(row["score"]) - exact) <= 0.005 + 1e-6
        assert abs(float(row["score"] - row["adjustment"]) - mean) <= 0.005 + 1e-6
        total = sum(entry.weight for entry in version.indicators)
        assert float(row["coverage"]) == pytest.approx(weight / total, abs=0.0001)


@pytest.mark.django_db
@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(curves(), st.lists(st.floats(-10, 120), min_size=10))
def test_a_curve_gives_the_same_points_in_sql_to_a_millionth(curve: Curve, raws: list) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {curve_sql(curve, 'raw')} FROM unnest(%s::float8[]) AS raw", [raws])
        points = [value for (value,) in cursor.fetchall()]
    assert points == pytest.approx([curve(raw) for raw in raws], abs=1e-6)


def level_of(raw: float, **confidence: float) -> tuple[str, bool]:
    """Level and low confidence of a customer whose only indicator gives `raw` points."""
    only = replace(V1.indicators[0], curve=Curve(((0, 0), (100, 100))), weight=100)
    certain = replace(V1, indicators=(only,), caps=(), confidence=Confidence(**confidence))
    [row] = scored(certain, [{only.code: raw}])
    return row["level"], row["low_confidence"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("score", "level"),
    [
        (100, "healthy"),
        (80, "healthy"),
        (79.995, "healthy"),
        (79.99, "yellow"),
        (70, "yellow"),
        (69.99, "orange"),
        (60, "orange"),
        (59.99, "red"),
        (0, "red"),
    ],
)
def test_a_level_follows_from_the_rounded_score_and_owns_its_lower_bound(score, level) -> None:
    assert level_of(score, coverage=0.7, weight=40) == (level, False)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("score", "level"),
    [(100, "unknown"), (80, "unknown"), (79.99, "yellow"), (65, "orange"), (10, "red")],
)
def test_with_few_facts_nobody_is_healthy_but_trouble_is_still_trouble(score, level) -> None:
    assert level_of(score, coverage=0.7, weight=101) == (level, True)
