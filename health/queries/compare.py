"""What moved a score between two days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise

from accounts.models import Customer
from health.choices import Unit
from health.models import HealthScore
from health.queries.explain import NotScoredError, raw_of, score_under
from health.registry import figures_of
from health.rules.change import change_parts
from health.rules.scoring import Raw, points_of
from health.rules.version import Version


@dataclass(frozen=True)
class Moved:
    """What one indicator, or a part of the adjustment, did to the score.

    Raw figures are None where nothing was measured; `label` is empty for parts of the adjustment.
    `capped_by` is what limits the points of the later day: a cap may move while the figure stays.
    """

    code: str
    label: str | Promise
    unit: Unit | None
    raw_before: float | None
    raw: float | None
    capped_by: str | Promise
    change: Decimal


@dataclass(frozen=True)
class Comparison:
    """Two stored scores; `by_version` and the parts add up to their difference, exactly.

    Both days are read under the version of the later one: `by_version` is what the change of the
    version alone did to the earlier score.
    """

    first: date
    last: date
    score_before: Decimal
    score: Decimal
    by_version: Decimal
    parts: tuple[Moved, ...]

    @property
    def change(self) -> Decimal:
        return self.score - self.score_before


def compare(customer: Customer, first: date, last: date) -> Comparison:
    """NotScoredError when one of the days has no score."""
    days = HealthScore.objects.select_related("version").filter(
        customer_id=customer.pk, day__in=(first, last), score__isnull=False
    )
    rows = {row.day: row for row in days}
    if set(rows) != {first, last} or first >= last:
        raise NotScoredError(f"{customer.code} has no two scores of {first} and {last}")
    return compared(rows[first], rows[last])


def compared(before: HealthScore, after: HealthScore) -> Comparison:
    """`compare`, of rows that are read already; NotScoredError when one of them has no score."""
    version = after.version.rules
    then = score_under(after.version, before)
    if before.score is None or after.score is None or then is None:
        raise NotScoredError(f"{after}: version {version.number} measures nothing")
    raws = raw_of(before), raw_of(after)
    parts = change_parts(version, *raws, after.score - then)
    return Comparison(
        first=before.day,
        last=after.day,
        score_before=before.score,
        score=after.score,
        by_version=then - before.score,
        parts=tuple(_moved(version, parts, *raws)),
    )


def _moved(version: Version, parts: dict[str, Decimal], before: Raw, after: Raw) -> Iterable[Moved]:
    """The biggest first."""
    figures = figures_of(version.figures)
    points = points_of(version, after)
    for code, change in sorted(parts.items(), key=lambda part: -abs(part[1])):
        figure = figures.get(code)
        cap = figures.get(points[code].capped_by) if code in points else None
        yield Moved(
            code=code,
            label=figure.label if figure else "",
            unit=figure.unit if figure else None,
            raw_before=before.get(code),
            raw=after.get(code),
            capped_by=cap.label if cap else "",
            change=change,
        )
