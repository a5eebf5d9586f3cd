"""Follow-ups as pages show them: as somebody may see them, with what belongs to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime

from accounts.clearance import hidden_from, veiled
from accounts.models import User
from followups.access import EditRight, edit_right, tasks_visible_to
from followups.models import FollowUp, FollowUpFile, FollowUpRevision, Task
from followups.queries.follow_ups import files_of, incomplete, logs_of, next_task_of
from followups.rules.follow_ups import MODULES

MOST_REVISIONS, MOST_LOGS = 50, 60
CHOSEN = ("channel", "sentiment")
OTHERS = {"files": FollowUpFile._meta.verbose_name_plural}


@dataclass(frozen=True, slots=True)
class Read:
    """A follow-up as its page shows it; `row` and people are veiled."""

    row: Any
    contacts: Sequence[Any]
    colleagues: Sequence[User]
    files: Sequence[Any]
    task: Task | None
    next_task: Task | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Revised:
    """`changes` are (label, before, after) as text."""

    at: datetime
    by: User
    reason: str
    changes: Sequence[tuple[Any, str, str]]


def read_follow_up(follow_up: FollowUp, person: User) -> Read:
    contacts = list(follow_up.contacts.all()) or [c for c in [follow_up.contact] if c]
    [row] = veiled(person, [follow_up])
    return Read(
        row=row,
        contacts=veiled(person, contacts),
        colleagues=list(follow_up.colleagues.all()),
        files=veiled(person, files_of(follow_up)),
        task=_seen(follow_up.task, person),
        next_task=_seen(next_task_of(follow_up), person),
        is_late=follow_up.is_late,
    )


def _seen(task: Task | None, person: User) -> Task | None:
    visible = task and tasks_visible_to(person).filter(pk=task.pk).exists()
    return task if visible else None


def revisions_of(follow_up: FollowUp, person: User) -> list[Revised]:
    """How it was changed, the latest first; nothing of it for whoever may not read it."""
    if hidden_from(person, FollowUpRevision):
        return []
    rows = follow_up.revisions.select_related("by").order_by("-pk")[:MOST_REVISIONS]
    return [
        Revised(
            at=row.at,
            by=row.by,
            reason=row.reason,
            changes=[
                (_label(name), _told(name, before), _told(name, after))
                for name, (before, after) in row.changes.items()
            ],
        )
        for row in rows
    ]


def _label(name: str) -> Any:
    label = OTHERS.get(name) or FollowUp._meta.get_field(name).verbose_name  # type: ignore[union-attr]
    return capfirst(str(label))


def _told(name: str, text: str) -> str:
    if name == "happened_at" and (moment := parse_datetime(text)):
        return date_format(localtime(moment), "SHORT_DATETIME_FORMAT")
    if name in CHOSEN:
        choices = dict(FollowUp._meta.get_field(name).flatchoices)  # type: ignore[union-attr]
        return str(choices.get(text, text))
    return text


@dataclass(frozen=True, slots=True)
class LogRow:
    """One of somebody's own logs; `missing` are the modules that say nothing."""

    row: Any
    customer: Any
    missing: Sequence[Any]
    is_late: bool
    may_edit: bool


def log_rows(person: User, since: date, *, only_missing: bool) -> list[LogRow]:
    """What somebody has logged since a day, the latest first; two statements."""
    logs = logs_of(person, since)
    found = list((incomplete(logs) if only_missing else logs)[:MOST_LOGS])
    now = timezone.now()
    shown = veiled(person, found)
    return [
        LogRow(
            row=row,
            customer=row.customer,
            missing=[_label(name) for name in MODULES if not getattr(log, name)],
            is_late=log.is_late,
            may_edit=edit_right(person, log, now) is not EditRight.NONE,
        )
        for log, row in zip(found, shown, strict=True)
    ]
