"""Scoring: one statement for everybody, or for some, as of any day.

A run is one transaction under one lock: it is there whole or not at all, two at once take turns,
and a second one writes nothing.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import Any

from django.core.exceptions import ValidationError
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from accounts.models import Customer
from health.choices import Level
from health.models import PeerPace
from health.queries.reading import reading_of
from health.queries.versions import version_published
from health.registry import figures_of
from health.services.partitions import SCORERS_TURN, partition_ensure
from health.sources import Reading
from health.sql import with_clause
from health.sql.figures import PEERS, figure_ctes, scope_cte, source_ctes
from health.sql.points import point_ctes
from health.sql.session import SETTINGS, SETTINGS_BACK
from health.sql.storing import peer_ctes, storing_ctes

_BEGIN = f"SELECT {SCORERS_TURN}, {SETTINGS}"

PATIENCE_S = 5

_COUNTS = """
SELECT level, count(*), count(*) FILTER (WHERE low_confidence) FROM scored GROUP BY level
"""


@dataclass(frozen=True)
class ScoreRun:
    """What a run found, counted; `levels` leaves out who is not scored."""

    as_of: date
    model: str
    scored: int
    unscored: int
    low_confidence: int
    levels: dict[str, int]
    seconds: float


@transaction.atomic
def score(*, day: date, customers: Iterable[int] | None = None) -> ScoreRun:
    """Score `customers` (ids), or everybody, as of `day`, and store it.

    Rebuilding an earlier day uses what is known now. Raises NoPublishedVersionError.
    """
    started = perf_counter()
    is_today = _begin(day)
    if customers is None and day == timezone.localdate():
        changes_take()
    return _run(started, reading_of(day, _ids(customers), is_today=is_today))


@transaction.atomic
def score_changed(*, day: date) -> ScoreRun:
    """Score those whose facts changed since they were scored last.

    A fact that commits while this runs is either read, or keeps its customer for the next run,
    or both: the changes are taken before the facts are read.
    """
    return score_changes(day=day)[0]


@transaction.atomic
def score_changes(*, day: date) -> tuple[ScoreRun, list[int]]:
    """`score_changed`, with the ids of those who had changed."""
    started = perf_counter()
    is_today = _begin(day)
    customers = changes_take()
    # As after a new version of the model: what everybody's peers score is known again, too.
    scored = None if _is_everybody(customers) else customers
    return _run(started, reading_of(day, scored, is_today=is_today)), customers


def _is_everybody(customers: Collection[int]) -> bool:
    active = Customer.objects.active()
    return len(customers) >= active.count() and not active.exclude(pk__in=customers).exists()


def changes_take() -> list[int]:
    """Empty the queue of changed facts; ids of their customers, each once."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH taken AS (DELETE FROM accounts_factchange RETURNING customer_id)"
            " SELECT DISTINCT customer_id FROM taken ORDER BY customer_id"
        )
        return [customer for (customer,) in cursor.fetchall()]


def scoring_waits() -> None:
    """Wait until nobody scores, and keep them waiting: for whoever writes what lists show."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {SCORERS_TURN}")


def scoring_waits_for_person() -> None:
    """The same for somebody who has clicked: a run for everybody is longer than they wait.

    Raises ValidationError, which has to end the transaction.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE_S}s'; SELECT {SCORERS_TURN}")
            cursor.execute("SET LOCAL lock_timeout TO DEFAULT")
    except OperationalError as error:
        if not isinstance(error.__cause__, LockNotAvailable):
            raise
        message = _("Everybody is being scored at the moment; try again in a minute.")
        raise ValidationError(message, code="busy") from error


def _ids(customers: Iterable[int] | None) -> list[int] | None:
    return None if customers is None else sorted(set(customers))


def _begin(day: date) -> bool:
    """Wait for our turn and make the month; True when nothing later than `day` can be known."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN)
    partition_ensure(day=day)
    return day >= timezone.localdate()


def _run(started: float, reading: Reading) -> ScoreRun:
    version = version_published()
    # Whoever stores scores of a day stores the pace of everybody before.
    is_new_day = not PeerPace.objects.filter(day=reading.day, tier="").exists()
    if is_new_day and not reading.is_for_everybody:
        _peers_store(reading)
    figures = figures_of(version.rules.figures)
    ctes = {
        **figure_ctes(figures, reading),
        **point_ctes(version.rules, figures),
        **storing_ctes(reading, is_new_day=is_new_day),
    }
    # Lists show what has been decided for today, also when the night looks back at yesterday.
    shown_on = max(reading.day, timezone.localdate())
    values = {**reading.params, "version": version.pk, "shown_on": shown_on}
    counts = _execute(with_clause(ctes) + _COUNTS, values)
    with connection.cursor() as cursor:
        cursor.execute(SETTINGS_BACK)
    levels = {level: (found, unsure) for level, found, unsure in counts}
    unscored, _unsure = levels.pop(Level.UNSCORED, (0, 0))
    return ScoreRun(
        as_of=reading.day,
        model=version.number,
        scored=sum(found for found, _ in levels.values()),
        unscored=unscored,
        low_confidence=sum(unsure for _found, unsure in levels.values()),
        levels={
            level: levels.get(level, (0, 0))[0] for level in Level.values if level != Level.UNSCORED
        },
        seconds=round(perf_counter() - started, 3),
    )


def _peers_store(reading: Reading) -> None:
    """A run for some needs everybody's pace; the day's first one works it out for all others."""
    everybody = reading_of(reading.day, is_today=reading.is_today)
    ctes = {
        "scope": scope_cte(everybody),
        **source_ctes([], everybody, ["orders"]),
        "peers": PEERS,
        **peer_ctes(),
    }
    _execute(with_clause(ctes) + "SELECT count(*) FROM peers", everybody.params)


def _execute(sql: str, params: dict[str, Any]) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
