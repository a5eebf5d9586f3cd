"""Imports that are killed, and imports that meet."""

import random
from collections.abc import Callable
from threading import Barrier, Thread

import psycopg
import pytest
from django.db import DatabaseError, InterfaceError, OperationalError, connection, connections

from accounts.imports.run import Run
from accounts.models import Customer, ImportBatch, ImportChange, Order
from accounts.services.imports.notes import _copy
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump
from accounts.tests.imports.test_orders import BOOK, counts
from accounts.tests.imports.test_undo import COMPANIES, LINES, PEOPLE

ROUNDS = 6


class Killer:
    """Ends the database session from outside just before its `at`-th statement."""

    def __init__(self, at: int | None = None) -> None:
        self.at = at
        self.seen = 0

    def __call__(self, execute: Callable, sql, params, many, context):
        self.seen += 1
        if self.seen == self.at:
            terminate(connection.connection.info.backend_pid)
        return execute(sql, params, many, context)


def terminate(pid: int) -> None:
    parameters = connection.get_connection_params()
    for name in ("cursor_factory", "context"):
        parameters.pop(name, None)
    with psycopg.connect(**parameters, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("kind", "text"),
    [("orders", BOOK), ("order_lines", LINES), ("customers", COMPANIES), ("contacts", PEOPLE)],
)
def test_a_killed_import_leaves_nothing_half_written(load, lin, chen, kind, text):
    load("orders", BOOK.replace("1,200", "9").replace("A2", "A8"))
    before = dump()
    batches = ImportBatch.objects.count(), ImportChange.objects.count()
    counter = Killer()
    with connection.execute_wrapper(counter):
        load(kind, text, dry_run=True)
    for _round in range(ROUNDS):
        killer = Killer(at=random.randint(5, counter.seen))
        lost = pytest.raises((OperationalError, InterfaceError))
        with lost, connection.execute_wrapper(killer):
            load(kind, text)
        connection.close()
        assert dump() == before, f"killed before statement {killer.at}"
        assert (ImportBatch.objects.count(), ImportChange.objects.count()) == batches
    assert load(kind, text).outcome.refused == 0
    assert dump() != before


def at_once(*works: Callable[[], object]) -> list[object]:
    """Start the works together, each with a connection of its own; returns what each returned."""
    barrier, results = Barrier(len(works)), [None] * len(works)

    def work(number: int) -> None:
        try:
            barrier.wait()
            results[number] = works[number]()
        finally:
            connections.close_all()

    threads = [Thread(target=work, args=[number]) for number in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_once_make_each_unknown_customer_once(load):
    orders = "单号,日期,客户,金额\n" + "".join(
        f"A{n},2026-3-5,公司{n % 300}号,1\n" for n in range(900)
    )
    people = "客户,姓名\n" + "".join(f"公司{n}号,王{n}\n" for n in range(300))
    results = at_once(
        lambda: load("orders", orders),
        lambda: load("contacts", people),
        lambda: load("orders", orders, source="shop"),
    )
    assert [result.outcome.created for result in results] == [900, 300, 900]
    assert Customer.objects.count() == 300
    assert sum(result.outcome.stubs for result in results) == 300


@pytest.mark.django_db(transaction=True)
def test_the_same_file_twice_at_once_is_taken_once(load):
    load("customers", "code,name\nK,Known\n")
    text = "number,date,customer,amount\n" + "".join(f"A{n},2026-3-5,K,1\n" for n in range(2_000))
    results = at_once(*[lambda: load("orders", text)] * 2)
    assert sorted(counts(result) for result in results) == [(0, 0, 2_000, 0), (2_000, 0, 0, 0)]
    assert Order.objects.count() == 2_000


def test_what_goes_wrong_in_a_copy_is_an_error_of_the_database(transactional_db):
    """Not one of its driver, which nobody expects."""
    run = Run("file", 1, DAY, dry_run=False, columns={})
    with pytest.raises(DatabaseError):
        run.copy("accounts_feed", ["stale_after_days"], [("nonsense",)])
    with pytest.raises(DatabaseError), connection.cursor() as cursor:
        _copy(cursor, "accounts_feed (stale_after_days)", [("nonsense",)])
