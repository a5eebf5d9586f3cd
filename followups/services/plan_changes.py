"""From what is to be to rows: only what differs from what is there is written."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_noop

from followups.choices import TaskAction
from followups.models import Task
from followups.queries.calendars import Calendars
from followups.queries.plan_facts import Due, deputies_for, teams_of
from followups.queries.plan_made import Scope
from followups.queries.tasks import midnight
from followups.rules.cadence import Logged
from followups.rules.deadlines import end_of_day
from followups.rules.planning import KnownTask, Outcome, Slot, Work
from followups.rules.tasks import remind_at
from followups.services.plan_rows import ChangeRow, TaskRow, TouchRow
from followups.services.plan_titles import title_of

MADE = gettext_noop("A follow-up that was logged counts for it.")
NOT_OWED = gettext_noop("The cadence does not ask for it any more.")
HANDED = gettext_noop("The customer has another owner.")
AWAY = gettext_noop("Its owner is away on that day.")


class Writer:
    """The rows of a run, collected customer by customer."""

    def __init__(self, scope: Scope, at: datetime, known: Calendars) -> None:
        self.scope, self.at, self.known = scope, at, known
        self.counts: Counter[str] = Counter()
        self.touches: list[TouchRow] = []
        self.served: list[int] = []
        self.left: list[int] = []
        self._works: list[Work] = []
        self._done: list[tuple[KnownTask, Logged]] = []
        self._ended: list[KnownTask] = []
        self._deputies: dict[str, int] = {}
        self._teams: dict[int, int | None] = {}
        self._ends: dict[tuple[int, date], datetime] = {}

    def take(self, outcome: Outcome) -> None:
        (self.served if outcome.is_served else self.left).append(outcome.customer)
        for slot in outcome.slots:
            self._take_touch(slot)
        self._works += [work for work in outcome.works if _is_to_write(work)]
        self._done += outcome.done
        self._ended += outcome.ended
        self.counts["ended"] += len(outcome.over)

    def _take_touch(self, slot: Slot) -> None:
        row = _row(slot)
        if row == _row_before(slot):
            return
        self.touches.append(row)
        self.counts["touches"] += slot.known is None
        self.counts["made"] += slot.by is not None and not (slot.known and slot.known.done_on)
        self.counts["on_hold"] += bool(slot.hold)

    def tasks(self) -> tuple[list[TaskRow], list[ChangeRow]]:
        """Those to be opened, and what becomes of open ones."""
        self._deputies = deputies_for(
            self.scope,
            {
                work.origin: Due(work.customer, work.owner, work.day)
                for work in self._works
                if work.day
            },
        )
        self._teams = teams_of({work.owner for work in self._works})
        opened = [self._opened(work) for work in self._works if work.known is None]
        return opened, list(self._changed())

    def _opened(self, work: Work) -> TaskRow:
        due = self._due(work)
        title, params = title_of(work)
        return TaskRow(
            origin=work.origin,
            customer=work.customer,
            kind=work.rule.kind,
            owner=work.owner,
            deputy=self._deputies.get(work.origin),
            due_at=due,
            remind_at=remind_at(self.at, due),
            minutes=work.minutes,
            title_key=title,
            params=params,
        )

    def _due(self, work: Work) -> datetime:
        """When the office closes on that day: the owner's, or the team's when the owner is away."""
        day = work.day or work.last
        key = (work.owner, day)
        if key not in self._ends:
            team = self._teams.get(work.owner)
            own = self.known.of_person(work.owner, team)
            calendar = own if own.is_working_day(day) else self.known.of_team(team)
            self._ends[key] = end_of_day(calendar, day)
        return self._ends[key]

    def _changed(self) -> Iterator[ChangeRow]:
        moved = [work for work in self._works if work.known is not None]
        over = [*self._ended, *(task for task, _by in self._done)]
        wanted = {task.pk for task in over} | {work.known.pk for work in moved if work.known}
        tasks = Task.objects.in_bulk(wanted)
        for work in moved:
            if work.known:
                yield self._moved(work, tasks[work.known.pk])
        for known, by in self._done:
            task, done_at = tasks[known.pk], self._made_at(by)
            is_late = _breach(task, done_at)
            task.done_at = done_at
            yield ChangeRow(task, TaskAction.DO, MADE, {}, is_late)
        for known in self._ended:
            task = tasks[known.pk]
            is_late = _breach(task, self.at)
            task.cancelled_at = self.at
            yield ChangeRow(task, TaskAction.CANCEL, NOT_OWED, {}, is_late)

    def _made_at(self, by: Logged) -> datetime:
        """When the touch was, however late it was logged; of some only the day is known."""
        return min(by.at or midnight(by.day), self.at)

    def _moved(self, work: Work, task: Task) -> ChangeRow:
        changes: dict[str, Any] = {}
        if work.is_handed:
            changes["owner"] = [task.owner_id, work.owner]
            task.owner_id, task.deputy_id = work.owner, self._deputies.get(work.origin)
        if work.known and work.day != work.known.day:
            due = self._due(work)
            changes["due_at"] = [task.due_at.isoformat(), due.isoformat()]
            task.starts_at, task.due_at, task.remind_at = self.at, due, remind_at(self.at, due)
        action = TaskAction.DELEGATE if work.is_handed else TaskAction.RESCHEDULE
        self.counts["handed" if work.is_handed else "moved"] += 1
        return ChangeRow(task, action, HANDED if work.is_handed else AWAY, changes)


def _breach(task: Task, moment: datetime) -> bool:
    """Whether its deadline had passed by then and nobody has noted it: what ends a task does not
    edit that away. Those that stay open `escalate` comes to.
    """
    is_late = task.is_overdue(moment) and task.may_breach
    if is_late:
        task.breached_at = task.due_at
    return is_late


def _is_to_write(work: Work) -> bool:
    return work.known is None or work.is_handed or work.day != work.known.day


def _row(slot: Slot) -> TouchRow:
    """A touch as it is to be stored."""
    work, known = slot.work, slot.known
    before = known.task if known else None
    return (
        *(slot.customer, slot.key.touch, slot.key.period, slot.key.first, slot.last),
        *(slot.key.slot, slot.tier, slot.owner, slot.target, _due_on(slot)),
        work.origin if work and work.known is None else None,
        work.known.pk if work and work.known else before.pk if before else None,
        (slot.by.number or None) if slot.by else None,
        slot.by.day if slot.by else None,
        slot.hold,
    )


def _due_on(slot: Slot) -> Any:
    """The day it is planned for; a task that people have moved is still planned for the old one."""
    work, due = slot.work, slot.known.due if slot.known else None
    if work is None:
        return due
    is_kept = work.known is not None and work.day == work.known.day
    return due if is_kept and due else work.day


def _row_before(slot: Slot) -> TouchRow | None:
    known = slot.known
    if known is None:
        return None
    return (
        *(slot.customer, known.key.touch, known.key.period, known.key.first, known.last),
        *(known.key.slot, known.tier, known.owner, known.target, known.due),
        None,
        known.task.pk if known.task else None,
        known.follow_up,
        known.done_on,
        known.hold,
    )
