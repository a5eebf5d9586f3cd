"""What somebody has to see to today and in the days to come, the most pressing first."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from accounts.access import customers_visible_to
from accounts.choices import Tier
from accounts.clearance import may_see, veiled
from accounts.models import Customer, User
from common.arrays import among
from common.working_time import WorkingCalendar
from crm_site.queries.tasks import TaskRow, task_rows
from crm_site.queries.today_facts import Asked, Fact, asked_by, facts_of
from crm_site.rules.urgency import Matter, Urgency, matter_of_task, pressure
from followups.access import mine
from followups.models import Task
from followups.queries.calendars import calendar_of
from followups.queries.tasks import COMING_DAYS, awake, by_weight, due_by, midnight
from health.choices import Level
from health.queries.current import levels_seen

MOST_SHOWN, MOST_NOW = 10, 3
# Of very many the first by promise, tier and deadline are compared: nobody does more in a week.
MOST_COMPARED = 100
PARTS = ("overdue", "today", "coming")
AHEAD, PROMISED = "ahead", "promised"
OF_TASKS = ("pk", "origin", "is_promised", "due_at", "customer")
# As `by_weight` orders them.
RANKS = {tier: rank for rank, tier in enumerate([*Tier, None])}


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
    """How one person sees the urgency of things.

    `tiers` are of all the customers, by id, that come into question and that they may see.
    """

    person: User
    now: datetime
    calendar: WorkingCalendar
    tiers: dict[int, Tier | None]
    levels: dict[int, Level]
    sees_tier: bool

    def urgency(self, matter: Matter, due: datetime, customer: int) -> Urgency:
        tier = self.tiers.get(customer) if self.sees_tier else None
        left = pressure(self.calendar, self.now, due)
        return Urgency(matter, left, tier, self.levels.get(customer), due)


def today_of(person: User, now: datetime, whole: str = "") -> Today:
    """With the first lines of each part, and all that were compared of the one named `whole`."""
    asked = asked_by(person, now)
    due, counted, facts = due_by(now), _counted(person, now), facts_of(asked)
    eye = _eye(asked, {*counted, *(fact.customer.pk for fact in facts)})
    counted = {pk: numbers for pk, numbers in counted.items() if pk in eye.tiers}
    counts = {code: sum(numbers[code] for numbers in counted.values()) for code in PARTS}
    rows = {
        code: _first(_weightiest(eye, counted, code).filter(due[code]))
        for code in PARTS
        if counts[code]
    }
    found = [_of_task(eye, code, row) for code, of_part in rows.items() for row in of_part]
    found += [_of_fact(eye, fact) for fact in facts]
    return _laid_out(sorted(found, key=lambda one: one.urgency.order), counts, eye, whole)


def _counted(person: User, now: datetime) -> dict[int, dict[str, int]]:
    """How many of the person's tasks stand in each part, and are promised, by customer.

    Whether they may see the customer is asked once of those found, and not of each task.
    """
    tasks, due = Task.objects.filter(awake(now), mine(person)), due_by(now)
    conditions = {code: due[code] for code in PARTS} | {PROMISED: Q(is_promised=True)}
    counts = {code: Count("pk", filter=condition) for code, condition in conditions.items()}
    return {
        customer: dict(zip(conditions, numbers, strict=True))
        for customer, *numbers in tasks.order_by().values_list("customer").annotate(**counts)
    }


def _weightiest(eye: Eye, counted: dict[int, dict[str, int]], code: str) -> QuerySet[Task]:
    """The person's tasks, of customers among whose tasks the first of a part are.

    Of very many these are few: the best tiers until there are enough, and who was promised
    something. To sort ten thousand tasks by their customers takes as long as all of this page.
    """
    ranks = {pk: RANKS[eye.tiers[pk]] for pk, numbers in counted.items() if numbers[code]}
    last = _rank_of_the_last({pk: counted[pk][code] for pk in ranks}, ranks)
    customers = [pk for pk, rank in ranks.items() if rank <= last or counted[pk][PROMISED]]
    return Task.objects.filter(awake(eye.now), mine(eye.person), customer__in=among(customers))


def _rank_of_the_last(numbers: dict[int, int], ranks: dict[int, int]) -> int:
    """The tier, as its rank, that has the last of the tasks that are compared."""
    so_far = 0
    for rank in sorted(RANKS.values()):
        so_far += sum(numbers[pk] for pk, of_customer in ranks.items() if of_customer == rank)
        if so_far >= MOST_COMPARED:
            return rank
    return max(RANKS.values())


def _first(tasks: QuerySet[Task]) -> list[tuple[Any, ...]]:
    return list(by_weight(tasks).values_list(*OF_TASKS)[:MOST_COMPARED])


def _eye(asked: Asked, customers: Collection[int]) -> Eye:
    """With the tiers and levels of those of the customers whom the person may see."""
    person = asked.person
    tiers = {pk: tier for pk, tier in asked.tiers.items() if pk in customers}
    if others := set(customers) - tiers.keys():
        seen = customers_visible_to(person).filter(pk__in=among(others))
        tiers |= dict(seen.values_list("pk", "tier"))
    return Eye(
        person,
        asked.now,
        calendar_of(user=person),
        {pk: Tier(tier) if tier in Tier.values else None for pk, tier in tiers.items()},
        levels_seen(person, tiers),
        may_see(person, Customer, "tier"),
    )


def _of_task(eye: Eye, code: str, row: tuple[Any, ...]) -> Found:
    pk, origin, is_promised, due, customer = row
    matter = matter_of_task(origin, is_promised=is_promised)
    return Found(code, eye.urgency(matter, due, customer), task=pk)


def _of_fact(eye: Eye, fact: Fact) -> Found:
    urgency = eye.urgency(fact.matter, fact.due_at, fact.customer.pk)
    return Found(_code(fact.due_at, eye.now), urgency, fact=fact)


def _code(due: datetime, now: datetime) -> str:
    """Where a fact stands, as `due_by` says of tasks."""
    tomorrow = midnight(timezone.localdate(now) + timedelta(days=1))
    if due < now:
        return "overdue"
    if due < tomorrow:
        return "today"
    return "coming" if due < tomorrow + timedelta(days=COMING_DAYS) else AHEAD


def _laid_out(found: list[Found], counts: dict[str, int], eye: Eye, whole: str) -> Today:
    """Two or three things need nobody to say which of them matter."""
    pressing = [one for one in found if one.code != AHEAD]
    first = pressing[:MOST_NOW] if len(pressing) > MOST_NOW else []
    rest = {code: _rest(found, first, code) for code in (*PARTS, AHEAD)}
    rest = {code: part if code == whole else part[:MOST_SHOWN] for code, part in rest.items()}
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


def _rest(found: list[Found], first: list[Found], code: str) -> list[Found]:
    return [one for one in found if one.code == code and one not in first]


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
