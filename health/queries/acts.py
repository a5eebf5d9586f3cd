"""How old warnings are, whether anybody has acted on them, and how soon that was.

The first act is that somebody says to have seen it, or does the first duty, whichever comes first.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Aggregate,
    Count,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from followups.queries.tasks import midnight
from health.choices import Level
from health.models import Warning, WarningDuty
from health.queries.current import Group
from health.rules.dashboard import AGES, FIRST_ACTS_OF, Age

WORDS = {
    "new": _("0–2 days"),
    "week": _("3–7 days"),
    "month": _("8–30 days"),
    "old": _("more than 30 days"),
}
AGE_CHOICES = [(age.code, WORDS[age.code]) for age in AGES]
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ActingTime:
    """Of the `count` warnings of a level on which somebody acted; half took longer than `median`,
    a tenth longer than `slow`.
    """

    level: Level
    count: int
    median: timedelta
    slow: timedelta


class Percentile(Aggregate):
    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"

    def __init__(self, expression: Any, *, share: float) -> None:
        super().__init__(expression, share=share, output_field=DurationField())


def ages(now: datetime) -> Sequence[Group]:
    """By the company's day on which a warning opened; `now` is in the company's time."""
    return [Group(age.code, WORDS[age.code], _opened(age, now)) for age in AGES]


def _opened(age: Age, now: datetime) -> Q:
    first, last = age.days(timezone.localdate(now))
    until = Q(opened_at__lt=midnight(last + DAY)) if age.least else Q()
    return until & (Q(opened_at__gte=midnight(first)) if first else Q())


def untouched() -> Q:
    return Q(acknowledged_at=None) & ~Q(Exists(_duties_done()))


def acted_on(now: datetime) -> Q:
    """Opened in the last 90 days and acted on; also those that have ended."""
    since = Q(opened_at__gte=midnight(timezone.localdate(now) - FIRST_ACTS_OF * DAY))
    return since & (Q(acknowledged_at__isnull=False) | Q(Exists(_duties_done())))


def acting_times(warnings: QuerySet[Warning], now: datetime) -> dict[Level, ActingTime]:
    """One statement; elapsed time, nights and weekends with it."""
    took = ExpressionWrapper(_first_act() - F("opened_at"), output_field=DurationField())
    rows = (
        warnings.filter(acted_on(now))
        .annotate(took=took)
        .order_by()
        .values_list("level")
        .annotate(
            count=Count("pk"),
            median=Percentile("took", share=0.5),
            slow=Percentile("took", share=0.9),
        )
    )
    return {
        Level(level): ActingTime(Level(level), count, median, slow)
        for level, count, median, slow in rows
    }


def _first_act() -> Least:
    """The database's LEAST leaves out what is empty."""
    done = _duties_done().values("warning").annotate(first=Min("task__done_at"))
    return Least("acknowledged_at", Subquery(done.values("first")))


def _duties_done() -> QuerySet[WarningDuty]:
    done = WarningDuty.objects.filter(warning=OuterRef("pk"), task__done_at__isnull=False)
    return done.order_by()
