"""What every job of the queue goes through: done once, counted, parked, told in plain words."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.utils import timezone
from django_q.exceptions import TimeoutException
from django_q.models import OrmQ, Success

from common import jobs
from common.broker import FOR, TAKEN, jobs_queued
from common.housekeeping import queue_tidy
from common.jobs import Delivery, Job, job
from common.models import Heartbeat, JobRun

pytestmark = pytest.mark.django_db

NOON = "2026-11-23T12:00:00+08:00"


@pytest.fixture
def done() -> list[str]:
    """What the jobs of these tests did."""
    return []


@pytest.fixture
def make(done, monkeypatch):
    """`make()` is a job of its own that leaves a line in `done`; or does `work` instead."""
    monkeypatch.setattr(Job, "by_name", {})

    def made(work=None, **options) -> Job:
        def usual():
            done.append("done")
            return {"lines": len(done)}

        return job("sweep", **options)(work or usual)

    return made


def run() -> JobRun:
    return JobRun.objects.get()


def failing(error: BaseException):
    def work():
        raise error

    return work


def test_a_run_says_when_it_was_planned_how_long_it_took_and_what_it_counted(make):
    with time_machine.travel(datetime(2026, 11, 23, 4, 0, 7, tzinfo=UTC), tick=False):
        assert make()(at=NOON) == {"lines": 1}
    assert (run().name, run().state, run().attempts) == ("sweep", "done", 1)
    assert run().planned_at == datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert (run().counts, run().error, run().seconds) == ({"lines": 1}, "", 0)


def test_the_same_moment_again_does_nothing(make, done):
    sweep = make()
    sweep(at=NOON)
    assert sweep(at=NOON) is None
    assert done == ["done"]
    assert run().attempts == 1


def test_a_delivery_that_comes_again_is_known_by_what_the_queue_calls_it(make, done, monkeypatch):
    monkeypatch.setattr(Delivery, "current", "north-july-two")
    sweep = make()
    sweep()
    sweep()
    assert (done, run().key) == (["done"], "north-july-two")


def test_what_a_failed_job_did_is_not_there(make):
    def half():
        Heartbeat.objects.create(name="half")
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        make(half)(at=NOON)
    assert not Heartbeat.objects.exists()
    assert (run().state, run().error) == ("failed", jobs.NO_FILE)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (DatabaseError("relation does not exist"), jobs.NO_DATABASE),
        (FileNotFoundError("/srv/secret"), jobs.NO_FILE),
        (TimeoutException("600 seconds"), jobs.NO_TIME),
        (KeyError("amount"), jobs.MISTAKE),
    ],
)
def test_an_error_is_told_in_plain_words_and_raised_for_the_queue(make, error, words, caplog):
    with pytest.raises(type(error)):
        make(failing(error))(at=NOON)
    assert run().error == words
    assert "Traceback" in caplog.text


def test_what_fails_again_and_again_is_parked_with_its_last_error(make, settings):
    settings.JOB_MAX_STARTS = 2
    sweep = make(failing(FileNotFoundError()))
    for _delivery in range(2):
        with pytest.raises(FileNotFoundError):
            sweep(at=NOON)
    assert sweep(at=NOON) is None
    assert (run().state, run().attempts, run().error) == ("parked", 2, jobs.NO_FILE)
    assert sweep(at=NOON) is None, "what is parked is left alone"


def test_a_start_is_counted_before_the_work_begins(make, done, settings):
    """A killed process says nothing: its start is all that is left of it."""
    settings.JOB_MAX_STARTS = 3
    JobRun.objects.create(
        name="sweep", key=NOON, planned_at=timezone.now(), state="running", attempts=3
    )
    assert make()(at=NOON) is None
    assert (run().state, run().error, done) == ("parked", jobs.BROKE_OFF, [])


def test_a_released_run_is_queued_once_and_counts_from_the_beginning(make, done):
    sweep = make()
    parked = JobRun.objects.create(
        name="sweep", key=NOON, planned_at=timezone.now(), state="parked", attempts=3
    )
    assert sweep.release(parked)
    assert not sweep.release(parked), "a double click"
    [queued] = OrmQ.objects.all()
    sweep(**queued.kwargs())
    assert (run().state, run().attempts, done) == ("done", 1, ["done"])


def test_a_double_click_asks_once(make, done):
    sweep = make()
    assert sweep.ask()
    assert not sweep.ask()
    [queued] = OrmQ.objects.all()
    sweep(**queued.kwargs())
    assert (run().state, done) == ("done", ["done"])
    assert sweep.ask(), "and later again"


def test_what_the_queue_has_lost_can_be_asked_for_again(make):
    sweep = make()
    sweep.ask()
    JobRun.objects.update(planned_at=timezone.now() - timedelta(days=1))
    assert sweep.ask()


def test_of_a_job_that_makes_up_for_earlier_ones_one_run_at_most_is_parked(make, settings):
    settings.JOB_MAX_STARTS = 0
    sweep = make(outdates=True)
    for hour in (1, 2):
        sweep(at=f"2026-11-23T0{hour}:00:00+08:00")
    states = JobRun.objects.order_by("planned_at").values_list("state", flat=True)
    assert list(states) == ["failed", "parked"]
    settings.JOB_MAX_STARTS = 1
    sweep(at="2026-11-23T03:00:00+08:00")
    assert list(states.all()) == ["failed", "failed", "done"]


@pytest.mark.django_db(transaction=True)
def test_what_a_job_in_blocks_has_committed_stays_when_it_breaks_off(make):
    def work():
        with transaction.atomic():
            Heartbeat.objects.create(name=f"block {Heartbeat.objects.count()}", beat_at=NOON)
        if Heartbeat.objects.count() == 1:
            raise DatabaseError
        return {"blocks": Heartbeat.objects.count()}

    sweep = make(work, in_blocks=True)
    with pytest.raises(DatabaseError):
        sweep(at=NOON)
    assert (run().state, Heartbeat.objects.count()) == ("failed", 1)
    assert sweep(at=NOON) == {"blocks": 2}


def test_two_jobs_of_one_name_are_refused(make):
    make()
    with pytest.raises(ValueError, match="two jobs are called sweep"):
        make(failing(FileNotFoundError()))


def test_a_pulse_leaves_no_run():
    jobs.pulse("here")
    jobs.pulse("here")
    assert Heartbeat.objects.get().seen_at > timezone.now() - timedelta(seconds=5)
    assert not JobRun.objects.exists()


def test_old_runs_results_and_lost_workers_are_forgotten(settings):
    settings.JOB_RUNS_KEPT_DAYS = 90
    now = timezone.now()
    for days, state in ((89, "done"), (91, "done"), (91, "parked"), (91, "failed")):
        planned = now - timedelta(days=days)
        JobRun.objects.create(name="a", key=f"{days} {state}", planned_at=planned, state=state)
    for days in (29, 31):
        then = now - timedelta(days=days)
        Success.objects.create(id=f"{days}", name="x", func="f", started=then, stopped=then)
    for name, hours in (("here", 1), ("gone", 25)):
        Heartbeat.objects.create(name=name, beat_at=now - timedelta(hours=hours))
    assert queue_tidy(now=now) == {"runs": 2, "results": 1, "workers": 1}
    assert set(JobRun.objects.values_list("key", flat=True)) == {"89 done", "91 parked"}
    assert Heartbeat.objects.get().name == "here"


def test_a_pulse_is_no_job_that_waits():
    now = timezone.now()
    for key in (f"{FOR}here", f"{TAKEN}here", "evergreen"):
        OrmQ.objects.create(key=key, payload="", lock=now)
    assert jobs_queued() == 2
