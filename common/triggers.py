"""Triggers that stay quick when very many rows change at once."""

from typing import Any

from django.db import connection

# A session keeps the plan of a trigger's statement from its first use. Where that was a change of
# one row, the join of old and new rows is a nested loop, and a later change of 20 000 rows
# compares each with every other: minutes instead of a second.
JOIN_BY_HASH = """
    DO $$
    DECLARE joining regprocedure;
    BEGIN
        FOR joining IN
            SELECT DISTINCT p.oid FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
            WHERE t.tgoldtable IS NOT NULL AND t.tgnewtable IS NOT NULL
                AND NOT coalesce(p.proconfig @> ARRAY['enable_nestloop=off'], false)
        LOOP
            EXECUTE format('ALTER FUNCTION %s SET enable_nestloop = off', joining);
        END LOOP;
    END $$
"""


def triggers_join_by_hash(**_signal: Any) -> None:
    """After `migrate`, for whatever triggers it made or replaced."""
    with connection.cursor() as cursor:
        cursor.execute(JOIN_BY_HASH)
