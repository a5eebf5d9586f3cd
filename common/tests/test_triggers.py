"""Triggers that join old rows with new ones never compare each with every other."""

from django.db import connection

from common.triggers import triggers_join_by_hash

UNPREPARED = """
    SELECT t.tgrelid::regclass::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgoldtable IS NOT NULL AND t.tgnewtable IS NOT NULL
        AND NOT coalesce(p.proconfig @> ARRAY['enable_nestloop=off'], false)
"""
FORGET = "ALTER FUNCTION {} RESET ALL"
HISTORY_OF_CUSTOMERS = """
    SELECT p.oid::regprocedure::text FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
    WHERE t.tgrelid = 'accounts_customer'::regclass AND t.tgname LIKE 'pgtrigger_update_update%'
"""


def column(sql: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [value for (value,) in cursor.fetchall()]


def test_after_migrating_every_such_trigger_is_prepared(db):
    assert column(UNPREPARED) == []


def test_a_trigger_that_was_made_anew_is_prepared_again(db):
    (history,) = column(HISTORY_OF_CUSTOMERS)
    with connection.cursor() as cursor:
        cursor.execute(FORGET.format(history))
    assert column(UNPREPARED) == ["accounts_customer"]
    triggers_join_by_hash()
    assert column(UNPREPARED) == []
