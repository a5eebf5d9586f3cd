"""What a job counted, and how long it took, in words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import template
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.templatetags.figures import count, figure
from crm_site import pipeline

register = template.Library()

ORDER = [name for name, _step_of_it in pipeline.STEPS]
STEPS: dict[str, str | Promise] = {
    "owners": _("owners"),
    "stages": _("lifecycle stages"),
    "scores": _("scores"),
    "warnings": _("warnings"),
    "playbooks": _("playbooks"),
    "plans": _("plans"),
    "escalations": _("escalations"),
}
COUNTS: dict[str, str | Promise] = {
    "changed": _("changed"),
    "stages_begun": _("stages begun"),
    "stages_moved": _("moved to another stage"),
    "runs_begun": _("procedures begun"),
    "runs_stopped": _("procedures stopped"),
    "opportunities": _("opportunities opened"),
    "scored": _("scored"),
    "unscored": _("not scored"),
    "low_confidence": _("with little known"),
    "judged": _("levels set by hand judged"),
    "win_backs_judged": _("win-backs judged"),
    "lost_reviews": _("reviews of lost customers asked for"),
    "plan_reviews": _("reviews of customer plans asked for"),
    "silent_feeds": _("feeds that have stopped"),
    "pictures": _("pictures to complete"),
    "pictures_without_owner": _("pictures that nobody can complete"),
    "opened": _("warnings opened"),
    "held": _("warnings held"),
    "worsened": _("got worse"),
    "improved": _("got better"),
    "resolved": _("warnings ended"),
    "created": _("tasks opened"),
    "already": _("tasks there already"),
    "without_owner": _("without an owner"),
    "touches": _("touches planned"),
    "touches_made": _("touches made otherwise"),
    "touch_tasks": _("tasks of the cadence opened"),
    "touch_tasks_ended": _("tasks of the cadence ended"),
    "touch_tasks_moved": _("tasks of the cadence moved"),
    "days_over": _("days over somebody's limit"),
    "reminded": _("reminded"),
    "breached": _("deadlines passed"),
    "escalated": _("told further up"),
    "uploads": _("uploads"),
    "refused_rows": _("refused rows"),
    "drafts": _("drafts"),
    "runs": _("old runs"),
    "results": _("old results"),
    "workers": _("lost workers"),
    "months": _("months of scores"),
    "peers": _("figures of peers"),
    "left": _("left for the next run"),
}


@register.filter
def counts_told(counts: Mapping[str, Any]) -> list[str]:
    """A line for each step: `2026-11-20 · owners: changed 3`; one alone for a job without steps."""
    if any(isinstance(value, Mapping) and " " in key for key, value in counts.items()):
        return [f"{_step(name)}: {_told(counts[name])}" for name in sorted(counts, key=_place)]
    return [_told(counts)]


@register.filter
def duration(seconds: float | None) -> str:
    """0.4 → 0.4 s, 90 → 1.5 min"""
    if seconds is None:
        return ""
    if seconds < 60:
        return gettext("%(seconds)s s") % {"seconds": figure(seconds)}
    return gettext("%(minutes)s min") % {"minutes": figure(seconds / 60)}


@register.filter
def job_error(error: str) -> str:
    """Stored as a message id of `common.jobs`."""
    return gettext(error) if error else ""


def _told(counts: Mapping[str, Any]) -> str:
    return ", ".join(_numbers(counts)) or gettext("nothing to do")


def _numbers(counts: Mapping[str, Any]) -> Iterator[str]:
    """Whole numbers above zero; what else a job notes is for machines."""
    for name, number in counts.items():
        if type(number) is int and number:
            yield f"{COUNTS.get(name, name.replace('_', ' '))} {count(number)}"


def _place(name: str) -> tuple[str, int]:
    """The database keeps no order of the steps."""
    day, _space, step = name.partition(" ")
    return day, ORDER.index(step) if step in ORDER else len(ORDER)


def _step(name: str) -> str:
    day, _space, step = name.partition(" ")
    ended = date_format(date.fromisoformat(day), "SHORT_DATE_FORMAT")
    return f"{ended} · {STEPS.get(step, step.replace('_', ' '))}"
