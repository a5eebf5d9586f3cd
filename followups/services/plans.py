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

from common.bulk import uncollected
from common.locks import lock_until_end
from followups.models import Task
from followups.models.task import AT_WORK
from followups.queries.calendars import Calendars, calendars
from followups.queries.people import company_on
from followups.queries.plan_facts import (
    TIER_RANK,
    Scope,
    cases,
    customers_to_plan,
    load_from,
    teams_of,
    touches_at_stake,
)
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
    _tasks_lock(scope)
    company = company_on(day)
    outcomes = [plan_of(case, day, TIER_RANK[case.tier]) for case in cases(scope, company)]
    over = _placed(outcomes, known, _earliest(day, at))
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


def _placed(outcomes: Sequence[Outcome], known: Calendars, earliest: date) -> list[int]:
    """Give every task of the plan its day; returns the minutes over the limit, by day and person.

    Placed are new tasks, and those that have to move: on a day off of their owner, or of another
    owner. What people have moved themselves stays where it is, and so does what is overdue.
    """
    works = [work for outcome in outcomes for work in outcome.works]
    teams = teams_of({work.owner for work in works})
    desks = {
        owner: Desk(known.of_person(owner, team), known.of_team(team))
        for owner, team in teams.items()
    }
    for work in works:
        if work.known is not None and not _has_to_move(work, desks[work.owner], earliest):
            work.day = work.known.day
        else:
            desks[work.owner].works.append(work)
    _load(desks, outcomes, earliest)
    share = settings.PLANNED_WORK_SHARE
    return [minutes for desk in desks.values() for minutes in desk.place(earliest, share).values()]


def _has_to_move(work: Work, desk: Desk, earliest: date) -> bool:
    if work.known is None or not work.is_as_planned or work.known.day < earliest:
        return False
    if work.is_handed:
        return True
    day = work.known.day
    # A day off of the whole team, or of one whom nobody stands in for in time.
    stands_in = desk.team.is_working_day(day) and not _works_within(desk, work, earliest)
    return not desk.calendar.is_working_day(day) and not stands_in


def _works_within(desk: Desk, work: Work, earliest: date) -> bool:
    day = max(work.first, earliest)
    while day <= work.last:
        if desk.calendar.is_working_day(day):
            return True
        day += DAY
    return False


def _load(desks: dict[int, Desk], outcomes: Sequence[Outcome], earliest: date) -> None:
    """What is on everybody's days already, without what this run takes off them."""
    leaving = {task.pk for outcome in outcomes for task in outcome.over}
    for work in (work for outcome in outcomes for work in outcome.works):
        if work.known is None:
            continue
        if work.day is None or work.is_handed:
            leaving.add(work.known.pk)
        if work.day is not None and work.is_handed:
            desks[work.owner].load[work.day] += work.minutes
    busy = [owner for owner, desk in desks.items() if desk.works]
    for pk, owner, day, minutes in load_from(earliest, busy):
        if pk not in leaving:
            desks[owner].load[day] += minutes
