"""What a back-test was asked, and what it found."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from health.choices import BacktestPopulation, BacktestState, LeavingLabel
from health.models.version import HealthModelVersion

# Not as a list: what PostgreSQL makes of one looks another way after a backup.
UNDER_WAY = models.Q(state=BacktestState.WAITING) | models.Q(state=BacktestState.RUNNING)


class BacktestRun(models.Model):
    """A back-test that somebody has asked for; the queue finds its figures.

    The same question is under way once at a time. `starts` counts how often a worker began; its
    figures count only while nobody has begun after it. The revisions are those that were replayed,
    for a draft may change. `result` is what
    `health.queries.backtest.backtest` tells, `error` an English message id, translated where it
    is shown.
    """

    version = models.ForeignKey(
        HealthModelVersion,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("model version"),
    )
    against = models.ForeignKey(
        HealthModelVersion,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("compared with"),
    )
    revision = models.PositiveIntegerField(_("revision"), default=1)
    against_revision = models.PositiveIntegerField(
        _("revision of the other"), null=True, blank=True
    )
    first = models.DateField(_("month-ends from"))
    last = models.DateField(_("month-ends to"))
    population = models.CharField(
        _("population"),
        max_length=10,
        choices=BacktestPopulation,
        default=BacktestPopulation.REGULAR,
    )
    label = models.CharField(
        _("counts as having left"), max_length=10, choices=LeavingLabel, default=LeavingLabel.HALF
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("asked by"),
    )
    asked_at = models.DateTimeField(_("asked"))
    state = models.CharField(
        _("state"), max_length=10, choices=BacktestState, default=BacktestState.WAITING
    )
    starts = models.PositiveSmallIntegerField(_("how often begun"), default=0)
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    result: Any = models.JSONField(
        pgettext_lazy("back-test", "result"), null=True, blank=True, encoder=DjangoJSONEncoder
    )
    error = models.CharField(_("error"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("back-test")
        verbose_name_plural = _("back-tests")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "against", "first", "last", "population", "label"],
                condition=UNDER_WAY,
                nulls_distinct=False,
                name="health_backtest_once_under_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=BacktestState.DONE)
                | models.Q(result__isnull=False, finished_at__isnull=False),
                name="health_backtest_done_with_result",
            ),
        ]

    def __str__(self) -> str:
        versions = f"{self.version} / {self.against}" if self.against else f"{self.version}"
        return f"{versions} · {self.first:%Y-%m} – {self.last:%Y-%m}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (BacktestState.WAITING, BacktestState.RUNNING)

    @property
    def has_moved_on(self) -> bool:
        """Whether somebody has worked on one of the versions since."""
        now = (self.version.revision, self.against and self.against.revision)
        return (self.revision, self.against_revision) != now

    @property
    def took(self) -> timedelta | None:
        """The last start."""
        if self.started_at is None or self.finished_at is None:
            return None
        return self.finished_at - self.started_at
