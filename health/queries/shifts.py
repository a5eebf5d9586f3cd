"""Who is on another level than a week ago, by the score: a level set by hand is nobody's move.

A week ago is that day, or the nearest of the three days before it; both scores are of one version,
as the change in a week is (`HealthCurrent.change_7d`).
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from itertools import product
from typing import Any

from django.db.models import (
    Case,
    Count,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, LessThan
from django.utils.translation import gettext_lazy as _

from health.choices import ATTENTION, WORST_FIRST, Level
from health.models import HealthCurrent, HealthScore
from health.queries.current import newest_days
from health.rules.shifts import is_better, is_worse
from health.sql.storing import DAYS_BEFORE

WEEK = 7
BACK = range(WEEK, WEEK + DAYS_BEFORE + 1)
SCORED = [level for level in WORST_FIRST if level != Level.UNSCORED]
WORSE, BETTER = "worse", "better"
OF_RANK = {rank: level for level, rank in ATTENTION.items()}

Shifts = Mapping[tuple[Level, Level], int]
"""(then, now) → customers; also of those who stayed where they were."""


def shift_choices() -> list[tuple[str, Any]]:
    """(`orange.red`, its words), after the two that ask for all in one direction."""
    pairs = [(then, now) for then, now in product(SCORED, SCORED) if then != now]
    return [
        (WORSE, _("worse level than a week ago")),
        (BETTER, _("better level than a week ago")),
        *((f"{then}.{now}", f"{then.label} → {now.label}") for then, now in pairs),
    ]


def shift_of(code: str) -> Q:
    """Newest scores of active customers that went this way; a statement of its own for the days."""
    then = _rank_then(newest_days())
    if code in (WORSE, BETTER):
        went = GreaterThan if code == WORSE else LessThan
        return Q(change_7d__isnull=False) & Q(went(RANK_NOW, then))
    before, _dot, now = code.partition(".")
    ranks = [Value(ATTENTION[Level(level)]) for level in (before, now)]
    return Q(change_7d__isnull=False) & Q(Exact(RANK_NOW, ranks[1])) & Q(Exact(then, ranks[0]))


def shifts(current: QuerySet[HealthCurrent], days: Collection[date]) -> Shifts:
    """Of `current`, whose newest `days` these are; one statement."""
    rows = (
        current.filter(change_7d__isnull=False)
        .annotate(rank_then=_rank_then(days), rank_now=RANK_NOW)
        .values_list("rank_then", "rank_now")
        .annotate(count=Count("pk"))
    )
    return {(OF_RANK[then], OF_RANK[now]): count for then, now, count in rows if then is not None}


def worse_of(went: Shifts) -> int:
    return sum(count for pair, count in went.items() if is_worse(*pair))


def better_of(went: Shifts) -> int:
    return sum(count for pair, count in went.items() if is_better(*pair))


def _rank(level: str) -> Case:
    whens = [When(**{level: one}, then=Value(rank)) for one, rank in ATTENTION.items()]
    return Case(*whens, output_field=IntegerField())


def _rank_then(days: Collection[date]) -> Subquery:
    """Naming the days spares looking into every month."""
    meant = {day - timedelta(days=back) for day in days for back in BACK}
    newest = HealthScore.objects.filter(
        customer=OuterRef(OuterRef("customer")), day=OuterRef(OuterRef("day"))
    )
    before = HealthScore.objects.filter(
        customer=OuterRef("customer"),
        day__in=meant,
        day__lte=OuterRef("day") - timedelta(days=BACK[0]),
        day__gte=OuterRef("day") - timedelta(days=BACK[-1]),
        version=Subquery(newest.values("version")[:1]),
        score__isnull=False,
    )
    return Subquery(before.order_by("-day").values(rank=_rank("level"))[:1])


RANK_NOW = Coalesce(_rank("computed_level"), _rank("level"))
"""A level set by hand hides the score's own in `computed_level`."""
