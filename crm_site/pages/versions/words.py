"""The content of a version, and how two of them differ, in words and as small drawings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from common.templatetags.figures import percent
from health.choices import Dimension
from health.registry import figures_of
from health.rules.drafting import differences
from health.rules.version import Version

WIDTH, HEIGHT = 200, 100
GROUP_LABELS: dict[str, str | Promise] = {
    "weak_spot": gettext_lazy("Weak spot"),
    "levels": gettext_lazy("Levels"),
    "confidence": gettext_lazy("Confidence"),
    "signals": gettext_lazy("Market signals"),
}
NAMES: dict[str, str | Promise] = {
    "weight": gettext_lazy("weight"),
    "curve": gettext_lazy("curve"),
    "applies_to": gettext_lazy("limits"),
    "below": gettext_lazy("weak when below"),
    "factor": gettext_lazy("takes off so much of what is missing"),
    "dimensions": gettext_lazy("dimensions"),
    "measured_share": gettext_lazy("measured share"),
    "healthy": pgettext_lazy("level", "healthy"),
    "yellow": pgettext_lazy("level", "yellow"),
    "orange": pgettext_lazy("level", "orange"),
    "coverage": gettext_lazy("coverage"),
    "lowest": gettext_lazy("at worst"),
    "highest": gettext_lazy("at best"),
    "code": gettext_lazy("code"),
}


class Told(NamedTuple):
    """One entry that differs, ready to be read."""

    part: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """An indicator or a cap of a version: `share` is its part of all weights, 0 … 100."""

    label: str
    meaning: str
    unit: str
    curve: Sequence[tuple[float, float]]
    dimension: str = ""
    weight: float | None = None
    share: float | None = None
    limits: str = ""

    @property
    def drawn(self) -> str:
        return polyline(self.curve)

    @property
    def ends(self) -> tuple[str, str]:
        return number(self.curve[0][0]), number(self.curve[-1][0])


def lines(version: Version) -> list[Line]:
    """Indicators by dimension, then caps."""
    order = list(Dimension.values)
    total = sum(entry.weight for entry in version.indicators)
    by_dimension = sorted(version.indicators, key=lambda entry: order.index(entry.dimension))
    return [
        *(
            Line(
                *named(entry.code),
                dimension=str(Dimension(entry.dimension).label),
                weight=entry.weight,
                share=100 * entry.weight / total,
                curve=entry.curve.breakpoints,
            )
            for entry in by_dimension
        ),
        *(
            Line(
                *named(cap.code),
                curve=cap.curve.breakpoints,
                limits=", ".join(labels(cap.applies_to)),
            )
            for cap in version.caps
        ),
    ]


def named(code: str) -> tuple[str, str, str]:
    """(label, meaning, unit) of a figure; of one that nobody has registered, its code."""
    figure = figures_of((code,)).get(code)
    if figure is None:
        return code, "", ""
    return str(figure.label), str(figure.explanation), str(figure.unit.label)


def bounds_told(rules: Version) -> list[str]:
    levels, weak, sure = rules.levels, rules.weak_spot, rules.confidence
    told = [
        _("Healthy from %(healthy)s, yellow from %(yellow)s, orange from %(orange)s, red below.")
        % {name: number(getattr(levels, name)) for name in ("healthy", "yellow", "orange")},
        _(
            "Low confidence under %(coverage)s of what should be measured, or under %(weight)s of"
            " weight measured."
        )
        % {"coverage": percent(sure.coverage), "weight": number(sure.weight)},
    ]
    if weak.dimensions:
        share = percent(weak.measured_share)
        weakest = _(
            "The weakest of these dimensions, when %(share)s of its weight is measured, takes off"
            " %(factor)s × what is missing to %(below)s:"
        ) % {"share": share, "factor": number(weak.factor), "below": number(weak.below)}
        names = " · ".join(str(Dimension(code).label) for code in weak.dimensions)
        told.insert(1, f"{weakest} {names}")
    if rules.signals:
        told.append(
            _(
                "Market signals move a score by %(lowest)s to %(highest)s; nothing good lifts it"
                " over a line."
            )
            % {"lowest": number(rules.signals.lowest), "highest": number(rules.signals.highest)}
        )
    return told


def labels(codes: Iterable[str]) -> list[str]:
    known = figures_of(tuple(sorted(codes)))
    return [str(known[code].label) if code in known else code for code in sorted(codes)]


def number(value: float) -> str:
    """As somebody would type it."""
    return str(int(value)) if float(value).is_integer() else repr(float(value))


def outline(curve: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """Corners of the line in a box of 200 × 100, points upwards, flat to both of its sides."""
    first, last = float(curve[0][0]), float(curve[-1][0])
    room = (last - first) * 0.06 or 1.0
    low, width = first - room, last - first + 2 * room
    known = [(low, curve[0][1]), *curve, (low + width, curve[-1][1])]
    return [((raw - low) / width * WIDTH, points) for raw, points in known]


def polyline(curve: Sequence[Sequence[float]]) -> str:
    """The same as the points of an SVG line, whose figures grow downwards."""
    return " ".join(f"{x:.1f},{HEIGHT - y:.1f}" for x, y in outline(curve))


def changes_told(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Told]:
    found = differences(before, after)
    figures = figures_of(tuple({one.part for one in found}))

    def part(code: str) -> str:
        figure = figures.get(code)
        return str(GROUP_LABELS.get(code) or (figure.label if figure else code))

    return [
        Told(
            part(one.part),
            str(NAMES.get(one.name, one.name)),
            value_told(one.before),
            value_told(one.after),
        )
        for one in found
    ]


def value_told(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, list) and value and isinstance(value[0], list):
        return "  ".join(f"{number(raw)}→{number(points)}" for raw, points in value)
    if isinstance(value, list):
        dimensions = dict(Dimension.choices)
        named = [dimensions[one] for one in value if one in dimensions]
        return ", ".join(str(one) for one in named or labels(value)) or "–"
    return number(value) if isinstance(value, int | float) else str(value)
