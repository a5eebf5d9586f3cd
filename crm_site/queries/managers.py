"""What a manager looks at first: the figures on the first page of the back office.

Every figure is of what the person may see, and the list that it opens has as many rows. A part is
None for whoever may not see what it is about. The number of statements does not depend on how
many customers there are.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, Model, Q, QuerySet, Sum
from django.utils.functional import Promise

from accounts.access import customers_visible_to
from accounts.choices import Tier
from accounts.clearance import hidden_from, may_see
from accounts.models import Contract, Customer, ImportBatch, Invoice, Team, User
from accounts.queries.feeds import stale_feeds
from accounts.queries.states import (
    BATCH_STATES,
    INVOICES_LATE,
    PERSON_STATES,
    RENEWALS_COMING,
    TEAM_STATES,
    State,
)
from accounts.rules.load import Load, tiers_past
from crm_site.queries.dashboard import (
    RISKY,
    Asked,
    Revenue,
    days_of,
    kinds_of,
    revenue_at_risk,
    sees_renewals,
    sees_revenue,
)
from crm_site.queries.dimensions import TIER
from crm_site.queries.jobs import JobFigures, job_figures
from crm_site.queries.warnings import UNSEEN, open_ones, overdue_duty
from followups.access import tasks_visible_to
from followups.choices import TicketState
from followups.models import Ticket
from followups.queries.states import past_clock, ticket_in
from followups.queries.tasks import TASK_TIMES
from health.choices import ATTENTION, WORST_FIRST, Level
from health.models import HeldWarning, Warning
from health.queries.acts import ages
from health.queries.current import RISKS
from health.queries.shifts import better_of, shifts, worse_of
from health.rules.warnings import WARNED

MOST_OWNERS = 12
MOST_ROWS = 5
MOST_PRESSING = 3  # overdue, due today, in the next seven days


@dataclass(frozen=True, slots=True)
class Money:
    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Figure:
    """`code` is what the list is asked for; `money` is empty where amounts are not to be seen."""

    code: str
    label: str | Promise
    count: int
    money: tuple[Money, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of one list."""

    figures: list[Figure]

    @property
    def is_empty(self) -> bool:
        return not any(figure.count for figure in self.figures)


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    """Active customers; those without a score are among the not scored."""

    total: int
    nobodys: int
    stubs: int


@dataclass(frozen=True, slots=True)
class HealthFigures:
    """`at_risk` are those that lists colour orange and red, with what they buy a year; `unrated`
    orders are left out of that.
    """

    levels: list[Figure]
    at_risk: Figure
    unrated: int
    fell: int
    rose: int
    worse: int
    better: int


@dataclass(frozen=True, slots=True)
class OwnerLoad:
    """What of somebody's customers the reader may see; `past` are the tiers over the limit."""

    username: str
    name: str
    load: Load

    @property
    def past(self) -> list[str]:
        return tiers_past(self.load)


@dataclass(frozen=True, slots=True)
class LoadFigures:
    """The owners with most to do first, at most `MOST_OWNERS` of them, and how many more."""

    owners: list[OwnerLoad]
    past: int
    others: int


@dataclass(frozen=True, slots=True)
class TicketFigures:
    complaints: int
    past_clock: int


@dataclass(frozen=True, slots=True)
class WarningFigures:
    """Open warnings; `held` wait for a decision, None for whoever does not decide."""

    levels: list[Figure]
    ages: list[Figure]
    unseen: int
    late: int
    held: int | None

    @property
    def is_empty(self) -> bool:
        return not any(figure.count for figure in self.levels) and not self.held


@dataclass(frozen=True, slots=True)
class Listed:
    """How many there are, and the first of them."""

    count: int
    rows: list[Any]


@dataclass(frozen=True, slots=True)
class Board:
    customers: CustomerFigures | None = None
    health: HealthFigures | None = None
    warnings: WarningFigures | None = None
    tasks: Group | None = None
    load: LoadFigures | None = None
    renewals: Group | None = None
    overdue: Group | None = None
    tickets: TicketFigures | None = None
    feeds: Listed | None = None
    imports: Listed | None = None
    jobs: JobFigures | None = None
    people: list[Figure] | None = None
    teams: list[Figure] | None = None


def board(user: User, now: datetime) -> Board:
    """Everything that somebody may see of it; `now` is in the company's time."""
    may = user.has_perm
    found = Board()
    asked = Asked(user, now, customers_visible_to(user))
    if may("accounts.view_customer"):
        found = _of_customers(found, asked)
    if sees_renewals(user):
        found = replace(found, renewals=_worth(asked, Contract, RENEWALS_COMING))
    if may("accounts.view_invoice") and _sees_days(user, Invoice):
        found = replace(found, overdue=_worth(asked, Invoice, INVOICES_LATE))
    found = _of_work(found, asked)
    if may("accounts.view_feed"):
        found = replace(found, feeds=_feeds(now))
    if may("accounts.view_importbatch"):
        found = replace(found, imports=_imports(now))
    return _of_the_house(found, user, now)


def _of_work(found: Board, asked: Asked) -> Board:
    user, now, may = asked.user, asked.now, asked.user.has_perm
    if may("health.view_warning"):
        found = replace(found, warnings=_warnings(asked))
    if may("followups.view_task"):
        counts = _counts(tasks_visible_to(user), TASK_TIMES[:MOST_PRESSING], now)
        found = replace(found, tasks=Group(counts))
    if may("followups.view_ticket"):
        found = replace(found, tickets=_tickets(asked))
    return found


def _of_the_house(found: Board, user: User, now: datetime) -> Board:
    if user.has_perm("common.view_jobrun"):
        found = replace(found, jobs=job_figures(now))
    if user.has_perm("accounts.change_user"):
        people, teams = User.objects.all(), Team.objects.all()
        found = replace(found, people=_counts(people, PERSON_STATES, now))
        found = replace(found, teams=_counts(teams, TEAM_STATES, now))
    return found


def _of_customers(found: Board, asked: Asked) -> Board:
    owners = _owners(asked.visible.active().order_by())  # type: ignore[attr-defined]
    figures = CustomerFigures(
        total=sum(owner["total"] for owner in owners),
        nobodys=sum(owner["total"] for owner in owners if owner["owner__username"] is None),
        stubs=sum(owner["stubs"] for owner in owners),
    )
    found = replace(found, customers=figures)
    if asked.user.has_perm("health.view_healthcurrent"):
        found = replace(found, health=_health(asked, figures.total))
    if asked.user.has_perm("accounts.view_assignment"):
        found = replace(found, load=_load(owners))
    return found


def _owners(customers: QuerySet[Customer]) -> list[dict[str, Any]]:
    """What everybody owns, also nobody; those with most customers first. One statement."""
    counted = customers.values("owner__username", "owner__name").annotate(
        total=Count("pk"),
        strategic=Count("pk", filter=Q(tier=Tier.STRATEGIC)),
        key=Count("pk", filter=Q(tier=Tier.KEY)),
        stubs=Count("pk", filter=Q(is_stub=True)),
    )
    return [dict(row) for row in counted.order_by("-total", "owner__username")]


def _health(asked: Asked, customers: int) -> HealthFigures:
    kinds = kinds_of(asked, TIER)
    counts = {level: _sum(kinds, "count", level=level) for level in WORST_FIRST}
    counts[Level.UNSCORED] += customers - sum(counts.values())
    moved = shifts(asked.current(), days_of(kinds))
    sees = sees_revenue(asked.user)
    revenue = sum(revenue_at_risk(asked, TIER).values(), Revenue()) if sees else Revenue()
    return HealthFigures(
        levels=[Figure(level.value, level.label, counts[level]) for level in WORST_FIRST],
        at_risk=_at_risk(kinds, revenue),
        unrated=revenue.unrated,
        fell=_sum(kinds, "fell"),
        rose=_sum(kinds, "rose"),
        worse=worse_of(moved),
        better=better_of(moved),
    )


def _sum(kinds: Sequence[dict[str, Any]], name: str, **value: object) -> int:
    return sum(kind[name] for kind in kinds if value.items() <= kind.items())


def _at_risk(kinds: Sequence[dict[str, Any]], revenue: Revenue) -> Figure:
    count = sum(_sum(kinds, "count", attention=ATTENTION[level]) for level in RISKY)
    money = (Money(revenue.amount, settings.COMPANY_CURRENCY),) if revenue.amount else ()
    return Figure(RISKS.code, RISKS.label, count, money)


def _warnings(asked: Asked) -> WarningFigures:
    user, now = asked.user, asked.now
    conditions: dict[str, Q | Exists] = {level.value: Q(level=level) for level in reversed(WARNED)}
    conditions |= {"unseen": UNSEEN, "late": overdue_duty(now)}
    conditions |= {f"age_{age.code}": age.rows for age in ages(now)}
    counts = open_ones(asked.rows_of(Warning)).aggregate(
        **{name: Count("pk", filter=condition) for name, condition in conditions.items()}
    )
    return WarningFigures(
        levels=[Figure(level.value, level.label, counts[level]) for level in reversed(WARNED)],
        ages=[Figure(age.code, age.label, counts[f"age_{age.code}"]) for age in ages(now)],
        unseen=counts["unseen"],
        late=counts["late"],
        held=HeldWarning.objects.count() if user.has_perm("health.change_heldbatch") else None,
    )


def _load(rows: Sequence[dict[str, Any]]) -> LoadFigures:
    owners = [
        OwnerLoad(
            username=row["owner__username"],
            name=row["owner__name"] or row["owner__username"],
            load=Load(row["strategic"], row["key"], row["total"]),
        )
        for row in rows
        if row["owner__username"] is not None
    ]
    owners.sort(key=lambda owner: not owner.past)
    past = sum(bool(owner.past) for owner in owners)
    return LoadFigures(owners[:MOST_OWNERS], past, max(len(owners) - MOST_OWNERS, 0))


def _sees_days(user: User, model: type[Model]) -> bool:
    """The days that the figures are made of; a count by a hidden day would tell it."""
    return hidden_from(user, model).isdisjoint(
        {"customer", "due_on", "paid_on", "cancelled_on", "ends_on", "renews_on", "terminated_on"}
    )


def _worth(asked: Asked, model: type[Model], states: Sequence[State]) -> Group:
    """How many rows are in each state, and what they are worth; one statement."""
    conditions = {place: state.rows(asked.now) for place, state in enumerate(states)}
    rows = asked.rows_of(model).filter(reduce(or_, conditions.values()))
    sums: dict[str, Any] = {f"n{place}": Count("pk", filter=q) for place, q in conditions.items()}
    if may_see(asked.user, model, "amount"):
        sums |= {f"sum{place}": Sum("amount", filter=q) for place, q in conditions.items()}
    found = list(rows.values("currency").annotate(**sums).order_by("currency"))
    return Group([_figure(state, place, found) for place, state in enumerate(states)])


def _figure(state: State, place: int, found: list[dict[str, Any]]) -> Figure:
    """From one row for each currency."""
    worth = [(row.get(f"sum{place}"), row["currency"]) for row in found]
    return Figure(
        state.code,
        state.label,
        count=sum(row[f"n{place}"] for row in found),
        money=tuple(Money(amount, currency) for amount, currency in worth if amount),
    )


def _counts(rows: QuerySet, states: Sequence[State], now: datetime) -> list[Figure]:
    conditions = {f"n{place}": state.rows(now) for place, state in enumerate(states)}
    found = rows.order_by().aggregate(
        **{name: Count("pk", filter=q, distinct=True) for name, q in conditions.items()}
    )
    return [
        Figure(state.code, state.label, found[f"n{place}"]) for place, state in enumerate(states)
    ]


def _tickets(asked: Asked) -> TicketFigures:
    """Two statements: as a condition, the late clocks come from their index."""
    rows = asked.rows_of(Ticket)
    return TicketFigures(
        complaints=rows.filter(ticket_in(TicketState.OPEN), kind="complaint").count(),
        past_clock=rows.filter(past_clock(asked.now)).count(),
    )


def _feeds(now: datetime) -> Listed:
    rows = stale_feeds(now)
    return Listed(len(rows), rows[:MOST_ROWS])


def _imports(now: datetime) -> Listed:
    batches = ImportBatch.objects.filter(_state(BATCH_STATES, "refused30").rows(now))
    newest = batches.defer("errors", "mapping", "constants").order_by("-id")
    return Listed(batches.count(), list(newest[:MOST_ROWS]))


def _state(states: Sequence[State], code: str) -> State:
    return next(state for state in states if state.code == code)
