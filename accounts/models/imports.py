from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import BatchState, RowOutcome, UploadState
from accounts.models.facts import by_batch


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
    undo_asked_at = models.DateTimeField(_("undoing asked for"), null=True, blank=True)
    undone = models.JSONField(_("undone"), default=dict, blank=True)
    undo_starts = models.PositiveSmallIntegerField(
        _("times that its undoing was begun"), default=0, editable=False
    )

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
        ImportBatch,
        on_delete=models.PROTECT,
        db_constraint=False,
        db_index=False,
        related_name="changes",
    )
    table = models.CharField(max_length=63)
    row = models.BigIntegerField()
    before = models.JSONField(null=True)
    after = models.UUIDField()

    class Meta:
        verbose_name = _("imported row")
        verbose_name_plural = _("imported rows")
        indexes = [by_batch("import_change")]

    def __str__(self) -> str:
        return f"{self.table} {self.row}"


class ImportUpload(models.Model):
    """A file on its way to becoming an import: mapped, tried, looked at, imported.

    Its state moves by `UPDATE … WHERE state = …` only, so that a double click, a second tab or a
    job that runs twice finds that somebody was first.
    """

    kind = models.CharField(_("kind"), max_length=20, db_collation="C")
    source = models.CharField(_("source system"), max_length=40, db_collation="C")
    state = models.CharField(
        _("state"), max_length=10, choices=UploadState, default=UploadState.UPLOADED
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("user"),
    )
    file = models.FileField(_("file"), upload_to="imports/%Y/%m", max_length=200, blank=True)
    file_name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    encoding = models.CharField(_("encoding"), max_length=20)
    delimiter = models.CharField(_("delimiter"), max_length=4, blank=True)
    header = models.JSONField(_("columns of the file"), default=list)
    samples = models.JSONField(_("first rows"), default=list)
    mapping = models.JSONField(_("columns"), default=dict)
    constants = models.JSONField(_("fixed values"), default=dict)
    remembered = models.BooleanField(_("as last time"), default=False)
    all_or_nothing = models.BooleanField(_("all or nothing"), default=False)
    trials = models.PositiveIntegerField(_("trials"), default=0)
    starts = models.PositiveSmallIntegerField(_("times that this step was begun"), default=0)
    rows_read = models.PositiveIntegerField(_("rows read"), null=True)
    outcome = models.JSONField(_("outcome of the trial"), default=dict)
    error = models.TextField(_("error"), blank=True)
    batch = models.OneToOneField(
        ImportBatch,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="upload",
        verbose_name=_("import"),
    )
    created_at = models.DateTimeField(_("uploaded"), auto_now_add=True)
    moved_at = models.DateTimeField(_("last step"), auto_now_add=True)
    heard_at = models.DateTimeField(_("last sign of life"), null=True)

    class Meta:
        verbose_name = _("uploaded file")
        verbose_name_plural = _("uploaded files")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=UploadState.DONE, batch__isnull=False)
                | ~models.Q(state=UploadState.DONE) & models.Q(batch__isnull=True),
                name="upload_done_is_a_batch",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.file_name}"


class UploadRow(models.Model):
    """What becomes of one row of an uploaded file: first as tried, then of the refused as it is.

    `detail` has `values` and `changes` by field; of a refused row the reason and all of its cells,
    of one that is no row, behind as many empty ones as there are columns, its line.
    """

    upload = models.ForeignKey(ImportUpload, on_delete=models.CASCADE, related_name="rows")
    row_no = models.PositiveIntegerField(_("row"))
    outcome = models.CharField(_("outcome"), max_length=9, choices=RowOutcome)
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        verbose_name = _("row of an uploaded file")
        verbose_name_plural = _("rows of an uploaded file")
        constraints = [
            models.UniqueConstraint(
                fields=["upload", "outcome", "row_no"], name="upload_row_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.row_no}: {self.outcome}"
