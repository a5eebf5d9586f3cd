from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import BatchState


class ImportBatch(models.Model):
    """One file that was loaded: what it was, how it was read, what came of it."""

    kind = models.CharField(_("kind"), max_length=20, db_collation="C")
    source = models.CharField(_("source system"), max_length=40, db_collation="C")
    state = models.CharField(
        _("state"), max_length=8, choices=BatchState, default=BatchState.RUNNING
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("user"),
    )
    file_name = models.CharField(_("file"), max_length=255)
    sha256 = models.CharField(max_length=64, editable=False)
    encoding = models.CharField(_("encoding"), max_length=20, blank=True)
    delimiter = models.CharField(_("delimiter"), max_length=4, blank=True)
    mapping = models.JSONField(_("columns"), default=dict)
    constants = models.JSONField(_("fixed values"), default=dict)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    created = models.PositiveIntegerField(_("created"), default=0)
    updated = models.PositiveIntegerField(_("updated"), default=0)
    unchanged = models.PositiveIntegerField(_("unchanged"), default=0)
    refused = models.PositiveIntegerField(_("refused"), default=0)
    stubs = models.PositiveIntegerField(_("new customers"), default=0)
    errors = models.JSONField(_("errors"), default=list)
    started_at = models.DateTimeField(_("started"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}: {self.file_name}"


class ImportChange(models.Model):
    """One row that a batch wrote; `before` is empty where the batch created it.

    The values stay jsonb of the whole row, so that undoing restores to the byte. `after` is a
    fingerprint of the row as the batch left it: undoing leaves alone what has changed since.
    """

    # A hundred thousand at once, from the import that has just made the batch: to check that each
    # has one would cost more than to write them.
    batch = models.ForeignKey(
        ImportBatch, on_delete=models.PROTECT, db_constraint=False, related_name="changes"
    )
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.UUIDField()

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")

    def __str__(self) -> str:
        return f"{self.table} {self.row}"
