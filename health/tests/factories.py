"""Rows of health for tests. Those that empty the database take the published model with them."""

from datetime import date
from decimal import Decimal
from importlib import import_module

import factory
from django.utils import timezone

from accounts.tests.factories import CustomerFactory
from health.choices import ATTENTION, Level, VersionState
from health.models import HealthCurrent, HealthModelVersion

SPEC_1_0 = import_module("health.migrations.0002_version_1_0").SPEC


def version_1_0() -> HealthModelVersion:
    return HealthModelVersion.objects.get_or_create(
        number="1.0",
        defaults={
            "state": VersionState.PUBLISHED,
            "published_at": timezone.now(),
            "spec": SPEC_1_0,
        },
    )[0]


class HealthCurrentFactory(factory.django.DjangoModelFactory[HealthCurrent]):
    class Meta:
        model = HealthCurrent

    customer = factory.SubFactory(CustomerFactory)
    day = date(2026, 11, 25)
    score = Decimal("80.00")
    level = Level.HEALTHY
    attention = factory.LazyAttribute(lambda health: ATTENTION[health.level])
    coverage = Decimal(1)
    low_confidence = False
    spark = factory.LazyFunction(lambda: [80] * 12)
