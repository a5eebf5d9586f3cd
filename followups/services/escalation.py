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
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.access import customers_visible_to
from accounts.choices import TimeKind
from accounts.models import User
from accounts.services.notices import notices_raise_selected
from followups.choices import TaskAction
from followups.models import Task, TaskEvent
from followups.models.task import AT_WORK, MAY_BREACH
from followups.queries.calendars import calendars
from followups.queries.customer_plans import left_behind
from followups.queries.people import Company, above_of, company_on
from followups.services.clock_notices import clocks_tell
from followups.services.concessions import concessions_climb
from followups.services.tasks import Seen, task_cancel, tasks_begin, tasks_hold

MANY = 5_000
# How long after a breach the deputy takes over (FOL-08), and how long each person above has.
DEPUTY_AFTER = timedelta(hours=24)
DAYS_A_STEP = 1

DUE_SOON = gettext_noop("%(task)s (%(customer)s) is due %(due)s.")
DEADLINE_PASSED = gettext_noop("%(task)s (%(customer)s) was due %(due)s.")
OF_SOMEBODY = gettext_noop("%(owner)s has not done %(task)s (%(customer)s), due %(due)s, in time.")
TAKEN_OVER = gettext_noop("You take over %(task)s (%(customer)s), due %(due)s, from %(owner)s.")
CHANGED_HANDS = gettext_noop(
    "%(task)s (%(customer)s), due %(due)s, is yours now; before: %(owner)s."
)
CUSTOMER_ARCHIVED = gettext_noop("The customer was archived.")
FOLLOWS_THE_CUSTOMER = gettext_noop("The customer is somebody else's now.")

TASKS, EVENTS = Task._meta.db_table, TaskEvent._meta.db_table
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
            'owner', coalesce(nullif(o.name, ''), o.username),
            'due', jsonb_build_object('moment', t.due_at)
        ) AS params
    FROM {TOLD_OF}
    JOIN {TASKS} t ON t.id = told.task
    JOIN accounts_customer c ON c.id = t.customer_id
    JOIN accounts_user o ON o.id = told.owner
"""
NOTE = f"""
    INSERT INTO {EVENTS} (task_id, at, action, reason, changes)
    SELECT told.task, %(at)s, %(action)s, %(reason)s,
        CASE WHEN told.person IS NULL THEN '{{}}'::jsonb
            ELSE jsonb_build_object(%(field)s::text, jsonb_build_array(told.owner, told.person)) END
    FROM {TOLD_OF}
"""
CLIMB = f"""
    UPDATE {TASKS} t SET told = t.told || n.person, escalate_at = n.next
    FROM unnest(%(tasks)s::bigint[], %(people)s::bigint[], %(nexts)s::timestamptz[])
        AS n (task, person, next)
    WHERE t.id = n.task
"""
GIVE = f"""
    UPDATE {TASKS} t SET owner_id = n.person, snoozed_until = NULL, version = version + 1,
        deputy_id = CASE WHEN deputy_id = n.person THEN NULL ELSE deputy_id END
    FROM unnest(%(tasks)s::bigint[], %(people)s::bigint[]) AS n (task, person)
    WHERE t.id = n.task
"""


class Due(NamedTuple):
    """What is decided by, of a task; people are ids."""

    id: int
    owner: int
    deputy: int | None
    told: list[int]
    customer: int
    time_kind: str


@dataclass(frozen=True, slots=True)
class Escalated:
    """How many tasks and clocks: reminded of, found to be late, told about further up.

    Concessions that the next one up is asked for are among the last.
    """

    reminded: int
    breached: int
    escalated: int


Step = Callable[[Sequence[Due], Company, datetime], None]


def escalate(*, at: datetime) -> Escalated:
    """Everything that is due at the moment `at`; a second time there is nothing."""
    company = company_on(timezone.localdate(at))
    _end_with_customers(at)
    tasks_follow_customers(company=company, at=at)
    tasks_begin(at=at)
    climbed = concessions_climb(company=company, at=at)
    reminded = sum(_in_blocks(_to_remind(at), _remind, company, at))
    breached = sum(_in_blocks(_to_breach(at), _breach, company, at))
    sum(_in_blocks(_to_take_over(company, at), _take_over, company, at))
    escalated = sum(_in_blocks(_to_escalate(at), _escalate, company, at))
    clocks = clocks_tell(company=company, at=at)
    return Escalated(
        reminded + clocks["remind"],
        breached + clocks["breach"],
        escalated + clocks["escalate"] + climbed,
    )


def _to_remind(at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(
        AT_WORK, reminded_at=None, waits=False, remind_at__lte=at, due_at__gt=at
    )


def _to_breach(at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(AT_WORK, MAY_BREACH, waits=False, due_at__lte=at)


def _to_take_over(company: Company, at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(
        AT_WORK,
        ~MAY_BREACH,
        waits=False,
        taken_over_at=None,
        deputy__in=company.present,
        due_at__lte=at - DEPUTY_AFTER,
    )


def _to_escalate(at: datetime) -> QuerySet[Task]:
    return Task.objects.filter(AT_WORK, waits=False, escalate_at__lte=at)


def _in_blocks(tasks: QuerySet[Task], step: Step, company: Company, at: datetime) -> Iterator[int]:
    """Each block is a transaction; what another run has locked is that run's."""
    while True:
        with transaction.atomic():
            rows = tasks.order_by("pk").select_for_update(skip_locked=True)
            values = rows.values_list("pk", "owner", "deputy", "told", "customer", "time_kind")[
                :MANY
            ]
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
    _set("breached_at = due_at, escalate_at = %(at)s, told = '{}'", tasks, at)
    _note([(task, None) for task in tasks], TaskAction.BREACH, at)
    _tell(_at_work_on(tasks, company), "breach", DEADLINE_PASSED, at)


def _take_over(tasks: Sequence[Due], _company: Company, at: datetime) -> None:
    """The deputy becomes the owner and the other way round."""
    told = [(task, task.deputy) for task in tasks if task.deputy is not None]
    columns = "owner_id = deputy_id, deputy_id = owner_id, version = version + 1"
    _set(f"taken_over_at = %(at)s, {columns}", tasks, at)
    _note(told, TaskAction.TAKE_OVER, at, "owner")
    _tell(told, "take-over", TAKEN_OVER, at)


def _escalate(tasks: Sequence[Due], company: Company, at: datetime) -> None:
    """The next one of the chain who sees the customer is told.

    Whoever comes after has a day's time: a working day, or 24 hours where the clock counts.
    """
    above = above_of(company, {task.owner for task in tasks}, {task.customer for task in tasks})
    left = {
        task.id: [person for person in above(task.owner, task.customer) if person not in task.told]
        for task in tasks
    }
    next_day = calendars().company.add_working_days(at, DAYS_A_STEP)
    later = {task.id: _later(task, at, next_day) for task in tasks}
    told = [(task, left[task.id][0]) for task in tasks if left[task.id]]
    _set("escalate_at = NULL", [task for task in tasks if not left[task.id]], at)
    params: dict[str, Any] = {
        "tasks": [task.id for task, _person in told],
        "people": [person for _task, person in told],
        "nexts": [later[task.id] if len(left[task.id]) > 1 else None for task, _person in told],
    }
    with connection.cursor() as cursor:
        cursor.execute(CLIMB, params)
    _note(told, TaskAction.ESCALATE, at, "told", owners=False)
    _tell(told, "escalate", OF_SOMEBODY, at)


def _later(task: Due, at: datetime, next_working_day: datetime) -> datetime:
    is_on_the_clock = task.time_kind == TimeKind.ELAPSED
    return at + timedelta(days=DAYS_A_STEP) if is_on_the_clock else next_working_day


def _at_work_on(tasks: Iterable[Due], company: Company) -> list[tuple[Due, int | None]]:
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
    told: Sequence[tuple[Due, int | None]],
    action: TaskAction,
    at: datetime,
    field: str = "",
    *,
    owners: bool = True,
    reason: str = "",
) -> None:
    """An event for each; who is named is what `field` becomes, from its owner before or nobody."""
    params: dict[str, Any] = {
        "tasks": [task.id for task, _person in told],
        "people": [person for _task, person in told],
        "owners": [task.owner if owners else None for task, _person in told],
        "action": action.value,
        "field": field,
        "reason": reason,
        "at": at,
    }
    with connection.cursor() as cursor:
        cursor.execute(NOTE, params)


def _tell(told: Sequence[tuple[Due, int | None]], what: str, message: str, at: datetime) -> None:
    """The owner that is named is the one of before the step."""
    params = {
        "tasks": [task.id for task, _person in told],
        "people": [person for _task, person in told],
        "owners": [task.owner for task, _person in told],
        "what": what,
        "url": reverse("task", args=[0]),
    }
    notices_raise_selected(select=NOTICES, params=params, message_key=message, at=at)


# --- when a customer changes hands, or is one no more -----------------------------------------


@transaction.atomic
def _end_with_customers(at: datetime) -> None:
    """Nobody has to do anything for a customer that was archived.

    Whoever has one of the tasks just now is waited for: left out, it would be wanted out of its
    turn by the end of one that it waits for.
    """
    calendars(hold=True)  # whoever edits a calendar takes it before the tasks, so we do, too
    tasks = Task.objects.filter(AT_WORK, customer__archived_at__isnull=False).order_by("pk")
    for task in tasks_hold(Task.objects.filter(pk__in=tasks.values("pk")[:MANY])):
        task_cancel(seen=Seen(task.pk, None, None, at), reason=CUSTOMER_ARCHIVED)


def tasks_follow_customers(*, company: Company, at: datetime) -> int:
    """Tasks whose owner has left, or may not see the customer any more, go to who works for it.

    So do those of its plan that the owner of before had. Nobody's task is hidden from everybody.
    Returns how many moved.
    """
    moved, behind = 0, left_behind(timezone.localdate(at))
    for owner in _owners():
        with transaction.atomic():
            unseen = ~Q(customer__in=customers_visible_to(owner).values("pk"))
            rows = Task.objects.filter(unseen | behind, AT_WORK, owner=owner)
            rows = rows.select_for_update(of=("self",), skip_locked=True).order_by("pk")
            columns = ("pk", "owner", "deputy", "told", "customer", "time_kind", "customer__owner")
            moved += _hand_over(list(rows.values_list(*columns)), company, at)
    return moved


def _owners() -> list[User]:
    """Who has open tasks; whoever sees all customers is asked about, too, having perhaps left."""
    busy = Task.objects.filter(AT_WORK).order_by().values("owner").distinct()
    return list(User.objects.filter(pk__in=busy).prefetch_related("groups").order_by("pk"))


def _hand_over(found: Sequence[Any], company: Company, at: datetime) -> int:
    tasks = [(Due(*row), company.working_for(of_customer)) for *row, of_customer in found]
    told = [(task, person) for task, person in tasks if person not in (None, task.owner)]
    if not told:
        return 0
    params: dict[str, Any] = {
        "tasks": [task.id for task, _person in told],
        "people": [person for _task, person in told],
    }
    with connection.cursor() as cursor:
        cursor.execute(GIVE, params)
    _note(told, TaskAction.DELEGATE, at, "owner", reason=FOLLOWS_THE_CUSTOMER)
    _tell(told, "changed-hands", CHANGED_HANDS, at)
    return len(told)
