"""Why a score is what it is: what was stored, told in the words of its model version."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q
from django.utils.functional import Promise

from accounts.models import Customer
from health.choices import (
    STATE_LETTERS,
    Dimension,
    IndicatorStatus,
    Level,
    Unit,
    UnscoredReason,
)
from health.models import HealthModelVersion, HealthScore
from health.queries.measures import customer_reading, measures_of
from health.registry import figures_of, indicators
from health.rules.scoring import (
    Points,
    adjustment_parts,
    contributions,
    points_of,
    score_of,
    weighted_mean,
)
from health.rules.version import Levels, Version, WeightedIndicator
from health.sql.storing import DAYS_BEFORE


class NotScoredError(LookupError):
    """No score is stored for this customer and day."""


@dataclass(frozen=True)
class IndicatorExplanation:
    """What one indicator gave. Points are 0 … 100, `contribution` and `lost` parts of the score.

    `points_before` are those of a week earlier, under the same version. `by_curve` is what the
    curve gave before a cap took some of it: `cap` is its code, `capped_by` its label. Without a
    registered figure (`is_known` false) an indicator is switched off: there is no unit, no
    window, and no evidence.
    """

    code: str
    label: str | Promise
    meaning: str | Promise
    dimension: Dimension
    status: IndicatorStatus
    weight: float
    is_known: bool
    unit: Unit | None
    raw: float | None
    by_curve: float | None
    points: float | None
    cap: str
    capped_by: str | Promise
    contribution: Decimal | None
    lost: Decimal | None
    points_before: float | None
    rows: int
    window: tuple[date, date] | None

    @property
    def points_change(self) -> float | None:
        if self.points is None or self.points_before is None:
            return None
        return self.points - self.points_before


@dataclass(frozen=True)
class Explanation:
    """A stored score and what it is made of; contributions + adjustment = score, exactly.

    `adjustments` are the parts of `adjustment` by code. The score of a week before is that of the
    same version, and None when none is stored on that day or in the three days before it.
    """

    customer: Customer
    day: date
    version: str
    levels: Levels
    score: Decimal | None
    level: Level
    coverage: Decimal | None
    low_confidence: bool
    unscored_reason: UnscoredReason | None
    adjustment: Decimal | None
    adjustments: Mapping[str, Decimal]
    indicators: tuple[IndicatorExplanation, ...]
    day_before: date | None
    score_before: Decimal | None
    signals: str
    """Code of the figure behind the part `signals` of the adjustments; empty without one."""

    their_signals: float | None
    """Mean of the points by weight, 0 … 100, of how the customer behaves; `our_work` of ours."""
    our_work: float | None


def explain(customer: Customer, day: date, *, with_rows: bool = True) -> Explanation:
    """Explain the score stored for a day; NotScoredError when there is none.

    Everything follows from the stored row, except row counts and windows, which are read from
    the facts as known now; without `with_rows` no rows are counted, and windows end on the day.
    """
    row, before = _stored(customer, day)
    if row is None:
        raise NotScoredError(f"{customer.code} has no score of {day}")
    return explained(customer, row, before, with_rows=with_rows)


def explained(
    customer: Customer, row: HealthScore, before: HealthScore | None, *, with_rows: bool = False
) -> Explanation:
    """`explain`, of rows that are read already; asks nothing of the database without `with_rows`.

    `before` is the row of a week before, if there is one.
    """
    version = row.version.rules
    their_signals, our_work = _two_sides(version, points_of(version, raw_of(row)))
    return Explanation(
        customer=customer,
        day=row.day,
        version=version.number,
        levels=version.levels,
        score=row.score,
        level=Level(row.level),
        coverage=None if row.score is None else row.coverage,
        low_confidence=row.score is not None and _is_low(version, row),
        unscored_reason=UnscoredReason(row.unscored_reason) if row.unscored_reason else None,
        adjustment=row.adjustment,
        adjustments=_adjustments(version, row),
        indicators=tuple(_indicators(version, row, before, with_rows=with_rows)),
        day_before=before.day if before else None,
        score_before=score_under(row.version, before) if before else None,
        signals=version.signals.code if version.signals else "",
        their_signals=their_signals,
        our_work=our_work,
    )


def _two_sides(version: Version, points: Mapping[str, Points]) -> tuple[float | None, float | None]:
    ours = {indicator.code for indicator in indicators() if indicator.is_our_work}
    sides = (points.keys() - ours, points.keys() & ours)
    theirs, own = ({code: points[code] for code in side} for side in sides)
    return weighted_mean(version, theirs)[0], weighted_mean(version, own)[0]


def _stored(customer: Customer, day: date) -> tuple[HealthScore | None, HealthScore | None]:
    """The day's row, and that of a week before or of the nearest day before that."""
    last = day - timedelta(days=7)
    week_before = (last - timedelta(days=DAYS_BEFORE), last)
    rows = HealthScore.objects.select_related("version").filter(
        Q(day=day) | Q(day__range=week_before), customer_id=customer.pk
    )
    by_day = {row.day: row for row in rows}
    row = by_day.pop(day, None)
    return row, by_day[max(by_day)] if by_day else None


def raw_of(row: HealthScore) -> dict[str, float | None]:
    """A row that is older than a figure of its version has nothing of it."""
    return dict(zip(row.version.rules.figures, row.raw, strict=False))


def score_under(version: HealthModelVersion, row: HealthScore) -> Decimal | None:
    """What `version` would have made of the figures of a row."""
    if row.version_id == version.pk:
        return row.score
    score = score_of(version.rules, raw_of(row)) if row.score is not None else None
    return None if score is None else round(Decimal(score), 2)


def _statuses(row: HealthScore) -> dict[str, IndicatorStatus]:
    letters = zip(row.version.rules.figures, row.states, strict=False)
    return {code: STATE_LETTERS[letter] for code, letter in letters}


def _is_low(version: Version, row: HealthScore) -> bool:
    statuses = _statuses(row)
    measured = sum(
        indicator.weight
        for indicator in version.indicators
        if statuses[indicator.code] == IndicatorStatus.MEASURED
    )
    limits = version.confidence
    return float(row.coverage) < limits.coverage or measured < limits.weight


def _adjustments(version: Version, row: HealthScore) -> dict[str, Decimal]:
    if row.score is None or row.adjustment is None:
        return {}
    return adjustment_parts(version, raw_of(row), row.score, row.adjustment)


def _indicators(
    version: Version, row: HealthScore, before: HealthScore | None, *, with_rows: bool
) -> list[IndicatorExplanation]:
    raw, statuses = raw_of(row), _statuses(row)
    points = points_of(version, raw)
    points_before = points_of(version, raw_of(before)) if before else {}
    given = _contributions(version, row, points)
    figures = figures_of(version.figures)
    measures = {}
    if with_rows:
        measures = measures_of(customer_reading(row.customer_id, row.day), figures.values())
    total = sum(entry.weight for entry in version.indicators if entry.code in points)

    def one(entry: WeightedIndicator) -> IndicatorExplanation:
        code, figure = entry.code, figures.get(entry.code)
        own, then, found = points.get(code), points_before.get(code), measures.get(code)
        cap = figures.get(own.capped_by) if own else None
        last_day = found.evaluated_on if found else row.day
        return IndicatorExplanation(
            code=code,
            label=figure.label if figure else code,
            meaning=figure.explanation if figure else "",
            dimension=Dimension(entry.dimension),
            status=statuses[code],
            weight=entry.weight,
            is_known=figure is not None,
            unit=figure.unit if figure else None,
            raw=raw[code],
            by_curve=own.by_curve if own else None,
            points=own.points if own else None,
            cap=cap.code if cap else "",
            capped_by=cap.label if cap else "",
            contribution=given.get(code),
            lost=_lost(entry, total, given.get(code)),
            points_before=then.points if then else None,
            rows=found.rows if found else 0,
            window=figure.window_at(last_day) if figure else None,
        )

    return [one(entry) for entry in version.indicators]


def _contributions(
    version: Version, row: HealthScore, points: Mapping[str, Points]
) -> dict[str, Decimal]:
    if row.score is None or row.adjustment is None:
        return {}
    return contributions(version, points, row.score - row.adjustment)


def _lost(entry: WeightedIndicator, total: float, given: Decimal | None) -> Decimal | None:
    """What is missing to the share of the score that the indicator could have given."""
    if given is None:
        return None
    return round(Decimal(100 * entry.weight / total), 2) - given
