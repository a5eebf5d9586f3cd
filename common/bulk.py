"""Statements that change very many rows at once."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction

MANY = 1_000


@contextmanager
def planned_for_many(rows: int) -> Iterator[None]:
    """Inside of the block, joins are planned for many rows; nothing happens for few.

    Right after a load the statistics still speak of an empty table, and a plan that is good for
    an empty table turns seconds into hours.
    """
    if rows < MANY:
        yield
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        yield
        cursor.execute("SET LOCAL enable_nestloop = on")


@contextmanager
def uncollected() -> Iterator[None]:
    """Inside of the block nobody looks for garbage in circles.

    While very many objects are made that all stay, each look is in vain and takes longer than the
    last one: of a plan for ten thousand customers it was more than half of the time.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
