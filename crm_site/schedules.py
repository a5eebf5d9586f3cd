"""The timetable, and the one place that makes the queue's table agree with it.

Times are the company's. Two habits of the queue are guarded here: a schedule's name is not
unique in its table, and one schedule with arguments that cannot be read stops all of them.
"""

import ast
from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from croniter import croniter
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django_q.models import Schedule

from common.jobs import Job
from crm_site import jobs

JOBS = "crm_site.jobs."
NEVER = 0  # of `repeats`: the queue skips such a schedule


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the timetable; `label` is what people call it."""

    job: Job
    label: str | Promise
    cron: str

    @property
    def name(self) -> str:
        return self.job.name

    @property
    def slug(self) -> str:
        return self.name.replace(" ", "-")

    @property
    def values(self) -> dict[str, Any]:
        """The row of the queue's table, without its own bookkeeping.

        The job is told the planned moment, and notes itself what came of it.
        """
        return {
            "func": self.job.path,
            "args": None,
            "kwargs": "{'q_options': {'save': False}}",
            "hook": None,
            "schedule_type": Schedule.CRON,
            "cron": self.cron,
            "repeats": -1,
            "cluster": None,
            "intended_date_kwarg": "at",
        }


TIMETABLE: tuple[Entry, ...] = (
    Entry(jobs.night, _("The night: owners, scores, warnings, plans"), cron="30 1 * * *"),
    Entry(
        jobs.score_changed,
        _("Scores and warnings of customers with something new"),
        cron="*/5 * * * *",
    ),
    Entry(
        jobs.plan_changed,
        _("Planned touches of customers with another tier or owner"),
        cron="3-59/5 * * * *",
    ),
    Entry(jobs.escalate, _("Reminders, and word of what is overdue"), cron="2-59/5 * * * *"),
    Entry(jobs.uploads_tidy, _("Clearing away forgotten uploads and drafts"), cron="50 3 * * *"),
    Entry(jobs.jobs_tidy, _("Clearing away old runs of jobs"), cron="10 4 * * *"),
    Entry(jobs.scores_prune, _("Clearing away scores of three years ago"), cron="30 4 * * *"),
)


class SyncCounts(TypedDict):
    created: int
    updated: int
    removed: int
    same: int


@transaction.atomic
def schedules_sync(timetable: tuple[Entry, ...] = TIMETABLE) -> SyncCounts:
    """Make the queue's table agree with the timetable; counts are of schedules.

    A schedule of ours that is not in the timetable, or there twice, goes. Somebody else's stays;
    where it would stop the queue it is paused, which counts as updated.
    """
    ours, others = _present({entry.name for entry in timetable})
    counts = SyncCounts(created=0, updated=0, removed=0, same=0)
    for entry in timetable:
        first, *again = ours.pop(entry.name, [None])
        counts[_agree(first, entry)] += 1
        counts["removed"] += _remove(again)
    for left in ours.values():
        counts["removed"] += _remove(left)
    counts["updated"] += _pause([schedule for schedule in others if not _is_readable(schedule)])
    return counts


def _present(names: set[str]) -> tuple[dict[str, list[Schedule]], list[Schedule]]:
    """Our schedules by name, the oldest first, and those that somebody else made."""
    ours: dict[str, list[Schedule]] = defaultdict(list)
    others = []
    for schedule in Schedule.objects.select_for_update().order_by("pk"):
        if schedule.name in names or schedule.func.startswith(JOBS):
            ours[schedule.name or ""].append(schedule)
        else:
            others.append(schedule)
    return ours, others


def _agree(schedule: Schedule | None, entry: Entry) -> Literal["created", "updated", "same"]:
    if schedule is None:
        Schedule.objects.create(name=entry.name, **entry.values)
        return "created"
    differing = {
        field: value for field, value in entry.values.items() if getattr(schedule, field) != value
    }
    if not differing:
        return "same"
    for field, value in differing.items():
        setattr(schedule, field, value)
    schedule.next_run = schedule.calculate_next_run()
    schedule.save()
    return "updated"


def _remove(schedules: list[Schedule]) -> int:
    return Schedule.objects.filter(pk__in=[schedule.pk for schedule in schedules]).delete()[0]


def _pause(schedules: list[Schedule]) -> int:
    running = [schedule.pk for schedule in schedules if schedule.repeats != NEVER]
    return Schedule.objects.filter(pk__in=running).update(repeats=NEVER)


def _is_readable(schedule: Schedule) -> bool:
    """Whether the queue can make a task of it; it reads arguments as Python literals."""
    try:
        ast.literal_eval(schedule.args or "()")
    except (SyntaxError, TypeError, ValueError):
        return False
    is_cron = schedule.schedule_type == Schedule.CRON
    return _is_harmless(schedule.kwargs) and (not is_cron or croniter.is_valid(schedule.cron))


def _is_harmless(keywords: str | None) -> bool:
    """The queue reads `{"a": 1}`, else `a=1`, else nothing; it stumbles over other literals."""
    try:
        return isinstance(ast.literal_eval(keywords or "{}"), dict)
    except (SyntaxError, TypeError, ValueError):
        return True
