"""How the customers that somebody may see are doing: counted in four statements for any number."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, QuerySet

from accounts.access import customers_visible_to, rows_visible_to
from accounts.choices import Tier
from accounts.models import User
from health.choices import WORST_FIRST, Level
from health.models import HealthCurrent
from health.queries.current import (
    COVERAGES,
    IS_SCORED,
    MOVES,
    STEPS,
    TROUBLED,
    Group,
    group_of,
    of_active,
)
from health.queries.gaps import IndicatorGaps, indicator_gaps

TIERS = (*Tier.values, "")
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """Counts of active customers.

    `levels` are by (level, tier), with those that were never scored among the unscored. `steps`,
    `coverages` and `moves` are by the code of their group; `unsure` have low confidence. `day` is
    the newest day with a score, None before the first. In the daytime most scores are of the night
    before it; `of_earlier_days` are those that are older still.
    """

    customers: int
    day: date | None
    of_earlier_days: int
    levels: Mapping[tuple[str, str], int]
    steps: Mapping[str, int]
    coverages: Mapping[str, int]
    troubled: int
    moves: Mapping[str, int]
    unsure: int
    gaps: Sequence[IndicatorGaps]

    @property
    def scored(self) -> int:
        return sum(self.steps.values())

    def of_level(self, level: str) -> int:
        return sum(self.levels.get((level, tier), 0) for tier in TIERS)

    def of_tier(self, tier: str) -> int:
        return sum(self.levels.get((level, tier), 0) for level in WORST_FIRST)


def standing(user: User) -> Standing:
    current = current_of(user)
    kinds = _kinds(current)
    levels = _levels(user, kinds)
    by_day = _sums(kinds, "day")
    newest = max(by_day, default=None)
    oldest = newest - DAY if newest else date.min
    return Standing(
        customers=levels.total(),
        day=newest,
        of_earlier_days=sum(kind["scored"] for kind in kinds if kind["day"] < oldest),
        levels=levels,
        steps=_in_order(STEPS, _sums(kinds, "step")),
        coverages=_in_order(COVERAGES, _sums(kinds, "known")),
        troubled=sum(kind["troubled"] for kind in kinds),
        moves={move.code: sum(kind[move.code] for kind in kinds) for move in MOVES},
        unsure=_sums(kinds, "low_confidence")[True],
        gaps=indicator_gaps(current, list(by_day)) if by_day else [],
    )


def current_of(user: User) -> QuerySet[HealthCurrent]:
    return of_active(rows_visible_to(user, HealthCurrent.objects.order_by()))


def _kinds(current: QuerySet[HealthCurrent]) -> list[dict[str, Any]]:
    """A row for every kind of customer, whom all figures tell alike, and how many there are."""
    grouped = current.annotate(step=group_of(STEPS), known=group_of(COVERAGES)).values(
        *("day", "level", "customer__tier", "step", "known", "low_confidence")
    )
    moved = {move.code: Count("pk", filter=move.rows) for move in MOVES}
    scored, troubled = (Count("pk", filter=rows) for rows in (IS_SCORED, TROUBLED[0].rows))
    counts = {"count": Count("pk"), "scored": scored, "troubled": troubled, **moved}
    return [dict(kind) for kind in grouped.annotate(**counts)]


def _sums(kinds: Sequence[dict[str, Any]], *names: str) -> Counter:
    """How many customers have each value, or each tuple of several."""
    found: Counter = Counter()
    for kind in kinds:
        values = tuple(kind[name] for name in names)
        found[values if len(names) > 1 else values[0]] += kind["count"]
    return found


def _in_order(groups: Sequence[Group], counts: Counter) -> dict[str, int]:
    return {group.code: counts[group.code] for group in groups}


def _levels(user: User, kinds: Sequence[dict[str, Any]]) -> Counter[tuple[str, str]]:
    levels = _sums(kinds, "level", "customer__tier")
    customers = customers_visible_to(user).active().order_by()  # type: ignore[attr-defined]
    for tier, count in customers.values_list("tier").annotate(count=Count("pk")):
        known = sum(levels[level, tier] for level in WORST_FIRST)
        levels[Level.UNSCORED.value, tier] += count - known
    return levels
