"""The figures again, one line for each owner, team, tier, industry or region."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.choices import Tier
from common.charts import Chart, Series
from common.templatetags.figures import count
from crm_site.pages.dashboard.figures import WARNED
from crm_site.pages.dashboard.filters import DashboardFilter
from crm_site.pages.dashboard.links import Figure, Links
from crm_site.queries.dashboard import Dashboard, Revenue
from crm_site.queries.dimensions import TIER, Dimension
from health.choices import WORST_FIRST, Level
from health.queries.current import RISKS
from health.rules.dashboard import MOST_LINES, most_first, with_tail

LEVELS_TABLE = "levels-by"
REST = "\0rest"
"""No customer has that anywhere."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line, or the sum of several; `url` is this page about it alone.

    `warnings` are None for whoever may not see them, as `revenue` is of amounts.
    """

    name: str
    url: str
    customers: Figure
    levels: Sequence[Figure]
    at_risk: Figure
    revenue: Revenue | None
    warnings: Sequence[Figure] | None
    untouched: Figure
    late: Figure


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`others` are summed up in the last line; 0 where each has its own."""

    by: Dimension
    lines: Sequence[Line]
    others: int
    chart: Chart
    levels: Sequence[Level] = tuple(WORST_FIRST)
    warned: Sequence[Level] = WARNED

    @property
    def warned_lines(self) -> list[Line]:
        """Those with an open warning."""
        return [line for line in self.lines if any(one.count for one in line.warnings or ())]


@dataclass(slots=True)
class Sums:
    """What a line has of everything."""

    levels: Counter[str] = field(default_factory=Counter)
    at_risk: int = 0
    revenue: Revenue = field(default_factory=Revenue)
    warnings: Counter[Level] = field(default_factory=Counter)
    untouched: int = 0
    late: int = 0


def breakdown(found: Dashboard, filters: DashboardFilter, links: Links) -> Breakdown:
    """Who has most at risk comes first, and tiers in their own order."""
    by, words = filters.by, filters.words(filters.by)
    places = _places(found, by, words)
    shown, rest = (places, ()) if filters.is_whole else with_tail(places, MOST_LINES)
    sums = _sums(found, dict.fromkeys(rest, REST))
    lines = [
        _line(
            found,
            sums[place],
            links.also(by.code, place or by.none),
            name=words.get(place, place) if place else str(by.nothing),
            url=filters.line_url(by, place or by.none),
        )
        for place in shown
    ]
    others = None
    if rest:
        url = filters.whole_url()
        others = _line(found, sums[REST], links.nowhere(), name=_("all others"), url=url)
    every = [*lines, *([others] if others else [])]
    return Breakdown(by, every, len(rest), _chart(by, every))


def _places(found: Dashboard, by: Dimension, words: Mapping[str, str]) -> list[str]:
    sums = _sums(found, {})
    if by == TIER:
        return [tier for tier in (*Tier.values, "") if tier in sums]
    sizes = {place: (one.at_risk, one.levels.total()) for place, one in sums.items()}
    return most_first(sizes, last="", name=lambda place: words.get(place, place))


def _sums(found: Dashboard, line_of: Mapping[str, str]) -> dict[str, Sums]:
    """By place, or by the line that a place is summed up in."""
    sums: dict[str, Sums] = defaultdict(Sums)
    for (place, level), number in found.spread.levels.items():
        sums[line_of.get(place, place)].levels[level] += number
    for (place, _level), number in found.spread.at_risk.items():
        sums[line_of.get(place, place)].at_risk += number
    for (place, _level), revenue in (found.revenue or {}).items():
        sums[line_of.get(place, place)].revenue += revenue
    for (place, level, _age), counts in (found.warnings or {}).items():
        line = sums[line_of.get(place, place)]
        line.warnings[level] += counts.count
        line.untouched += counts.untouched
        line.late += counts.late
    return sums


def _line(found: Dashboard, sums: Sums, links: Links, *, name: str, url: str) -> Line:
    warnings = [links.warnings(sums.warnings[level], level=level.value) for level in WARNED]
    return Line(
        name=name,
        url=url,
        customers=links.customers(sums.levels.total()),
        levels=[
            links.customers(sums.levels[level.value], level=level.value) for level in WORST_FIRST
        ],
        at_risk=links.customers(sums.at_risk, attention=RISKS.code),
        revenue=None if found.revenue is None else sums.revenue,
        warnings=None if found.warnings is None else warnings,
        untouched=links.warnings(sums.untouched, state="untouched"),
        late=links.warnings(sums.late, state="late"),
    )


def _chart(by: Dimension, lines: Sequence[Line]) -> Chart:
    """The levels of each line on one another, the worst at the bottom."""
    series = []
    for place, level in enumerate(WORST_FIRST):
        values = [line.levels[place].count for line in lines]
        texts = [count(value) for value in values]
        series.append(Series(level.label, values, texts, "stacked", level.value))
    return Chart(
        id="levels-by-chart",
        title=_("Customers by level"),
        label_name=by.label,
        labels=[line.name for line in lines],
        series=series,
        beside=LEVELS_TABLE,
    )
