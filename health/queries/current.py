"""The newest score of every active customer, and what lists and figures ask of it.

Figures count by the same conditions that lists filter by, so that a list has as many rows as the
figure that opened it says.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Case, CharField, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer, User
from accounts.queries.states import State
from common.arrays import among
from health.choices import ATTENTION, Level
from health.models import HealthCurrent

# Less is the usual to and fro of a score.
MARKED = Decimal(5)

FELL = Q(change_7d__lte=-MARKED)
ROSE = Q(change_7d__gte=MARKED)
MOVE_STATES = (
    State("fell", _("fell by 5 or more"), lambda _now: FELL),
    State("rose", _("rose by 5 or more"), lambda _now: ROSE),
)


@dataclass(frozen=True, slots=True)
class Group:
    """Newest scores of one kind; `code` stands in addresses."""

    code: str
    label: str | Promise
    rows: Q


MOVES = (
    Group("fell", _("fell by 5 or more in 7 days"), FELL),
    Group("rose", _("rose by 5 or more in 7 days"), ROSE),
    Group("fell28", _("fell by 5 or more in 28 days"), Q(change_28d__lte=-MARKED)),
    Group("rose28", _("rose by 5 or more in 28 days"), Q(change_28d__gte=MARKED)),
)
MOVED_IN = {7: MOVES[:2], 28: MOVES[2:]}
"""Those who fell and those who rose, by the days in which they did."""

AT_RISK = (
    Group("red", _("at risk, red"), Q(attention=ATTENTION[Level.RED])),
    Group("orange", _("at risk, orange"), Q(attention=ATTENTION[Level.ORANGE])),
)
"""By the worse of level and worst open warning, as lists are coloured; the worst first."""
RISKS = Group("risk", _("at risk: orange or red"), Q(attention__gte=ATTENTION[Level.ORANGE]))
TROUBLED = (
    Group(
        "needed",
        _("needs attention: level or warning"),
        Q(attention__gte=ATTENTION[Level.YELLOW]),
    ),
    RISKS,
    *AT_RISK,
)
IS_SCORED = Q(score__isnull=False)
STEP, HIGHEST = 10, 90
STEPS = (
    *(
        Group(str(low), f"{low}–{low + STEP}", Q(score__gte=low, score__lt=low + STEP))
        for low in range(0, HIGHEST, STEP)
    ),
    Group(str(HIGHEST), f"{HIGHEST}–{HIGHEST + STEP}", Q(score__gte=HIGHEST)),
)
"""A bound belongs to the step above it, as it does to the better level."""

_WELL_KNOWN, _HARDLY_KNOWN = Decimal("0.9"), Decimal("0.7")
COVERAGES = (
    Group("well", _("90% and more measured"), IS_SCORED & Q(coverage__gte=_WELL_KNOWN)),
    Group(
        "partly",
        _("70% to 90% measured"),
        IS_SCORED & Q(coverage__gte=_HARDLY_KNOWN, coverage__lt=_WELL_KNOWN),
    ),
    Group("hardly", _("less than 70% measured"), IS_SCORED & Q(coverage__lt=_HARDLY_KNOWN)),
)


def levels_seen(person: User, customers: Collection[int]) -> dict[int, Level]:
    """Of those of the customers (ids) that have one; nothing for who may not see any."""
    if not person.has_perm("health.view_healthcurrent"):
        return {}
    current = HealthCurrent.objects.filter(customer__in=among(customers))
    return {pk: Level(level) for pk, level in current.values_list("customer", "level")}


def group_of(groups: Sequence[Group]) -> Case:
    """SQL for the code of the group that a row is in, empty for none."""
    whens = [When(group.rows, then=Value(group.code)) for group in groups]
    return Case(*whens, default=Value(""), output_field=CharField())


def current_of(customer: Customer) -> HealthCurrent | None:
    return HealthCurrent.objects.filter(customer=customer).first()


def of_active(rows: QuerySet[HealthCurrent]) -> QuerySet[HealthCurrent]:
    """Without the customers that were archived or merged."""
    return rows.filter(customer__archived_at=None, customer__merged_into=None)


def newest_days() -> list[date]:
    """The few days that newest scores are of; naming them spares the rows of all others."""
    current = of_active(HealthCurrent.objects.order_by())
    return sorted(current.values_list("day", flat=True).distinct())
