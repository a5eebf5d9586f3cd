"""Scores leave after three years, while people read and the scorer works."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from threading import Event
from time import monotonic

import pytest
from django.db import Error, connection, transaction

from common.tests.sessions import in_thread, kill, wait_until
from health.models import HealthCurrent, HealthScore, PeerPace, PeerScore
from health.rules.keeping import first_kept, leaving_note
from health.services.partitions import SCORERS_TURN, Pruned, partition_ensure, scores_prune
from health.services.score import score
from health.tests.books import bought, store
from health.tests.factories import version_1_0
from health.tests.test_partitions import months, row

# So long ago that no other test has scores of these months.
DAY = date(1995, 3, 31)
OVER = [date(1991, 12, 31), date(1992, 1, 31), date(1992, 2, 29)]
KEPT = [date(1992, 3, 1), date(1994, 6, 15)]
NONE_LEFT = Pruned(months=0, peers=0, left=0)


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 11, 20), date(2023, 11, 1)),
        (date(2027, 1, 1), date(2024, 1, 1)),
        (date(2028, 2, 29), date(2025, 2, 1)),
    ],
)
def test_a_month_is_kept_until_all_of_it_is_three_years_old(day: date, first: date) -> None:
    assert first_kept(day) == first
    assert leaving_note(first, day) == ""
    assert f"kept from {first} on" in leaving_note(first - timedelta(days=1), day)


@pytest.fixture
def scores(transactional_db) -> Iterator[None]:
    """A row in each of five months, of which three are over; their tables go with the test."""
    fill(OVER + KEPT)
    yield
    scores_prune(day=date(2000, 1, 1))
    assert not names()


def fill(days: list[date]) -> None:
    for day in days:
        partition_ensure(day=day)
        row(day).save(force_insert=True)
        PeerPace.objects.create(day=day, tier="", customers=1, pace=0.1)
        PeerScore.objects.create(day=day, tier="", customers=1, score=80)


def names() -> list[str]:
    return sorted(name for name in months() if name.startswith("health_healthscore_199"))


def days() -> list[date]:
    return sorted(HealthScore.objects.values_list("day", flat=True))


processes = pytest.mark.processes


@processes
def test_months_that_ended_three_years_ago_leave_with_their_scores_and_paces(scores) -> None:
    assert scores_prune(day=DAY) == Pruned(months=3, peers=6, left=0)
    assert names() == ["health_healthscore_1992_03", "health_healthscore_1994_06"]
    assert days() == KEPT
    for of_peers in (PeerPace, PeerScore):
        assert sorted(of_peers.objects.values_list("day", flat=True)) == KEPT


@processes
def test_a_second_run_finds_nothing_to_do(scores) -> None:
    scores_prune(day=DAY)
    assert scores_prune(day=DAY) == NONE_LEFT
    assert days() == KEPT


# A run has fewer statements: it is killed when it is over.
NEVER = 1_000


@processes
def test_killed_half_way_whole_months_are_gone_and_the_next_run_goes_on(scores) -> None:
    gone = set()
    for statement in (*range(12), NEVER):
        kill(partial(scores_prune, day=DAY), at_statement=statement, after=0.002)
        left = days()
        gone.add(5 - len(left))
        assert left == (OVER + KEPT)[-len(left) :]
        scores_prune(day=DAY)
        assert days() == KEPT
        assert len(names()) == len(KEPT)
        fill(OVER)
    assert gone >= {0, 3}
    assert gone & {1, 2}, "never half-way"


@processes
def test_two_runs_at_once_drop_what_one_would(scores) -> None:
    work = partial(scores_prune, day=DAY)
    with in_thread(work), in_thread(work):
        pass
    assert days() == KEPT
    assert scores_prune(day=DAY) == NONE_LEFT


@processes
def test_where_somebody_reads_it_gives_up_at_once_and_the_next_run_does_it(scores) -> None:
    reading, may_end = Event(), Event()

    def reader() -> None:
        with transaction.atomic():
            days()
            reading.set()
            may_end.wait(timeout=10)

    with in_thread(reader):
        assert reading.wait(timeout=10)
        began = monotonic()
        assert scores_prune(day=DAY) == Pruned(months=0, peers=0, left=3)
        assert monotonic() - began < 3
        may_end.set()
    assert days() == OVER + KEPT
    assert scores_prune(day=DAY) == Pruned(months=3, peers=6, left=0)


@processes
def test_while_it_waits_for_the_scorer_people_read(scores) -> None:
    scoring, may_end = Event(), Event()

    def scorer() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"SELECT {SCORERS_TURN}")
            row(date(1994, 6, 16)).save(force_insert=True)
            scoring.set()
            may_end.wait(timeout=10)

    with in_thread(scorer):
        assert scoring.wait(timeout=10)
        with in_thread(partial(scores_prune, day=DAY)):
            assert wait_until(waits_for_a_turn)
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("SET LOCAL lock_timeout = '1ms'")
                assert days() == OVER + KEPT
            may_end.set()
    assert days() == [*KEPT, date(1994, 6, 16)]


def waits_for_a_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted)"
        )
        return cursor.fetchone()[0]


@processes
def test_another_trouble_than_a_lock_is_not_taken_for_one(scores) -> None:
    def broken(execute, sql, params, many, context):
        if sql.startswith("DROP"):
            return execute("SET LOCAL statement_timeout = 1; SELECT pg_sleep(1)", (), many, context)
        return execute(sql, params, many, context)

    with pytest.raises(Error, match="statement timeout"), connection.execute_wrapper(broken):
        scores_prune(day=DAY)
    assert days() == OVER + KEPT


@processes
def test_a_customer_whose_newest_score_left_is_scored_again_as_if_it_were_new(scores) -> None:
    version_1_0()
    [customer] = store([bought(date(1991, 12, 1), date(1992, 1, 5))])
    score(day=date(1992, 1, 10))
    scores_prune(day=DAY)
    assert HealthCurrent.objects.get(customer=customer).day == date(1992, 1, 10)
    score(day=DAY)
    current = HealthCurrent.objects.get(customer=customer)
    assert (current.day, current.change_28d) == (DAY, None)
    assert current.spark[:11] == [None] * 11
