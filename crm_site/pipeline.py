"""The night, step by step: the product in one screen.

Each step is one service in its own transaction that counts what it did. The queue takes each once
in a night, and a night that broke off goes on where it was; taken again by hand, a step repeats
nothing either.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from functools import partial

import pghistory
from django.db import transaction
from django.utils import timezone

from accounts.services.assignments import owners_refresh
from accounts.services.stages import stages_refresh
from common.jobs import Counts
from followups.queries.lifecycle import merits
from followups.services.escalation import escalate
from followups.services.lifecycle import PlaybookRun, playbooks_follow
from followups.services.plan_reviews import plan_reviews_ask
from followups.services.plans import PlanRun, cadence_plan
from followups.services.recurring_tasks import recurring_tasks_open
from health.queries.lifecycle import outside
from health.services.feeds import silent_feeds_report
from health.services.lost_reviews import lost_reviews_ask
from health.services.overrides import overrides_judge
from health.services.pictures import pictures_ask
from health.services.score import score
from health.services.warnings import BackwardsError, warn
from health.services.winback_results import winbacks_judge

log = logging.getLogger(__name__)

Take = Callable[[str, Callable[[], Counts]], Counts]


@dataclass(frozen=True, slots=True)
class Night:
    """`day` has ended and is taken as of its end; `morning` is the day that the company works next.

    They follow each other, except when somebody runs an old night again.
    """

    day: date
    morning: date


def _owners(night: Night) -> Counts:
    return {"changed": owners_refresh(day=night.morning)}


def _stages(night: Night) -> Counts:
    """Lifecycle stages, with those that playbooks put customers into."""
    run = stages_refresh(day=night.day, merits=merits(night.day, outside(night.day)))
    return {"as_of": night.day, "stages_begun": run.begun, "stages_moved": run.moved}


def _scores(night: Night) -> Counts:
    return asdict(score(day=night.day))


def _warnings(night: Night) -> Counts:
    """An old night that somebody takes again rebuilds its scores and leaves warnings alone."""
    try:
        return asdict(warn(day=night.day, at=timezone.now()))
    except BackwardsError as error:
        return {"as_of": night.day, "skipped": str(error)}


def _playbooks(night: Night) -> Counts:
    """Those of an old night have had their time."""
    now = timezone.now()
    is_old = night.morning < timezone.localdate(now)
    run = (
        PlaybookRun()
        if is_old
        else playbooks_follow(day=night.day, at=now, outside=outside(night.day))
    )
    counts = {"runs_begun": run.begun, "runs_stopped": run.stopped}
    return {"as_of": night.day, **counts, "opportunities": run.opportunities}


def _plans(night: Night) -> Counts:
    """What follows: tasks, touches by the cadence, reviews of customer plans, verdicts about levels
    set by hand and about win-backs, reviews of who was lost, word of feeds that have stopped.

    About plans, win-backs and losses nothing new is known of an old night, and its touches are not
    owed any more; those of today stand.
    """
    opened = asdict(recurring_tasks_open(day=night.morning))
    pictures = asdict(pictures_ask(day=night.morning))
    judged = overrides_judge(day=night.day)
    now = timezone.now()
    is_old = night.morning < timezone.localdate(now)
    planned = PlanRun(night.morning) if is_old else cadence_plan(day=night.morning, at=now)
    asked = 0 if is_old else plan_reviews_ask(day=night.morning, at=now).asked
    results = 0 if is_old else winbacks_judge(day=night.day, at=now)
    reviews = 0 if is_old else lost_reviews_ask(day=night.day, at=now)
    silent = silent_feeds_report(at=timezone.localtime())
    counts = {**opened, **pictures, "judged": judged, "silent_feeds": silent}
    counts |= {"win_backs_judged": results, "lost_reviews": reviews, "plan_reviews": asked}
    counts |= {
        "touches": planned.touches,
        "touches_made": planned.made,
        "touch_tasks": planned.opened,
        "touch_tasks_ended": planned.ended,
        "touch_tasks_moved": planned.moved + planned.handed,
        "days_over": planned.days_over,
    }
    return {"as_of": night.morning, **counts}


def _escalations(_night: Night) -> Counts:
    now = timezone.now()
    return {"at": timezone.localtime(now).isoformat(), **asdict(escalate(at=now))}


STEPS: tuple[tuple[str, Callable[[Night], Counts]], ...] = (
    ("owners", _owners),
    ("stages", _stages),
    ("scores", _scores),
    ("warnings", _warnings),
    ("playbooks", _playbooks),
    ("plans", _plans),
    ("escalations", _escalations),
)


def _at_once(_name: str, step: Callable[[], Counts]) -> Counts:
    with transaction.atomic():
        return step()


def night_run(night: Night, *, take: Take = _at_once) -> list[Counts]:
    """Take all steps in order; a step that fails stops the night.

    `take` gets each step with a name of its own, `"2026-11-20 owners"`, and may know that it was
    taken already. Returns `[{"step": "owners", "changed": 3}, …]`.
    """
    done: list[Counts] = []
    with pghistory.context(user="system:night"):
        for name, step in STEPS:
            counts = take(f"{night.day} {name}", partial(step, night))
            log.info("night of %s, %s: %s", night.day, name, counts)
            done.append({"step": name, **counts})
    return done
