"""Which feeds had stopped by a day, and which were there at all."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.db.models import DateTimeField
from django.utils import timezone

from accounts.choices import TYPED_SOURCE
from accounts.models import Order
from health.sources import SOURCES, Source
from health.sources.base import Feeds
from health.sources.orders import Orders

# The newest fact of a feed on the day: the feed knows of files that brought nothing new to the
# table, and the table knows facts of earlier days.
_KNOWN = """
    SELECT '{code}', source, max(newest),
           bool_and(coalesce(%(day)s - newest > stale_after_days, false)) AS has_stopped
    FROM (
        SELECT source, stale_after_days,
               greatest(CASE WHEN last_fact_on <= %(day)s THEN last_fact_on END, {newest}) AS newest
        FROM accounts_feed feeds
        WHERE kind = ANY('{kinds}'::text[]) AND live_from <= %(day)s
    ) known
    GROUP BY source
    UNION ALL
    SELECT '{code}', NULL, NULL, NULL
    WHERE EXISTS (SELECT FROM {table} WHERE source = %(typed)s AND {until})
"""
_NEWEST = "(SELECT {last} FROM {table} facts WHERE facts.source = feeds.source AND {until})"
# For days that the feeds have left behind. A feed that was alive has many facts of then, one of
# which is soon found; only for one that was silent the whole table is read.
_NEWEST_IF_PAST = """
    CASE WHEN last_fact_on <= %(day)s THEN NULL
         WHEN EXISTS (
             SELECT FROM {table} facts WHERE facts.source = feeds.source AND {until} AND {since}
         ) THEN %(day)s::date
         ELSE {newest} END
"""


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
        "typed": TYPED_SOURCE,
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


def orders_told_until(customers: Collection[int], day: date) -> dict[int, date | None]:
    """Up to which day anybody would have told us of orders, by customer; all of them are ids.

    As scores have it: the newest of a customer's own feeds, or of all feeds where it has no order.
    None where nobody tells of orders at all.
    """
    midnight = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    feeds = feeds_of(day, midnight)[Orders.code]
    nobody = feeds.ends_on if feeds.is_live else None
    told: dict[int, date | None] = dict.fromkeys(customers, nobody)
    rows = Order.objects.filter(customer__in=told, ordered_on__lte=day).order_by()
    known: dict[int, date] = {}
    for customer, system in rows.values_list("customer", "source").distinct():
        until = feeds.stopped.get(system, day)
        known[customer] = max(until, known.get(customer, until))
    return told | known


def _known_sql(source: Source) -> str:
    day, is_moment = source.feed_day, isinstance(_feed_field(source), DateTimeField)
    words = {
        "code": source.code,
        "kinds": f"{{{','.join(source.feed_kinds)}}}",
        "table": source.feed_model._meta.db_table,
        "until": f"{day} < %(day_end)s" if is_moment else f"{day} <= %(day)s",
        "since": f"{day} >= (%(day)s::date - stale_after_days)::timestamp AT TIME ZONE %(zone)s"
        if is_moment
        else f"{day} >= %(day)s::date - stale_after_days",
        "last": f"(max({day}) AT TIME ZONE %(zone)s)::date" if is_moment else f"max({day})",
    }
    newest = _NEWEST.format(**words)
    if not source.is_found_by_system:
        newest = _NEWEST_IF_PAST.format(newest=newest, **words)
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
