"""Versions of the health model as pages show them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from django.db.models import F, QuerySet, Value
from django.db.models.functions import Abs, Coalesce

from accounts.access import customers_visible_to
from accounts.choices import Tier
from accounts.clearance import Person, veiled
from accounts.models import Customer
from health.choices import Level
from health.models import HealthModelVersion, VersionEffect
from health.queries.effect import Hit


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version, and from when to when it scored; `until` None is until now."""

    version: HealthModelVersion
    until: datetime | None
    is_scoring: bool


@dataclass(frozen=True, slots=True)
class EffectRow:
    """A customer, and what a version does to them."""

    customer: Customer
    effect: VersionEffect | Hit

    @property
    def level_before(self) -> Level:
        return Level(self.effect.level_before)

    @property
    def level(self) -> Level:
        return Level(self.effect.level)

    @property
    def tier(self) -> Tier | None:
        return Tier(self.customer.tier) if self.customer.tier else None

    @property
    def change(self) -> Decimal | None:
        """None where one of the scores is missing."""
        before, after = self.effect.score_before, self.effect.score
        if before is None or after is None:
            return None
        return Decimal(after) - Decimal(before)


def version_rows() -> list[VersionRow]:
    """The newest first."""
    published = list(HealthModelVersion.objects.published())
    until = {older.pk: newer.published_at for newer, older in pairwise(published)}
    versions = HealthModelVersion.objects.select_related("drafted_by", "published_by", "based_on")
    return [
        VersionRow(version, until.get(version.pk), version.pk == published[0].pk)
        for version in versions.defer("preview")
    ]


def version_seen(pk: int) -> HealthModelVersion | None:
    people = ("drafted_by", "published_by", "based_on")
    return HealthModelVersion.objects.select_related(*people).filter(pk=pk).first()


def effects_seen(
    version: HealthModelVersion, person: Person, *, then: str = "", now: str = ""
) -> QuerySet[VersionEffect]:
    """Of customers that the person sees; those whose level changes when no level is named."""
    effects = version.effects.filter(customer__in=customers_visible_to(person))
    if then:
        effects = effects.filter(level_before=then)
    if now:
        effects = effects.filter(level=now)
    return effects if then or now else effects.exclude(level=F("level_before"))


def most_moved_first(effects: QuerySet[VersionEffect]) -> QuerySet[VersionEffect, int]:
    """Ids of their customers."""
    nothing = Value(0)
    moved = Abs(Coalesce("score", nothing) - Coalesce("score_before", nothing))
    return effects.order_by(moved.desc(), "customer").values_list("customer_id", flat=True)


def movers(effects: Sequence[VersionEffect] | Sequence[Hit], person: Person) -> list[EffectRow]:
    """In their order; without the customers that the person does not see."""
    ids = [effect.customer_id for effect in effects]
    seen = customers_visible_to(person).filter(pk__in=ids).select_related("owner")
    by_id = {customer.pk: customer for customer in veiled(person, list(seen))}
    return [
        EffectRow(by_id[effect.customer_id], effect)
        for effect in effects
        if effect.customer_id in by_id
    ]


def movers_of(version: HealthModelVersion, ids: Sequence[int], person: Person) -> list[EffectRow]:
    by_id = {effect.customer_id: effect for effect in version.effects.filter(customer__in=ids)}
    return movers([by_id[one] for one in ids if one in by_id], person)
