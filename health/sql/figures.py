"""From facts to raw figures: who is scored, comparable customers, and what was measured."""

import re
from collections.abc import Iterable, Mapping

from health.choices import STATE_LETTERS, IndicatorStatus, UnscoredReason
from health.registry import Figure
from health.sources import SOURCES, Reading
from health.sources.base import known_then

LETTERS: dict[str, str] = {status: letter for letter, status in STATE_LETTERS.items()}

# So many customers make a tier comparable; smaller ones are compared with everybody.
PEERS_AT_LEAST = 20

# Archiving has a moment, so an earlier day still knows the customer; merging has none, and has
# handed the facts to another customer.
_SCOPE = """
    SELECT id AS customer_id, {tier} AS tier, coalesce(churned_on <= %(day)s, false) AS has_churned
    FROM accounts_customer {tiers}
    WHERE merged_into_id IS NULL AND (archived_at IS NULL OR archived_at >= %(day_end)s){only}
"""

PEERS = """
    SELECT coalesce(tier, '') AS tier, count(*) AS customers,
           coalesce(sum(own_days)::float8 / nullif(sum(observed), 0), 0) AS pace
    FROM scope JOIN orders USING (customer_id)
    WHERE first_on IS NOT NULL
    GROUP BY GROUPING SETS ((), (tier))
"""
"""Order days of a group over its days observed; the tier '' is everybody."""

_PEERS_PACE = ", coalesce(tier_pace, (SELECT pace FROM peers WHERE tier = ''), 0) AS peers_pace"
_ALIKE = f"""
        LEFT JOIN (
            SELECT tier, pace AS tier_pace FROM peers WHERE customers >= {PEERS_AT_LEAST}
        ) AS alike USING (tier)"""

STORED_PEERS = "SELECT tier, customers, pace FROM health_peerpace WHERE day = %(day)s"

_REASON = f"""
    CASE WHEN has_churned THEN '{UnscoredReason.CHURNED}'
         WHEN contract_from IS NOT NULL THEN ''
         WHEN evaluated_on IS NULL THEN '{UnscoredReason.NO_ORDER}'
         WHEN first_on IS NULL THEN '{UnscoredReason.CREDIT_NOTES_ONLY}'
         ELSE '' END
"""


def scope_cte(reading: Reading) -> str:
    """One row for each customer who is scored on the day, or has a reason why not."""
    only = reading.only("id")
    if reading.is_today:
        return _SCOPE.format(tier="coalesce(nullif(tier, ''), 'general')", tiers="", only=only)
    history = known_then("accounts_customerhistory", "tier", reading.only("pgh_obj_id"))
    tiers = f"LEFT JOIN ({history}) known USING (id)"
    tier = "coalesce(nullif(coalesce(known.\"then\", tier), ''), 'general')"
    return _SCOPE.format(tier=tier, tiers=tiers, only=only)


def source_ctes(
    figures: Iterable[type[Figure]], reading: Reading, source_codes: Iterable[str]
) -> dict[str, str]:
    """The rows of each source and what the figures want to know of them."""
    figures = list(figures)
    ctes: dict[str, str] = {}
    for code in source_codes:
        columns: dict[str, str] = {}
        reaches: list[int | None] = []
        for figure in figures:
            if figure.source == code:
                columns |= figure.columns
                reaches.append(figure.reach())
            if code in figure.borrowed:
                columns |= figure.borrowed[code]
                reaches.append(figure.reach_of_borrowed())
        days = [reach for reach in reaches if reach is not None]
        reach = max(days) if days and len(days) == len(reaches) else None
        ctes |= SOURCES[code].ctes(reading, columns, reach)
    return ctes


def sources_of(figures: Iterable[type[Figure]]) -> set[str]:
    """Codes of the sources that figures read, or borrow from."""
    return {code for figure in figures for code in (figure.source, *figure.borrowed)}


def measured_from(source_code: str, figures: Iterable[type[Figure]]) -> str:
    """A FROM clause: one row a customer in scope, with all that `derived` promises.

    Columns are null where the source knows nothing of the customer; `is_live` says whether any
    feed tells of such facts, `ends_on` until when.
    """
    derived: dict[str, str] = {}
    borrowed: dict[str, set[str]] = {}
    for figure in figures:
        derived |= figure.derived
        for code, names in figure.borrowed.items():
            borrowed[code] = borrowed.get(code, set()) | set(names)
    others = "".join(
        f"""
        LEFT JOIN (SELECT customer_id, {", ".join(sorted(names))} FROM {code}) AS from_{code}
            USING (customer_id)"""
        for code, names in borrowed.items()
    )
    is_fed = bool(SOURCES[source_code].feed_kinds)
    live = f"%({source_code}_is_live)s" if is_fed else "true"
    ends_on = f"%({source_code}_ends_on)s::date" if is_fed else "%(day)s::date"
    peers_pace, peers = (_PEERS_PACE, _ALIKE) if source_code == "orders" else ("", "")
    rows = f"""
        SELECT *{peers_pace}, {live} AS is_live, {ends_on} AS ends_on
        FROM scope
        LEFT JOIN {source_code} USING (customer_id){peers}{others}
    """
    for level in _levels(derived):
        columns = ", ".join(f"{derived[name]} AS {name}" for name in level)
        # The planner would put each expression in the place of its name, many times over.
        rows = f"SELECT *, {columns} FROM ({rows} OFFSET 0) AS known"
    return f" FROM ({rows} OFFSET 0) AS known "


def _levels(derived: Mapping[str, str]) -> list[list[str]]:
    """Names in an order in which each can be computed, those side by side that can be."""
    depths: dict[str, int] = {}
    for name, sql in derived.items():
        words = set(re.findall(r"\w+", sql))
        depths[name] = 1 + max((depths[other] for other in words & set(depths)), default=-1)
    deepest = max(depths.values(), default=-1)
    return [
        [name for name, depth in depths.items() if depth == level] for level in range(deepest + 1)
    ]


def figure_ctes(figures: Mapping[str, type[Figure]], reading: Reading) -> dict[str, str]:
    """Ends in `figures`: customer_id, unscored_reason, and raw_<code>, state_<code> of each.

    Orders are always read: they say who is a customer at all, and how fast comparable ones buy.
    """
    everything = [*figures.values(), _Relationship]
    sources = ["orders", *sorted(sources_of(everything) - {"orders"})]
    ctes = {"scope": scope_cte(reading), **source_ctes(everything, reading, sources)}
    ctes["peers"] = PEERS if reading.is_for_everybody else STORED_PEERS
    own = {
        source: [figure for figure in figures.values() if figure.source == source]
        for source in sources
    }
    measured = [source for source in sources[1:] if own[source]]
    for source in measured:
        ctes[f"{source}_measured"] = (
            f"SELECT customer_id{_measured(own[source])}{measured_from(source, own[source])}"
        )
    of_orders = measured_from("orders", [*own["orders"], _Relationship])
    ctes["figures"] = f"""
    SELECT customer_id, unscored_reason{"".join(_kept(code) for code in figures)}
    FROM (
        SELECT customer_id, {_REASON} AS unscored_reason{_measured(own["orders"])}
        {of_orders}
    ) AS orders_measured
    {" ".join(f"JOIN {source}_measured USING (customer_id)" for source in measured)}
"""
    return ctes


class _Relationship(Figure):
    """Says who is a customer at all, beside who has ordered."""

    source = "orders"
    window = 365
    borrowed = {"contracts": {"contract_from": "min(starts_on)"}}


def _measured(figures: list[type[Figure]]) -> str:
    return "".join(
        f""",
           CASE WHEN {figure.measured_if} THEN ({figure.raw})::float8 END AS raw_{figure.code},
           CASE WHEN ({figure.measured_if}) IS NOT TRUE THEN '{LETTERS[figure.absent]}'
                WHEN {figure.evaluated} < %(day)s THEN '{LETTERS[IndicatorStatus.STALE]}'
                ELSE '{LETTERS[IndicatorStatus.MEASURED]}' END AS state_{figure.code}"""
        for figure in figures
    )


def _kept(code: str) -> str:
    """Nothing is kept of a customer that has no score."""
    unscored = LETTERS[IndicatorStatus.NOT_APPLICABLE]
    return f""",
           CASE WHEN unscored_reason = '' THEN raw_{code} END AS raw_{code},
           CASE WHEN unscored_reason = '' THEN state_{code} ELSE '{unscored}' END AS state_{code}"""
