"""The monthly tables behind `HealthScore`: made for their first day, gone after three years."""

from dataclasses import dataclass
from datetime import date
from itertools import takewhile

from django.db import OperationalError, connection, transaction
from psycopg.errors import LockNotAvailable

from common.months import month_first, months_after
from health.models import PeerPace, PeerScore
from health.rules.keeping import first_kept

# Whoever writes scores or alters their tables takes turns; held to the transaction's end.
SCORERS_TURN = "pg_advisory_xact_lock(hashtext('health.score'))"

_MONTH = """
CREATE TABLE {name} (LIKE health_healthscore INCLUDING ALL);
ALTER TABLE health_healthscore ATTACH PARTITION {name} FOR VALUES FROM ('{first}') TO ('{after}')
"""

# A month's bound ends with the first day that is not in it.
_OVER = """
SELECT child.oid::regclass::text
FROM pg_inherits JOIN pg_class child ON child.oid = inhrelid
WHERE inhparent = 'health_healthscore'::regclass
  AND substring(pg_get_expr(child.relpartbound, child.oid) FROM $$ TO \\('(.+)'\\)$$)::date <= %s
ORDER BY 1
"""

# Dropping a month takes the whole table and the month for itself: first we wait for whoever reads,
# then whoever comes waits for us. So we give each of the two a tenth of a second.
_PATIENCE = "SET LOCAL lock_timeout = '100ms'"


def partition_ensure(*, day: date) -> bool:
    """Make the month of `day` if it is not there; True when it was made.

    Attaching an empty table keeps nobody waiting who reads. Call it under the scorer's lock.
    """
    first = month_first(day)
    after = months_after(first, 1)
    name = f"health_healthscore_{first:%Y_%m}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NULL", [name])
        if not cursor.fetchone()[0]:
            return False
        cursor.execute(_MONTH.format(name=name, first=first, after=after))
    return True


@dataclass(frozen=True)
class Pruned:
    """Months and paces that were dropped; `left` are months that could not be had at once."""

    months: int
    peers: int
    left: int


def scores_prune(*, day: date) -> Pruned:
    """Drop the months that ended three years before `day`, each in a transaction of its own.

    Killed half-way, what is gone is gone, and the next run goes on. Where somebody has been reading
    for longer than we wait, the next run tries again.
    """
    first = first_kept(day)
    with connection.cursor() as cursor:
        cursor.execute(_OVER, [first])
        over = [name for (name,) in cursor.fetchall()]
    dropped = list(takewhile(lambda gone: gone is not None, map(_drop, over)))
    peers = sum(gone for gone in dropped if gone is not None)
    return Pruned(months=len(dropped), peers=peers, left=len(over) - len(dropped))


def _drop(month: str) -> int | None:
    """How many figures of peers went with it; None when the month could not be had.

    They tell the scorer that a day has scores, and so leave in the same transaction. Waiting for
    the scorer comes first: that holds nobody up.
    """
    year, number = map(int, month[-7:].split("_"))
    after = date(year + number // 12, number % 12 + 1, 1)
    try:
        with transaction.atomic(durable=True), connection.cursor() as cursor:
            cursor.execute(f"SELECT {SCORERS_TURN}")
            cursor.execute(_PATIENCE)
            cursor.execute(f"DROP TABLE IF EXISTS {month}")
            old = [of_peers.objects.filter(day__lt=after) for of_peers in (PeerPace, PeerScore)]
            return sum(rows.delete()[0] for rows in old)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            return None
        raise
