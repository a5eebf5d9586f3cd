"""Whose indicators say nothing, although they should: missing, or of a feed that has stopped.

A state is a letter of the newest score row, at the place that the row's model version gives to the
indicator.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import (
    Case,
    Count,
    Exists,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Substr
from django.utils.functional import Promise

from health.choices import STATE_LETTERS, IndicatorStatus
from health.models import HealthCurrent, HealthModelVersion, HealthScore
from health.queries.current import IS_SCORED, newest_days
from health.registry import indicators
from health.rules.version import Version

LETTERS = {status.value: letter for letter, status in STATE_LETTERS.items()}
GAPS = (IndicatorStatus.MISSING, IndicatorStatus.STALE)


@dataclass(frozen=True, slots=True)
class IndicatorGaps:
    """Of how many customers an indicator is missing, and of how many stale."""

    code: str
    label: str | Promise
    missing: int
    stale: int


def gap_choices() -> list[tuple[str, str]]:
    """(`missing.csat`, its words) of every registered indicator, for a filter."""
    return [
        (f"{status}.{indicator.code}", f"{indicator.label}: {status.label}")
        for status in GAPS
        for indicator in indicators()
    ]


def gap_of(gap: str) -> Q:
    """Newest scores of active customers with a gap of `gap_choices`, as a condition on them.

    Two statements of its own: which days are the newest, and where versions keep the letter.
    """
    status, _dot, code = gap.partition(".")
    places = {
        version.pk: version.rules.figures.index(code) + 1
        for version in HealthModelVersion.objects.published()
        if code in version.rules.figures
    }
    if not places:
        return Q(pk=None)
    whens = [When(version=version, then=Value(place)) for version, place in places.items()]
    days = newest_days()
    rows = _newest_rows(days).filter(version__in=places)
    letter = Substr("states", Case(*whens, output_field=IntegerField()), 1)
    has_gap = rows.annotate(letter=letter).filter(letter=LETTERS[status])
    own = has_gap.filter(customer=OuterRef("customer"), day=OuterRef("day"))
    return IS_SCORED & Q(Exists(own))


def indicator_gaps(current: QuerySet[HealthCurrent], days: Collection[date]) -> list[IndicatorGaps]:
    """Of the scored customers among `current`, whose newest `days` these are; two statements.

    In the order of the versions, those that nobody lacks among them.
    """
    own = current.filter(customer=OuterRef("customer"), day=OuterRef("day"))
    rows = _newest_rows(days).filter(Exists(own)).values_list("version", "states")
    counted = list(rows.annotate(count=Count("customer")).order_by())
    versions = HealthModelVersion.objects.in_bulk({version for version, _, _ in counted})
    found: dict[str, dict[str, int]] = {}
    for version, states, count in counted:
        _add(found, versions[version].rules, states, count)
    labels: Mapping[str, Any] = {indicator.code: indicator.label for indicator in indicators()}
    return [
        IndicatorGaps(code, labels[code], **counts)
        for code, counts in found.items()
        if code in labels
    ]


def _newest_rows(days: Collection[date]) -> QuerySet[HealthScore]:
    return HealthScore.objects.filter(IS_SCORED, day__in=days)


def _add(found: dict[str, dict[str, int]], version: Version, states: str, count: int) -> None:
    letters = dict(zip(version.figures, states, strict=False))
    for indicator in version.indicators:
        counts = found.setdefault(indicator.code, {status.value: 0 for status in GAPS})
        for status in GAPS:
            counts[status.value] += count * (letters.get(indicator.code) == LETTERS[status.value])
