"""Tasks as pages show them: with their customers, how those are doing, and their checklists."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.access import customers_visible_to, rows_visible_to
from accounts.choices import Tier
from accounts.clearance import veiled
from accounts.models import Customer, User
from accounts.models.customer import ACTIVE
from accounts.queries.team import people_of
from common.lists import in_order
from crm_site.queries.origins import Origin, instead_of_done
from followups.access import may_act_on, may_move, tasks_visible_to
from followups.models import RecurringTask, Task, TaskCheck, TaskEvent
from followups.models.task import AT_WORK
from followups.queries.calendars import calendars, company_calendar, horizon_mark
from followups.queries.follow_ups import TOUCHES
from followups.queries.people import WORKING_ROLES
from followups.queries.tasks import needs_of_customer
from followups.rules.deadlines import end_of_day
from followups.rules.tasks import waiting_for
from health.choices import Level
from health.queries.current import levels_seen

MOST_EVENTS, MOST_PEOPLE, MOST_RECURRING = 100, 500, 1_000
PEOPLE = ("owner", "deputy", "told")
ANOTHER = _("another task")
LABELS = {
    "owner": _("owner"),
    "deputy": _("deputy"),
    "told": _("told"),
    "due_at": _("due"),
    "snoozed_until": _("put off until"),
    "needs": _("waits for"),
    "words": _("title"),
}


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A task in a list. `customer` is as the person may see it; `level` is None without one.

    Of a checklist with `points`, `ticked` are done. `instead` is where it is done by saying
    something, and not by a button.
    """

    task: Task
    customer: Any
    level: Level | None
    points: int
    ticked: int
    may_act: bool
    may_move: bool
    is_overdue: bool
    is_own: bool
    instead: Origin | None

    @property
    def is_touch(self) -> bool:
        """Whether something is said with the customer, so that there is something to log."""
        return self.task.kind in TOUCHES

    @property
    def tier(self) -> Tier | None:
        tier = self.customer.tier
        return Tier(tier) if tier in Tier.values else None


@dataclass(frozen=True, slots=True)
class Happened:
    """`changes` are (label, before, after): people, moments and days, or nothing."""

    event: TaskEvent
    changes: Sequence[tuple[Any, Any, Any]]

    @property
    def reason(self) -> str:
        """A job's reason is a message of ours."""
        reason = self.event.reason
        return gettext(reason) if reason and self.event.by_id is None else reason


def task_rows(ids: Sequence[int], person: User, now: datetime) -> list[TaskRow]:
    """Rows in the order of `ids`; three statements for any number, none for no rows."""
    if not ids:
        return []
    tasks = Task.objects.filter(pk__in=ids).select_related("customer", "owner", "deputy")
    found, checklists = in_order(tasks, ids), _checklists(ids)
    horizon_mark(found)
    levels = levels_seen(person, {task.customer_id for task in found})
    shown = veiled(person, [task.customer for task in found])
    return [
        TaskRow(
            task=task,
            customer=customer,
            level=levels.get(task.customer_id),
            points=len(checklists[task.pk]),
            ticked=sum(checklists[task.pk]),
            may_act=may_act_on(person, task),
            may_move=may_move(person, task),
            is_overdue=task.is_overdue(now),
            is_own=task.owner_id == person.pk,
            instead=instead_of_done(task.origin, person),
        )
        for task, customer in zip(found, shown, strict=True)
    ]


def _checklists(tasks: Sequence[int]) -> defaultdict[int, list[bool]]:
    """Which points are done, of the tasks (ids) that have some.

    Asked by itself: counted with tasks, customers and people it takes three times as long.
    """
    found = defaultdict(list)
    points = TaskCheck.objects.filter(task__in=tasks).order_by()
    for task, done_at in points.values_list("task", "done_at"):
        found[task].append(done_at is not None)
    return found


def task_seen(person: User, pk: int) -> Task | None:
    """One task with all that its page shows; None for one that this person may not see."""
    tasks = tasks_visible_to(person).select_related(
        "customer", "owner", "deputy", "created_by", "ticket"
    )
    task = tasks.filter(pk=pk).first()
    horizon_mark([task] if task else [])
    return task


def people_for(task: Task) -> QuerySet[User]:
    """Whom the task may be handed to: those who look after the customer or all customers."""
    return workers_for(task.customer).exclude(pk=task.owner_id)


def workers_for(customer: Customer) -> QuerySet[User]:
    """Who may be given work for a customer."""
    people = people_of(customer, timezone.localdate())
    return people.filter(groups__name__in=WORKING_ROLES)


def needs_of(task: Task, person: User) -> QuerySet[Task]:
    """The open tasks that it needs, each with whether this person may look at it: `is_visible`."""
    return _linked(task.needs.filter(AT_WORK), person)


def waits_of(task: Task, person: User) -> tuple[list[Task], list[Task]]:
    """What it waits for, and what waits for it, likewise."""
    needs = list(needs_of(task, person)) if task.waits else []
    waiting = list(_linked(task.needed_by.filter(AT_WORK, waits=True), person))
    horizon_mark([*needs, *waiting])
    return needs, waiting


def waitable_for(task: Task, person: User) -> QuerySet[Task]:
    """What the task may wait for, likewise: the customer's other open tasks that this person sees,
    and what it waits for already, but nothing that waits for the task itself.
    """
    circle = waiting_for(task.pk, needs_of_customer(task.customer_id)) | {task.pk}
    others = Task.objects.filter(AT_WORK, customer=task.customer_id).exclude(pk__in=circle)
    needed = needs_of(task, person).values("pk")
    return _linked(others, person).filter(Q(is_visible=True) | Q(pk__in=needed))


def _linked(tasks: QuerySet[Task], person: User) -> QuerySet[Task]:
    seen = tasks_visible_to(person).filter(pk=OuterRef("pk"))
    return tasks.annotate(is_visible=Exists(seen)).select_related("owner").order_by("due_at", "pk")


def workers() -> QuerySet[User]:
    """Everybody who may have tasks."""
    people = User.objects.filter(groups__name__in=WORKING_ROLES, is_active=True)
    return people.prefetch_related("groups").distinct().order_by("name", "username")


def events_of(task: Task, person: User) -> list[Happened]:
    """What happened to it, the latest first; two statements, or three."""
    events = list(task.events.select_related("by").order_by("-pk")[:MOST_EVENTS])
    named = {
        value
        for event in events
        for name in PEOPLE
        for value in event.changes.get(name, ())
        if value
    }
    people = User.objects.in_bulk(named) if named else {}
    needed = {pk for event in events for pks in event.changes.get("needs", ()) for pk in pks}
    tasks = tasks_visible_to(person).in_bulk(needed) if needed else {}
    return [
        Happened(
            event,
            [
                (LABELS[name], *(_value(name, value, people, tasks) for value in values))
                for name, values in event.changes.items()
                if name in LABELS
            ],
        )
        for event in events
    ]


def _value(name: str, value: Any, people: dict[int, User], tasks: dict[int, Task]) -> Any:
    if value is None:
        return None
    if name == "needs":
        return ", ".join(str(tasks.get(pk, ANOTHER)) for pk in value)
    if name in PEOPLE:
        return people.get(value)
    if name == "words":
        return value
    day_or_moment: type[date] | type[datetime] = date if name == "snoozed_until" else datetime
    return day_or_moment.fromisoformat(value)


def checks_to_tick(task: Task, ticked: Collection[int]) -> list[TaskCheck]:
    """What is open of its checklist; and what was in a form (`ticked`, ids) that comes back."""
    return list(task.checks.filter(Q(done_at=None) | Q(pk__in=ticked)))


def check_of(task: Task, pk: int) -> TaskCheck | None:
    return task.checks.filter(pk=pk).first()


def end_of_next_day(now: datetime) -> datetime:
    """The end of the next working day: what a deadline is suggested to be."""
    calendar = company_calendar()
    return end_of_day(calendar, calendar.add_working_days(now, 1).date())


def customers_of(person: User) -> QuerySet[Customer]:
    """Those whom something can be done for."""
    return customers_visible_to(person).filter(ACTIVE)


def owners_of(tasks: QuerySet[Task]) -> list[User]:
    """Whose tasks there are among those at work; one statement."""
    owners = tasks.filter(AT_WORK).order_by().values("owner").distinct()
    return list(User.objects.filter(pk__in=owners).order_by("name", "username")[:MOST_PEOPLE])


@dataclass(frozen=True, slots=True)
class PlannedMove:
    """A task and the moment that it would be due."""

    row: TaskRow
    due: datetime
    is_beyond: bool
    """After what is official of the calendar: by then it may be another day."""

    @property
    def word(self) -> str:
        """How a form names it: `id:version:moment`."""
        return f"{self.row.task.pk}:{self.row.task.version}:{self.due.isoformat()}"


def moves_for(person: User, ids: Sequence[int], days: int, now: datetime) -> list[PlannedMove]:
    """Those of the tasks whose deadline this person may move, so many working days later."""
    visible = tasks_visible_to(person).filter(AT_WORK, pk__in=ids).order_by("due_at", "pk")
    known = calendars()
    moves = []
    for row in task_rows(list(visible.values_list("pk", flat=True)), person, now):
        if row.may_move:
            calendar = known.of_person(row.task.owner_id, row.task.owner.team_id)
            due = calendar.add_working_days(max(row.task.due_at, now), days)
            moves.append(PlannedMove(row, due, not calendar.is_known(due)))
    return moves


def recurring_of(person: User) -> list[tuple[RecurringTask, Any]]:
    """What comes again for customers that this person may see, each with the customer as seen."""
    rows = rows_visible_to(person, RecurringTask.objects.filter(ended_at=None))
    found = list(rows.select_related("customer", "owner").order_by("customer__name_pinyin", "pk"))
    customers = veiled(person, [row.customer for row in found[:MOST_RECURRING]])
    return list(zip(found, customers, strict=False))


def recurring_seen(person: User, pk: int) -> RecurringTask | None:
    return rows_visible_to(person, RecurringTask.objects.all()).filter(pk=pk).first()
