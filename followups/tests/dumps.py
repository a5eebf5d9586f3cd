"""Everything that an import of followups may touch, as rows to compare."""

from typing import Any

from django.db import connection

from accounts.tests.imports import dumps

TABLES = (
    "followups_ticket",
    "followups_slaclock",
    "followups_followup",
    "followups_surveyanswer",
    "followups_need",
)


def dump() -> dict[str, list[Any]]:
    """Every row of every table, to the byte."""
    rows = dumps.dump()
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows
