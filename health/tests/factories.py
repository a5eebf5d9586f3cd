"""The published model, for tests: those that empty the database take it with them."""

from importlib import import_module

from django.utils import timezone

from health.choices import VersionState
from health.models import HealthModelVersion

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
