"""What the queue may call: find out the day, call one service. Safe to run twice."""

from dataclasses import asdict
from datetime import timedelta

from django.utils import timezone

from accounts.services import imports
from common.housekeeping import queue_tidy
from common.jobs import Counts, Steps, job
from crm_site.pipeline import Night, night_run
from followups.services import escalation
from followups.services.follow_up_drafts import drafts_tidy
from followups.services.plans import cadence_follow
from health.services import partitions
from health.services.warnings import changed_follow

# A company that was away for longer gets its newest nights; older days are scored by hand.
NIGHTS_CAUGHT_UP = 7


@job("night", in_steps=True)
def night(steps: Steps) -> None:
    """The night planned for its moment, and those missed since, oldest first.

    A night in the early hours belongs to the day that has just ended. The queue passes the planned
    moment and not the real one, so that a night that begins late is still that of its day; nights
    that it skipped because nothing was running are made up for here.
    """
    planned = timezone.localdate(steps.planned_at)
    today = timezone.localdate()
    first = max(planned, today - timedelta(days=NIGHTS_CAUGHT_UP - 1))
    for number in range((today - first).days + 1):
        ended = first + timedelta(days=number - 1)
        night_run(Night(ended, morning=today), take=steps.take)


@job("score changed", outdates=True)
def score_changed() -> Counts:
    """Score as of today those about whom something new is known, and warn."""
    scored, warned = changed_follow(day=timezone.localdate(), at=timezone.now())
    return {**asdict(scored), "opened": warned.opened, "worsened": warned.worsened}


@job("escalate", in_blocks=True, outdates=True)
def escalate() -> Counts:
    """Remind people of deadlines, and tell those above them of what is overdue."""
    return asdict(escalation.escalate(at=timezone.now()))


@job("plan changed", outdates=True)
def plan_changed() -> Counts:
    """Plan anew the customers with another tier or owner, or with a touch that was made early."""
    run = cadence_follow(day=timezone.localdate(), at=timezone.now())
    moved = run.moved + run.handed
    return {
        "touches": run.touches,
        "touches_made": run.made,
        "touch_tasks": run.opened,
        "touch_tasks_ended": run.ended,
        "touch_tasks_moved": moved,
    }


@job("uploads tidy", outdates=True)
def uploads_tidy() -> Counts:
    """Remove files and drafts that somebody began with and then forgot."""
    uploads = imports.uploads_tidy(day=timezone.localdate())
    return {**uploads, "drafts": drafts_tidy(at=timezone.now())}


@job("scores prune", in_blocks=True, outdates=True)
def scores_prune() -> Counts:
    """Drop the months of scores that ended three years ago."""
    return asdict(partitions.scores_prune(day=timezone.localdate()))


@job("jobs tidy", outdates=True)
def jobs_tidy() -> Counts:
    """Forget runs and results that nobody will look at any more."""
    return queue_tidy(now=timezone.now())
