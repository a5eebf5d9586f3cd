"""Reminders before a deadline, and word up the chain after it: once each, whatever dies.

A run looks at what is due by now, so it does not matter how often it runs or how long it has not.
What it writes for some tasks is one transaction: their columns, events and notices. Two runs at
once leave each other's tasks alone. Whom to tell is decided here; the rows are written in sets.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.services.notices import notices_raise_selected
from followups.choices import TaskAction
from followups.models import Task, TaskEvent
from followups.models.task import AT_WORK
from followups.queries.calendars import calendars
from followups.queries.people import Company, company_on
from followups.services.clock_notices import clocks_tell

MANY = 5_000
# How long after a breach the deputy takes over (FOL-08), and how long each person above has.
DEPUTY_AFTER = timedelta(hours=24)
DAYS_A_STEP = 1  # working days

DUE_SOON = gettext_noop("%(task)s (%(customer)s) is due soon.")
DEADLINE_PASSED = gettext_noop("The deadline of %(task)s (%(customer)s) has passed.")
OF_SOMEBODY = gettext_noop("%(owner)s has not done %(task)s (%(customer)s) in time.")
TAKEN_OVER = gettext_noop("You take over %(task)s (%(customer)s) from %(owner)s.")

TASKS, EVENTS = Task._meta.db_table, TaskEvent._meta.db_table
TOLD = "unnest(%(tasks)s::bigint[], %(people)s::bigint[]) AS told (task, person)"
TOLD_OF = (
    "unnest(%(tasks)s::bigint[], %(people)s::bigint[], %(owners)s::bigint[]) "
    "AS told (task, person, owner)"
)
# A message stays one, so that each reader has it in their language. A deadline that has moved is
# another one, so its moment is a part of the key.
NOTICES = f"""
    SELECT told.person AS recipient_id, t.customer_id,
        'task:' || t.id || ':' || extract(epoch FROM t.due_at)::bigint || ':' || %(what)s AS key,
        replace(%(url)s, '/0/', '/' || t.id || '/') AS url,
        jsonb_build_object(
            'task', CASE WHEN t.title_key = '' THEN to_jsonb(t.words)
                ELSE jsonb_build_object('key', t.title_key, 'params', t.params) END,
            'customer', coalesce(nullif(c.short_name, ''), c.name),
            'owner', coalesce(nullif(o.name, ''), o.username)
        ) AS params
    FROM {TOLD_OF}
    JOIN {TASKS} t ON t.id = told.task
    JOIN accounts_customer c ON c.id = t.customer_id
    JOIN accounts_user o ON o.id = told.owner
"""
NOTE = f"""
    INSERT INTO {EVENTS} (task_id, at, action, reason, changes)
    SELECT told.task, %(at)s, %(action)s, '',
        CASE WHEN told.person IS NULL THEN '{{}}'::jsonb
            ELSE jsonb_build_object(%(field)s::text, jsonb_build_array(NULL, told.person)) END
    FROM {TOLD}
"""
CLIMB = f"""
    UPDATE {TASKS} t SET escalated = n.step, escalate_at = n.next
    FROM unnest(%(tasks)s::bigint[], %(steps)s::int[], %(nexts)s::timestamptz[])
        AS n (task, step, next)
    WHERE t.id = n.task
"""


class Due(NamedTuple):
    """What is decided by, of a task; people are ids."""

    id: int
    owner: int
    deputy: int | None
    escalated: int


@dataclass(frozen=True, slots=True)
class Escalated:
    """How many tasks and clocks: reminded of, found to be late, told about further up."""

    reminded: int
    breached: int
    escalated: int


Step = Callable[[Sequence[Due], Company, datetime], None]


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


def _in_blocks(tasks: QuerySet[Task], step: Step, company: Company, at: datetime) -> Iterator[int]:
    """Each block is a transaction; what another run has locked is that run's."""
    while True:
        with transaction.atomic():
            rows = tasks.order_by("pk").select_for_update(skip_locked=True)
            values = rows.values_list("pk", "owner", "deputy", "escalated")[:MANY]
            block = [Due._make(row) for row in values]
            if not block:
                return
            step(block, company, at)
        yield len(block)


def _remind(tasks: Sequence[Due], company: Company, at: datetime) -> None:
    _set("reminded_at = %(at)s", tasks, at)
    _tell(_at_work_on(tasks, company), "remind", DUE_SOON, at)


def _breach(tasks: Sequence[Due], company: Company, at: datetime) -> None:
    """The breach is of the moment of the deadline, however late we come."""
    _set("breached_at = due_at, escalate_at = %(at)s, escalated = 0", tasks, at)
    _note([(task.id, None) for task in tasks], TaskAction.BREACH, at)
    _tell(_at_work_on(tasks, company), "breach", DEADLINE_PASSED, at)


def _take_over(tasks: Sequence[Due], company: Company, at: datetime) -> None:
    """The deputy becomes the owner and the other way round; an absent one does not."""
    there = [task for task in tasks if company.is_there(task.deputy)]
    told = [(task, task.deputy) for task in there if task.deputy is not None]
    _set("taken_over_at = %(at)s", tasks, at)
    _set("owner_id = deputy_id, deputy_id = owner_id, version = version + 1", there, at)
    _note([(task.id, person) for task, person in told], TaskAction.TAKE_OVER, at, "owner")
    _tell(told, "take-over", TAKEN_OVER, at)


def _escalate(tasks: Sequence[Due], company: Company, at: datetime) -> None:
    """The next one of the chain is told; whoever comes after has a working day's time."""
    later = calendars().company.add_working_days(at, DAYS_A_STEP)
    chains = {owner: company.above(owner) for owner in {task.owner for task in tasks}}
    told = [
        (task, chains[task.owner][task.escalated])
        for task in tasks
        if task.escalated < len(chains[task.owner])
    ]
    params: dict[str, Any] = {
        "tasks": [task.id for task in tasks],
        "steps": [min(task.escalated + 1, len(chains[task.owner])) for task in tasks],
        "nexts": [
            later if task.escalated + 1 < len(chains[task.owner]) else None for task in tasks
        ],
    }
    with connection.cursor() as cursor:
        cursor.execute(CLIMB, params)
    _note([(task.id, person) for task, person in told], TaskAction.ESCALATE, at, "told")
    _tell(told, "escalate", OF_SOMEBODY, at)


def _at_work_on(tasks: Iterable[Due], company: Company) -> list[tuple[Due, int]]:
    """The owner, or the deputy of an absent owner; nobody else need know yet."""
    return [
        (task, task.deputy)
        if task.deputy and company.is_there(task.deputy) and not company.is_there(task.owner)
        else (task, task.owner)
        for task in tasks
    ]


def _set(columns: str, tasks: Sequence[Due], at: datetime) -> None:
    params: dict[str, Any] = {"tasks": [task.id for task in tasks], "at": at}
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TASKS} SET {columns} WHERE id = ANY(%(tasks)s)", params)


def _note(
    told: Sequence[tuple[int, int | None]], action: TaskAction, at: datetime, field: str = ""
) -> None:
    """An event for each; who is named is what `field` becomes."""
    params: dict[str, Any] = {
        "tasks": [task for task, _person in told],
        "people": [person for _task, person in told],
        "action": action.value,
        "field": field,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE, params)


def _tell(told: Sequence[tuple[Due, int]], what: str, message: str, at: datetime) -> None:
    """The owner that is named is the one of before the step."""
    params = {
        "tasks": [task.id for task, _person in told],
        "people": [person for _task, person in told],
        "owners": [task.owner for task, _person in told],
        "what": what,
        "url": reverse("task", args=[0]),
    }
    notices_raise_selected(select=NOTICES, params=params, message_key=message, at=at)
