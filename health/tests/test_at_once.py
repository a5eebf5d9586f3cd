"""Real connections: scorers, writers and killers at the same time."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from pathlib import Path
from random import Random
from threading import Barrier, Event
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Customer, FactChange, Order
from common.embedded_postgres import setting
from common.tests.sessions import in_thread, kill, wait_until
from health.models import HealthScore
from health.services.score import score, score_changed
from health.tests.books import add_rows, bought, store
from health.tests.factories import version_1_0
from health.tests.reference import Book, Row
from health.tests.sessions import TABLES, rows

D = date(2026, 11, 20)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.processes]


@pytest.fixture(autouse=True)
def _model(transactional_db) -> None:
    version_1_0()


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


def test_a_fact_that_commits_between_taking_and_reading_is_scored_again_by_the_next_run() -> None:
    """Read by this run or not, its customer stays in the queue."""
    today = timezone.localdate()
    [customer] = store([bought(today - timedelta(30))])
    taken, may_read = Event(), Event()

    def pausing(execute, sql, params, many, context) -> Any:
        if sql.startswith("WITH scope"):
            taken.set()
            may_read.wait(timeout=10)
        return execute(sql, params, many, context)

    def scorer() -> None:
        with connection.execute_wrapper(pausing):
            score_changed(day=today)

    with in_thread(scorer):
        assert taken.wait(timeout=10)
        add_rows(customer, [Row(today, Decimal(500))])
        may_read.set()
    assert list(FactChange.objects.values_list("customer_id", flat=True)) == [customer.pk]
    score_changed(day=today)
    found = rows()
    score(day=today)
    assert rows() == found


def test_changed_runs_at_once_share_the_changes_and_score_each_customer_once() -> None:
    today = timezone.localdate()
    customers = crowd(today)
    score(day=today)
    for customer in customers:
        add_rows(customer, [Row(today, Decimal(500))])
    together, scored = Barrier(3), []

    def work() -> None:
        together.wait()
        scored.append(score_changed(day=today).scored)

    with in_thread(work), in_thread(work), in_thread(work):
        pass
    assert sorted(scored) == [0, 0, len(customers)]
    assert not FactChange.objects.exists()
    assert_as_scored_anew(today, customers=[customer.pk for customer in customers])


def test_a_full_run_and_a_changed_one_at_once_leave_what_one_alone_would() -> None:
    today = timezone.localdate()
    customers = crowd(today)
    score(day=today)
    for number in range(10):
        for customer in customers[number::10]:
            add_rows(customer, [Row(today, Decimal(500 + number))])
        together = Barrier(2)

        def work(run: Callable[..., Any], together: Barrier = together) -> None:
            together.wait()
            run(day=today)

        with in_thread(partial(work, score)), in_thread(partial(work, score_changed)):
            pass
        assert not FactChange.objects.exists()
        assert_as_scored_anew(today)


@pytest.mark.parametrize("held_up", [0, 1])
def test_a_full_run_that_read_older_facts_does_not_overwrite_a_changed_one(held_up) -> None:
    """It has read everything and is held up while it stores one of two; the other changes."""
    today = timezone.localdate()
    customers = store([bought(today - timedelta(30)), bought(today - timedelta(40))])
    score(day=today)
    HealthScore.objects.update(score=1)  # so that the full run has both to store
    holding, may_end, ended = Event(), Event(), Event()

    def holder() -> None:
        with transaction.atomic():
            HealthScore.objects.select_for_update().get(customer=customers[held_up], day=today)
            holding.set()
            may_end.wait(timeout=30)

    def changed() -> None:
        score_changed(day=today)
        ended.set()

    with in_thread(holder):
        assert holding.wait(timeout=10)
        with in_thread(partial(score, day=today)):
            assert wait_until(lambda: waiting() == 1)
            add_rows(customers[1 - held_up], [Row(today, Decimal(5000))])
            with in_thread(changed):
                assert wait_until(lambda: ended.is_set() or waiting() == 2)
                may_end.set()
    assert ended.is_set()
    assert_as_scored_anew(today, customers=[customer.pk for customer in customers])


def assert_as_scored_anew(today: date, customers: list[int] | None = None) -> None:
    found = rows()
    HealthScore.objects.filter(day=today).delete()
    score(day=today, customers=customers)
    assert rows() == found


def test_a_process_killed_after_taking_the_changes_loses_none() -> None:
    """A real one, by SIGKILL, while it waits for a table that it has to read."""
    today = timezone.localdate()
    customers = crowd(today)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE accounts_usageday IN ACCESS EXCLUSIVE MODE")
        process = scoring_process()
        try:
            assert wait_until(waiting)
        finally:
            process.kill()
        assert process.wait(timeout=60) == -signal.SIGKILL
    assert wait_until(is_alone), "the server still works for the dead"
    changed = set(FactChange.objects.values_list("customer_id", flat=True))
    assert changed == {customer.pk for customer in customers}
    assert not HealthScore.objects.exists()
    assert score_changed(day=today).scored == len(customers)


def scoring_process() -> subprocess.Popen:
    """`manage.py score --changed` on the test's own database."""
    server = urlsplit(setting("DATABASE_URL") or "")
    environment = os.environ | {
        "DATABASE_URL": server._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_DIR": str(settings.VAR_DIR),
    }
    manage = str(Path(settings.BASE_DIR, "manage.py"))
    return subprocess.Popen([sys.executable, manage, "score", "--changed"], env=environment)


def waiting() -> int:
    """Sessions that wait for another one; locks are told anew also within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT pid) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0]


def is_alone() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) = 1 FROM pg_stat_activity"
            " WHERE datname = current_database() AND backend_type = 'client backend'"
        )
        return cursor.fetchone()[0]
