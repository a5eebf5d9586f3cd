from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from health.choices import Level
from health.models import HealthCurrent, HealthScore


@dataclass(frozen=True)
class TrendPoint:
    """A stored day; `score` is None when there was none, `version` the model's number."""

    day: date
    score: Decimal | None
    level: Level
    version: str


def trend(customer_id: int, first_day: date, last_day: date) -> list[TrendPoint]:
    """Stored scores of the days from `first_day` to `last_day`, both included, in order."""
    days = HealthScore.objects.filter(customer_id=customer_id, day__range=(first_day, last_day))
    rows = days.order_by("day").values_list("day", "score", "level", "version__number")
    return [TrendPoint(day, score, Level(level), number) for day, score, level, number in rows]


def newest_day(customer_id: int) -> date | None:
    """The day of the newest stored score; None before the first."""
    days = HealthCurrent.objects.filter(customer=customer_id).values_list("day", flat=True)
    return days.first()
