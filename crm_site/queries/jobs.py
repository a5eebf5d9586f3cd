"""How the jobs of the timetable are doing, and the worker that does them."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Max
from django.db.models.functions import Greatest
from django_q.models import Schedule

from common.broker import jobs_queued
from common.choices import JobState
from common.models import Heartbeat, JobRun
from crm_site.schedules import TIMETABLE, Entry

RUNS_SHOWN = 6
DAYS_OF_FAILURES = 7
IN_VAIN = (JobState.FAILED, JobState.PARKED)
ENDED = (*IN_VAIN, JobState.DONE)


@dataclass(frozen=True, slots=True)
class JobLine:
    """A job of the timetable with its newest runs, newest first."""

    entry: Entry
    next_run: datetime | None
    runs: list[JobRun]

    @property
    def last(self) -> JobRun | None:
        return self.runs[0] if self.runs else None

    @property
    def earlier(self) -> list[JobRun]:
        return self.runs[1:]


@dataclass(frozen=True, slots=True)
class Parked:
    run: JobRun
    entry: Entry | None

    @property
    def label(self) -> object:
        return self.entry.label if self.entry else self.run.name


@dataclass(frozen=True, slots=True)
class JobBoard:
    lines: list[JobLine]
    parked: list[Parked]
    queued: int
    pulse_at: datetime | None
    is_alive: bool


@dataclass(frozen=True, slots=True)
class JobFigures:
    """How many jobs went wrong the last time, or are parked; and whether nobody does them."""

    in_vain: int
    is_silent: bool


def job_board(now: datetime) -> JobBoard:
    runs = _newest_runs(TIMETABLE)
    next_runs = dict(Schedule.objects.values_list("func", "next_run"))
    entries = {entry.name: entry for entry in TIMETABLE}
    parked = JobRun.objects.filter(state=JobState.PARKED).order_by("-id")
    pulse_at = pulse_newest()
    return JobBoard(
        lines=[
            JobLine(entry, next_runs.get(entry.job.path), runs[entry.name]) for entry in TIMETABLE
        ],
        parked=[Parked(run, entries.get(run.name)) for run in parked],
        queued=jobs_queued(),
        pulse_at=pulse_at,
        is_alive=is_fresh(pulse_at, now),
    )


def job_figures(now: datetime) -> JobFigures:
    """Two statements."""
    parked = JobRun.objects.filter(state=JobState.PARKED).values_list("name", "state")
    first = now - timedelta(days=DAYS_OF_FAILURES)
    ended = JobRun.objects.filter(state__in=ENDED, planned_at__gt=first)
    newest = ended.order_by("name", "-id").distinct("name").values_list("name", "state")
    in_vain = {name for name, state in newest.union(parked) if state in IN_VAIN}
    return JobFigures(len(in_vain), not is_fresh(pulse_newest(), now))


def entry_of(slug: str) -> Entry | None:
    return next((entry for entry in TIMETABLE if entry.slug == slug), None)


def pulse_newest() -> datetime | None:
    """When any worker was last known to be at work."""
    return Heartbeat.objects.aggregate(at=Max(Greatest("beat_at", "busy_at")))["at"]


def is_fresh(pulse_at: datetime | None, now: datetime) -> bool:
    """Twice the time after which a worker is started again: then it should be back."""
    return pulse_at is not None and pulse_at > now - timedelta(seconds=settings.WORKER_PATIENCE * 2)


def _newest_runs(entries: Iterable[Entry]) -> dict[str, list[JobRun]]:
    """The newest few of each job, in one statement."""
    few = [JobRun.objects.filter(name=entry.name).order_by("-id")[:RUNS_SHOWN] for entry in entries]
    found = defaultdict(list)
    for run in few[0].union(*few[1:], all=True):
        found[run.name].append(run)
    for runs in found.values():
        runs.sort(key=lambda run: run.pk, reverse=True)
    return found
