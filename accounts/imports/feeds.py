"""How fresh the facts of one kind from one source are."""

from accounts.imports.landing import rows_insert, rows_update
from accounts.imports.run import STAGING, Run
from accounts.models import Feed

FRESH = "import_feed"


def feed_note(run: Run, kind: str, day_column: str, stale_after_days: int) -> None:
    """Let the feed reach from its first to its newest fact, at most to the import's own day.

    A typing error far in the future must not make a feed look fresh.
    """
    run.temp(
        FRESH,
        f"""
        SELECT f.id, least(f.live_from, n.first) AS live_from,
            greatest(f.last_fact_on, n.last) AS last_fact_on
        FROM (
            SELECT least(min({day_column}), %(day)s) AS first,
                least(max({day_column}), %(day)s) AS last
            FROM {STAGING} HAVING count(*) > 0
        ) n
        LEFT JOIN accounts_feed f ON f.kind = %(kind)s AND f.source = %(source)s
        """,
        kind=kind,
    )
    values = {"live_from": "n.live_from", "last_fact_on": "n.last_fact_on"}
    rows_update(run, Feed, FRESH, values)
    rows_insert(
        run,
        Feed,
        f"(SELECT * FROM {FRESH} WHERE id IS NULL)",
        {**values, "source": "%(source)s"},
        {"kind": kind, "stale_after_days": stale_after_days},
    )


def feed_shorten(run: Run, feed: int, facts: str, day_column: str) -> None:
    """Let a feed reach no further than the facts (a table) that its source still has."""
    run.execute(
        f"""
        UPDATE accounts_feed f
        SET live_from = greatest(f.live_from, n.first), last_fact_on = least(f.last_fact_on, n.last)
        FROM (
            SELECT min({day_column}) AS first, max({day_column}) AS last
            FROM {facts} WHERE source = %(source)s
        ) n
        WHERE f.id = %(feed)s AND n.first IS NOT NULL
        """,
        feed=feed,
    )
    run.execute(
        f"""
        DELETE FROM accounts_feed WHERE id = %(feed)s
            AND NOT EXISTS (SELECT FROM {facts} WHERE source = %(source)s)
        """,
        feed=feed,
    )
