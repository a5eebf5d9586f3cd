"""Levels that people have set by hand: which stand on a day, and what the score did meanwhile."""

from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Least, TruncDate

from accounts.models import Customer
from health.models import HealthScore, LevelOverride
from health.models.override import STANDING
from health.queries.warnings import end_of

DAY = timedelta(days=1)
# In SQL what `LevelOverride.last_day` is in Python.
LAST_DAY = Least(F("ends_on"), TruncDate("ended_at"))


def standing_on(day: date) -> Q:
    """Those that stand at the end of a day, as far as is known."""
    is_not_back = STANDING | Q(ended_at__gt=end_of(day))
    return Q(is_not_back, starts_on__lte=day, ends_on__gte=day)


def override_on(customer: Customer, day: date) -> LevelOverride | None:
    rows = LevelOverride.objects.filter(standing_on(day), customer=customer)
    return rows.select_related("by").order_by("pk").last()


def decided_about(day: date) -> set[int]:
    """Ids of the customers whose level somebody has set by hand on that day."""
    rows = LevelOverride.objects.filter(standing_on(day))
    return set(rows.values_list("customer", flat=True))


def over_before(day: date) -> QuerySet[Any]:
    """Those that nobody has judged yet and whose last day lies before `day`.

    `.seen` are the score's levels on their days and on the day after.
    """
    days = HealthScore.objects.filter(
        customer=OuterRef("customer"),
        day__gte=OuterRef("starts_on"),
        day__lte=OuterRef("last_on") + DAY,
    )
    rows = LevelOverride.objects.annotate(last_on=LAST_DAY).filter(verdict="", last_on__lt=day)
    return rows.annotate(seen=ArraySubquery(days.order_by("day").values("level"))).order_by("pk")


def eased_meanwhile(day: date) -> Exists:
    """Whether a warning came to its level while its customer's was set by hand, which is over.

    Nobody has been asked to do anything then.
    """
    return Exists(
        LevelOverride.objects.annotate(last_on=LAST_DAY).filter(
            ~standing_on(day),
            customer=OuterRef("customer"),
            starts_on__lte=OuterRef("level_since"),
            last_on__gte=OuterRef("level_since"),
        )
    )
