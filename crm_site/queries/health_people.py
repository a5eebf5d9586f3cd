"""Who needs attention, and who moved: a few customers, each with its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime

from accounts.choices import Tier
from accounts.clearance import veiled
from accounts.models import User
from accounts.models.customer import tier_rank
from common.together import Part, rows_together
from crm_site.queries.health_page import current_of
from crm_site.queries.warnings import open_ones
from health.choices import ATTENTION, DutyCode, Level
from health.models import HealthCurrent, HealthScore, Warning, WarningDuty
from health.queries.compare import Comparison, compared
from health.queries.current import MOVED_IN, TROUBLED
from health.queries.explain import Explanation, NotScoredError, explained
from health.sql.storing import DAYS_BEFORE

MOST = 10
PERIODS = {7: "change_7d", 28: "change_28d"}
SHOWN = (
    *("day", "score", "level", "change_7d", "change_28d", "unscored_reason"),
    *("computed_level", "decided_until"),
    *("customer__code", "customer__name", "customer__short_name", "customer__tier"),
    *("customer__owner", "customer__owner__name", "customer__owner__username"),
)

Scores = Mapping[tuple[int, date], HealthScore]


@dataclass(frozen=True, slots=True)
class NextDuty:
    code: DutyCode
    due_at: datetime


@dataclass(frozen=True, slots=True)
class Concern:
    """A customer that needs attention; `customer` is as the person may see it.

    `explanation` is None where the score row is gone; `duty` is what an open warning asks for
    next.
    """

    health: HealthCurrent
    customer: Any
    explanation: Explanation | None
    warning: Warning | None
    duty: NextDuty | None

    @property
    def level(self) -> Level:
        return Level(self.health.level)

    @property
    def tier(self) -> Tier | None:
        return Tier(self.health.customer.tier) if self.health.customer.tier else None


@dataclass(frozen=True, slots=True)
class Mover:
    """`comparison` and `level_before` are None where the row of then is gone."""

    health: HealthCurrent
    customer: Any
    change: Any
    level_before: Level | None
    comparison: Comparison | None

    @property
    def level(self) -> Level:
        """The score's own, as `level_before` is."""
        return self.health.level_by_score


@dataclass(frozen=True, slots=True)
class People:
    concerns: Sequence[Concern]
    fell: Sequence[Mover]
    rose: Sequence[Mover]


def people(user: User, period: int, *, with_warnings: bool) -> People:
    """The worst off and the biggest movers of a period of `PERIODS`; three statements."""
    found = rows_together(User.objects.filter(pk=user.pk), _parts(user, period))
    everybody = [health for rows in found.values() for health in rows]
    customers = dict(
        zip(
            (health.pk for health in everybody),
            veiled(user, [health.customer for health in everybody]),
            strict=True,
        )
    )
    scores = _scores(everybody, period)
    warnings = _warnings([one.pk for one in found["concerns"]]) if with_warnings else {}
    return People(
        concerns=[
            _concern(one, customers[one.pk], scores, warnings.get(one.pk))
            for one in found["concerns"]
        ],
        fell=[_mover(one, customers[one.pk], scores, period) for one in found["fell"]],
        rose=[_mover(one, customers[one.pk], scores, period) for one in found["rose"]],
    )


def _parts(user: User, period: int) -> dict[str, Part]:
    """The worst level first, then who matters most; movers by how far they went."""
    current, change = current_of(user), PERIODS[period]
    worst = current.filter(TROUBLED[0].rows)
    fell, rose = (current.filter(move.rows) for move in MOVED_IN[period])
    rows: dict[str, QuerySet[HealthCurrent]] = {
        "concerns": worst.order_by("-attention", tier_rank("customer__"), "score", "customer"),
        "fell": fell.order_by(change, "customer"),
        "rose": rose.order_by(F(change).desc(), "customer"),
    }
    return {name: Part(some[:MOST], SHOWN) for name, some in rows.items()}


def _scores(everybody: Sequence[HealthCurrent], period: int) -> Scores:
    """The newest rows of these customers and those that they are compared with."""
    days = {one.day for one in everybody}
    back = range(period, period + DAYS_BEFORE + 1)
    days |= {day - timedelta(days=number) for day in days for number in back}
    rows = HealthScore.objects.filter(customer__in=[one.pk for one in everybody], day__in=days)
    found = {(row.customer_id, row.day): row for row in rows.select_related("version")}
    versions = {row.version_id: row.version for row in found.values()}
    for row in found.values():
        row.version = versions[row.version_id]  # whose content is read once
    return found


def _concern(
    health: HealthCurrent, customer: Any, scores: Scores, warning: Warning | None
) -> Concern:
    row = scores.get((health.pk, health.day))
    told = getattr(warning, "next_duty", None)
    due_at = parse_datetime(told["due_at"]) if told else None
    return Concern(
        health=health,
        customer=customer,
        explanation=explained(health.customer, row, None) if row else None,
        warning=warning,
        duty=NextDuty(DutyCode(told["code"]), due_at) if told and due_at else None,
    )


def _mover(health: HealthCurrent, customer: Any, scores: Scores, period: int) -> Mover:
    before, comparison = _before(health, scores, period), None
    now = scores.get((health.pk, health.day))
    if before and now:
        try:
            comparison = compared(before, now)
        except NotScoredError:
            comparison = None
    return Mover(
        health=health,
        customer=customer,
        change=getattr(health, PERIODS[period]),
        level_before=Level(before.level) if before else None,
        comparison=comparison,
    )


def _before(health: HealthCurrent, scores: Scores, period: int) -> HealthScore | None:
    """The row that the change was reckoned from: of the same version."""
    now = scores.get((health.pk, health.day))
    days = (health.day - timedelta(days=period + missed) for missed in range(DAYS_BEFORE + 1))
    rows = (scores.get((health.pk, day)) for day in days)
    return next((row for row in rows if row and now and _is_alike(row, now)), None)


def _is_alike(row: HealthScore, now: HealthScore) -> bool:
    return row.score is not None and row.version_id == now.version_id


def _warnings(customers: Sequence[int]) -> dict[int, Warning]:
    """The worst open warning of each, with the duty that is due next."""
    duties = WarningDuty.objects.filter(
        warning=OuterRef("pk"), task__done_at=None, task__cancelled_at=None
    ).order_by("task__due_at", "pk")
    told = JSONObject(code="code", due_at="task__due_at")
    rows = open_ones(Warning.objects.filter(customer__in=customers)).annotate(
        next_duty=Subquery(duties.values(told=told)[:1])
    )
    return {
        row.customer_id: row for row in sorted(rows, key=lambda row: ATTENTION[Level(row.level)])
    }
