"""A real queue process: takes a job from the database, does it, and ends when it is asked to."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.tasks import async_task

from accounts.imports.columns import Told
from accounts.models import Customer, FactChange, ImportUpload, Order, User
from accounts.services.imports import upload_add, upload_import, upload_try
from accounts.tests.factories import OrderFactory
from common.embedded_postgres import setting
from common.models import JobRun
from crm_site.schedules import schedules_sync
from health.models import HealthCurrent

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True)]
PATIENCE = 60.0
FRESHNESS = timedelta(minutes=5)


def wait_until(condition: Callable[[], bool], seconds: float = PATIENCE) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.fixture
def worker() -> Iterator[subprocess.Popen]:
    """`manage.py worker` on the test's own database."""
    server = urlsplit(setting("DATABASE_URL") or "")
    environment = os.environ | {
        "DATABASE_URL": server._replace(path=f"/{connection.settings_dict['NAME']}").geturl(),
        "SECRET_KEY": settings.SECRET_KEY,
        "VAR_DIR": str(settings.VAR_DIR),
    }
    process = subprocess.Popen(
        [sys.executable, str(Path(settings.BASE_DIR, "manage.py")), "worker"],
        env=environment,
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    yield process
    if group_is_there(process.pid):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def group_is_there(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_queued_job_scores_what_changed_and_the_worker_ends_cleanly(
    worker: subprocess.Popen, hangzhou: Customer
):
    today = timezone.localdate()
    for weeks in range(20):
        OrderFactory(customer=hangzhou, ordered_on=today - timedelta(weeks=weeks))
    async_task("crm_site.jobs.score_changed")

    assert wait_until(HealthCurrent.objects.filter(customer=hangzhou, day=today).exists)
    assert wait_until(lambda: not OrmQ.objects.exists()), "the queue still has the job"

    worker.terminate()
    assert worker.wait(timeout=PATIENCE) == 0
    assert wait_until(lambda: not group_is_there(worker.pid)), "a process stayed behind"


def test_a_fact_is_in_the_score_when_the_timetable_has_come_round_again(
    worker: subprocess.Popen, hangzhou: Customer
):
    """The line of the timetable, its turn, a job in the queue, and a worker that does it.

    What is recorded after it began waits for the next one, five minutes at most.
    """
    today = timezone.localdate()
    schedules_sync()
    OrderFactory(customer=hangzhou, ordered_on=today)
    Schedule.objects.filter(name="score changed").update(next_run=timezone.now())

    assert wait_until(HealthCurrent.objects.filter(customer=hangzhou, day=today).exists)
    assert not FactChange.objects.exists()
    assert wait_until(JobRun.objects.filter(name="score changed", state="done").exists)
    began = JobRun.objects.filter(name="score changed").latest("pk").started_at
    next_run = Schedule.objects.get(name="score changed").next_run
    assert began < next_run <= began + FRESHNESS


def test_the_queue_tries_a_file_and_imports_it(worker: subprocess.Popen, analyst: User, settings):
    settings.MEDIA_ROOT = settings.VAR_DIR / "media"  # where the worker looks
    file = ContentFile("单号,日期,客户,金额\nA1,2026-3-1,K1,5\n".encode("gb18030"), "book.csv")
    upload = upload_add(user=analyst, kind="orders", source="erp", file=file)
    columns = Told(upload.mapping, is_complete=True)

    def is_now(state: str) -> bool:
        return ImportUpload.objects.filter(pk=upload.pk, state=state).exists()

    upload_try(upload=upload, told=columns, all_or_nothing=False)
    assert wait_until(lambda: is_now("ready"))
    upload_import(upload=upload, trial=1)
    assert wait_until(lambda: is_now("done"))
    assert Order.objects.get().number == "A1"
    assert wait_until(lambda: not Path(upload.file.path).exists()), "the file stayed behind"
