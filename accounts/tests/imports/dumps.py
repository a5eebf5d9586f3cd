"""Everything that an import may touch, as rows to compare."""

from typing import Any

from django.db import connection

TABLES = (
    "accounts_customer",
    "accounts_customeralias",
    "accounts_customeridentity",
    "accounts_assignment",
    "accounts_contact",
    "accounts_order",
    "accounts_orderline",
    "accounts_feed",
)


def dump() -> dict[str, list[Any]]:
    """Every row of every table, to the byte."""
    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY 1")
            rows[table] = [row for (row,) in cursor.fetchall()]
    return rows
