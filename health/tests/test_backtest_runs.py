"""A back-test is asked for by a person, found out by the queue, and kept once."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone, translation
from django_q.models import OrmQ

from common.jobs import BROKE_OFF, NO_DATABASE, NO_TIME
from health import jobs
from health.choices import BacktestState, LeavingLabel
from health.models import BacktestRun, HealthModelVersion
from health.queries.backtest import Asked
from health.services import backtests
from health.services.backtests import (
    AT_WORK,
    PATIENCE,
    backtest_ask,
    backtest_work,
    is_silent,
)
from health.tests.books import bought, store
from health.tests.factories import draft

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
FOUND = {"auc": 0.75}
pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(model: HealthModelVersion) -> Asked:
    store([bought(*(TODAY - timedelta(back) for back in range(1, 400, 30)))])
    first = TODAY - timedelta(200)
    return Asked(model, first, first + timedelta(60), label=LeavingLabel.NONE)


@pytest.fixture
def run(asked: Asked, fang) -> BacktestRun:
    return backtest_ask(asked=asked, by=fang, at=NOW)


@pytest.fixture
def replay(monkeypatch):
    """Stands for the replay, which has tests of its own; counts how often it was done."""

    def stand_in(work):
        calls = []

        def counted(asked: Asked, *, today: date):
            calls.append(asked)
            return work() if callable(work) else work

        monkeypatch.setattr(backtests, "backtest", counted)
        return calls

    return stand_in


def state(run: BacktestRun) -> str:
    run.refresh_from_db()
    return run.state


def test_what_is_asked_waits_for_the_queue(run, asked):
    assert (run.state, run.version, run.label) == ("waiting", asked.version, "none")
    assert OrmQ.objects.count() == 1


def test_the_same_question_is_under_way_once(run, asked, fang, analyst):
    again = backtest_ask(asked=asked, by=analyst, at=NOW + PATIENCE)
    assert (again.pk, again.asked_by) == (run.pk, fang)
    assert OrmQ.objects.count() == 1


def test_another_question_waits_until_the_first_is_answered_or_broken_off(run, asked, fang, replay):
    other = Asked(asked.version, asked.first, asked.last)
    with pytest.raises(ValidationError) as error:
        backtest_ask(asked=other, by=fang, at=NOW)
    assert error.value.code == "busy"
    BacktestRun.objects.update(state=BacktestState.RUNNING, started_at=NOW)
    late = NOW + AT_WORK + timedelta(seconds=1)
    assert backtest_ask(asked=other, by=fang, at=late).pk != run.pk


def test_it_says_which_revision_was_replayed_and_that_the_version_has_moved_on(run, replay):
    replay(FOUND)
    HealthModelVersion.objects.update(revision=7)
    backtest_work(run=run.pk, at=NOW)
    done = BacktestRun.objects.get()
    assert (done.revision, done.has_moved_on) == (7, False)
    HealthModelVersion.objects.update(revision=8)
    assert BacktestRun.objects.get().has_moved_on


def test_the_database_itself_keeps_the_same_question_from_being_there_twice(run):
    run.pk, run.state = None, BacktestState.RUNNING
    with pytest.raises(IntegrityError), transaction.atomic():
        run.save()


def test_what_the_queue_has_lost_is_given_to_it_once_more(run, asked, fang):
    late = NOW + PATIENCE + timedelta(seconds=1)
    assert is_silent(run, late)
    assert backtest_ask(asked=asked, by=fang, at=late).pk == run.pk
    assert OrmQ.objects.count() == 2


def test_the_queue_finds_it_out_as_it_was_asked(run, asked):
    jobs.backtest_work(run.pk)
    assert state(run) == "done"
    assert (run.result["model"], run.result["label"]) == ("1.0", "none")
    assert run.result["customers"] == len(run.result["months"]) > 0
    assert run.finished_at >= run.started_at


def test_after_it_is_done_the_same_may_be_asked_again(run, asked, fang, replay):
    replay(FOUND)
    backtest_work(run=run.pk, at=NOW)
    assert backtest_ask(asked=asked, by=fang, at=NOW).pk != run.pk


def test_a_job_that_comes_twice_does_it_once(run, replay):
    calls = replay(FOUND)
    assert backtest_work(run=run.pk, at=NOW) == "done"
    assert backtest_work(run=run.pk, at=NOW) is None
    assert len(calls) == 1


def test_a_second_worker_leaves_it_to_the_first(run, replay):
    def while_another_comes():
        assert backtest_work(run=run.pk, at=NOW + timedelta(minutes=5)) is None
        return FOUND

    replay(while_another_comes)
    assert backtest_work(run=run.pk, at=NOW) == "done"
    assert (state(run), run.starts) == ("done", 1)


class Killed(BaseException):
    """Nothing that runs afterwards hears of it."""


def killed(run: BacktestRun, replay, at) -> None:
    def die():
        raise Killed

    replay(die)
    with pytest.raises(Killed):
        backtest_work(run=run.pk, at=at)


def test_after_a_kill_another_worker_begins_it_anew(run, replay):
    killed(run, replay, NOW)
    assert (state(run), run.starts, run.result) == ("running", 1, None)
    later = NOW + AT_WORK + timedelta(seconds=1)
    assert is_silent(run, later)
    assert not is_silent(run, NOW + AT_WORK)
    replay(FOUND)
    assert backtest_work(run=run.pk, at=NOW + AT_WORK) is None, "it may still be at it"
    assert backtest_work(run=run.pk, at=later) == "done"
    assert (state(run), run.starts, run.result) == ("done", 2, FOUND)


def test_who_was_overtaken_writes_nothing(run, replay):
    def slowly():
        replay({"auc": 0.5})
        assert backtest_work(run=run.pk, at=NOW + 2 * AT_WORK) == "done"
        return FOUND

    replay(slowly)
    assert backtest_work(run=run.pk, at=NOW) is None
    assert (state(run), run.result) == ("done", {"auc": 0.5})


def test_who_was_overtaken_does_not_end_what_another_is_at(run, replay):
    def slowly():
        killed(run, replay, NOW + 2 * AT_WORK)
        return FOUND

    replay(slowly)
    assert backtest_work(run=run.pk, at=NOW) is None
    assert (state(run), run.starts, run.result) == ("running", 2, None)


def test_what_kills_every_worker_is_given_up(run, replay, settings):
    settings.JOB_MAX_STARTS = 2
    for start in range(2):
        killed(run, replay, NOW + start * 2 * AT_WORK)
    calls = replay(FOUND)
    assert backtest_work(run=run.pk, at=NOW + 4 * AT_WORK) is None
    assert (state(run), run.error, calls) == ("failed", BROKE_OFF, [])


@pytest.mark.parametrize(
    ("error", "told"), [(DatabaseError("disk full"), NO_DATABASE), (SystemExit(1), NO_TIME)]
)
def test_what_goes_wrong_is_written_on_it(run, replay, error, told):
    def fail():
        raise error

    replay(fail)
    with pytest.raises(type(error)):
        backtest_work(run=run.pk, at=NOW)
    assert (state(run), run.error, run.result) == ("failed", told, None)
    assert backtest_work(run=run.pk, at=NOW) is None, "delivered again, it is not begun again"


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        (date(2026, 3, 2), date(2026, 3, 3), "1 to 60 ends of months"),
        (date(2016, 3, 2), date(2026, 3, 3), "1 to 60 ends of months"),
        (TODAY, TODAY + timedelta(31), "Orders tell only until"),
    ],
)
def test_months_of_which_nothing_can_be_known_are_refused(asked, fang, first, last, told):
    with translation.override("en"), pytest.raises(ValidationError, match=told):
        backtest_ask(asked=Asked(asked.version, first, last), by=fang, at=NOW)


def test_a_version_is_not_compared_with_itself(asked, fang):
    question = Asked(asked.version, asked.first, asked.last, against=asked.version)
    with translation.override("en"), pytest.raises(ValidationError, match="another version"):
        backtest_ask(asked=question, by=fang, at=NOW)
    other = draft()
    question = Asked(asked.version, asked.first, asked.last, against=other)
    assert backtest_ask(asked=question, by=fang, at=NOW).against == other


def test_without_orders_there_is_nothing_to_ask(model, fang):
    question = Asked(model, TODAY - timedelta(200), TODAY - timedelta(140))
    with translation.override("en"), pytest.raises(ValidationError, match="no orders"):
        backtest_ask(asked=question, by=fang, at=NOW)
