"""What a version of the model would do to everybody, before it does.

Raw figures are taken from the newest stored scores, so that no facts are read: an indicator that
no score holds yet has no effect until it was measured once.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any

from django.db import connection

from health.choices import ATTENTION, Level
from health.models import HealthModelVersion
from health.queries.current import newest_days
from health.registry import figures_of
from health.rules.version import Version
from health.sql import with_clause
from health.sql.stored import Places, effect_ctes

STEP = 5
"""Points a bar of the distribution; 100 belongs to the last one."""
STEPS = 100 // STEP

_GROUPS = f"""
    SELECT level_before, level,
           width_bucket(score_before - 0.01 * (score_before = 100)::int, 0, 100, {STEPS}) - 1
               AS step_before,
           width_bucket(score - 0.01 * (score = 100)::int, 0, 100, {STEPS}) - 1 AS step,
           count(*) AS customers,
           count(*) FILTER (WHERE score IS DISTINCT FROM score_before) AS changed,
           sum(score_before)::float8 AS sum_before, sum(score)::float8 AS sum,
           count(score_before) AS scored_before, count(score) AS scored
    FROM effect GROUP BY 1, 2, 3, 4
"""
_TOP = """
    SELECT * FROM effect WHERE level <> level_before
    ORDER BY abs(coalesce(score, 0) - coalesce(score_before, 0)) DESC, customer_id
    LIMIT %(most)s
"""
_BOTH = """
SELECT (SELECT coalesce(json_agg(groups), '[]') FROM groups),
       (SELECT coalesce(json_agg(top), '[]') FROM top)
"""


@dataclass(frozen=True)
class Effect:
    """Everybody before and after, counted.

    `steps` count scores by steps of `STEP` points. `moves` are (level before, level, customers).
    `changed` have another score, be it by a cent. Means are None where nobody has a score.
    """

    customers: int
    changed: int
    levels_before: Mapping[str, int]
    levels: Mapping[str, int]
    moves: list[tuple[str, str, int]]
    steps_before: list[int]
    steps: list[int]
    mean_before: float | None
    mean: float | None

    @property
    def other_level(self) -> int:
        return sum(count for _before, _after, count in self.moves)

    @property
    def worse(self) -> int:
        return sum(n for then, now, n in self.moves if _rank(now) > _rank(then))

    @property
    def better(self) -> int:
        return self.other_level - self.worse

    @property
    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Effect":
        """As `as_json` told it; what is not known any more is left out."""
        known = {one.name: stored[one.name] for one in fields(cls)}
        return cls(**known | {"moves": [(then, now, n) for then, now, n in stored["moves"]]})


@dataclass(frozen=True)
class Hit:
    """A customer who gets another level."""

    customer_id: int
    score_before: float | None
    score: float | None
    level_before: Level
    level: Level


def effect_of(version: Version, *, most: int = 0) -> tuple[Effect, list[Hit]]:
    """What `version` would do, and up to `most` of those who change level, the most moved first."""
    days = newest_days()
    sql = with_clause({**effect_sql(version), "groups": _GROUPS, "top": _TOP}) + _BOTH
    with connection.cursor() as cursor:
        cursor.execute(sql, {"days": days, "most": most})
        groups, top = cursor.fetchone()
    return _counted(groups), [_hit(row) for row in top]


def effect_sql(version: Version) -> dict[str, str]:
    """Common table expressions that end in `effect`; %(days)s are `newest_days()`."""
    return effect_ctes(version, figures_of(version.figures), _places())


def _places() -> Places:
    versions = HealthModelVersion.objects.published()
    return [(version.pk, version.rules.figures) for version in versions]


def _counted(groups: list[dict[str, Any]]) -> Effect:
    levels: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    steps = [0] * STEPS, [0] * STEPS
    moves: Counter[tuple[str, str]] = Counter()
    for group in groups:
        count = group["customers"]
        for place, suffix in enumerate(("_before", "")):
            levels[place][group[f"level{suffix}"]] += count
            if group[f"step{suffix}"] is not None:
                steps[place][group[f"step{suffix}"]] += count
        if group["level"] != group["level_before"]:
            moves[group["level_before"], group["level"]] += count
    return Effect(
        customers=levels[1].total(),
        changed=sum(group["changed"] for group in groups),
        levels_before=_all_levels(levels[0]),
        levels=_all_levels(levels[1]),
        moves=sorted((then, now, count) for (then, now), count in moves.items()),
        steps_before=steps[0],
        steps=steps[1],
        mean_before=_mean(groups, "_before"),
        mean=_mean(groups, ""),
    )


def _all_levels(counts: Counter[str]) -> dict[str, int]:
    return {level: counts[level] for level in Level.values}


def _mean(groups: list[dict[str, Any]], suffix: str) -> float | None:
    scored = sum(group[f"scored{suffix}"] for group in groups)
    return sum(group[f"sum{suffix}"] or 0 for group in groups) / scored if scored else None


def _hit(row: Mapping[str, Any]) -> Hit:
    return Hit(
        customer_id=row["customer_id"],
        score_before=row["score_before"],
        score=row["score"],
        level_before=Level(row["level_before"]),
        level=Level(row["level"]),
    )


def _rank(level: str) -> int:
    return ATTENTION[Level(level)]
