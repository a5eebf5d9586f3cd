"""What is at risk, who acts and how fast: the figures of managers.

Counted for a breakdown, whose sums are the totals. Every figure is of what the person may see, by
the same conditions that the list behind it filters by.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, Model, Q, QuerySet, Sum, Value, When
from django.db.models.fields import CharField

from accounts.access import rows_of
from accounts.clearance import hidden_from, may_see
from accounts.models import Contract, Customer, Order, User
from accounts.queries.rates import IS_OUR_CURRENCY, in_our_currency, rate_on
from accounts.queries.renewals import Renewals, renewals
from crm_site.queries.dimensions import DIMENSIONS, Dimension
from crm_site.queries.warnings import open_ones, overdue_duty
from health.choices import ATTENTION, WORST_FIRST, Level
from health.models import HealthCurrent, Warning
from health.queries.acts import ActingTime, acting_times, ages, untouched
from health.queries.current import AT_RISK, FELL, RISKS, ROSE, group_of, of_active
from health.queries.shifts import Shifts, shifts

YEAR = timedelta(days=365)
RISKY = (Level.RED, Level.ORANGE)
RISK_OF = {ATTENTION[level]: level for level in RISKY}
RENEWAL_DAYS = {"customer", "starts_on", "ends_on", "renews_on", "terminated_on"}
RowsT = TypeVar("RowsT", bound=QuerySet)
Place = str
"""A value of the dimension that figures are broken down by; "" is none."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose figures: what is `visible` to `user`, narrowed by values of dimensions, as of `now`."""

    user: User
    now: datetime
    visible: QuerySet[Customer]
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.now.date()

    def narrowed(self, rows: RowsT, customer: str = "customer__") -> RowsT:
        conditions = (DIMENSIONS[code].where(value, customer) for code, value in self.where.items())
        return rows.filter(*conditions)

    def rows_of(self, model: type[Model]) -> QuerySet:
        return self.narrowed(rows_of(self.visible, model._default_manager.order_by()))

    def current(self) -> QuerySet[HealthCurrent]:
        return of_active(self.rows_of(HealthCurrent))


@dataclass(frozen=True, slots=True)
class Revenue:
    """The net of 365 days in the company's currency, without the `unrated` orders."""

    amount: Decimal = Decimal()
    unrated: int = 0
    customers_unrated: int = 0

    def __add__(self, other: "Revenue") -> "Revenue":
        return Revenue(
            self.amount + other.amount,
            self.unrated + other.unrated,
            self.customers_unrated + other.customers_unrated,
        )


@dataclass(frozen=True, slots=True)
class WarningCounts:
    """Open warnings; nobody has acted on the `untouched`, the `late` have an overdue duty."""

    count: int = 0
    untouched: int = 0
    late: int = 0

    def __add__(self, other: "WarningCounts") -> "WarningCounts":
        return WarningCounts(
            self.count + other.count, self.untouched + other.untouched, self.late + other.late
        )


@dataclass(frozen=True, slots=True)
class Spread:
    """Active customers by (place, level), and those at risk by (place, red or orange)."""

    levels: Counter[tuple[Place, str]]
    at_risk: Counter[tuple[Place, Level]]
    days: Sequence[date]

    @property
    def customers(self) -> int:
        return self.levels.total()


@dataclass(frozen=True, slots=True)
class Dashboard:
    """A part is None for whoever may not see what it is about."""

    spread: Spread
    revenue: Mapping[tuple[Place, Level], Revenue] | None
    shifts: Shifts
    warnings: Mapping[tuple[Place, Level, str], WarningCounts] | None
    acting: Mapping[Level, ActingTime] | None
    renewals: Sequence[Renewals] | None


def dashboard(asked: Asked, by: Dimension) -> Dashboard:
    """At most seven statements for any number of customers."""
    may = asked.user.has_perm
    spread = spread_of(asked, by)
    warnings = asked.rows_of(Warning) if may("health.view_warning") else None
    return Dashboard(
        spread=spread,
        revenue=revenue_at_risk(asked, by) if sees_revenue(asked.user) else None,
        shifts=shifts(asked.current(), spread.days),
        warnings=None if warnings is None else _warnings(warnings, asked.now, by),
        acting=None if warnings is None else acting_times(warnings, asked.now),
        renewals=renewals_due(asked) if sees_renewals(asked.user) else None,
    )


# --- customers --------------------------------------------------------------------------------


def spread_of(asked: Asked, by: Dimension) -> Spread:
    """Two statements: those that have never been scored are only among the customers."""
    levels: Counter[tuple[Place, str]] = Counter()
    at_risk: Counter[tuple[Place, Level]] = Counter()
    kinds = kinds_of(asked, by)
    for kind in kinds:
        levels[kind["place"], kind["level"]] += kind["count"]
        if risk := RISK_OF.get(kind["attention"]):
            at_risk[kind["place"], risk] += kind["count"]
    customers = asked.visible.active().order_by()  # type: ignore[attr-defined]
    counted = asked.narrowed(customers, "").values_list(by.key("")).annotate(count=Count("pk"))
    for place, count in counted:
        known = sum(levels[place, level] for level in WORST_FIRST)
        levels[place, Level.UNSCORED.value] += count - known
    return Spread(levels, at_risk, days_of(kinds))


def kinds_of(asked: Asked, by: Dimension) -> list[dict[str, Any]]:
    """Scored customers of each kind: how many, and how many of them moved; one statement."""
    kinds = asked.current().values("day", "level", "attention", place=by.key())
    moved = {"fell": Count("pk", filter=FELL), "rose": Count("pk", filter=ROSE)}
    return [dict(kind) for kind in kinds.annotate(count=Count("pk"), **moved)]


def days_of(kinds: Sequence[dict[str, Any]]) -> list[date]:
    return sorted({kind["day"] for kind in kinds})


def sees_revenue(user: User | AnonymousUser) -> bool:
    return user.has_perm("accounts.view_order") and may_see(user, Order, "amount")


def revenue_at_risk(asked: Asked, by: Dimension) -> dict[tuple[Place, Level], Revenue]:
    """What customers at risk bought in 365 days, credit notes taken off; one statement."""
    risky = {group.code: _customers(asked, group.rows) for group in AT_RISK}
    level = Case(
        When(customer__in=risky["red"], then=Value("red")),
        default=Value("orange"),
        output_field=CharField(),
    )
    rows = (
        year_of_orders(asked.today)
        .filter(customer__in=_customers(asked, RISKS.rows))
        .annotate(rate=rate_on("ordered_on"), net=in_our_currency("ordered_on"))
        .values(place=by.key(), risk=level)
        .annotate(
            amount=Sum("net"),
            unrated=Count("pk", filter=Q(rate=None)),
            customers_unrated=Count("customer", filter=Q(rate=None), distinct=True),
        )
    )
    return {
        (row["place"], Level(row["risk"])): Revenue(
            row["amount"] or Decimal(), row["unrated"], row["customers_unrated"]
        )
        for row in rows
    }


def _customers(asked: Asked, rows: Q) -> QuerySet:
    return asked.current().filter(rows).values("customer")


def year_of_orders(day: date) -> QuerySet[Order]:
    """Orders and credit notes of the 365 days up to `day` that were not cancelled by then."""
    stands = Q(cancelled_on=None) | Q(cancelled_on__gt=day)
    in_year = Order.objects.filter(ordered_on__gt=day - YEAR, ordered_on__lte=day)
    return in_year.filter(stands).order_by()


def unrated_orders(day: date) -> QuerySet[Order]:
    """What no sum of that year has: nobody has told what the currency was worth."""
    foreign = year_of_orders(day).exclude(IS_OUR_CURRENCY)
    return foreign.annotate(rate=rate_on("ordered_on")).filter(rate=None)


# --- warnings ---------------------------------------------------------------------------------


def _warnings(
    warnings: QuerySet, now: datetime, by: Dimension
) -> dict[tuple[Place, Level, str], WarningCounts]:
    """Open ones by place, level and age; one statement."""
    rows = (
        open_ones(warnings)
        .order_by()
        .values("level", place=by.key(), age=group_of(ages(now)))
        .annotate(
            count=Count("pk"),
            untouched=Count("pk", filter=untouched()),
            late=Count("pk", filter=overdue_duty(now)),
        )
    )
    return {
        (row["place"], Level(row["level"]), row["age"]): WarningCounts(
            row["count"], row["untouched"], row["late"]
        )
        for row in rows
    }


# --- contracts --------------------------------------------------------------------------------


def sees_renewals(user: User | AnonymousUser) -> bool:
    """The days that the figures are made of; a count by a hidden day would tell it."""
    hidden = hidden_from(user, Contract)
    return user.has_perm("accounts.view_contract") and hidden.isdisjoint(RENEWAL_DAYS)


def sees_values(user: User | AnonymousUser) -> bool:
    return may_see(user, Contract, "amount")


def renewals_due(asked: Asked) -> Sequence[Renewals]:
    return renewals(asked.rows_of(Contract), asked.now, risky_customer())


def risky_customer() -> Q:
    """Rows of a customer that is at risk."""
    risky = of_active(HealthCurrent.objects.filter(RISKS.rows)).order_by()
    return Q(customer__in=risky.values("customer"))


def newest_day(spread: Spread) -> date | None:
    return max(spread.days, default=None)
