from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.choices import Tier
from health.choices import Level
from health.models import HealthCurrent, HealthScore, PeerScore
from health.sql.figures import PEERS_AT_LEAST

# The mean of fewer would tell a reader what single customers scored that are not theirs to see.
EVERYBODY_AT_LEAST = 5


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


def peer_scores(tier: str, first_day: date, last_day: date) -> dict[date, Decimal]:
    """What comparable customers scored on the days of which it is known, on average.

    Those of the tier where there are enough of them on the day, or else everybody. An empty tier
    counts as general.
    """
    tier = tier or Tier.GENERAL
    rows = PeerScore.objects.filter(tier__in=("", tier), day__range=(first_day, last_day))
    needed = {"": EVERYBODY_AT_LEAST, tier: PEERS_AT_LEAST}
    found = {
        (day, group): score
        for day, group, customers, score in rows.values_list("day", "tier", "customers", "score")
        if customers >= needed[group]
    }
    return {day: found.get((day, tier), score) for (day, _group), score in found.items()}


def newest_day(customer_id: int) -> date | None:
    """The day of the newest stored score; None before the first."""
    days = HealthCurrent.objects.filter(customer=customer_id).values_list("day", flat=True)
    return days.first()
