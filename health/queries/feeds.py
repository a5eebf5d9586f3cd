"""Which feeds had stopped by a day."""

from datetime import date

from django.db import connection

from health.sources import SOURCES, Source

# The newest fact of a feed on the day: the table knows facts of earlier days, and the feed knows
# of files that brought nothing new to the table.
_STOPPED = """
    SELECT source, newest
    FROM (
        SELECT source, max(stale_after_days) AS patience,
               greatest(
                   max(last_fact_on) FILTER (WHERE last_fact_on <= %(day)s),
                   (SELECT max({day_column}) FROM {table} facts
                    WHERE facts.source = feeds.source AND {day_column} <= %(day)s)
               ) AS newest
        FROM accounts_feed feeds WHERE kind = ANY(%(kinds)s)
        GROUP BY source
    ) known
    WHERE %(day)s - newest > patience
    ORDER BY source
"""


def feeds_stopped(day: date) -> dict[str, date]:
    """Source systems whose facts had stopped by `day`, each with its newest day.

    Facts that no feed brought, such as those typed by people, never stop.
    """
    stopped: dict[str, date] = {}
    with connection.cursor() as cursor:
        for source in SOURCES.values():
            cursor.execute(_stopped_sql(source), {"day": day, "kinds": list(source.feed_kinds)})
            stopped |= dict(cursor.fetchall())
    return stopped


def _stopped_sql(source: Source) -> str:
    return _STOPPED.format(table=source.table, day_column=source.day_column)
