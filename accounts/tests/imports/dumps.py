"""Everything that an import may touch, as rows to compare."""

from collections import defaultdict

from django.db import connection

from accounts.imports.registry import kinds


def dump() -> dict[str, list[str]]:
    """Every row of every table that some kind writes, to the byte."""
    tables = sorted({model._meta.db_table for kind in kinds() for model in kind.writes})
    every = " UNION ALL ".join(f"SELECT '{table}', t::text FROM {table} t" for table in tables)
    rows = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(f"{every} ORDER BY 1, 2")
        for table, row in cursor.fetchall():
            rows[table].append(row)
    return dict(rows)
