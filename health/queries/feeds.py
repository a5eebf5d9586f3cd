"""Which feeds had stopped by a day, and which were there at all."""

from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import DateTimeField
from django.utils import timezone

from health.sources import SOURCES, Source
from health.sources.base import Feeds

# Whatever people type in has this as its source; nobody expects them to go on doing so.
TYPED = "portal"

# The newest fact of a feed on the day: the feed knows of files that brought nothing new to the
# table, and the table knows facts of earlier days.
_KNOWN = """
    SELECT '{code}', source, newest, %(day)s - newest > patience AS has_stopped
    FROM (
        SELECT source, max(stale_after_days) AS patience,
               greatest(
                   max(last_fact_on) FILTER (WHERE last_fact_on <= %(day)s), {newest}
               ) AS newest
        FROM accounts_feed feeds
        WHERE kind = ANY('{kinds}'::text[]) AND live_from <= %(day)s
        GROUP BY source
    ) known
    UNION ALL
    SELECT '{code}', NULL, NULL, NULL
    WHERE EXISTS (SELECT FROM {table} WHERE source = %(typed)s AND {until})
"""
_NEWEST = "(SELECT {last} FROM {table} facts WHERE facts.source = feeds.source AND {until})"
# Reading a whole table is for days that the feeds have left behind.
_NEWEST_IF_PAST = "CASE WHEN bool_or(last_fact_on > %(day)s) THEN {newest} END"


def feeds_of(day: date, day_end: datetime) -> dict[str, Feeds]:
    """The feeds of each source; `day_end` is the first moment after the day.

    Facts that no feed brought, such as those typed by people, never stop.
    """
    fed = [source for source in SOURCES.values() if source.feed_kinds]
    # Several sources read of the same feeds.
    first = {source.feed_kinds: source.code for source in reversed(fed)}
    params: dict[str, Any] = {
        "day": day,
        "day_end": day_end,
        "typed": TYPED,
        "zone": timezone.get_default_timezone_name(),
    }
    with connection.cursor() as cursor:
        asked = " UNION ALL ".join(_known_sql(SOURCES[code]) for code in first.values())
        cursor.execute(f"{asked} ORDER BY 1, 2", params)
        rows = cursor.fetchall()
    found = {
        code: _feeds(day, [row[1:] for row in rows if row[0] == code]) for code in first.values()
    }
    return {source.code: found[first[source.feed_kinds]] for source in fed}


def _known_sql(source: Source) -> str:
    day, is_moment = source.feed_day, isinstance(_feed_field(source), DateTimeField)
    words = {
        "code": source.code,
        "kinds": f"{{{','.join(source.feed_kinds)}}}",
        "table": source.feed_model._meta.db_table,
        "until": f"{day} < %(day_end)s" if is_moment else f"{day} <= %(day)s",
        "last": f"(max({day}) AT TIME ZONE %(zone)s)::date" if is_moment else f"max({day})",
    }
    newest = _NEWEST.format(**words)
    if not source.is_found_by_system:
        newest = _NEWEST_IF_PAST.format(newest=newest)
    return _KNOWN.format(newest=newest, **words)


def _feed_field(source: Source) -> Any:
    return source.feed_model._meta.get_field(source.feed_day)


def _feeds(day: date, rows: list[tuple[str | None, date | None, bool | None]]) -> Feeds:
    """Of (system, newest day, has stopped); without a system, people type them in."""
    stopped = {
        system: newest for system, newest, has_stopped in rows if has_stopped and system and newest
    }
    has_ended = bool(rows) and len(stopped) == len(rows)
    ends_on = max(stopped.values()) if has_ended else day
    return Feeds(ends_on=ends_on, is_live=bool(rows), stopped=stopped)
