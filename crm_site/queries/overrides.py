"""Levels set by hand as pages show them, and how often they were borne out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, QuerySet

from accounts.access import rows_visible_to
from accounts.clearance import veiled
from accounts.models import Customer, User
from common.lists import in_order
from health.choices import Level, OverrideVerdict
from health.models import LevelOverride
from health.queries.overrides import standing_on


@dataclass(frozen=True, slots=True)
class OverrideRow:
    """A level set by hand; `customer` is as the person may see it."""

    override: LevelOverride
    customer: Any
    stands: bool

    @property
    def level(self) -> Level:
        return Level(self.override.level)

    @property
    def computed(self) -> Level:
        return Level(self.override.computed_level)

    @property
    def verdict(self) -> OverrideVerdict | None:
        return OverrideVerdict(self.override.verdict) if self.override.verdict else None


@dataclass(frozen=True, slots=True)
class Judged:
    """How many that are over could be compared with the score, and with how many it agreed."""

    compared: int
    borne_out: int

    @property
    def share(self) -> float | None:
        return self.borne_out / self.compared if self.compared else None


def overrides_visible_to(person: User | AnonymousUser) -> QuerySet[LevelOverride]:
    return rows_visible_to(person, LevelOverride.objects.order_by())


def override_of(customer: Customer, pk: int) -> LevelOverride | None:
    return LevelOverride.objects.filter(customer=customer, pk=pk).first()


def standing_ones(rows: QuerySet[LevelOverride], day: date) -> QuerySet[LevelOverride]:
    return rows.filter(standing_on(day))


def past_ones(rows: QuerySet[LevelOverride], day: date) -> QuerySet[LevelOverride]:
    return rows.exclude(standing_on(day))


def by_first_day(rows: QuerySet[LevelOverride], *, turned: bool) -> QuerySet[LevelOverride, int]:
    order = ("-starts_on", "-pk") if turned else ("starts_on", "pk")
    return rows.order_by(*order).values_list("pk", flat=True)


def override_rows(ids: Sequence[int], person: User, day: date) -> list[OverrideRow]:
    """Rows in the order of `ids`; one statement for any number, none for no rows."""
    if not ids:
        return []
    rows = LevelOverride.objects.filter(pk__in=ids).select_related("customer", "by", "ended_by")
    found = in_order(rows, ids)
    shown = veiled(person, [row.customer for row in found])
    return [
        OverrideRow(row, customer, row.stands_on(day))
        for row, customer in zip(found, shown, strict=True)
    ]


def judged(rows: QuerySet[LevelOverride]) -> Judged:
    borne_out = Q(verdict=OverrideVerdict.BORNE_OUT)
    compared = borne_out | Q(verdict=OverrideVerdict.NOT_BORNE_OUT)
    found = rows.aggregate(
        compared=Count("pk", filter=compared), borne_out=Count("pk", filter=borne_out)
    )
    return Judged(**found)
