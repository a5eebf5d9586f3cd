"""What another version would make of the newest scores: their raw figures, read once more."""

from collections.abc import Sequence

from health.choices import IndicatorStatus, UnscoredReason
from health.registry import Figure
from health.rules.version import Version
from health.sql.figures import LETTERS
from health.sql.points import point_ctes

Places = Sequence[tuple[int, tuple[str, ...]]]
"""(id of a version, the codes that its score rows hold, in order)"""

# The days are written out, so that only their months are opened.
STORED = """
    SELECT customer_id, of_day.version_id, of_day.raw, of_day.states, of_day.score, of_day.level,
           of_day.unscored_reason
    FROM health_healthcurrent newest
    JOIN health_healthscore of_day USING (customer_id, day)
    JOIN accounts_customer customer ON customer.id = customer_id
    WHERE customer.archived_at IS NULL AND customer.merged_into_id IS NULL
      AND of_day.day = ANY(%(days)s)
"""

_EFFECT = """
    SELECT customer_id, stored.score AS score_before, stored.level AS level_before,
           scored.score, scored.level
    FROM scored JOIN stored USING (customer_id)
"""


def effect_ctes(
    version: Version, figures: dict[str, type[Figure]], places: Places
) -> dict[str, str]:
    """End in `effect`: customer_id, score_before, level_before, score, level."""
    return {
        "stored": STORED,
        "figures": _figures(version, places),
        **point_ctes(version, figures),
        "effect": _EFFECT,
    }


def _figures(version: Version, places: Places) -> str:
    """As `health.sql.figures` ends; what a row does not hold does not apply."""
    absent = LETTERS[IndicatorStatus.NOT_APPLICABLE]
    columns = "".join(
        f",\n           raw[{place}] AS raw_{code},"
        f" coalesce(nullif(substr(states, {place}, 1), ''), '{absent}') AS state_{code}"
        for code in version.figures
        for place in [_place(code, places)]
    )
    return f"""
    SELECT customer_id,
           CASE unscored_reason WHEN '{UnscoredReason.NOTHING_MEASURED}' THEN ''
                ELSE unscored_reason END AS unscored_reason{columns}
    FROM stored
"""


def _place(code: str, places: Places) -> str:
    """SQL for where a row has a figure, null where its version knew none such."""
    known = [
        f"WHEN {version:d} THEN {codes.index(code) + 1}"
        for version, codes in places
        if code in codes
    ]
    return f"(CASE version_id {' '.join(known)} END)" if known else "NULL::int"
