"""The figures of the dashboard with the lists that they open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from django.utils.functional import Promise

from accounts.queries.renewals import Renewals
from accounts.queries.states import RENEWALS_COMING
from crm_site.pages.dashboard.links import Figure, Links
from crm_site.queries.dashboard import RISKY, Dashboard, Revenue, WarningCounts
from health.choices import Level
from health.queries.acts import AGE_CHOICES, ActingTime
from health.queries.current import RISKS
from health.queries.shifts import BETTER, SCORED, WORSE, better_of, worse_of

WARNED = (Level.RED, Level.ORANGE, Level.YELLOW)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class RiskLine:
    """Customers on a level, or together; `revenue` is None for whoever may not see amounts."""

    level: Level | None
    customers: Figure
    revenue: Revenue | None
    unrated: Figure


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """From a level a week ago to those of today; a cell is None where nobody moved a level."""

    then: Level
    cells: Sequence[Figure | None]


@dataclass(frozen=True, slots=True)
class ShiftTable:
    worse: Figure
    better: Figure
    compared: int
    lines: Sequence[ShiftLine]
    levels: Sequence[Level] = tuple(SCORED)


@dataclass(frozen=True, slots=True)
class WarningLine:
    """Open warnings of a level, or together, by age."""

    level: Level | None
    ages: Sequence[Figure]
    total: Figure
    late: Figure


@dataclass(frozen=True, slots=True)
class ActingLine:
    """Hours are None where nobody has acted on any in the time."""

    level: Level
    acted: Figure
    median: float | None
    slow: float | None
    untouched: Figure


@dataclass(frozen=True, slots=True)
class RenewalLine:
    """`yearly` is None for whoever may not see amounts."""

    label: str | Promise
    count: Figure
    at_risk: Figure
    yearly: Decimal | None
    without_value: Figure


def risk_lines(found: Dashboard, links: Links) -> list[RiskLine]:
    lines = [_risk_line(found, links, [level], level, level.value) for level in RISKY]
    return [*lines, _risk_line(found, links, RISKY, None, RISKS.code)]


def _risk_line(
    found: Dashboard, links: Links, levels: Sequence[Level], level: Level | None, code: str
) -> RiskLine:
    customers = sum(count for (_place, one), count in found.spread.at_risk.items() if one in levels)
    revenue = None if found.revenue is None else _revenue(found, levels)
    unrated = revenue.customers_unrated if revenue else 0
    return RiskLine(
        level=level,
        customers=links.customers(customers, attention=code),
        revenue=revenue,
        unrated=links.customers(unrated, attention=code, unrated="on"),
    )


def _revenue(found: Dashboard, levels: Sequence[Level]) -> Revenue:
    rows = (found.revenue or {}).items()
    return sum((one for (_place, level), one in rows if level in levels), Revenue())


def shift_table(found: Dashboard, links: Links) -> ShiftTable:
    return ShiftTable(
        worse=links.customers(worse_of(found.shifts), shift=WORSE),
        better=links.customers(better_of(found.shifts), shift=BETTER),
        compared=sum(found.shifts.values()),
        lines=[
            ShiftLine(then, [_shift(found, links, then, now) for now in SCORED]) for then in SCORED
        ],
    )


def _shift(found: Dashboard, links: Links, then: Level, now: Level) -> Figure | None:
    if then == now:
        return None
    return links.customers(found.shifts.get((then, now), 0), shift=f"{then}.{now}")


def warning_lines(found: Dashboard, links: Links) -> list[WarningLine]:
    lines = [_warning_line(found, links, [level], level) for level in WARNED]
    return [*lines, _warning_line(found, links, WARNED, None)]


def _warning_line(
    found: Dashboard, links: Links, levels: Sequence[Level], level: Level | None
) -> WarningLine:
    asked = {"level": level.value} if level else {}
    total = _warnings(found, levels)
    return WarningLine(
        level=level,
        ages=[
            links.warnings(_warnings(found, levels, age).count, **asked, age=age)
            for age, _label in AGE_CHOICES
        ],
        total=links.warnings(total.count, **asked),
        late=links.warnings(total.late, **asked, state="late"),
    )


def _warnings(found: Dashboard, levels: Sequence[Level], age: str | None = None) -> WarningCounts:
    rows = (found.warnings or {}).items()
    some = (one for (_place, level, old), one in rows if level in levels and age in (None, old))
    return sum(some, WarningCounts())


def acting_lines(found: Dashboard, links: Links) -> list[ActingLine]:
    times = found.acting or {}
    return [_acting_line(found, links, level, times.get(level)) for level in WARNED]


def _acting_line(
    found: Dashboard, links: Links, level: Level, time: ActingTime | None
) -> ActingLine:
    untouched = _warnings(found, [level]).untouched
    return ActingLine(
        level=level,
        acted=links.warnings(time.count if time else 0, level=level.value, state="acted"),
        median=time.median / HOUR if time else None,
        slow=time.slow / HOUR if time else None,
        untouched=links.warnings(untouched, level=level.value, state="untouched"),
    )


def renewal_lines(
    found: Sequence[Renewals], links: Links, *, with_values: bool
) -> list[RenewalLine]:
    labels = {state.code: state.label for state in RENEWALS_COMING}
    return [
        RenewalLine(
            label=labels[one.code],
            count=links.contracts(one.count, due=one.code),
            at_risk=links.contracts(one.at_risk, due=one.code, risk="on"),
            yearly=one.yearly if with_values else None,
            without_value=links.contracts(one.without_value, due=one.code, unvalued="on"),
        )
        for one in found
    ]
