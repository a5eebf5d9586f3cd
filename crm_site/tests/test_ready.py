"""`/ready/`: a word for each thing that the installation needs, and 503 when one fails."""

from collections import namedtuple
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import OperationalError
from django.utils import timezone
from django_q.models import Schedule

from common.models import Heartbeat
from crm_site import readiness
from crm_site.schedules import schedules_sync

pytestmark = pytest.mark.django_db

Disk = namedtuple("Disk", "total used free")
WELL = {
    "database": "ok",
    "worker": "ok",
    "timetable": "ok",
    "mail": "off",
    "disk": "ok",
    "calendar": "ok",
}


@pytest.fixture(autouse=True)
def _well(settings, monkeypatch) -> None:
    """Everything is as it should be, and the last answer is forgotten."""
    cache.clear()
    until = timezone.localdate() + timedelta(days=400)
    monkeypatch.setattr(readiness, "known_until", lambda: until)
    settings.MAIL_MODE = "off"
    schedules_sync()
    Heartbeat.objects.create(name="here", beat_at=timezone.now())


def ready(client) -> tuple[int, dict]:
    answer = client.get("/ready/")
    return answer.status_code, answer.json()["checks"]


def test_it_is_ready_when_all_is_well(client):
    assert ready(client) == (200, WELL)


def test_an_old_pulse_fails(client, settings):
    Heartbeat.objects.update(
        beat_at=timezone.now() - timedelta(seconds=settings.WORKER_PATIENCE * 2 + 1)
    )
    assert ready(client) == (503, WELL | {"worker": "failed"})


def test_a_calendar_that_ends_soon_is_told_but_fails_nothing(client, monkeypatch):
    until = timezone.localdate() + timedelta(days=30)
    monkeypatch.setattr(readiness, "known_until", lambda: until)
    assert ready(client) == (200, WELL | {"calendar": "soon"})


def test_a_schedule_that_nobody_looks_at_fails(client):
    Schedule.objects.update(next_run=timezone.now() - timedelta(minutes=6))
    assert ready(client) == (503, WELL | {"timetable": "failed"})


def test_a_paused_schedule_is_no_failure(client):
    Schedule.objects.create(name="theirs", func="x", repeats=0, next_run=None)
    late = Schedule.objects.create(name="late", func="x", repeats=0)
    Schedule.objects.filter(pk=late.pk).update(next_run=timezone.now() - timedelta(days=9))
    assert ready(client) == (200, WELL)


def test_a_full_disk_fails(client, settings, monkeypatch):
    free = (settings.READY_FREE_MB - 1) << 20
    monkeypatch.setattr(readiness.shutil, "disk_usage", lambda _path: Disk(10**12, 0, free))
    assert ready(client) == (503, WELL | {"disk": "failed"})


def test_a_mail_server_that_does_not_answer_fails(client, settings):
    settings.MAIL_MODE = "live"
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert ready(client) == (503, WELL | {"mail": "failed"})


def test_letters_that_become_files_need_a_folder(client, settings, tmp_path):
    settings.MAIL_MODE = "sink"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    assert ready(client) == (200, WELL | {"mail": "ok"})
    cache.clear()
    settings.EMAIL_FILE_PATH = tmp_path / "file"
    settings.EMAIL_FILE_PATH.touch()
    assert ready(client) == (503, WELL | {"mail": "failed"})


def test_without_a_database_a_stranger_still_gets_an_answer(client, monkeypatch):
    def away() -> None:
        raise OperationalError("connection refused\nIs the server running?")

    for name in ("database", "worker", "timetable"):
        monkeypatch.setitem(readiness.CHECKS, name, away)
    assert ready(client)[0] == 503


def test_the_facts_are_for_those_who_see_the_jobs(as_user, analyst, lin):
    assert ready(as_user(lin)) == (200, WELL)
    status, checks = ready(as_user(analyst))
    assert (status, checks["mail"]) == (200, {"state": "off"})
    assert checks["disk"]["free_mb"] > 0
    assert checks["worker"]["last_pulse"]


def test_it_does_not_ask_again_within_seconds(client):
    ready(client)
    Heartbeat.objects.all().delete()
    assert ready(client) == (200, WELL)


def test_ping_asks_nobody(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/ping/").content == b"ok"
