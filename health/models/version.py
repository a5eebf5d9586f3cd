import pghistory
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from health.choices import VersionState
from health.rules.version import Version


class HealthModelVersionQuerySet(models.QuerySet["HealthModelVersion"]):
    def published(self) -> "HealthModelVersionQuerySet":
        """Newest first; the first one scores."""
        return self.filter(state=VersionState.PUBLISHED).order_by("-published_at", "-id")


@pghistory.track(model_name="HealthModelVersionHistory")
class HealthModelVersion(models.Model):
    """Weights, curves, caps and bounds of the score: data, not code.

    `spec` is what `health.rules.version.Version` reads. A published version never changes, so
    that old scores stay readable; a change is a new version.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, db_collation="C")
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT
    )
    spec = models.JSONField(_("content"))
    note = models.TextField(_("note"), blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)

    objects = HealthModelVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("health model version")
        verbose_name_plural = _("health model versions")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=VersionState.PUBLISHED)
                | models.Q(published_at__isnull=False),
                name="health_version_published_at",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def rules(self) -> Version:
        """The content as rules can use it; ValueError when it makes no sense."""
        return Version.from_spec(self.number, self.spec)
