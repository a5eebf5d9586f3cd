"""Reminders before a deadline, and word up the chain after it: once each, whatever dies.

A run looks at what is due by now, so it does not matter how often it runs or how long it has not.
What it writes for some tasks is one transaction: their columns, events and notices. Two runs at
once leave each other's tasks alone.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.services.notices import NewNotice, notices_raise
from followups.choices import TaskAction
from followups.models import Task, TaskEvent
from followups.models.task import AT_WORK
from followups.queries.calendars import calendars
from followups.queries.people import Company, company_on
from followups.services.clock_notices import clocks_tell

MANY = 2_000
# How long after a breach the deputy takes over (FOL-08), and how long each person above has.
DEPUTY_AFTER = timedelta(hours=24)
DAYS_A_STEP = 1  # working days

DUE_SOON = gettext_noop("%(task)s (%(customer)s) is due soon.")
DEADLINE_PASSED = gettext_noop("The deadline of %(task)s (%(customer)s) has passed.")
OF_SOMEBODY = gettext_noop("%(owner)s has not done %(task)s (%(customer)s) in time.")
TAKEN_OVER = gettext_noop("You take over %(task)s (%(customer)s) from %(owner)s.")


@dataclass(frozen=True, slots=True)
class Escalated:
    """How many tasks and clocks: reminded of, found to be late, told about further up."""

    reminded: int
    breached: int
    escalated: int


def escalate(*, at: datetime) -> Escalated:
    """Everything that is due at the moment `at`; a second time there is nothing."""
    company = company_on(timezone.localdate(at))
    reminded = sum(_in_blocks(_to_remind(at), _remind, company, at))
    breached = sum(_in_blocks(_to_breach(at), _breach, company, at))
    sum(_in_blocks(_to_take_over(at), _take_over, company, at))
    escalated = sum(_in_blocks(_to_escalate(at), _escalate, company, at))
    clocks = clocks_tell(company=company, at=at)
    return Escalated(
        reminded + clocks["remind"], breached + clocks["breach"], escalated + clocks["escalate"]
    )


def _to_remind(at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(
        AT_WORK, reminded_at=None, waits=False, remind_at__lte=at, due_at__gt=at
    )


def _to_breach(at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(AT_WORK, breached_at=None, waits=False, due_at__lte=at)


def _to_take_over(at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(
        AT_WORK,
        taken_over_at=None,
        deputy__isnull=False,
        breached_at__lte=at - DEPUTY_AFTER,
        due_at__lte=at,
    )


def _to_escalate(at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(AT_WORK, escalate_at__lte=at)


def _in_blocks(tasks: QuerySet[Task], step: Any, company: Company, at: datetime) -> Iterator[int]:
    """Each block is a transaction; what another run has locked is that run's."""
    while True:
        with transaction.atomic():
            rows = tasks.select_related("customer", "owner", "deputy").order_by("pk")
            block = list(rows.select_for_update(of=("self",), skip_locked=True)[:MANY])
            if not block:
                return
            step(block, company, at)
        yield len(block)


def _remind(tasks: Sequence[Task], company: Company, at: datetime) -> None:
    _update(tasks, reminded_at=at)
    notices_raise(
        new=[
            _notice(task, person, "remind", DUE_SOON)
            for task in tasks
            for person in _at_work_on(task, company)
        ],
        at=at,
    )


def _breach(tasks: Sequence[Task], company: Company, at: datetime) -> None:
    """The breach is of the moment of the deadline, however late we come."""
    _update(tasks, breached_at=F("due_at"), escalate_at=at, escalated=0)
    _events(tasks, TaskAction.BREACH, at)
    notices_raise(
        new=[
            _notice(task, person, "breach", DEADLINE_PASSED)
            for task in tasks
            for person in _at_work_on(task, company)
        ],
        at=at,
    )


def _take_over(tasks: Sequence[Task], company: Company, at: datetime) -> None:
    """The deputy becomes the owner and the other way round; an absent one does not."""
    there = [task for task in tasks if company.is_there(task.deputy_id)]
    _update(tasks, taken_over_at=at)
    _update(there, owner=F("deputy"), deputy=F("owner"), version=F("version") + 1)
    TaskEvent.objects.bulk_create(
        TaskEvent(
            task=task,
            at=at,
            action=TaskAction.TAKE_OVER,
            changes={"owner": [task.owner_id, task.deputy_id]},
        )
        for task in there
    )
    notices_raise(
        new=[_notice(task, task.deputy_id or 0, "take-over", TAKEN_OVER) for task in there], at=at
    )


def _escalate(tasks: Sequence[Task], company: Company, at: datetime) -> None:
    """The next one of the chain is told; whoever comes after has a working day's time."""
    later = calendars().company.add_working_days(at, DAYS_A_STEP)
    chains = {task.pk: company.above(task.owner_id) for task in tasks}
    told = [task for task in tasks if task.escalated < len(chains[task.pk])]
    last = [task for task in tasks if task.escalated + 1 >= len(chains[task.pk])]
    _update(told, escalated=F("escalated") + 1, escalate_at=later)
    _update(last, escalate_at=None)
    TaskEvent.objects.bulk_create(
        TaskEvent(
            task=task,
            at=at,
            action=TaskAction.ESCALATE,
            changes={"told": [None, chains[task.pk][task.escalated]]},
        )
        for task in told
    )
    notices_raise(
        new=[
            _notice(task, chains[task.pk][task.escalated], "escalate", OF_SOMEBODY) for task in told
        ],
        at=at,
    )


def _at_work_on(task: Task, company: Company) -> list[int]:
    """The owner, or the deputy of an absent owner; nobody else need know yet."""
    if not company.is_there(task.owner_id) and company.is_there(task.deputy_id):
        return [task.deputy_id or task.owner_id]
    return [task.owner_id]


def _update(tasks: Sequence[Task], **values: Any) -> None:
    if tasks:
        Task.objects.filter(pk__in=[task.pk for task in tasks]).update(**values)


def _events(tasks: Sequence[Task], action: TaskAction, at: datetime) -> None:
    TaskEvent.objects.bulk_create(TaskEvent(task=task, at=at, action=action) for task in tasks)


def told_title(task: Task) -> object:
    """A message stays one, so that each reader has it in their language."""
    return {"key": task.title_key, "params": task.params} if task.title_key else task.words


def _notice(task: Task, recipient: int, what: str, message: str) -> NewNotice:
    """A deadline that has moved is another one, so its moment is a part of the key."""
    return NewNotice(
        recipient=recipient,
        key=f"task:{task.pk}:{task.due_at.timestamp():.0f}:{what}",
        message_key=message,
        params={
            "task": told_title(task),
            "customer": task.customer.short_name or task.customer.name,
            "owner": str(task.owner),
        },
        url=reverse("task", args=[task.pk]),
        customer=task.customer_id,
    )
