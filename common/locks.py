"""Locks that are not on a row: whoever does the same at the same time waits."""

from django.db import connection

LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"
SHARE = "SELECT pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"


def lock_until_end(name: str) -> None:
    """Wait for whoever has the lock of this name, and keep it to the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [name])


def share_until_end(name: str) -> None:
    """Wait for whoever has the lock alone; others may share it."""
    with connection.cursor() as cursor:
        cursor.execute(SHARE, [name])
