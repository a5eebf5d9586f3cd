"""The planner: every customer gets the touches of the period, each once, on days that have room.

It compares what is with what is owed (`rules/planning.py`) and writes the difference, all of it in
one transaction: whoever kills it leaves the old plan or the new one, and a second run finds nothing
to do. Two runs wait for each other. The tasks that are at stake are locked meanwhile, so that
nobody is overruled who is just finishing one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from common.bulk import MANY, planned_for_many, uncollected
from common.locks import lock_until_end
from followups.models import Task
from followups.models.task import AT_WORK
from followups.queries.calendars import Calendars, calendars
from followups.queries.people import company_on
from followups.queries.plan_facts import (
    TIER_RANK,
    Due,
    cases,
    customers_to_plan,
    deputies_for,
    load_from,
    teams_of,
    touches_at_stake,
)
from followups.queries.plan_made import Scope
from followups.rules.desks import Desk
from followups.rules.planning import Outcome, Work, plan_of
from followups.services.plan_changes import Writer
from followups.services.plan_rows import plan_write, plans_note
from followups.services.tasks import tasks_begin

DAY = timedelta(days=1)
# Whoever plans after that does so for the next day.
NOON = time(12)


@dataclass(frozen=True, slots=True)
class PlanRun:
    """What a run did: customers looked at; touches planned, made, on hold; tasks opened, ended,
    moved and handed over; days of people that are over their limit, and by how many minutes.
    """

    as_of: date
    customers: int = 0
    touches: int = 0
    made: int = 0
    on_hold: int = 0
    opened: int = 0
    ended: int = 0
    moved: int = 0
    handed: int = 0
    days_over: int = 0
    minutes_over: int = 0


@transaction.atomic
@uncollected()
def cadence_plan(
    *,
    day: date,
    at: datetime,
    customers: Collection[int] | None = None,
    is_dry: bool = False,
) -> PlanRun:
    """Plan the periods that `day` is in, for all customers or for these (ids).

    With `is_dry` nothing stays.
    """
    lock_until_end("cadence plan")
    known = calendars(hold=True)  # before the tasks, as whoever edits one does
    scope = Scope(day, customers)
    with planned_for_many(MANY if customers is None else len(customers)):
        _tasks_lock(scope)
        company = company_on(day)
        outcomes = [plan_of(case, day, TIER_RANK[case.tier]) for case in cases(scope, company)]
        over = Placing(scope, known, _earliest(day, at)).place(outcomes)
        writer = Writer(scope, at, known)
        for outcome in outcomes:
            writer.take(outcome)
        tasks, changes = writer.tasks()
        plan_write(tasks=tasks, changes=changes, touches=writer.touches, at=at)
        plans_note(served=writer.served, left=writer.left, at=at)
    if changes:
        tasks_begin(at=at)
    if is_dry:
        transaction.set_rollback(True)
    return PlanRun(
        as_of=day,
        customers=len(outcomes),
        opened=len(tasks),
        days_over=len(over),
        minutes_over=sum(over),
        **writer.counts,
    )


@transaction.atomic
def cadence_follow(*, day: date, at: datetime) -> PlanRun:
    """Plan anew those with another tier or owner, or with a follow-up that may count."""
    customers = customers_to_plan(day)
    return cadence_plan(day=day, at=at, customers=customers) if customers else PlanRun(day)


def _tasks_lock(scope: Scope) -> None:
    at_stake = touches_at_stake(scope).filter(task__isnull=False).order_by()
    tasks = Task.objects.filter(AT_WORK, pk__in=at_stake.values("task")).order_by("pk")
    list(tasks.select_for_update(of=("self",)).values_list("pk", flat=True))


def _earliest(day: date, at: datetime) -> date:
    local = timezone.localtime(at)
    return day + DAY if local.date() == day and local.time() >= NOON else day


class Placing:
    """The desks of all whose tasks are placed, each made when it is asked for the first time."""

    def __init__(self, scope: Scope, known: Calendars, earliest: date) -> None:
        self.scope, self.known, self.earliest = scope, known, earliest
        self._desks: dict[int, Desk] = {}
        self._vacant: dict[int, Desk] = {}

    def place(self, outcomes: Sequence[Outcome]) -> list[int]:
        """Give every task of the plan its day; returns minutes over the limit, by day and person.

        Placed are new tasks, and those that have to move: on a day off of their owner, or of
        another owner. What people have moved themselves stays where it is, and so does what is
        overdue.
        """
        works = [work for outcome in outcomes for work in outcome.works]
        deputies = {work.known.deputy for work in works if work.known and work.known.deputy}
        self._desks_add({work.owner for work in works} | deputies)
        waiting = []
        for work in works:
            if work.known is not None and not self._has_to_move(work):
                work.day = work.known.day
            else:
                waiting.append(work)
        self._lay(waiting)
        self._load(outcomes)
        share, desks = settings.PLANNED_WORK_SHARE, [*self._desks.values(), *self._vacant.values()]
        return [minutes for one in desks for minutes in one.place(self.earliest, share).values()]

    def _desks_add(self, people: Collection[int]) -> None:
        for person, team in teams_of(people).items():
            if person not in self._desks:
                teams = self.known.of_team(team).opening_from(self.earliest)
                self._desks[person] = Desk(self.known.of_person(person, team), teams)

    def _has_to_move(self, work: Work) -> bool:
        if work.known is None or not work.is_as_planned or work.known.day < self.earliest:
            return False
        if work.is_handed:
            return True
        desk, day = self._desks[work.owner], work.known.day
        if desk.calendar.is_working_day(day):
            return False
        # A day off of the whole team, or of one whom nobody stands in for in time.
        deputy = self._desks.get(work.known.deputy) if work.known.deputy else None
        others = (desk.team, deputy.calendar) if deputy else (desk.team,)
        stands_in = any(other.is_working_day(day) for other in others)
        return not stands_in or desk.works_within(work, self.earliest)

    def _lay(self, works: Sequence[Work]) -> None:
        """Each on the desk of its owner or, who is away for all that is left of its period, on that
        of whoever stands in.
        """
        away: dict[str, Due] = {}
        for work in works:
            day = self._desks[work.owner].away_on(work, self.earliest)
            if day is not None:
                away[work.origin] = Due(work.customer, work.owner, day)
        deputies = deputies_for(self.scope, away)
        self._desks_add(set(deputies.values()))
        for work in works:
            if work.origin in away:
                self._stand_in(work, deputies.get(work.origin)).works.append(work)
            else:
                self._desks[work.owner].works.append(work)

    def _stand_in(self, work: Work, deputy: int | None) -> Desk:
        desk = self._desks.get(deputy) if deputy else None
        if desk is not None and desk.works_within(work, self.earliest):
            return desk
        return self._vacant.setdefault(work.owner, self._desks[work.owner].stand_in())

    def _load(self, outcomes: Sequence[Outcome]) -> None:
        """What is on everybody's days already, without what this run takes off them."""
        leaving = {task.pk for outcome in outcomes for task in outcome.over}
        for work in (work for outcome in outcomes for work in outcome.works):
            if work.known is None:
                continue
            if work.day is None or work.is_handed:
                leaving.add(work.known.pk)
            if work.day is not None and work.is_handed:
                self._desks[work.owner].load[work.day] += work.minutes
        busy = {owner for owner, desk in self._desks.items() if desk.works} | self._vacant.keys()
        for pk, person, day, minutes in load_from(self.earliest, busy):
            if pk not in leaving:
                self._desks[person].load[day] += minutes
