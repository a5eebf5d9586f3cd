"""New versions of the health model: drafted, changed, previewed, published or discarded.

Every one of them takes the version as somebody saw it (`revision`); when it has changed since,
nothing happens and they are told.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.changes import everybody_changed
from health.choices import Dimension, VersionState
from health.models import HealthModelVersion
from health.queries.versions import version_published
from health.rules.drafting import next_number
from health.rules.version import SpecError, Version
from health.services.effects import effect_keep


@transaction.atomic
def version_draft(
    *,
    based_on: HealthModelVersion,
    spec: Mapping[str, Any],
    note: str = "",
    by: User | None,
    at: datetime,
    token: UUID | None = None,
) -> HealthModelVersion:
    """A draft with the next free number; with the same token it is the same one again.

    Raises ValidationError for what makes no sense.
    """
    _alone()
    if token and (made := HealthModelVersion.objects.filter(token=token).first()):
        return made
    numbers = HealthModelVersion.objects.values_list("number", flat=True)
    number = next_number(based_on.number, numbers)
    spec_check(number, spec)
    return HealthModelVersion.objects.create(
        number=number,
        spec=spec,
        note=note,
        based_on=based_on,
        drafted_by=by,
        drafted_at=at,
        token=token,
    )


@transaction.atomic
def version_change(
    *, version: HealthModelVersion, revision: int, spec: Mapping[str, Any], note: str
) -> HealthModelVersion:
    """Another content; a preview of what it was before says nothing any more."""
    version = _claimed(version, revision)
    spec_check(version.number, spec)
    if Version.from_spec(version.number, spec) != version.rules:
        version.state = VersionState.DRAFT
        _preview_forget(version)
    version.spec, version.note = spec, note
    version.revision += 1
    version.save()
    return version


@transaction.atomic
def version_preview(
    *, version: HealthModelVersion, revision: int, at: datetime
) -> HealthModelVersion:
    """Find out and keep what the version would do to everybody."""
    version = _claimed(version, revision)
    against = version_published().number
    version.preview = {"against": against, "effect": effect_keep(version).as_json}
    version.state, version.previewed_at = VersionState.PREVIEWED, at
    version.revision += 1
    version.save()
    return version


@transaction.atomic
def version_publish(
    *, version: HealthModelVersion, revision: int, by: User | None, reason: str, at: datetime
) -> HealthModelVersion:
    """Let `version` score from now on; stored scores stay, everybody's next one is by it.

    Raises ValidationError without a reason, without a preview of the very content, and when
    another version was published since the preview.
    """
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    _alone()
    version = _claimed(version, revision)
    against = version.preview["against"] if version.preview else None
    if version.state != VersionState.PREVIEWED or against != version_published().number:
        message = _("Preview it first: see what it does to everybody before it does.")
        raise ValidationError(message, code="preview")
    version.state = VersionState.PUBLISHED
    version.published_at, version.published_by, version.reason = at, by, reason.strip()
    version.revision += 1
    version.save()
    everybody_changed()
    return version


@transaction.atomic
def version_discard(*, version: HealthModelVersion, revision: int) -> HealthModelVersion:
    """Nobody will publish this draft; it stays to be read."""
    version = _claimed(version, revision)
    version.state = VersionState.DISCARDED
    version.revision += 1
    _preview_forget(version)
    version.save()
    return version


def _preview_forget(version: HealthModelVersion) -> None:
    version.preview, version.previewed_at = None, None
    version.effects.all().delete()


def _alone() -> None:
    """Of two who number or publish a version at once, the second sees what the first did."""
    HealthModelVersion.objects.select_for_update().order_by("pk").first()


def _claimed(version: HealthModelVersion, revision: int) -> HealthModelVersion:
    """Hold it until the transaction ends, if it is still open and as it was at `revision`."""
    version = HealthModelVersion.objects.select_for_update().get(pk=version.pk)
    if not version.is_open:
        message = _("Version %(number)s is %(state)s and does not change any more.")
        values = {"number": version.number, "state": version.get_state_display()}
        raise ValidationError(message % values, code="closed")
    if version.revision != revision:
        message = _("Somebody has changed this draft after you opened it; look at it again.")
        raise ValidationError(message, code="changed")
    return version


def spec_check(number: str, spec: Mapping[str, Any]) -> None:
    """Raises ValidationError that says what makes no sense in it."""
    try:
        rules = Version.from_spec(number, spec)
    except SpecError as error:
        message = _("This makes no model: %(error)s.")
        told = ": ".join(filter(None, [_(error.message), error.detail]))
        raise ValidationError(message % {"error": told}, code="spec") from error
    unknown = {entry.dimension for entry in rules.indicators} - set(Dimension.values)
    if unknown:
        message = _("There is no dimension “%(code)s”.")
        raise ValidationError(message % {"code": min(unknown)}, code="spec")
