"""What every job of the queue goes through.

The queue delivers a job at least once: again after its process was killed, and sometimes twice.
So each delivery belongs to a run, a row of `JobRun` told apart by a key, and of that

* one is at work at a time, the others wait for it,
* what it did is committed together with the note that it is done, so it is done once (but see
  `job`, `in_blocks`),
* every start is counted before it begins, so that a job that kills its worker is not begun
  for ever: after `JOB_MAX_STARTS` it is parked until a person releases it.
"""

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import uuid4

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_noop as _
from django_q.signals import post_execute_in_worker, pre_execute
from django_q.tasks import async_task

from common.choices import JobState
from common.locks import lock_until_end
from common.models import Heartbeat, JobRun

log = logging.getLogger(__name__)

Counts = Mapping[str, Any]

LOCK = "SELECT pg_advisory_lock(hashtextextended(%s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended(%s, 0))"

BROKE_OFF = _("It broke off: its process was killed, or the machine went down.")
NO_DATABASE = _("The database could not do it; the log of the server says more.")
NO_FILE = _("A file could not be read or written; the log of the server says more.")
NO_TIME = _("It took longer than a job may take.")
MISTAKE = _("A mistake in Evergreen; the log of the server says more.")


class Steps:
    """A run that is done step by step, and goes on where it was when it broke off."""

    def __init__(self, run: JobRun) -> None:
        self._run = run

    @property
    def planned_at(self) -> datetime:
        return self._run.planned_at

    def take(self, name: str, step: Callable[[], Counts]) -> Counts:
        """Take a step in one transaction with the note of its counts; once in this run."""
        if name not in self._run.counts:
            with transaction.atomic():
                noted = {**self._run.counts, name: step()}
                _that(self._run).update(counts=noted)
            self._run.counts = noted
        return self._run.counts[name]


@dataclass(frozen=True)
class Job:
    """What the queue calls; `path` is how it names it.

    `work` returns what it counted: alone in one transaction, or with `Steps`, or `in_blocks` that
    it commits as it goes; begun again, it has to find what is left, and counts no more than that.
    """

    name: str
    path: str
    work: Callable[..., Counts | None]
    in_steps: bool
    in_blocks: bool
    outdates: bool

    by_name: ClassVar[dict[str, "Job"]] = {}

    def __call__(self, at: str = "", key: str = "") -> Counts | None:
        """Do it, unless the run of this key is done; `at` is the planned moment in ISO format.

        What goes wrong is noted and raised, so that the queue delivers it again.
        """
        key = key or at or Delivery.current or uuid4().hex
        planned_at = datetime.fromisoformat(at) if at else timezone.now()
        with _alone(f"job {self.name} {key}"):
            run = self._begin(key, planned_at)
            if run is None:
                return None
            try:
                return self._do(run)
            # The queue's time limit is a SystemExit.
            except (Exception, SystemExit) as error:
                log.exception("%s failed", run)
                _note_failure(run, error)
                raise

    def ask(self) -> bool:
        """Have the queue do it now; false if it is at it already, or has been asked to."""
        with transaction.atomic():
            lock_until_end(f"ask {self.name}")
            if JobRun.objects.filter(_is_under_way(), name=self.name).exists():
                return False
            key = f"asked {uuid4().hex}"
            self._queue(JobRun.objects.create(name=self.name, key=key, planned_at=timezone.now()))
        return True

    def release(self, run: JobRun) -> bool:
        """Begin a parked run from the beginning of its count; false if it is not parked."""
        with transaction.atomic():
            parked = _that(run).filter(state=JobState.PARKED)
            if not parked.update(state=JobState.WAITING, attempts=0):
                return False
            self._queue(run)
        return True

    def _queue(self, run: JobRun) -> None:
        async_task(self.path, at=run.planned_at.isoformat(), key=run.key, save=False)

    def _begin(self, key: str, planned_at: datetime) -> JobRun | None:
        """Count the start where also a killed process leaves it; None if nothing is to be done."""
        planned = {"planned_at": planned_at}
        run, _made = JobRun.objects.get_or_create(name=self.name, key=key, defaults=planned)
        if run.state in (JobState.DONE, JobState.PARKED):
            return None
        if run.attempts >= settings.JOB_MAX_STARTS:
            self._park(run)
            return None
        run.state, run.attempts = JobState.RUNNING, run.attempts + 1
        run.started_at, run.finished_at, run.error = timezone.now(), None, ""
        run.save()
        return run

    def _park(self, run: JobRun) -> None:
        log.error("%s was begun %d times in vain and is parked", run, run.attempts)
        error = run.error or BROKE_OFF
        self._drop_outdated(run)
        _that(run).update(state=JobState.PARKED, error=error, finished_at=timezone.now())

    def _do(self, run: JobRun) -> Counts | None:
        if self.in_steps:
            self.work(Steps(run))
            return self._note_done(run, run.counts)
        if self.in_blocks:
            return self._note_done(run, self.work() or {})
        with transaction.atomic():
            return self._note_done(run, self.work() or {})

    def _note_done(self, run: JobRun, counts: Counts) -> Counts:
        self._drop_outdated(run)
        _that(run).update(state=JobState.DONE, counts=counts, finished_at=timezone.now())
        log.info("%s: %s", run, counts)
        return counts

    def _drop_outdated(self, run: JobRun) -> None:
        """Nobody needs to release what a later run does, too."""
        if self.outdates:
            parked = JobRun.objects.filter(name=self.name, state=JobState.PARKED)
            parked.filter(planned_at__lt=run.planned_at).update(state=JobState.FAILED)


def job(
    name: str, *, in_steps: bool = False, in_blocks: bool = False, outdates: bool = False
) -> Callable[[Callable[..., Counts | None]], Job]:
    """Make a function a job of this name.

    With `in_steps` it gets `Steps` to take. One `in_blocks` commits as it goes, for work of so many
    rows that nobody may wait for all of it; it has to find by itself what is left. One that
    `outdates` does whatever an earlier run has left undone.
    """

    def make(work: Callable[..., Counts | None]) -> Job:
        path = f"{work.__module__}.{work.__qualname__}"
        made = Job(name, path, work, in_steps, in_blocks, outdates)
        if Job.by_name.setdefault(name, made).path != path:
            raise ValueError(f"two jobs are called {name}")
        return made

    return make


class Delivery:
    """Which delivery of the queue this process is at.

    `current` is what the queue calls it, the same when it comes again; empty outside of the queue.
    """

    current: ClassVar[str] = ""

    @classmethod
    def begins(cls, task: dict[str, Any], **_signal: Any) -> None:
        cls.current = task["id"]

    @classmethod
    def ends(cls, **_signal: Any) -> None:
        cls.current = ""


pre_execute.connect(Delivery.begins)
post_execute_in_worker.connect(Delivery.ends)


def pulse(name: str) -> None:
    """The job by which a worker shows that it takes and does jobs; it leaves no run."""
    Heartbeat.objects.update_or_create(name=name, defaults={"beat_at": timezone.now()})


def told(error: BaseException) -> str:
    """A sentence for people, as a message id; the traceback is in the log."""
    match error:
        case DatabaseError():
            return NO_DATABASE
        case OSError():
            return NO_FILE
        case SystemExit():
            return NO_TIME
    return MISTAKE


@contextmanager
def _alone(name: str) -> Iterator[None]:
    """Held by the session, so that it ends with the process, but not before its last statement."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, [name])
    try:
        yield
    finally:
        with suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(UNLOCK, [name])


def _note_failure(run: JobRun, error: BaseException) -> None:
    """In a new session where the old one is broken; if that fails, too, the start is counted."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()
    try:
        _that(run).update(state=JobState.FAILED, error=told(error), finished_at=timezone.now())
    except DatabaseError:
        log.exception("that %s failed could not be noted", run)


def _that(run: JobRun) -> QuerySet[JobRun]:
    return JobRun.objects.filter(pk=run.pk)


def _is_under_way() -> Q:
    """As far as one can tell: after that time the queue has given it up for lost."""
    lately = timezone.now() - timedelta(seconds=settings.Q_CLUSTER["retry"])
    return Q(state=JobState.WAITING, planned_at__gt=lately) | Q(
        state=JobState.RUNNING, started_at__gt=lately
    )
