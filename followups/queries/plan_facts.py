"""What the planner has to know of many customers: one statement a source, whatever their number."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate

from accounts.access import customers_visible_to
from accounts.choices import Tier
from accounts.models import Assignment, Customer, CustomerLine, User
from followups.choices import CadencePeriod, Touch
from followups.models import (
    CadenceException,
    CadencePlan,
    CadenceRule,
    FollowUp,
    FollowUpRevision,
    Leave,
    PlannedTouch,
    SurveyAnswer,
    Task,
)
from followups.models.task import DATED
from followups.queries.people import Company
from followups.queries.plan_made import Scope, made_on
from followups.queries.states import away_on
from followups.queries.tasks import midnight
from followups.rules.authority import tier_of
from followups.rules.cadence import Exemption, Rule, exempted
from followups.rules.planning import Case, Key, Known, KnownTask

# What counts for a period that is not over, and is seen until it cannot have been on its way.
NEW_WITHIN, SEEN_AGAIN = timedelta(days=100), timedelta(minutes=10)
TIER_RANK = {tier: rank for rank, tier in enumerate(Tier.values)}
OPEN_TASK = Q(task__done_at=None, task__cancelled_at=None, task__isnull=False)


def rules_by_tier() -> dict[str, list[Rule]]:
    found: dict[str, list[Rule]] = {tier: [] for tier in Tier.values}
    for one in CadenceRule.objects.all():
        found[one.tier].append(
            Rule(
                touch=Touch(one.touch),
                times=one.times,
                period=CadencePeriod(one.period),
                minutes=one.minutes,
                kind=one.kind,
                role=one.role,
                channels=frozenset(one.channels),
                in_person=one.in_person,
                needs_modules=one.needs_modules,
                carries=frozenset(one.carries),
                rest_days=one.rest_days,
                on_request=one.on_request,
            )
        )
    return found


def cases(scope: Scope, company: Company) -> Iterator[Case]:
    """Every customer with what the plan follows from, in the order of their ids."""
    rules, exemptions = rules_by_tier(), exemptions_on(scope)
    customers = list(_customers(scope))
    own = {
        pk: exempted(rules[tier], exemptions[pk])
        for pk, _, tier, _ in customers
        if pk in exemptions
    }
    made = made_on(scope, chain(*rules.values(), *own.values()), exemptions)
    known, members = _known(scope), _members(scope)
    for pk, owner, tier, is_served in customers:
        own_rules = own.get(pk, rules[tier])
        owners = {"csm": company.working_for(owner) if owner else None, **members.get(pk, {})}
        yield Case(
            customer=pk,
            tier=tier,
            is_served=is_served,
            rules=own_rules,
            owners=owners,
            known=known.get(pk, ()),
            logged=made.for_rules(pk, own_rules),
            touched=made.touched_by(pk, own_rules),
        )


def _customers(scope: Scope) -> Iterator[tuple[int, int | None, str, bool]]:
    """Id, owner, tier and whether they are served: not those that are archived, merged, churned, or
    known from a fact only.
    """
    columns = ("pk", "owner", "tier", "archived_at", "merged_into", "churned_on", "is_stub")
    rows = scope.rows(Customer.objects.order_by("pk"), "pk").values_list(*columns)
    for pk, owner, tier, archived, merged, churned, is_stub in rows:
        has_ended = churned is not None and churned <= scope.day
        is_served = not (archived or merged or has_ended or is_stub)
        yield pk, owner, tier_of(tier), is_served


def exemptions_on(scope: Scope) -> dict[int, list[Exemption]]:
    """The exceptions that hold on the day, by customer: their own and those of their lines."""
    in_force = CadenceException.objects.filter(
        Q(ends_on=None) | Q(ends_on__gte=scope.day), starts_on__lte=scope.day
    )
    found: dict[int, list[Exemption]] = defaultdict(list)
    of_lines: dict[int, list[Exemption]] = defaultdict(list)
    for one in in_force:
        exemption = Exemption(
            Touch(one.touch), one.times, CadencePeriod(one.period), one.line_id is None
        )
        if one.line_id is not None:
            of_lines[one.line_id].append(exemption)
        else:
            found[one.customer_id or 0].append(exemption)
    if of_lines:
        for customer, line in _lines(scope, of_lines):
            found[customer] += of_lines[line]
    return found


def _lines(scope: Scope, lines: Collection[int]) -> set[tuple[int, int]]:
    rows = CustomerLine.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=scope.day),
        Q(valid_to=None) | Q(valid_to__gte=scope.day),
        line__in=list(lines),
    )
    return set(scope.rows(rows).values_list("customer", "line"))


def _members(scope: Scope) -> dict[int, dict[str, int]]:
    """Who has a role in the service teams; of two the first."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    rows = Assignment.objects.filter(
        role__isnull=False, valid__contains=scope.day, user__is_active=True
    ).order_by("pk")
    for customer, role, user in scope.rows(rows).values_list("customer", "role", "user"):
        found[customer].setdefault(str(role), user)
    return found


def touches_at_stake(scope: Scope) -> QuerySet[PlannedTouch]:
    """Those of periods that are not over, and those of earlier ones that are still to be made."""
    rows = PlannedTouch.objects.filter(
        Q(period_end__gte=scope.day, period_start__lte=scope.day) | OPEN_TASK
    )
    return scope.rows(rows)


def _known(scope: Scope) -> dict[int, list[Known]]:
    columns = (
        *("pk", "customer", "touch", "period", "period_start", "slot", "period_end", "tier"),
        *("owner", "target_on", "due_on", "follow_up", "done_on", "hold"),
        *("task", "task__origin", "task__owner", "task_day", "task__minutes"),
        *("task__done_at", "task__cancelled_at", "task__deputy"),
    )
    rows = touches_at_stake(scope).annotate(task_day=TruncDate("task__due_at"))
    found: dict[int, list[Known]] = defaultdict(list)
    ordered = rows.order_by("customer", "period_start", "touch", "period", "slot")
    tasks: dict[int, KnownTask] = {}
    for row in ordered.values_list(*columns):
        pk, customer, touch, period, first, slot, *rest = row
        last, tier, owner, target, due, follow_up, done_on, hold, *of_task = rest
        task = _task(tasks, *of_task) if of_task[0] is not None else None
        key = Key(touch, period, first, slot)
        found[customer].append(
            Known(pk, key, last, tier, owner, target, due, follow_up, done_on, hold, task)
        )
    return found


def _task(tasks: dict[int, KnownTask], pk: int, origin: str, *rest: Any) -> KnownTask:
    """The same one for all of its touches."""
    owner, day, minutes, done_at, cancelled_at, deputy = rest
    if pk not in tasks:
        is_done, is_off = done_at is not None, cancelled_at is not None
        tasks[pk] = KnownTask(pk, origin, owner, day, minutes, is_done, is_off, deputy)
    return tasks[pk]


def teams_of(people: Collection[int]) -> dict[int, int | None]:
    return dict(User.objects.filter(pk__in=people).values_list("pk", "team"))


def load_from(day: date, people: Collection[int]) -> list[tuple[int, int, date, int]]:
    """Open tasks of these people, due on `day` or later: id, person, day and minutes.

    Also those in which they stand in for an owner who is on leave.
    """
    rows = Task.objects.filter(DATED, due_at__gte=midnight(day)).annotate(on=TruncDate("due_at"))
    away = Leave.objects.filter(away_on(OuterRef("on")), user=OuterRef("owner"))
    own = rows.filter(owner__in=list(people))
    others = rows.filter(Exists(away), deputy__in=list(people))
    return [
        *own.values_list("pk", "owner", "on", "minutes"),
        *others.values_list("pk", "deputy", "on", "minutes"),
    ]


@dataclass(frozen=True, slots=True)
class Due:
    """A task in want of somebody who stands in; people are ids."""

    customer: int
    owner: int
    day: date


def deputies_for(scope: Scope, due: Mapping[str, Due]) -> dict[str, int]:
    """Who stands in for whom: with this customer, or while the owner is on leave.

    By the key of what is due. Of deputies on leave only those who may see the customer.
    """
    if not due:
        return {}
    rows = Assignment.objects.filter(deputy__is_active=True, valid__contains=scope.day)
    pairs = scope.rows(rows).values_list("user", "customer", "deputy")
    stands_in = {(user, customer): deputy for user, customer, deputy in pairs}
    found = {key: stands_in.get((one.owner, one.customer)) for key, one in due.items()}
    on_leave = _on_leave({key: one for key, one in due.items() if found[key] is None})
    merged = {key: deputy or on_leave.get(key) for key, deputy in found.items()}
    return {key: deputy for key, deputy in merged.items() if deputy}


def _on_leave(due: Mapping[str, Due]) -> dict[str, int]:
    """Two statements, and two a deputy."""
    leaves = _leaves(due.values())
    asked: dict[User, dict[str, int]] = defaultdict(dict)
    for key, one in due.items():
        for leave in leaves.get(one.owner, ()):
            if leave.deputy and leave.starts_on <= one.day <= leave.ends_on:
                asked[leave.deputy][key] = one.customer
    found: dict[str, int] = {}
    for deputy, ours in asked.items():
        visible = customers_visible_to(deputy).filter(pk__in=ours.values())
        seen = set(visible.values_list("pk", flat=True))
        found |= {key: deputy.pk for key, customer in ours.items() if customer in seen}
    return found


def _leaves(due: Collection[Due]) -> dict[int, list[Leave]]:
    """With a deputy, by who is away on one of the days."""
    if not due:
        return {}
    days = [one.day for one in due]
    rows = Leave.objects.filter(
        user__in={one.owner for one in due},
        cancelled_on=None,
        deputy__is_active=True,
        starts_on__lte=max(days),
        ends_on__gte=min(days),
    )
    found: dict[int, list[Leave]] = defaultdict(list)
    for leave in rows.select_related("deputy"):
        found[leave.user_id].append(leave)
    return found


CUSTOMERS_TO_PLAN = f"""
    WITH c AS (
        SELECT id, owner_id, coalesce(nullif(tier, ''), 'general') AS tier,
            archived_at IS NULL AND merged_into_id IS NULL AND NOT is_stub
                AND (churned_on IS NULL OR churned_on > %(day)s) AS is_served
        FROM {Customer._meta.db_table}
    )
    SELECT c.id FROM c
    JOIN {CadencePlan._meta.db_table} p ON p.customer_id = c.id
    WHERE NOT c.is_served OR c.tier <> p.tier OR c.owner_id IS DISTINCT FROM p.owner_id
    UNION
    SELECT p.customer_id FROM {CadencePlan._meta.db_table} p
    JOIN {FollowUp._meta.db_table} f ON f.customer_id = p.customer_id
        AND f.happened_at >= %(since)s AND f.recorded_at > p.planned_at - %(again)s
    UNION
    SELECT p.customer_id FROM {CadencePlan._meta.db_table} p
    JOIN {SurveyAnswer._meta.db_table} s ON s.customer_id = p.customer_id
        AND s.answered_at >= %(since)s AND s.recorded_at > p.planned_at - %(again)s
    UNION
    SELECT p.customer_id FROM {CadencePlan._meta.db_table} p
    JOIN {FollowUpRevision._meta.db_table} r ON r.customer_id = p.customer_id
        AND r.at > p.planned_at - %(again)s
    ORDER BY 1
"""


def customers_to_plan(day: date) -> list[int]:
    """Who has another tier or owner than they were planned with, or something that counts and is
    new or was changed.

    What is new is looked at again for some minutes, so that a row whose transaction ended late is
    not missed. Who was never planned waits for the night, so that an import can be taken back on
    its day.
    """
    values: dict[str, Any] = {"day": day, "since": midnight(day - NEW_WITHIN), "again": SEEN_AGAIN}
    with connection.cursor() as cursor:
        cursor.execute(CUSTOMERS_TO_PLAN, values)
        return [customer for (customer,) in cursor.fetchall()]
