"""Improvement plans as pages show them, and what a new one may begin with."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.functional import Promise

from accounts.access import rows_visible_to
from accounts.choices import ServiceRole
from accounts.clearance import veiled
from accounts.models import Assignment, Customer, User
from crm_site.queries.tasks import workers_for
from followups.models import Task
from followups.queries.calendars import company_calendar, horizon_mark
from health.choices import Trouble
from health.models import ImprovementPlan, PlanStep, Warning, WarningSignal
from health.models.plan import RUNNING
from health.models.rule import LIVE
from health.models.warning import OPEN
from health.playbooks import (
    DIRECTOR,
    OWNER,
    PLAYBOOKS,
    SALES,
    SPONSOR,
    SUPPORT,
    TECHNICAL,
    Playbook,
    trouble_of,
)
from health.queries.responsible import Responsible, leader_on, responsible_for

REVIEW_AFTER = 30
_ROLES = {TECHNICAL: ServiceRole.TECH_CONSULTANT, SUPPORT: ServiceRole.SUPPORT}


@dataclass(frozen=True, slots=True)
class PlannedStep:
    """A step as a playbook proposes it for a customer; `owner` is an id."""

    text: str | Promise
    owner: int | None
    due_on: date


@dataclass(frozen=True, slots=True)
class StepRow:
    task: Task
    is_late: bool


@dataclass(frozen=True, slots=True)
class PlanRow:
    """A plan as a person may see it; `plan` is veiled."""

    pk: int
    plan: Any
    filed_by: User
    steps: Sequence[StepRow]


def plan_rows(plans: Sequence[ImprovementPlan], person: User, now: datetime) -> list[PlanRow]:
    steps = PlanStep.objects.filter(plan__in=plans).select_related("task__owner")
    found: dict[int, list[StepRow]] = defaultdict(list)
    for step in steps.order_by("plan", "place"):
        found[step.plan_id].append(StepRow(step.task, step.task.is_overdue(now)))
    horizon_mark([row.task for rows in found.values() for row in rows])
    return [
        PlanRow(plan.pk, seen, plan.filed_by, found[plan.pk])
        for plan, seen in zip(plans, veiled(person, plans), strict=True)
    ]


def plans_of(warning: Warning, person: User, now: datetime) -> list[PlanRow]:
    """The plan that runs for the customer, and those that were for this warning, newest first."""
    mine = set(warning.plans.values_list("pk", flat=True))
    running = ImprovementPlan.objects.filter(RUNNING, customer=warning.customer_id)
    mine |= set(running.values_list("pk", flat=True))
    plans = ImprovementPlan.objects.filter(pk__in=mine).select_related("filed_by", "customer")
    return plan_rows(list(plans.order_by("-pk")), person, now)


def running_plan(customer: int) -> ImprovementPlan | None:
    plans = ImprovementPlan.objects.filter(RUNNING, customer=customer)
    return plans.select_related("customer").first()


def plan_seen(person: User | AnonymousUser, pk: int) -> ImprovementPlan | None:
    """None for one of a customer that this person may not see."""
    plans = rows_visible_to(person, ImprovementPlan.objects.select_related("customer"))
    return plans.filter(pk=pk).first()


def helpers_of(customer: Customer) -> list[User]:
    """Who can be given a step: whoever may see the customer."""
    return list(workers_for(customer))


def likely_trouble(customer: Customer) -> Trouble:
    causes = set(Warning.objects.filter(OPEN, customer=customer).values_list("cause", flat=True))
    signals = WarningSignal.objects.filter(LIVE, customer=customer, is_quiet=False)
    return trouble_of(causes, set(signals.values_list("rule", flat=True)))


def proposed_steps(
    warning: Warning, book: Playbook, people: Sequence[User], now: datetime
) -> list[PlannedStep]:
    """The steps of a playbook with who would do them, and by when."""
    responsible, calendar = responsible_for([warning], now), company_calendar()
    known = {person.pk for person in people}
    team = _team(warning.customer_id, timezone.localdate(now))

    def owner(role: str) -> int | None:
        found = [
            _person(role, warning, responsible, team),
            responsible.owner(warning),
            responsible.director(warning),
        ]
        return next((one for one in found if one in known), None)

    def due(days: int) -> date:
        return timezone.localdate(calendar.add_working_days(now, days))

    return [PlannedStep(step.text, owner(step.role), due(step.days)) for step in book.steps]


def _person(
    role: str, warning: Warning, responsible: Responsible, team: dict[str, int]
) -> int | None:
    if role in (DIRECTOR, OWNER):
        return responsible.director(warning) if role == DIRECTOR else responsible.owner(warning)
    if role == SALES:
        leader = leader_on(timezone.localdate())
        return leader.pk if leader else None
    if role == SPONSOR:
        return responsible.sponsors.get(warning.customer_id)
    return team.get(_ROLES[role])


def _team(customer: int, day: date) -> dict[str, int]:
    """By role in the service team; of two the one who came first."""
    valid = Assignment.objects.filter(valid__contains=day, user__is_active=True)
    rows = valid.filter(customer=customer).exclude(role="").order_by("-pk")
    return {str(role): person for role, person in rows.values_list("role", "user")}


def review_day(now: datetime) -> date:
    return timezone.localdate(now) + timedelta(days=REVIEW_AFTER)


def playbook(code: str, usual: Trouble) -> Playbook:
    """The one that somebody asked for, or the usual one."""
    return PLAYBOOKS.get(code) or PLAYBOOKS[usual]
