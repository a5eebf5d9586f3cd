"""New versions of the health model."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from health.choices import VersionState
from health.models import HealthModelVersion
from health.queries.versions import version_published
from health.registry import Indicator
from health.rules.version import Version


class VersionPublishedError(ValueError):
    """A published version names old scores and never changes."""


@transaction.atomic
def version_draft(
    *, number: str, indicators: Sequence[type[Indicator]] = (), note: str = ""
) -> HealthModelVersion:
    """A draft like the published version, with `indicators` added as they propose themselves.

    Raises NoPublishedVersionError, and ValueError for what makes no sense.
    """
    spec = version_published().spec
    entries = [*spec["indicators"], *(_entry(indicator) for indicator in indicators)]
    spec = {**spec, "indicators": entries}
    Version.from_spec(number, spec)
    return HealthModelVersion.objects.create(number=number, spec=spec, note=note)


@transaction.atomic
def version_publish(*, version: HealthModelVersion) -> HealthModelVersion:
    """Let `version` score from now on. Raises VersionPublishedError when it did already."""
    version = HealthModelVersion.objects.select_for_update().get(pk=version.pk)
    if version.state == VersionState.PUBLISHED:
        raise VersionPublishedError(f"version {version.number} is published already")
    Version.from_spec(version.number, version.spec)
    version.state = VersionState.PUBLISHED
    version.published_at = timezone.now()
    version.save()
    return version


def _entry(indicator: type[Indicator]) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "dimension": indicator.dimension,
        "weight": indicator.weight,
        "curve": [list(point) for point in indicator.curve],
    }
