"""`sync_schedules`: the queue's table follows the timetable, whatever somebody did to it."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import pairwise
from pydoc import locate

import pytest
import time_machine
from croniter import croniter
from django.core.management import call_command
from django.utils import timezone
from django_q.models import OrmQ, Schedule
from django_q.scheduler import scheduler

from crm_site.schedules import TIMETABLE, schedules_sync

pytestmark = pytest.mark.django_db
ALL = len(TIMETABLE)


def names() -> list[str]:
    return sorted(Schedule.objects.values_list("name", flat=True))


def test_an_empty_queue_gets_the_whole_timetable():
    assert schedules_sync() == {"created": ALL, "updated": 0, "removed": 0, "same": 0}
    assert names() == sorted(entry.name for entry in TIMETABLE)


def test_a_second_run_changes_nothing():
    schedules_sync()
    rows = list(Schedule.objects.values())
    assert schedules_sync() == {"created": 0, "updated": 0, "removed": 0, "same": ALL}
    assert list(Schedule.objects.values()) == rows


def test_a_changed_schedule_is_put_back():
    schedules_sync()
    Schedule.objects.filter(name="night").update(
        cron="0 12 * * *", repeats=0, next_run=timezone.now() + timedelta(days=40)
    )
    assert schedules_sync()["updated"] == 1
    night = Schedule.objects.get(name="night")
    assert (night.cron, night.repeats) == ("30 1 * * *", -1)
    assert timezone.localtime(night.next_run).strftime("%H:%M") == "01:30"
    assert night.next_run < timezone.now() + timedelta(days=1)


def test_of_two_schedules_with_one_name_the_younger_goes():
    schedules_sync()
    first = Schedule.objects.get(name="night").pk
    Schedule.objects.create(name="night", func="crm_site.jobs.night", args="(")
    assert schedules_sync()["removed"] == 1
    assert Schedule.objects.get(name="night").pk == first


def test_a_schedule_that_left_the_timetable_goes():
    Schedule.objects.create(name="old job", func="crm_site.jobs.gone")
    assert schedules_sync()["removed"] == 1
    assert "old job" not in names()


@pytest.mark.parametrize(
    "broken",
    [
        {"args": "(1, "},
        {"args": "name"},
        {"kwargs": "5"},
        {"schedule_type": Schedule.CRON, "cron": "61 * * * *", "pk": 4711},
    ],
)
def test_a_strangers_schedule_that_would_stop_the_queue_is_paused(broken):
    Schedule.objects.bulk_create([Schedule(name="theirs", func="somewhere.job", **broken)])
    assert schedules_sync()["updated"] == 1
    assert Schedule.objects.get(name="theirs").repeats == 0
    assert schedules_sync()["updated"] == 0


@pytest.mark.parametrize(
    "fine", [{"args": "1, 'two'"}, {"kwargs": "a=1"}, {"kwargs": "{'a': 1}"}, {"minutes": 5}]
)
def test_a_strangers_schedule_that_works_is_left_alone(fine):
    Schedule.objects.create(name="theirs", func="somewhere.job", **fine)
    before = Schedule.objects.filter(name="theirs").values().get()
    schedules_sync()
    assert Schedule.objects.filter(name="theirs").values().get() == before


@time_machine.travel(datetime.fromisoformat("2026-11-23T12:00:00+08:00"), tick=False)
def test_the_queue_itself_makes_tasks_of_the_timetable_in_spite_of_a_broken_neighbour(monkeypatch):
    monkeypatch.setattr("django_q.scheduler.close_old_django_connections", lambda: None)
    Schedule.objects.create(name="theirs", func="somewhere.job", args="(1, ")
    schedules_sync()
    with time_machine.travel(datetime.fromisoformat("2026-11-24T01:30:20+08:00"), tick=False):
        scheduler()
    tasks = {task.func(): task.kwargs() for task in OrmQ.objects.all()}
    assert tasks["crm_site.jobs.night"] == {"at": "2026-11-23T17:30:00+00:00"}
    assert "crm_site.jobs.score_changed" in tasks


@pytest.mark.parametrize("entry", TIMETABLE, ids=lambda entry: entry.name)
def test_the_queue_finds_the_job_of_every_line(entry):
    assert locate(entry.values["func"]) is entry.job


def test_the_command_prints_the_counts():
    out = StringIO()
    call_command("sync_schedules", "--json", stdout=out)
    assert json.loads(out.getvalue()) == {"created": ALL, "updated": 0, "removed": 0, "same": 0}


def test_between_two_turns_of_the_five_minute_job_there_are_never_more_than_five_minutes():
    schedules_sync()
    cron = Schedule.objects.get(func="crm_site.jobs.score_changed").cron
    turns = croniter(cron, datetime(2026, 11, 20, tzinfo=UTC), ret_type=datetime)
    moments = [turns.get_next() for _number in range(2 * 24 * 12)]
    assert {later - earlier for earlier, later in pairwise(moments)} == {timedelta(minutes=5)}
