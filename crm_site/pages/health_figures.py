"""Counts of customers with the lists that they open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from accounts.choices import Tier
from common.charts import Chart, Series
from common.templatetags.figures import count
from crm_site.pages.customer_filters import NO_TIER
from crm_site.queries.health_page import TIERS, Standing
from crm_site.queries.health_people import Mover, People
from health.choices import WORST_FIRST, Level
from health.queries.current import COVERAGES, MOVED_IN, STEPS, TROUBLED, Group


@dataclass(frozen=True, slots=True)
class Figure:
    """A number of customers; `query` asks the customer list for just these."""

    count: int
    query: str = ""

    @property
    def url(self) -> str:
        return reverse("customer-list") + (f"?{self.query}" if self.query else "")


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level: everybody on it, their share of all, and those of each tier."""

    level: Level
    total: Figure
    share: float
    by_tier: Sequence[Figure]


@dataclass(frozen=True, slots=True)
class GapLine:
    label: str | Promise
    missing: Figure
    stale: Figure


@dataclass(frozen=True, slots=True)
class Figures:
    """`tiers` are (label, everybody of it), as columns; the lines of levels follow their order."""

    total: Figure
    troubled: Figure
    tiers: Sequence[tuple[str | Promise, Figure]]
    levels: Sequence[LevelLine]
    steps: Chart
    coverages: Sequence[tuple[str | Promise, Figure]]
    unsure: Figure
    gaps: Sequence[GapLine]

    @property
    def shares(self) -> list[tuple[str, int]]:
        return [(line.level.value, line.total.count) for line in self.levels]


def figures(found: Standing) -> Figures:
    tiers = [tier for tier in TIERS if tier or found.of_tier(tier)]
    return Figures(
        total=Figure(found.customers),
        troubled=Figure(found.troubled, f"attention={TROUBLED[0].code}"),
        tiers=[
            (Tier(tier).label if tier else _("no tier"), Figure(found.of_tier(tier), _tier(tier)))
            for tier in tiers
        ],
        levels=[_level_line(found, level, tiers) for level in WORST_FIRST],
        steps=steps_chart(found.steps),
        coverages=_figures(COVERAGES, "coverage", found.coverages),
        unsure=Figure(found.unsure, "low_confidence=on"),
        gaps=_gap_lines(found),
    )


def _tier(tier: str) -> str:
    return f"tier={tier or NO_TIER}"


def _level_line(found: Standing, level: Level, tiers: Sequence[str]) -> LevelLine:
    total = found.of_level(level)
    return LevelLine(
        level=level,
        total=Figure(total, f"level={level.value}"),
        share=total / found.customers,
        by_tier=[
            Figure(found.levels.get((level, tier), 0), f"level={level.value}&{_tier(tier)}")
            for tier in tiers
        ],
    )


def _figures(
    groups: Sequence[Group], name: str, counts: Mapping[str, int]
) -> list[tuple[str | Promise, Figure]]:
    return [(one.label, Figure(counts[one.code], f"{name}={one.code}")) for one in groups]


def _gap_lines(found: Standing) -> list[GapLine]:
    """Indicators that somebody lacks, the most frequent gap first."""
    lacking = sorted(found.gaps, key=lambda gap: -(gap.missing + gap.stale))
    return [
        GapLine(
            gap.label,
            Figure(gap.missing, f"gap=missing.{gap.code}"),
            Figure(gap.stale, f"gap=stale.{gap.code}"),
        )
        for gap in lacking
        if gap.missing or gap.stale
    ]


def steps_chart(counts: Mapping[str, int]) -> Chart:
    """How many customers scored how much, in steps of ten; each step opens its list."""
    steps = _figures(STEPS, "score", counts)
    numbers = [figure.count for _label, figure in steps]
    return Chart(
        id="score-steps",
        title=_("Customers by score"),
        label_name=_("Score"),
        labels=[str(label) for label, _figure in steps],
        links=[figure.url for _label, figure in steps],
        series=[Series(_("Customers"), numbers, [count(number) for number in numbers], "bar")],
    )


def moved(found: Standing, few: People, period: int) -> list[tuple[Group, Figure, Sequence[Mover]]]:
    """Who fell and who rose: how many in all, and the first of them."""
    moves = MOVED_IN[period]
    counted = _figures(moves, "move", found.moves)
    return [
        (move, figure, movers)
        for move, (_label, figure), movers in zip(moves, counted, (few.fell, few.rose), strict=True)
    ]
