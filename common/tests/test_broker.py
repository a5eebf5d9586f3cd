"""Whose a job of the queue is, and who gets it next."""

from datetime import timedelta

import pytest
from django.db import InterfaceError
from django.utils import timezone
from django_q.models import OrmQ

from common import broker
from common.broker import FOR, QUEUE, TAKEN, Broker, taken_free

pytestmark = pytest.mark.django_db


@pytest.fixture
def here(monkeypatch) -> Broker:
    """The broker in the worker of this name."""
    monkeypatch.setattr(Broker, "worker", "here")
    monkeypatch.setattr(broker, "sleep", lambda _seconds: None)
    monkeypatch.setattr("django.db.close_old_connections", lambda: None)
    return Broker()


def queued(key: str = QUEUE, seconds: int = -1, payload: str = "job") -> OrmQ:
    lock = timezone.now() + timedelta(seconds=seconds)
    return OrmQ.objects.create(key=key, payload=payload, lock=lock)


def test_the_oldest_job_comes_first_and_only_once(here):
    first, second = queued(), queued()
    assert here.dequeue() == [(first.pk, "job")]
    assert here.dequeue() == [(second.pk, "job")]
    assert here.dequeue() is None
    assert set(OrmQ.objects.values_list("key", flat=True)) == {f"{TAKEN}here"}


def test_a_pulse_does_not_stand_in_line(here):
    queued()
    pulse = queued(f"{FOR}here", payload="pulse")
    assert here.dequeue() == [(pulse.pk, "pulse")]


def test_a_pulse_of_another_worker_is_left_to_it(here):
    queued(f"{FOR}there")
    assert here.dequeue() is None


def test_what_another_worker_has_is_left_to_it_until_its_time_is_up(here):
    theirs = queued(f"{TAKEN}there", seconds=60)
    assert here.dequeue() is None
    OrmQ.objects.update(lock=timezone.now() - timedelta(seconds=1))
    assert here.dequeue() == [(theirs.pk, "job")]


def test_a_worker_that_starts_again_gives_back_what_it_had_and_nothing_else(here):
    mine = queued(f"{TAKEN}here", seconds=60)
    theirs = queued(f"{TAKEN}there", seconds=60)
    queued(f"{FOR}here")
    assert taken_free("here") == 1
    assert here.dequeue() == [(mine.pk, "job")]
    assert set(OrmQ.objects.exclude(pk=mine.pk)) == {theirs}


def test_a_database_that_restarts_is_waited_for(here, monkeypatch):
    job = queued()
    tries = iter([InterfaceError("the connection is closed"), None])

    def away(_worker: Broker) -> None:
        if error := next(tries, None):
            raise error

    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    taking = Broker._take
    monkeypatch.setattr(Broker, "_take", lambda this: away(this) or taking(this))
    assert here.dequeue() == [(job.pk, "job")]


def test_a_database_that_stays_away_is_an_error(here, monkeypatch):
    def away(*_args: object) -> None:
        raise InterfaceError("the connection is closed")

    monkeypatch.setattr("django.db.connections.close_all", lambda: None)
    monkeypatch.setattr(broker, "SECONDS_AWAY", -1)
    monkeypatch.setattr(Broker, "delete", away)
    with pytest.raises(InterfaceError):
        here.acknowledge(1)
