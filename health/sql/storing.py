"""Keeping scores: the row of the day, the newest one, how fast comparable customers buy and
what they score.

Nothing is written that is there already, so that a second run leaves every row as it is.
"""

from health.models import SPARK_WEEKS
from health.sources import Reading
from health.sql.attention import rank, worst_warnings

# A week ago is that day, or the nearest of so many days before it when a night was missed.
DAYS_BEFORE = 3

_SCORE_COLUMNS = [
    "score",
    "adjustment",
    "coverage",
    "level",
    "unscored_reason",
    "states",
    "raw",
    "version_id",
]
_CURRENT_COLUMNS = [
    "day",
    "score",
    "level",
    "computed_level",
    "decided_until",
    "warned",
    "attention",
    "coverage",
    "low_confidence",
    "change_7d",
    "change_28d",
    "spark",
    "unscored_reason",
]


# Whoever has no score is nobody's peer; the tier '' is everybody.
_PEER_SCORES = """
    SELECT coalesce(tier, '') AS tier, count(*) AS customers, round(avg(score), 2) AS score
    FROM scope JOIN scored USING (customer_id)
    WHERE score IS NOT NULL
    GROUP BY GROUPING SETS ((), (tier))
    HAVING count(*) > 0
"""


def _insert(table: str, key: str, columns: list[str]) -> str:
    return f"INSERT INTO {table} ({key}, {', '.join(columns)}) {{rows}}"


def _upsert(table: str, key: str, columns: list[str]) -> str:
    settings, differs = _changes(columns, "EXCLUDED")
    return f"""
    INSERT INTO {table} AS stored ({key}, {", ".join(columns)})
    {{rows}}
    ON CONFLICT ({key}) DO UPDATE SET {settings} WHERE {differs}
"""


def _changes(columns: list[str], fresh: str) -> tuple[str, str]:
    """(SET list, condition that it changes something) for a row `stored` and a `fresh` one."""
    settings = ", ".join(f"{column} = {fresh}.{column}" for column in columns)
    then = ", ".join(f"stored.{column}" for column in columns)
    now = ", ".join(f"{fresh}.{column}" for column in columns)
    return settings, f"({then}) IS DISTINCT FROM ({now})"


def storing_ctes(reading: Reading, *, is_new_day: bool) -> dict[str, str]:
    """Read `scored`, and `scope` and `peers` when they are everybody's; write.

    A day that has no scores yet is written in two thirds of the time.
    """
    keep = _insert if is_new_day else _upsert
    scores = keep("health_healthscore", "customer_id, day", _SCORE_COLUMNS)
    ctes = {
        "kept_scores": scores.format(
            rows=(
                "SELECT customer_id, %(day)s, score, adjustment, coverage, level,"
                " unscored_reason, states, raw, %(version)s FROM scored"
            )
        ),
        "earlier": _earlier(reading),
        "decided": _decided(reading),
        "warned": worst_warnings(reading.only("customer_id")),
        "newest": _newest(),
        **_newest_ctes(reading),
    }
    return ctes | (peer_ctes() | _peer_score_ctes() if reading.is_for_everybody else {})


def _newest_ctes(reading: Reading) -> dict[str, str]:
    """Two statements, as nearly every row is there: half the time of one with ON CONFLICT.

    The scorer's lock keeps anybody from coming between them.
    """
    settings, differs = _changes(_CURRENT_COLUMNS, "newest")
    columns = f"customer_id, {', '.join(_CURRENT_COLUMNS)}"
    same = f"stored.customer_id = newest.customer_id{reading.only('stored.customer_id')}"
    # Today is the newest there can be, even where a clock was wrong and stored a later day.
    is_newer = "true" if reading.is_today else "stored.day <= newest.day"
    return {
        "renewed": f"""
    UPDATE health_healthcurrent stored SET {settings} FROM newest
    WHERE {same} AND {is_newer} AND {differs}
""",
        "first_kept": f"""
    INSERT INTO health_healthcurrent ({columns}) SELECT {columns} FROM newest
    WHERE NOT EXISTS (SELECT FROM health_healthcurrent stored WHERE {same})
""",
    }


def peer_ctes() -> dict[str, str]:
    """Keep `peers`, and forget tiers that nobody is in any more."""
    return _kept_groups("peers", "health_peerpace", "pace")


def _peer_score_ctes() -> dict[str, str]:
    return {
        "peer_scores": _PEER_SCORES,
        **_kept_groups("peer_scores", "health_peerscore", "score"),
    }


def _kept_groups(groups: str, table: str, figure: str) -> dict[str, str]:
    """Keep a figure of each group, and forget those that there are no more."""
    kept = _upsert(table, "day, tier", ["customers", figure])
    return {
        f"kept_{groups}": kept.format(
            rows=f"SELECT %(day)s, tier, customers, {figure} FROM {groups}"
        ),
        f"left_{groups}": (
            f"DELETE FROM {table} WHERE day = %(day)s AND tier NOT IN (SELECT tier FROM {groups})"
        ),
    }


def _before(days: int) -> str:
    """The score so many days before by the same version, from the nearest stored day.

    What another version made of the customer says nothing of how it moved.
    """
    by_version = "max(score) FILTER (WHERE version_id = %(version)s AND day = %(day)s::date"
    nearest = ", ".join(f"{by_version} - {days + missed})" for missed in range(DAYS_BEFORE + 1))
    return f"coalesce({nearest})"


def _earlier(reading: Reading) -> str:
    """Scores of the weeks before: three months, of which only the days in question are read."""
    weeks = range(7 * (SPARK_WEEKS - 1), 0, -7)
    days = {*weeks, *range(7, 8 + DAYS_BEFORE), *range(28, 29 + DAYS_BEFORE)}
    spark = ", ".join(
        f"round(max(score) FILTER (WHERE day = %(day)s::date - {days}))" for days in weeks
    )
    return f"""
    SELECT customer_id, {_before(7)} AS score_7d, {_before(28)} AS score_28d,
           ARRAY[{spark}]::smallint[] AS spark
    FROM health_healthscore
    WHERE day IN ({", ".join(f"%(day)s::date - {days}" for days in sorted(days))})
    {reading.only("customer_id")}
    GROUP BY customer_id
"""


def _decided(reading: Reading) -> str:
    """Levels that people have set by hand and that stand on the day on which lists show them."""
    return f"""
    SELECT customer_id, level AS decided_level, ends_on AS decided_until
    FROM health_leveloverride
    WHERE ended_at IS NULL AND %(shown_on)s::date BETWEEN starts_on AND ends_on
    {reading.only("customer_id")}
"""


def _newest() -> str:
    """With a decision the decided level is shown; nobody decides about a customer without score."""
    no_weeks = f"array_fill(NULL::smallint, ARRAY[{SPARK_WEEKS - 1}])"
    return f"""
    SELECT customer_id, %(day)s::date AS day, score, shown.level,
           CASE WHEN decided_until IS NULL THEN '' ELSE scored.level END AS computed_level,
           decided_until, coalesce(warned.warned, '') AS warned,
           greatest({rank("shown.level")}, coalesce(warned_rank, 0)) AS attention,
           coverage, low_confidence,
           score - score_7d AS change_7d, score - score_28d AS change_28d,
           coalesce(earlier.spark, {no_weeks}) || round(score)::smallint AS spark,
           unscored_reason
    FROM (
        SELECT scored.*, decided_level, decided_until
        FROM scored LEFT JOIN decided ON decided.customer_id = scored.customer_id
            AND scored.score IS NOT NULL
    ) AS scored
    LEFT JOIN earlier USING (customer_id)
    LEFT JOIN warned USING (customer_id)
    CROSS JOIN LATERAL (SELECT coalesce(decided_level, scored.level) AS level) AS shown
"""
