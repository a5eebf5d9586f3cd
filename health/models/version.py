import pghistory
from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models import Customer
from health.choices import Level, VersionState
from health.rules.version import Version

UNPUBLISHED = (VersionState.DRAFT, VersionState.PREVIEWED)


class HealthModelVersionQuerySet(models.QuerySet["HealthModelVersion"]):
    def published(self) -> "HealthModelVersionQuerySet":
        """Newest first; the first one scores."""
        return self.filter(state=VersionState.PUBLISHED).order_by("-published_at", "-id")


@pghistory.track(model_name="HealthModelVersionHistory")
class HealthModelVersion(models.Model):
    """Weights, curves, caps and bounds of the score: data, not code.

    `spec` is what `health.rules.version.Version` reads. A published version never changes, so
    that old scores stay readable; a change is a new version. `revision` counts the changes of a
    draft and its previews: whoever goes on says which one they saw. `preview` is what
    `health.queries.effect.Effect` holds, of the content as it is now: a change takes it away.
    """

    number = models.CharField(_("number"), max_length=20, unique=True, db_collation="C")
    state = models.CharField(
        _("state"), max_length=10, choices=VersionState, default=VersionState.DRAFT
    )
    spec = models.JSONField(_("content"))
    note = models.TextField(_("note"), blank=True)
    based_on = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("drafted from"),
    )
    revision = models.PositiveIntegerField(_("revision"), default=1)
    drafted_at = models.DateTimeField(_("drafted"), null=True, blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("drafted by"),
    )
    preview = models.JSONField(_("preview"), null=True, blank=True)
    previewed_at = models.DateTimeField(_("previewed"), null=True, blank=True)
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("published by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    token = models.UUIDField(null=True, unique=True, editable=False)

    objects = HealthModelVersionQuerySet.as_manager()

    class Meta:
        verbose_name = _("health model version")
        verbose_name_plural = _("health model versions")
        ordering = ["-id"]
        permissions = [
            ("publish_healthmodelversion", _("Can publish versions of the health model"))
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(state=VersionState.PUBLISHED)
                | models.Q(published_at__isnull=False),
                name="health_version_published_at",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=VersionState.PREVIEWED)
                | models.Q(preview__isnull=False, previewed_at__isnull=False),
                name="health_version_previewed_at",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_open(self) -> bool:
        """Whether it may still be changed."""
        return self.state in UNPUBLISHED

    @cached_property
    def rules(self) -> Version:
        """The content as rules can use it; ValueError when it makes no sense."""
        return Version.from_spec(self.number, self.spec)


class VersionEffect(models.Model):
    """What the preview of a version did to a customer whose score it changes.

    Both scores are of the customer's newest stored day; `score` is empty where the version
    measures nothing. Rows are derived: they leave with a customer whose import is undone, by the
    database's own ON DELETE, and with a version that is discarded.
    """

    pk = models.CompositePrimaryKey("version_id", "customer_id")
    version = models.ForeignKey(
        HealthModelVersion,
        on_delete=models.CASCADE,
        db_index=False,
        related_name="effects",
        verbose_name=_("model version"),
    )
    customer = models.ForeignKey(
        Customer,
        on_delete=models.CASCADE,
        db_constraint=False,
        related_name="+",
        verbose_name=_("customer"),
    )
    score_before = models.DecimalField(_("score before"), max_digits=5, decimal_places=2, null=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True)
    level_before = models.CharField(_("level before"), max_length=10, choices=Level)
    level = models.CharField(_("level"), max_length=10, choices=Level)

    class Meta:
        verbose_name = _("effect of a model version")
        verbose_name_plural = _("effects of model versions")

    def __str__(self) -> str:
        return f"{self.version_id} {self.customer_id}: {self.level_before} → {self.level}"
