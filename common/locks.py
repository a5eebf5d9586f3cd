"""Locks that are not on a row: whoever does the same at the same time waits."""

from collections.abc import Iterable

from django.db import connection

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
LOCKS = """
    SELECT pg_advisory_xact_lock(hashtextextended(name, 0))
    FROM unnest(%s::text[]) WITH ORDINALITY AS wanted (name, place) ORDER BY place
"""


def lock_until_end(name: str) -> None:
    """Wait for whoever has the lock of this name, and keep it to the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [name])


def locks_until_end(names: Iterable[str]) -> None:
    """Several, always in the same order, so that two who want them do not wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(LOCKS, [sorted(names)])
