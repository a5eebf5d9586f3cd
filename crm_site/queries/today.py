"""What somebody has to see to today and in the days to come, the most pressing first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, QuerySet
from django.utils import timezone

from accounts.choices import Tier
from accounts.clearance import may_see, veiled
from accounts.models import Customer, User
from common.working_time import WorkingCalendar
from crm_site.queries.tasks import TaskRow, task_rows
from crm_site.queries.today_facts import Fact, facts_of
from crm_site.rules.urgency import Urgency, matter_of_task, pressure
from followups.access import mine, tasks_visible_to
from followups.models import Task
from followups.queries.calendars import calendar_of
from followups.queries.tasks import (
    COMING_DAYS,
    by_weight,
    coming,
    due_today,
    midnight,
    overdue,
)
from health.choices import Level
from health.models import HealthCurrent

MOST_SHOWN, MOST_NOW = 20, 3
# Of very many the first by promise, tier and deadline are compared: nobody does more in a week.
MOST_COMPARED = 200
WHENS = {"overdue": overdue, "today": due_today, "coming": coming}
AHEAD = "ahead"
OF_TASKS = ("pk", "origin", "is_promised", "due_at", "customer", "customer__tier")


@dataclass(frozen=True, slots=True)
class Line:
    """A task, or a fact with its customer as the person may see it, and why it stands here."""

    urgency: Urgency
    row: TaskRow | None = None
    fact: Fact | None = None
    customer: Any = None


@dataclass(frozen=True, slots=True)
class Part:
    """What is overdue, due today, coming or further ahead: the first lines, and how many."""

    code: str
    lines: Sequence[Line]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.lines)


@dataclass(frozen=True, slots=True)
class Today:
    """The most pressing lines of all parts, which are not in them again."""

    now: Sequence[Line]
    parts: Sequence[Part]

    @property
    def is_quiet(self) -> bool:
        return not self.now and not any(part.count for part in self.parts)


@dataclass(frozen=True, slots=True)
class Found:
    """A task by its id, or a fact, before it is known whether it is shown."""

    code: str
    urgency: Urgency
    task: int | None = None
    fact: Fact | None = None


@dataclass(frozen=True, slots=True)
class Eye:
    """How one person sees the urgency of things."""

    person: User
    now: datetime
    calendar: WorkingCalendar
    sees_tier: bool
    levels: dict[int, Level]

    def urgency(self, matter: Any, due: datetime, customer: int, tier: str) -> Urgency:
        known = Tier(tier) if self.sees_tier and tier in Tier.values else None
        left = pressure(self.calendar, self.now, due)
        return Urgency(matter, left, known, self.levels.get(customer), due)


def today_of(person: User, now: datetime) -> Today:
    tasks = tasks_visible_to(person).filter(mine(person))
    whens = {code: when(now) for code, when in WHENS.items()}
    counts = tasks.aggregate(**{code: Count("pk", filter=when) for code, when in whens.items()})
    rows = {
        code: _first(tasks.filter(when), MOST_COMPARED)
        for code, when in whens.items()
        if counts[code]
    }
    facts = facts_of(person, now)
    customers = {row[4] for found in rows.values() for row in found}
    eye = _eye(person, now, customers | {fact.customer.pk for fact in facts})
    found = [_of_task(eye, code, row) for code, of_part in rows.items() for row in of_part]
    found += [_of_fact(eye, fact) for fact in facts]
    return _laid_out(sorted(found, key=lambda one: one.urgency.order), counts, eye)


def _first(tasks: QuerySet[Task], most: int) -> list[tuple[Any, ...]]:
    return list(by_weight(tasks).values_list(*OF_TASKS)[:most])


def _eye(person: User, now: datetime, customers: Iterable[int]) -> Eye:
    levels = {}
    if person.has_perm("health.view_healthcurrent"):
        rows = HealthCurrent.objects.filter(customer__in=customers)
        levels = {pk: Level(level) for pk, level in rows.values_list("customer", "level")}
    sees_tier = may_see(person, Customer, "tier")
    return Eye(person, now, calendar_of(user=person), sees_tier, levels)


def _of_task(eye: Eye, code: str, row: tuple[Any, ...]) -> Found:
    pk, origin, is_promised, due, customer, tier = row
    matter = matter_of_task(origin, is_promised=is_promised)
    return Found(code, eye.urgency(matter, due, customer, tier), task=pk)


def _of_fact(eye: Eye, fact: Fact) -> Found:
    customer = fact.customer
    urgency = eye.urgency(fact.matter, fact.due_at, customer.pk, customer.tier)
    return Found(_code(fact.due_at, eye.now), urgency, fact=fact)


def _code(due: datetime, now: datetime) -> str:
    """Where a fact stands, as the conditions of WHENS say of tasks."""
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
    if due < now:
        return "overdue"
    if due < tomorrow:
        return "today"
    return "coming" if due < tomorrow + timedelta(days=COMING_DAYS) else AHEAD


def _laid_out(found: list[Found], counts: dict[str, int], eye: Eye) -> Today:
    """Two or three things need nobody to say which of them matter."""
    pressing = [one for one in found if one.code != AHEAD]
    first = pressing[:MOST_NOW] if len(pressing) > MOST_NOW else []
    rest = {code: _cut(found, first, code) for code in (*WHENS, AHEAD)}
    lines = _lines([*first, *(one for part in rest.values() for one in part)], eye)
    parts = [
        Part(
            code,
            _known(lines, of_part),
            counts.get(code, 0) + _count(found, code) - _taken(first, code),
        )
        for code, of_part in rest.items()
    ]
    return Today(_known(lines, first), parts)


def _cut(found: list[Found], first: list[Found], code: str) -> list[Found]:
    return [one for one in found if one.code == code and one not in first][:MOST_SHOWN]


def _count(found: list[Found], code: str) -> int:
    """The facts of a part; its tasks have been counted, however many there are."""
    return sum(one.code == code and one.fact is not None for one in found)


def _taken(first: list[Found], code: str) -> int:
    return sum(one.code == code for one in first)


def _known(lines: dict[int, Line], found: list[Found]) -> list[Line]:
    return [lines[id(one)] for one in found if id(one) in lines]


def _lines(found: list[Found], eye: Eye) -> dict[int, Line]:
    """By the identity of what was found; a task that has just gone has none."""
    ids = [one.task for one in found if one.task is not None]
    rows = {row.task.pk: row for row in task_rows(ids, eye.person, eye.now)}
    facts = [one for one in found if one.fact is not None]
    shown = veiled(eye.person, [one.fact.customer for one in facts if one.fact])
    lines = {
        id(one): Line(one.urgency, fact=one.fact, customer=customer)
        for one, customer in zip(facts, shown, strict=True)
    }
    for one in found:
        if one.task in rows:
            lines[id(one)] = Line(one.urgency, row=rows[one.task])
    return lines
