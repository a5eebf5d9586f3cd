"""What the playbooks of the lifecycle go by and only health knows; and who is declining."""

from datetime import date, timedelta
from decimal import Decimal

from django.db.models import F, Min, Q, QuerySet, Subquery
from django.db.models.expressions import OuterRef

from followups.queries.lifecycle import Outside
from health.choices import Level
from health.models import ChanceSignal, HealthCurrent, HealthScore
from health.models.rule import LIVE

GROWTH = ("usage_grown", "staff_grown")
TROUBLED = (Level.ORANGE, Level.RED)
QUARTER, WEEK = timedelta(days=91), timedelta(days=7)
# A smaller fall in a quarter is none.
FALL = Decimal(5)


def outside(day: date) -> Outside:
    """As known now; a signal that began after `day` is not told of it."""
    signals = ChanceSignal.objects.filter(LIVE, rule__in=GROWTH, began_on__lte=day)
    grown = signals.order_by().values_list("customer").annotate(Min("began_on"))
    troubled = HealthCurrent.objects.filter(level__in=TROUBLED)
    return Outside(dict(grown), frozenset(troubled.values_list("customer", flat=True)))


def declining(day: date) -> QuerySet[HealthCurrent]:
    """Orange or red now, or a score that has fallen in each of the last two quarters."""
    rows = HealthCurrent.objects.alias(one=_score(day - QUARTER), two=_score(day - 2 * QUARTER))
    falls = Q(score__lte=F("one") - FALL, one__lte=F("two") - FALL)
    return rows.filter(Q(level__in=TROUBLED) | falls)


def _score(day: date) -> Subquery:
    """The newest of the week that ended then: a night may have been missed."""
    rows = HealthScore.objects.filter(
        customer=OuterRef("customer"), day__gt=day - WEEK, day__lte=day, score__isnull=False
    )
    return Subquery(rows.order_by("-day").values("score")[:1])
