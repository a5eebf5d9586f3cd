"""A score in plain words: what costs the most, what is not measured, what a figure reads as."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from common.templatetags.figures import DASH, count, figure, money, percent, signed
from health.choices import Dimension, IndicatorStatus, Level, Unit
from health.queries.compare import Comparison, Moved
from health.queries.explain import Explanation, IndicatorExplanation

MOST_REASONS = 3
WORTH_SAYING = Decimal("2.5")
"""Fewer points lost than this are no reason for anything."""
WORTH_TELLING = Decimal("0.05")
ADJUSTMENTS = {
    "weak_spot": gettext_lazy("a weak dimension weighs more than its share"),
    "signals": gettext_lazy("market signals"),
    "clamp": gettext_lazy("kept between 0 and 100"),
}
"""Why a score is not just the mean of its indicators."""
OFF = (IndicatorStatus.NOT_APPLICABLE,)


@dataclass(frozen=True, slots=True)
class Why:
    """An explanation, arranged for reading.

    `groups` are the indicators that are, or should be, measured, by dimension. `not_applicable`
    are labels of those that have nothing to say of this customer; `not_connected` are dimensions
    of which this installation measures something not yet.
    """

    explanation: Explanation
    summary: str
    confidence: str
    groups: Sequence[tuple[Dimension, list[IndicatorExplanation]]]
    not_applicable: Sequence[str]
    not_connected: Sequence[str]

    @property
    def weight_measured(self) -> float:
        return sum(
            one.weight
            for one in self.explanation.indicators
            if one.status == IndicatorStatus.MEASURED
        )

    @property
    def weight(self) -> float:
        return sum(one.weight for one in self.explanation.indicators)

    @property
    def change(self) -> Decimal | None:
        """Since a week before, or the nearest day before that has a score."""
        score, before = self.explanation.score, self.explanation.score_before
        return None if score is None or before is None else score - before


def why(explanation: Explanation) -> Why:
    known = [one for one in explanation.indicators if one.is_known]
    shown = [one for one in known if one.status not in OFF]
    unknown = {one.dimension: None for one in explanation.indicators if not one.is_known}
    return Why(
        explanation=explanation,
        summary=summary(explanation),
        confidence=confidence(explanation),
        groups=[(key, list(ones)) for key, ones in groupby(shown, key=lambda one: one.dimension)],
        not_applicable=[str(one.label) for one in known if one.status in OFF],
        not_connected=[str(dimension.label) for dimension in unknown],
    )


def summary(explanation: Explanation) -> str:
    """The most important reasons in one sentence."""
    if explanation.unscored_reason:
        reason = explanation.unscored_reason.label
        return _("There is no score: the customer %(reason)s.") % {"reason": reason}
    worst = _worst(explanation.indicators)
    if not worst:
        return _("Nothing that is measured costs the customer noticeable points.")
    reasons = pgettext("list of reasons", ", ").join(_reason(one) for one in worst)
    return _("Most points are lost by %(reasons)s.") % {"reasons": reasons}


def change_sentence(comparison: Comparison) -> str:
    """`−8.4 since 3 Nov: order frequency 0.93 → 0.41 times the usual (−6.1), …`"""
    is_this_year = comparison.first.year == comparison.last.year
    words = {
        "change": signed(comparison.change),
        "day": date_format(comparison.first, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT"),
    }
    parts = [_moved(part) for part in comparison.parts if abs(part.change) >= WORTH_TELLING]
    if not parts:
        return _("%(change)s since %(day)s.") % words
    words["parts"] = pgettext("list of reasons", ", ").join(parts[:MOST_REASONS])
    return _("%(change)s since %(day)s: %(parts)s.") % words


def biggest_move(comparison: Comparison) -> str:
    """What did most to the change of the score, in its direction; empty when nothing did.

    An indicator where one did: that a weak dimension weighs more only follows from them.
    """
    way = 1 if comparison.change > 0 else -1
    parts = [part for part in comparison.parts if part.change * way > 0]
    told = next((part for part in parts if part.unit), parts[0] if parts else None)
    by_version = comparison.by_version * way
    if by_version > 0 and (told is None or by_version > told.change * way):
        return f"{_('Another version of the model')} ({signed(comparison.by_version)})"
    return _moved(told) if told else ""


def _moved(part: Moved) -> str:
    words = {
        "indicator": part.label or ADJUSTMENTS[part.code],
        "before": measured_text(part.raw_before, part.unit),
        "after": measured_text(part.raw, part.unit),
        "cap": part.capped_by,
        "change": signed(part.change),
    }
    if part.unit is None:
        return _("%(indicator)s (%(change)s)") % words
    if part.capped_by:
        return _("%(indicator)s %(after)s, limited by %(cap)s (%(change)s)") % words
    return _("%(indicator)s %(before)s → %(after)s (%(change)s)") % words


def confidence(explanation: Explanation) -> str:
    """What has to be known before trusting the score; empty when nothing."""
    if not explanation.low_confidence:
        return ""
    if explanation.level == Level.UNKNOWN:
        return _(
            "Few facts are known: they show no trouble, but cannot prove that all is well either."
        )
    return _("Few facts are known, so the score may miss something; what they show counts.")


def measured_text(value: Any, unit: Unit | None, currency: str = "") -> str:
    """A raw figure as a person reads it: `0.35 × the usual`, `41 days`, `¥12,300.00`."""
    if value is None or unit is None:
        return DASH
    if unit == Unit.MONEY:
        return money(value, currency)
    if unit in _WRITTEN:
        return _WRITTEN[unit](value)
    return f"{figure(value, 0 if float(value).is_integer() else 1)} {unit.label}"


def _days(days: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", days) % {"days": count(days)}


_WRITTEN: dict[Unit, Callable[[Any], str]] = {
    Unit.CASES: lambda cases: f"{figure(cases, 2)} {Unit.CASES.label}",
    Unit.COUNT: count,
    Unit.CURRENCY: str,
    Unit.DATE: lambda day: date_format(day, "SHORT_DATE_FORMAT"),
    Unit.DAYS: lambda days: _days(round(days)),
    Unit.DAYS_LATE: lambda days: f"{figure(days, 1)} {Unit.DAYS_LATE.label}",
    Unit.NUMBER: lambda number: figure(number, 2),
    Unit.PACE: lambda pace: f"{figure(pace, 4)} {Unit.PACE.label}",
    Unit.POINTS: lambda points: signed(points, 0),
    Unit.PERCENT: lambda percents: percent(percents / 100, 1),
    Unit.RATIO: lambda ratio: f"{figure(ratio, 2)} {Unit.RATIO.label}",
}


def _worst(indicators: Iterable[IndicatorExplanation]) -> list[IndicatorExplanation]:
    lossy = [one for one in indicators if one.lost is not None and one.lost >= WORTH_SAYING]
    return sorted(lossy, key=lambda one: one.lost or 0, reverse=True)[:MOST_REASONS]


def _reason(one: IndicatorExplanation) -> str:
    assert one.lost is not None  # noqa: S101 - only those with a loss are asked
    words = {
        "indicator": one.label,
        "figure": measured_text(one.raw, one.unit),
        "points": signed(-one.lost),
    }
    if one.capped_by:
        words["cap"] = one.capped_by
        return _("%(indicator)s (%(points)s: %(figure)s, limited by %(cap)s)") % words
    return _("%(indicator)s (%(points)s: %(figure)s)") % words
