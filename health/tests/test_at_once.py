"""Real connections: scorers, writers and killers at the same time."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from threading import Barrier, Event, Thread
from time import sleep
from typing import Any

import pytest
from django.db import Error, connection, connections, transaction
from django.utils import timezone

from accounts.models import Customer, FactChange, Order
from health.models import HealthScore
from health.services.score import score, score_changed
from health.tests.books import add_rows, bought, store
from health.tests.factories import version_1_0
from health.tests.reference import Book, Row

D = date(2026, 11, 20)
TABLES = (
    *("health_healthscore", "health_healthcurrent", "health_peerpace", "health_peerscore"),
    "accounts_factchange",
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture(autouse=True)
def _model(transactional_db) -> None:
    version_1_0()


@contextmanager
def in_thread(work: Callable[[], Any]) -> Iterator[Thread]:
    """Run `work` with a connection of its own; database errors end it quietly."""

    def run() -> None:
        try:
            with suppress(Error):
                work()
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    try:
        yield thread
    finally:
        thread.join(timeout=30)
        assert not thread.is_alive()


def rows() -> dict[str, list[str]]:
    """All that scoring writes, as text, without the numbers that rows are given."""
    found = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            cursor.execute(f"SELECT to_jsonb(t) - 'id' FROM {table} t ORDER BY 1")
            found[table] = [str(row) for (row,) in cursor.fetchall()]
    return found


def pid() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def crowd(today: date) -> list[Customer]:
    random = Random(1)
    days = [[today - timedelta(random.randrange(700)) for _ in range(6)] for _ in range(60)]
    return store(bought(*some) for some in days)


def test_a_run_killed_at_any_statement_leaves_the_old_or_the_new_state_whole() -> None:
    """Fifty times, at a random moment of a random statement, and then it is run to its end."""
    random = Random(2026)
    today = timezone.localdate()
    customers = crowd(today)
    score(day=today)
    outcomes = set()
    for number in range(1, 51):
        add_rows(random.choice(customers), [Row(today, Decimal(random.randrange(1, 10**6)))])
        another_day = today - timedelta(5 * number)
        jobs = [
            partial(score_changed, day=today),
            partial(score, day=today),
            partial(score, day=another_day),
        ]
        job = random.choice(jobs)
        old, new = rows(), undisturbed(job)
        assert old != new
        kill(job, at_statement=random.randrange(9), after=random.uniform(0, 0.03))
        found = rows()
        assert found in (old, new)
        outcomes.add("old" if found == old else "new")
        job()
        assert rows() == new
    assert outcomes == {"old", "new"}


def undisturbed(job: Callable[[], Any]) -> dict[str, list[str]]:
    """What a run would leave, without leaving it."""
    with transaction.atomic():
        job()
        after = rows()
        transaction.set_rollback(True)
    return after


def kill(job: Callable[[], Any], *, at_statement: int, after: float) -> None:
    """Start a job and end its connection, `after` seconds into its n-th statement."""
    reached = Event()
    sent: list[str] = []
    scorer: list[int] = []

    def watched(execute, sql, params, many, context) -> Any:
        if len(sent) == at_statement:
            reached.set()
        sent.append(sql)
        return execute(sql, params, many, context)

    def work() -> None:
        scorer.append(pid())
        try:
            with connection.execute_wrapper(watched):
                job()
        finally:
            reached.set()

    with in_thread(work):
        assert reached.wait(timeout=10)
        sleep(after)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s)", scorer)


def test_two_runs_at_once_take_turns_and_store_each_score_once() -> None:
    customers = crowd(D)
    score(day=D)
    alone = rows()
    for table in TABLES[:-1]:
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {table}")
    together = Barrier(3)

    def work() -> None:
        together.wait()
        score(day=D)

    with in_thread(work), in_thread(work), in_thread(work):
        pass
    assert rows() == alone
    assert HealthScore.objects.count() == len(customers)


def test_a_fact_that_commits_late_is_scored_by_the_next_run() -> None:
    """Written before a run, visible only after it: the queue keeps its customer."""
    today = timezone.localdate()
    [customer] = store([bought(today - timedelta(30))])
    score_changed(day=today)
    written, may_commit = Event(), Event()

    def writer() -> None:
        with transaction.atomic():
            add_rows(customer, [Row(today, Decimal(500))])
            written.set()
            may_commit.wait(timeout=10)

    with in_thread(writer):
        assert written.wait(timeout=10)
        other = store([bought(today)])[0]
        assert score_changed(day=today).scored == 1
        before = HealthScore.objects.get(customer=customer, day=today).raw
        may_commit.set()
    assert set(FactChange.objects.values_list("customer_id", flat=True)) == {customer.pk}
    assert score_changed(day=today).scored == 1
    assert HealthScore.objects.get(customer=customer, day=today).raw != before
    assert HealthScore.objects.filter(customer=other, day=today).exists()
    assert not FactChange.objects.exists()


def test_facts_written_while_runs_go_on_are_all_scored_in_the_end() -> None:
    today = timezone.localdate()
    customers = store(Book([Row(today - timedelta(400), Decimal(10))]) for _ in range(20))
    done = Event()

    def writer() -> None:
        for number in range(60):
            with transaction.atomic():
                add_rows(customers[number % 20], [Row(today - timedelta(number), Decimal(100))])
        done.set()

    with in_thread(writer), in_thread(writer):
        while not done.is_set():
            score_changed(day=today)
    score_changed(day=today)
    assert Order.objects.count() == 20 + 120
    changed = rows()
    score(day=today, customers=[customer.pk for customer in customers])
    assert rows() == changed


def test_a_full_run_of_today_empties_the_queue_and_one_of_another_day_does_not() -> None:
    store([bought(D)])
    today = timezone.localdate()
    for day in (today - timedelta(1), today + timedelta(1)):
        score(day=day)
        assert FactChange.objects.exists()
    score(day=today)
    assert not FactChange.objects.exists()
