"""Opening tasks, and everything that may happen to one.

Whatever changes a task names the version that its person has seen: of two people at once the
second is told what the first has done. Asking for what is so already changes nothing, so that a
button may be pressed twice. Every change leaves a TaskEvent.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import customers_visible_to
from accounts.choices import TimeKind
from accounts.models import Assignment, Customer, User
from accounts.services.assignments import check_active
from accounts.services.notices import NewNotice, notices_raise
from common.locks import lock_until_end
from followups.choices import TaskAction, TaskKind, TaskState
from followups.models import Leave, Task, TaskCheck, TaskEvent
from followups.models.task import AT_WORK
from followups.queries.calendars import Calendars, calendars
from followups.queries.states import away_on
from followups.queries.tasks import needs_of_customer
from followups.rules.deadlines import Allowed, due_at
from followups.rules.tasks import follows, is_reached, remind_at, waiting_for

HANDED_ON = gettext_noop("%(name)s has handed %(task)s (%(customer)s) to you, due %(due)s.")
ENDS = {TaskAction.DO, TaskAction.CANCEL}
BEGUN = (
    *("waits", "starts_at", "due_at", "remind_at", "reminded_at", "told", "escalate_at", "version"),
)
FIELDS_OF_EVENTS = ("owner_id", "deputy_id", "due_at", "snoozed_until")


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task that is to be there; people, customer, ticket and `needs` are ids.

    It has a message as its title (`title_key`, with `params`) or a person's `words`, and is due
    `allowed` after `starts_at` or at the moment `due_at`; with both at that moment, and anew
    `allowed` after it has begun.
    """

    origin: str
    customer: int
    kind: TaskKind
    owner: int
    starts_at: datetime
    allowed: Allowed | None = None
    due_at: datetime | None = None
    title_key: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    words: str = ""
    words_en: str = ""
    note: str = ""
    deputy: int | None = None
    minutes: int = 30
    is_promised: bool = False
    ticket: int | None = None
    sop_run: int | None = None
    sop_step: int | None = None
    checklist: Sequence[str] = ()
    needs: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """By whose calendar somebody's tasks are due; nobody changes one until the transaction ends."""

    calendars: Calendars
    teams: Mapping[int, int | None]

    @classmethod
    def now(cls, owners: Collection[int]) -> "Clock":
        people = User.objects.filter(pk__in=owners).values_list("pk", "team")
        return cls(calendars(hold=True), dict(people))

    def due(self, owner: int, starts_at: datetime, allowed: Allowed, is_promised: bool) -> datetime:
        """A promise runs on the team's time, whoever is on leave; the rest on the owner's own."""
        team = self.teams.get(owner)
        calendar = (
            self.calendars.of_team(team) if is_promised else self.calendars.of_person(owner, team)
        )
        return due_at(calendar, starts_at, allowed)


@dataclass(frozen=True, slots=True)
class Opened:
    """The tasks asked for, by origin, and how many of them had not been there."""

    tasks: dict[str, Task]
    created: int


@dataclass(frozen=True, slots=True)
class Seen:
    """A task as somebody saw it, and who and when that is; a job is nobody."""

    task: int
    version: int | None
    by: User | None
    at: datetime


@transaction.atomic
def tasks_open(*, new: Sequence[NewTask], by: User | None = None) -> Opened:
    """Open these tasks; one whose origin is known already is left as it is."""
    wanted = {task.origin: task for task in new}
    known = set(Task.objects.filter(origin__in=wanted).values_list("origin", flat=True))
    missing = [task for origin, task in wanted.items() if origin not in known]
    clock = Clock.now({task.owner for task in missing})
    missing = _with_deputies(missing)
    Task.objects.bulk_create(
        [_row(task, clock, by) for task in missing], batch_size=1_000, ignore_conflicts=True
    )
    tasks = {task.origin: task for task in Task.objects.filter(origin__in=wanted)}
    # Without an event it is ours; another process may have been a moment earlier.
    eventless = set(
        Task.objects.filter(origin__in=[task.origin for task in missing], events=None).values_list(
            "origin", flat=True
        )
    )
    ours = [task for task in missing if task.origin in eventless]
    _take_along(tasks, ours)
    TaskEvent.objects.bulk_create(
        TaskEvent(
            task=tasks[task.origin], at=timezone.now(), by=by, action=TaskAction.OPEN, changes={}
        )
        for task in ours
    )
    return Opened(tasks, len(ours))


@transaction.atomic
def task_open(*, new: NewTask, by: User | None = None) -> Task:
    """Open one task; whoever gets it from somebody else is told.

    Raises ValidationError where that one cannot do anything for the customer.
    """
    if by is not None and new.owner != by.pk:
        check_can_do(User.objects.get(pk=new.owner), new.customer)
    opened = tasks_open(new=[new], by=by)
    task = opened.tasks[new.origin]
    if opened.created and by is not None and task.owner_id != by.pk:
        seen = Seen(task.pk, task.version, by, task.created_at)
        notices_raise(new=[_handed(task, task.owner_id, seen)], at=seen.at)
    return task


def _with_deputies(new: Sequence[NewTask]) -> list[NewTask]:
    """Who stands in for an owner with this customer, or for an owner on leave, does so here."""
    day = timezone.localdate()
    owners, customers = {task.owner for task in new}, {task.customer for task in new}
    rows = Assignment.objects.filter(
        user__in=owners, customer__in=customers, deputy__is_active=True, valid__contains=day
    )
    of_customers = {
        (user, customer): deputy
        for user, customer, deputy in rows.values_list("user", "customer", "deputy")
    }
    away = Leave.objects.filter(away_on(day), user__in=owners)
    on_leave = {
        (leave.user_id, customer): leave.deputy_id
        for leave in away.filter(deputy__is_active=True).select_related("deputy")
        for customer in _seen_by(leave.deputy, customers)
    }
    return [
        replace(
            task,
            deputy=task.deputy
            or of_customers.get((task.owner, task.customer))
            or on_leave.get((task.owner, task.customer)),
        )
        for task in new
    ]


def _seen_by(person: User | None, customers: Collection[int]) -> list[int]:
    """Of these customers; whoever may not see one can do nothing for it."""
    if person is None:
        return []
    visible = customers_visible_to(person).filter(pk__in=customers)
    return list(visible.values_list("pk", flat=True))


def _row(new: NewTask, clock: Clock, by: User | None) -> Task:
    due = new.due_at or clock.due(new.owner, new.starts_at, _allowed(new), new.is_promised)
    return Task(
        origin=new.origin,
        customer_id=new.customer,
        kind=new.kind,
        owner_id=new.owner,
        deputy_id=new.deputy if new.deputy != new.owner else None,
        starts_at=new.starts_at,
        time_kind=new.allowed.kind if new.allowed else "",
        allowed=new.allowed.amount if new.allowed else None,
        due_at=due,
        remind_at=remind_at(new.starts_at, due),
        title_key=new.title_key,
        params=dict(new.params),
        words=new.words,
        words_en=new.words_en,
        note=new.note,
        minutes=new.minutes,
        is_promised=new.is_promised,
        ticket_id=new.ticket,
        sop_run_id=new.sop_run,
        sop_step_id=new.sop_step,
        waits=bool(new.needs),
        created_by=by,
    )


def _allowed(new: NewTask) -> Allowed:
    if new.allowed is None:
        raise ValueError(f"{new.origin} has no deadline")
    return new.allowed


def _take_along(tasks: Mapping[str, Task], ours: Sequence[NewTask]) -> None:
    TaskCheck.objects.bulk_create(
        TaskCheck(task=tasks[new.origin], place=place, text=text)
        for new in ours
        for place, text in enumerate(new.checklist, 1)
    )
    waiting = {tasks[new.origin]: new.needs for new in ours if new.needs}
    link = Task.needs.through
    link.objects.bulk_create(
        link(from_task=task, to_task_id=need)
        for task, needs in waiting.items()
        for need in sorted(set(needs))
    )
    if waiting:
        _begin_if_free([task.pk for task in waiting], timezone.now())


# --- what may happen --------------------------------------------------------------------------


@transaction.atomic
def task_do(*, seen: Seen, reason: str = "") -> Task:
    """Done. With points of its checklist left, only for a reason."""
    task, is_new = _locked(seen, TaskAction.DO)
    if not is_new:
        return task
    if not reason and task.checks.filter(done_at=None).exists():
        message = _("Some points of the checklist are not ticked; say why it is done all the same.")
        raise ValidationError(message, code="checklist")
    _write(task, seen, TaskAction.DO, reason, done_at=seen.at, snoozed_until=None)
    _begin_if_free(list(task.needed_by.values_list("pk", flat=True)), seen.at)
    return task


@transaction.atomic
def task_cancel(*, seen: Seen, reason: str) -> Task:
    task, is_new = _locked(seen, TaskAction.CANCEL)
    if not is_new:
        return task
    _with_reason(reason)
    _write(task, seen, TaskAction.CANCEL, reason, cancelled_at=seen.at, snoozed_until=None)
    _begin_if_free(list(task.needed_by.values_list("pk", flat=True)), seen.at)
    return task


@transaction.atomic
def task_reopen(*, seen: Seen, reason: str) -> Task:
    task, _is_new = _locked(seen, TaskAction.REOPEN)
    _with_reason(reason)
    _write(task, seen, TaskAction.REOPEN, reason, done_at=None, cancelled_at=None)
    if _begin_if_free([task.pk], seen.at):  # called off while it waited
        task.refresh_from_db()
    return task


@transaction.atomic
def task_snooze(*, seen: Seen, until: date, reason: str) -> Task:
    """Hide it from its person's day until `until`, which is no later than the day it is due."""
    task, is_new = _locked(seen, TaskAction.SNOOZE, snoozed_until=until)
    if not is_new:
        return task
    _with_reason(reason)
    if until <= timezone.localdate(seen.at):
        raise ValidationError(_("Choose a day after today."), code="past")
    if until > timezone.localdate(task.due_at):
        message = _("It is due before that; move the deadline instead.")
        raise ValidationError(message, code="due")
    _write(task, seen, TaskAction.SNOOZE, reason, snoozed_until=until)
    return task


@transaction.atomic
def task_wake(*, seen: Seen) -> Task:
    task, is_new = _locked(seen, TaskAction.WAKE)
    if is_new:
        _write(task, seen, TaskAction.WAKE, "", snoozed_until=None)
    return task


@transaction.atomic
def task_delegate(*, seen: Seen, to: User, reason: str) -> Task:
    """Hand it on to somebody who may see the customer."""
    task, is_new = _locked(seen, TaskAction.DELEGATE, owner_id=to.pk)
    if not is_new:
        return task
    _with_reason(reason)
    check_can_do(to, task.customer_id)
    deputy = None if task.deputy_id == to.pk else task.deputy_id
    values: dict[str, Any] = {"owner_id": to.pk, "deputy_id": deputy, "snoozed_until": None}
    _write(task, seen, TaskAction.DELEGATE, reason, **values)
    notices_raise(new=[_handed(task, to.pk, seen)], at=seen.at)
    return task


def check_can_do(person: User, customer: int) -> None:
    """Raises ValidationError where somebody cannot do anything for the customer (an id)."""
    check_active(person)
    if not person.has_perm("followups.change_task"):
        message = _("%(name)s has no tasks here.")
        raise ValidationError(message % {"name": person}, code="no_tasks")
    if not customers_visible_to(person).filter(pk=customer).exists():
        message = _("%(name)s may not see this customer; take them into its service team first.")
        raise ValidationError(message % {"name": person}, code="unseen")


def _handed(task: Task, to: int, seen: Seen) -> NewNotice:
    customer = Customer.objects.get(pk=task.customer_id)
    return NewNotice(
        recipient=to,
        key=f"task:{task.pk}:{task.version}:handed",
        message_key=HANDED_ON,
        params={
            "task": told_title(task),
            "customer": customer.short_name or customer.name,
            "name": str(seen.by) if seen.by else "–",
            "due": {"moment": task.due_at.isoformat()},
        },
        url=reverse("task", args=[task.pk]),
        customer=task.customer_id,
    )


def told_title(task: Task) -> object:
    """A message stays one, so that each reader has it in their language."""
    return {"key": task.title_key, "params": task.params} if task.title_key else task.words


@transaction.atomic
def task_reschedule(*, seen: Seen, due: datetime, reason: str) -> Task:
    """Move the deadline to a moment that a person has chosen; a breach stays on record."""
    task, is_new = _locked(seen, TaskAction.RESCHEDULE, due_at=due)
    if not is_new:
        return task
    _with_reason(reason)
    if due <= seen.at:
        raise ValidationError(_("Choose a moment to come."), code="past")
    _write(task, seen, TaskAction.RESCHEDULE, reason, **_deadline(task, due, seen.at))
    return task


@transaction.atomic
def task_reword(*, seen: Seen, words: str, reason: str) -> Task:
    """Say in other words what is to be done; only of what a person has put in words."""
    task, is_new = _locked(seen, TaskAction.REWORD, words=words.strip())
    if not is_new:
        return task
    _with_reason(reason)
    changes = {"words": [task.words, words.strip()]}
    _write(task, seen, TaskAction.REWORD, reason, changes, words=words.strip())
    return task


@transaction.atomic
def task_wait(*, seen: Seen, needs: Collection[int], reason: str = "") -> Task:
    """Let it wait until these open tasks of the customer (ids) have ended; for none it begins.

    Its time counts from then on, so for a promise one has to say why.
    """
    task = Task.objects.get(pk=seen.task)
    # Of two at once neither would see that the other is just closing a circle.
    lock_until_end(f"task needs {task.customer_id}")
    before = set(task.needs.filter(AT_WORK).values_list("pk", flat=True))
    wanted = set(needs)
    if wanted == before and task.waits == bool(wanted):
        return task
    task, _is_new = _locked(seen, TaskAction.WAIT)
    if task.is_promised:
        _with_reason(reason)
    known = needs_of_customer(task.customer_id)
    if not wanted <= known.keys() - {task.pk}:
        raise ValidationError(_("One of these tasks has ended; choose again."), code="ended")
    if not wanted.isdisjoint(waiting_for(task.pk, known)):
        raise ValidationError(_("One of these waits for this task already."), code="circle")
    task.needs.remove(*(before - wanted))
    task.needs.add(*(wanted - before))
    changes = {"needs": [sorted(before), sorted(wanted)]}
    _write(task, seen, TaskAction.WAIT, reason, changes, waits=bool(wanted) or task.waits)
    if not wanted:
        _begin_if_free([task.pk], seen.at)
        task.refresh_from_db()
    return task


def tasks_begin(*, at: datetime, after: Collection[Task] | None = None) -> int:
    """Let those begin that wait for nothing any more; returns how many.

    Of all, or of those that waited for one of `after`. Whoever ends a task does so already, except
    for one who was waited for in the same moment.
    """
    free = Task.objects.filter(~Exists(_needed_yet()), AT_WORK, waits=True)
    if after is not None:
        waited = Task.needs.through.objects.filter(to_task__in=[task.pk for task in after])
        free = free.filter(pk__in=waited.values("from_task"))
    return _begin_if_free(list(free.values_list("pk", flat=True)), at)


@transaction.atomic
def tasks_recompute(
    *, by: User | None, at: datetime, reason: str, owners: Collection[int] | None = None
) -> int:
    """Let deadlines that are counted follow the calendars; returns how many moved.

    Those of everybody, or of these people (ids).

    A deadline that has passed stays, and none moves into the past. What waits is counted anew when
    it begins.
    """
    rows = Task.objects.select_for_update(of=("self",)).filter(
        AT_WORK, waits=False, allowed__isnull=False, due_at__gt=at
    )
    if owners is not None:
        rows = rows.filter(owner__in=list(owners))
    tasks = list(rows.exclude(time_kind=TimeKind.ELAPSED).order_by("pk"))
    clock = Clock.now({task.owner_id for task in tasks})
    moved, events = [], []
    for task in tasks:
        allowed = Allowed(TimeKind(task.time_kind), task.allowed or 0)
        due = clock.due(task.owner_id, task.starts_at, allowed, task.is_promised)
        if due == task.due_at or due <= at:
            continue
        changes = {"due_at": [_told(task.due_at), _told(due)]}
        events.append(
            TaskEvent(
                task=task,
                at=at,
                by=by,
                action=TaskAction.RESCHEDULE,
                reason=reason,
                changes=changes,
            )
        )
        if due > task.due_at:
            task.reminded_at = None
        if task.snoozed_until and task.snoozed_until > timezone.localdate(due):
            task.snoozed_until = None
        task.due_at, task.remind_at = due, remind_at(task.starts_at, due)
        task.version += 1
        moved.append(task)
    columns = ["due_at", "remind_at", "reminded_at", "snoozed_until", "version"]
    Task.objects.bulk_update(moved, columns, batch_size=1_000)
    TaskEvent.objects.bulk_create(events, batch_size=1_000)
    return len(moved)


@dataclass(frozen=True, slots=True)
class Move:
    """A task as it was seen, and the moment it is to be due."""

    task: int
    version: int
    due: datetime


@dataclass(frozen=True, slots=True)
class Moved:
    """Ids of tasks: moved, and left as they are with the reason."""

    done: list[int]
    left: dict[int, str]


@transaction.atomic
def tasks_reschedule(*, moves: Sequence[Move], by: User, at: datetime, reason: str) -> Moved:
    """Move many deadlines; a task that cannot be moved (any more) stops no other."""
    _with_reason(reason)
    done, left = [], {}
    for move in sorted(moves, key=lambda move: move.task):
        try:
            with transaction.atomic():
                seen = Seen(move.task, move.version, by, at)
                task_reschedule(seen=seen, due=move.due, reason=reason)
            done.append(move.task)
        except ValidationError as error:
            left[move.task] = " ".join(error.messages)
    return Moved(done, left)


@transaction.atomic
def check_set(*, check: TaskCheck, is_done: bool, by: User, at: datetime) -> TaskCheck:
    """Tick a point of a checklist, or take the tick away; twice is once."""
    row = TaskCheck.objects.select_for_update().select_related("task").get(pk=check.pk)
    if not row.task.is_at_work:
        raise ValidationError(_("This task has ended."), code="ended")
    if (row.done_at is not None) != is_done:
        row.done_at, row.done_by = (at, by) if is_done else (None, None)
        row.save(update_fields=["done_at", "done_by"])
    return row


@transaction.atomic
def checks_tick(*, task: Task, checks: Collection[int], by: User, at: datetime) -> None:
    """Tick these points (ids) of its checklist; one that is ticked already stays as it is."""
    at_work = Task.objects.filter(AT_WORK, pk=task.pk)
    rows = TaskCheck.objects.filter(task__in=at_work, pk__in=checks, done_at=None)
    rows.update(done_at=at, done_by=by)


# --- how --------------------------------------------------------------------------------------


def _locked(seen: Seen, action: TaskAction, **wanted: Any) -> tuple[Task, bool]:
    """The task, alone for this transaction, and whether the action still has something to do.

    `wanted` is what it would be after it: whoever asks for what is so already gets no error. A
    deadline that has passed is noted before anything else happens. Raises ValidationError where
    the action cannot be taken (any more).
    """
    calendars(hold=True)  # whoever edits a calendar takes it before the tasks, so we do, too
    task = _hold(seen.task, action)
    state = task.state_on(timezone.localdate(seen.at))
    is_so = bool(wanted) and all(getattr(task, name) == value for name, value in wanted.items())
    if is_reached(state, action) or (is_so and follows(state, action)):
        return task, False
    if seen.version not in (None, task.version):
        raise ValidationError(changed_told(task), code="changed")
    if follows(state, action) is None:
        raise ValidationError(_refused(state), code="state")
    _note_breach(task, seen.at)
    return task, True


def tasks_hold(rows: QuerySet[Task]) -> list[Task]:
    """Those of the tasks that are at work, alone for this transaction, which is to end them."""
    wanted = set(rows.filter(AT_WORK).values_list("pk", flat=True))
    return [task for task in _held(wanted) if task.is_at_work]


def _hold(task: int, action: TaskAction) -> Task:
    if action in ENDS:
        [held] = _held({task})
        return held
    return Task.objects.select_for_update(of=("self",)).get(pk=task)


def _held(wanted: Collection[int]) -> list[Task]:
    """With those that their end may let begin, and all in the order of their numbers.

    So does whoever changes many at once take them; else the two might wait for each other.
    """
    waiting = Task.needs.through.objects.filter(to_task__in=wanted).values("from_task")
    held = Q(pk__in=wanted) | Q(AT_WORK, waits=True, pk__in=waiting)
    found = Task.objects.select_for_update(of=("self",)).filter(held).order_by("pk")
    return [task for task in found if task.pk in wanted]


def _note_breach(task: Task, at: datetime) -> None:
    """Before `escalate` came to it; what happens now does not edit it away."""
    if not task.is_overdue(at) or not task.may_breach:
        return
    task.breached_at = task.due_at
    task.save(update_fields=["breached_at"])
    TaskEvent.objects.create(task=task, at=at, action=TaskAction.BREACH)


def changed_told(task: Task) -> str:
    """To whom it is not what they saw any more."""
    last = task.events.select_related("by").order_by("-pk").first()
    if last is None or last.by is None:
        return _("This task has just changed; look at it again.")
    said = {"name": last.by, "action": last.get_action_display()}
    return _("%(name)s has just changed this task (%(action)s); look at it again.") % said


def _refused(state: TaskState) -> str:
    return _("This cannot be done with a task that is: %(state)s.") % {"state": state.label}


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")


def _deadline(task: Task, due: datetime, at: datetime) -> dict[str, Any]:
    """The columns of a new deadline; whoever was told of the old one is told of this one anew."""
    snoozed = task.snoozed_until
    is_hidden = snoozed is not None and snoozed > timezone.localdate(due)
    return {
        "due_at": due,
        "starts_at": at,
        "time_kind": "",
        "allowed": None,
        "remind_at": remind_at(at, due),
        "reminded_at": None,
        "told": [],
        "escalate_at": None,
        "snoozed_until": None if is_hidden else snoozed,
    }


def _write(
    task: Task,
    seen: Seen,
    action: TaskAction,
    reason: str,
    noted: Mapping[str, Any] | None = None,
    **values: Any,
) -> None:
    """`noted` are changes that are in no column of the task."""
    event = _set(task, seen, action, reason, values)
    event.changes |= noted or {}
    task.save(update_fields=[*(name.removesuffix("_id") for name in values), "version"])
    event.save()


def _set(
    task: Task, seen: Seen, action: TaskAction, reason: str, values: Mapping[str, Any]
) -> TaskEvent:
    """Set what is to be saved, and say what that was."""
    before = {name: getattr(task, name) for name in FIELDS_OF_EVENTS}
    for name, value in values.items():
        setattr(task, name, value)
    task.version += 1
    changes = {
        name.removesuffix("_id"): [_told(value), _told(getattr(task, name))]
        for name, value in before.items()
        if value != getattr(task, name)
    }
    return TaskEvent(
        task=task,
        at=seen.at,
        by=seen.by,
        action=action,
        reason=reason.strip(),
        changes=changes,
    )


def _told(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


@transaction.atomic
def _begin_if_free(tasks: Collection[int], at: datetime) -> int:
    """Let those begin of which nothing they need is left; their time counts from now.

    A deadline that somebody has chosen stays, unless it has passed meanwhile: then there is as much
    time as there was at first.
    """
    clock = Clock.now(Task.objects.filter(pk__in=tasks).values_list("owner", flat=True))
    waiting = Task.objects.select_for_update(of=("self",)).filter(AT_WORK, waits=True)
    locked = list(waiting.filter(pk__in=tasks).order_by("pk"))
    # Asked again under the lock: of two that end at once the second sees that both have.
    held = Task.objects.filter(Exists(_needed_yet()), pk__in=[task.pk for task in locked])
    still = set(held.values_list("pk", flat=True))
    rows = [task for task in locked if task.pk not in still]
    events = [_begin(task, clock, at) for task in rows]
    Task.objects.bulk_update(rows, BEGUN, batch_size=500)
    TaskEvent.objects.bulk_create(events, batch_size=1_000)
    return len(rows)


def _begin(task: Task, clock: Clock, at: datetime) -> TaskEvent:
    values: dict[str, Any] = {"waits": False}
    due = _due_when_begun(task, clock, at)
    if task.allowed or due != task.due_at:
        fresh: dict[str, Any] = {"reminded_at": None, "told": [], "escalate_at": None}
        values |= {"starts_at": at, "due_at": due, "remind_at": remind_at(at, due), **fresh}
    return _set(task, Seen(task.pk, None, None, at), TaskAction.BEGIN, "", values)


def _needed_yet() -> QuerySet[Task]:
    """Of a task those that it needs and that are still to be done."""
    return Task.objects.filter(AT_WORK, needed_by=OuterRef("pk"))


def _due_when_begun(task: Task, clock: Clock, at: datetime) -> datetime:
    if task.time_kind and task.allowed:
        allowed = Allowed(TimeKind(task.time_kind), task.allowed)
        return clock.due(task.owner_id, at, allowed, task.is_promised)
    return task.due_at if task.due_at > at else at + (task.due_at - task.starts_at)
