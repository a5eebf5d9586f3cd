"""Tables of the machine room only; none has a key into our apps."""

from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from common.choices import JobState


class JobRun(models.Model):
    """One job that the queue was given, and what came of it, however often it was delivered.

    `key` tells the runs of a job apart: the planned moment, or what the queue calls the delivery.
    `counts` is what the job counted; of a job in steps, by step. `error` is an English message id
    of `common.jobs`, translated where it is shown.
    """

    name = models.CharField(_("job"), max_length=60)
    key = models.CharField(_("key"), max_length=100)
    planned_at = models.DateTimeField(_("planned at"))
    started_at = models.DateTimeField(_("started at"), null=True, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    state = models.CharField(
        _("state"), max_length=10, choices=JobState.choices, default=JobState.WAITING
    )
    counts: Any = models.JSONField(
        _("what it counted"), default=dict, blank=True, encoder=DjangoJSONEncoder
    )
    error = models.CharField(_("error"), max_length=200, blank=True)
    attempts = models.PositiveSmallIntegerField(_("how often begun"), default=0)

    class Meta:
        verbose_name = _("run of a job")
        verbose_name_plural = _("runs of jobs")
        constraints = [models.UniqueConstraint(fields=["name", "key"], name="common_jobrun_key")]
        indexes = [models.Index(fields=["name", "-id"], name="common_jobrun_newest")]

    def __str__(self) -> str:
        return f"{self.name} {self.key}"

    @property
    def seconds(self) -> float | None:
        """How long the last start took."""
        if self.started_at is None or self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds()


class Heartbeat(models.Model):
    """The pulse of a worker: its own tree of processes wrote it, as a job like any other.

    While all of its processes are at work no beat gets through; its supervisor then says so in
    `busy_at`.
    """

    name = models.CharField(_("worker"), max_length=60, unique=True)
    beat_at = models.DateTimeField(_("last pulse"), null=True, blank=True)
    busy_at = models.DateTimeField(_("seen at work"), null=True, blank=True)

    class Meta:
        verbose_name = _("pulse of a worker")
        verbose_name_plural = _("pulses of workers")

    def __str__(self) -> str:
        return self.name

    @property
    def seen_at(self) -> datetime | None:
        return max(filter(None, (self.beat_at, self.busy_at)), default=None)
