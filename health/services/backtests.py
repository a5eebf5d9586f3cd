"""Back-tests that people ask for: the queue replays the months, the figures are kept.

A replay of a year takes from seconds to minutes, so nobody waits for it at a page. The queue may
deliver it twice, and a worker may be killed at it: whoever begins is counted, and the figures of
one who was overtaken are dropped.
"""

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from accounts.models import User
from common.jobs import BROKE_OFF, told
from common.locks import lock_until_end
from health.choices import BacktestPopulation, BacktestState, LeavingLabel
from health.models import BacktestRun
from health.models.backtest import UNDER_WAY
from health.queries.backtest import MOST_MONTHS, Asked, backtest, known_until
from health.rules.backtest import month_ends

log = logging.getLogger(__name__)

JOB = "health.jobs.backtest_work"
PATIENCE = timedelta(minutes=1)
"""After so long without a worker the queue may be asked again."""
AT_WORK = timedelta(seconds=settings.Q_CLUSTER["timeout"])
"""One that began is believed to be at it for as long as the queue gives a job."""


@transaction.atomic
def backtest_ask(*, asked: Asked, by: User, at: datetime) -> BacktestRun:
    """Have the queue find it out; the same question, while it is under way, is the same run.

    One is under way at a time: a replay leaves little of the machine to others.

    What the queue seems to have lost is given to it once more. Raises ValidationError for months
    of which nothing can be known.
    """
    _check(asked, timezone.localdate(at))
    lock_until_end("backtest ask")
    question = {
        "version": asked.version,
        "against": asked.against,
        "first": asked.first,
        "last": asked.last,
        "population": asked.population,
        "label": asked.label,
    }
    states = (BacktestState.WAITING, BacktestState.RUNNING)
    run = BacktestRun.objects.filter(**question, state__in=states).first()
    is_new = run is None
    if run is None:
        _check_free(at)
        run = BacktestRun.objects.create(**question, **_revisions(asked), asked_by=by, asked_at=at)
    if is_new or is_silent(run, at):
        async_task(JOB, run.pk)
    return run


def _check_free(at: datetime) -> None:
    """Raises ValidationError while another one is under way, unless that has broken off."""
    broken_off = Q(state=BacktestState.RUNNING, started_at__lt=at - AT_WORK)
    other = BacktestRun.objects.filter(UNDER_WAY).exclude(broken_off).first()
    if other is not None:
        message = _("Another back-test is under way (%(name)s); wait for it, or ask for it again.")
        raise ValidationError(message % {"name": other}, code="busy")


def _revisions(asked: Asked | BacktestRun) -> dict[str, int | None]:
    against = asked.against
    return {
        "revision": asked.version.revision,
        "against_revision": against.revision if against else None,
    }


def is_silent(run: BacktestRun, at: datetime) -> bool:
    """Whether the queue seems to have lost it."""
    if run.state == BacktestState.RUNNING and run.started_at:
        return at - run.started_at > AT_WORK
    return run.is_under_way and at - run.asked_at > PATIENCE


def _check(asked: Asked, today: date) -> None:
    ends = month_ends(asked.first, asked.last)
    if not 1 <= len(ends) <= MOST_MONTHS:
        text = _("Choose days with 1 to %(most)d ends of months between them.")
        raise ValidationError(text % {"most": MOST_MONTHS}, code="months")
    until = known_until(today)
    if until is None:
        raise ValidationError(_("There are no orders to test anything with."), code="orders")
    if ends[0] > until:
        text = _("Orders tell only until %(day)s what became of customers 90 days later.")
        raise ValidationError(text % {"day": date_format(until)}, code="unknown")
    if asked.against is not None and asked.against.pk == asked.version.pk:
        raise ValidationError(_("Compare it with another version."), code="same")


def backtest_work(*, run: int, at: datetime) -> BacktestState | None:
    """Find out what was asked; None when that is done, or somebody else is at it.

    What goes wrong is written on the run; a mistake of ours is raised as well.
    """
    begun = _begin(run, at)
    if begun is None:
        return None
    try:
        found = backtest(_asked(begun), today=timezone.localdate(at))
    # The queue's time limit is a SystemExit: without a word, it would deliver the job again.
    except (Exception, SystemExit) as error:
        log.exception("back-test %d failed", run)
        _end(begun, BacktestState.FAILED, error=told(error))
        raise
    return _end(begun, BacktestState.DONE, result=found)


def _begin(pk: int, at: datetime) -> BacktestRun | None:
    """Count the start where also a killed worker leaves it."""
    lost = Q(state=BacktestState.RUNNING, started_at__lt=at - AT_WORK)
    free = Q(state=BacktestState.WAITING) | lost
    waiting = BacktestRun.objects.filter(free, pk=pk)
    most = settings.JOB_MAX_STARTS
    waiting.filter(starts__gte=most).update(
        state=BacktestState.FAILED, error=BROKE_OFF, finished_at=at
    )
    begins = {"state": BacktestState.RUNNING, "started_at": at, "starts": F("starts") + 1}
    if not waiting.filter(starts__lt=most).update(**begins):
        return None
    run = BacktestRun.objects.select_related("version", "against").get(pk=pk)
    # What is replayed is what the versions are now, not when somebody asked.
    BacktestRun.objects.filter(pk=pk).update(**_revisions(run))
    return run


def _asked(run: BacktestRun) -> Asked:
    return Asked(
        version=run.version,
        first=run.first,
        last=run.last,
        population=BacktestPopulation(run.population),
        label=LeavingLabel(run.label),
        against=run.against,
    )


def _end(run: BacktestRun, state: BacktestState, **found: object) -> BacktestState | None:
    """Nothing of one who was overtaken."""
    mine = BacktestRun.objects.filter(pk=run.pk, state=BacktestState.RUNNING, starts=run.starts)
    ended = mine.update(state=state, finished_at=timezone.now(), **found)
    return state if ended else None
