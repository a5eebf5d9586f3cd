import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice
from followups.models import Task
from health.choices import (
    DutyCode,
    HeldState,
    Level,
    WarningAction,
    WarningCause,
    WarningOutcome,
)

OPEN = models.Q(resolved_at=None)
WARNED = [(level.value, level.label) for level in (Level.YELLOW, Level.ORANGE, Level.RED)]


class Warning(models.Model):
    """Something is wrong with a customer, and somebody must do something about it by a deadline.

    One is open for each cause: it gets worse or better rather than multiplying. `as_of` is the
    last day that it was looked at with, `round` counts how often it got worse or came back. Only a
    warning of the score has a `score`; what the others go by are their signals.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    cause = models.CharField(_("cause"), max_length=12, choices=WarningCause)
    level = models.CharField(_("level"), max_length=6, choices=WARNED)
    worst_level = models.CharField(_("worst level"), max_length=6, choices=WARNED)
    round = models.PositiveSmallIntegerField(default=1)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    opened_on = models.DateField(_("opened as of"))
    level_since = models.DateField(_("on this level since"))
    as_of = models.DateField(_("as of"))
    opened_at = models.DateTimeField(pgettext_lazy("warning", "opened"))
    acknowledged_at = models.DateTimeField(pgettext_lazy("warning", "seen"), null=True, blank=True)
    acknowledged_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("seen by"),
    )
    resolved_at = models.DateTimeField(pgettext_lazy("warning", "resolved"), null=True, blank=True)
    reopened_at = models.DateTimeField(
        pgettext_lazy("warning", "opened again"), null=True, blank=True
    )
    outcome = models.CharField(_("outcome"), max_length=12, choices=WarningOutcome, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = pgettext_lazy("health", "warning")
        verbose_name_plural = pgettext_lazy("health", "warnings")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "cause"], condition=OPEN, name="warning_one_open_of_a_cause"
            ),
            models.CheckConstraint(
                condition=models.Q(resolved_at=None, outcome="")
                | models.Q(resolved_at__isnull=False) & ~models.Q(outcome=""),
                name="warning_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(cause=WarningCause.SCORE, score__isnull=False)
                | ~models.Q(cause=WarningCause.SCORE) & models.Q(score=None),
                name="warning_of_the_score_has_one",
            ),
        ]
        indexes = [
            models.Index(fields=["level", "opened_on"], condition=OPEN, name="warning_open"),
            models.Index(fields=["customer", "opened_on"], name="warning_by_customer"),
            models.Index(fields=["opened_on", "cause"], name="warning_by_opening"),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.customer_id}"

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


class WarningDuty(models.Model):
    """What a warning obliges somebody to. Its state is that of its task.

    Two warnings of a customer that ask for the same share a task.
    """

    warning = models.ForeignKey(
        Warning, on_delete=models.CASCADE, related_name="duties", verbose_name=_("warning")
    )
    code = models.CharField(_("duty"), max_length=12, choices=DutyCode)
    round = models.PositiveSmallIntegerField(default=1)
    task = models.ForeignKey(
        Task, on_delete=models.PROTECT, related_name="+", verbose_name=_("task")
    )

    class Meta:
        verbose_name = _("duty")
        verbose_name_plural = _("duties")
        constraints = [
            models.UniqueConstraint(
                fields=["warning", "code", "round"], name="warning_duty_once_a_round"
            )
        ]

    def __str__(self) -> str:
        return self.get_code_display()


class WarningEvent(models.Model):
    """What happened to a warning. Written once, never changed."""

    warning = models.ForeignKey(
        Warning, on_delete=models.CASCADE, related_name="events", verbose_name=_("warning")
    )
    at = models.DateTimeField(_("when"))
    as_of = models.DateField(_("as of"), null=True, blank=True)
    action = models.CharField(_("action"), max_length=12, choices=WarningAction)
    level = models.CharField(_("level"), max_length=8, choices=Level, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    rule = models.CharField(_("rule"), max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("event of a warning")
        verbose_name_plural = _("events of warnings")
        indexes = [models.Index(fields=["warning", "at"], name="warning_event_by_warning")]
        triggers = [pgtrigger.Protect(name="warning_events_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return self.get_action_display()


class WarningRun(models.Model):
    """A run for everybody; the next one does not go back behind it."""

    as_of = models.DateField(_("as of"))
    at = models.DateTimeField(_("when"))
    counts = models.JSONField(_("counts"), default=dict)

    class Meta:
        verbose_name = _("run of the warnings")
        verbose_name_plural = _("runs of the warnings")
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.as_of)


class HeldBatch(models.Model):
    """Warnings that were too many to open at once, until somebody decides about them."""

    as_of = models.DateField(_("as of"))
    at = models.DateTimeField(_("when"))
    state = models.CharField(_("state"), max_length=8, choices=HeldState, default=HeldState.HELD)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("held warnings")
        verbose_name_plural = _("held warnings")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"],
                condition=models.Q(state=HeldState.HELD),
                name="held_batch_one_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.as_of)


class HeldWarning(models.Model):
    """A customer in a held batch; gone from it when it is decided about or has recovered.

    `signals` are what rules say of it, to be kept when it opens: `NewSignal.as_json`.
    """

    batch = models.ForeignKey(
        HeldBatch, on_delete=models.CASCADE, related_name="held", verbose_name=_("batch")
    )
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("customer"),
    )
    cause = models.CharField(
        _("cause"), max_length=12, choices=WarningCause, default=WarningCause.SCORE
    )
    level = models.CharField(_("level"), max_length=6, choices=WARNED)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    signals = models.JSONField(_("signals"), default=list, blank=True)

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = _("held warning")
        verbose_name_plural = _("held warnings")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "cause"], name="held_warning_once_of_a_cause"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.customer_id}"


class StartingLevel(models.Model):
    """Where a customer stood when somebody took a held batch as the starting position.

    No warning opens for it until it gets worse than that, or has been better in between; after a
    false alarm for ninety days at most.
    """

    customer = models.OneToOneField(
        "accounts.Customer",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=_("customer"),
    )
    level = models.CharField(_("level"), max_length=6, choices=WARNED)
    set_on = models.DateField(_("since"))
    ends_on = models.DateField(_("holds until"), null=True, blank=True)

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = _("starting level")
        verbose_name_plural = _("starting levels")

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.customer_id}"


class HeldDecision(models.Model):
    """What somebody decided about held warnings, and why; one batch may take several."""

    batch = models.ForeignKey(
        HeldBatch, on_delete=models.CASCADE, related_name="decisions", verbose_name=_("batch")
    )
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who"),
    )
    is_opened = models.BooleanField(_("opened"))
    tiers = models.JSONField(_("tiers"), default=list)
    causes = models.JSONField(_("causes"), default=list)
    customers = models.PositiveIntegerField(_("customers"))
    reason = models.CharField(_("reason"), max_length=500)

    class Meta:
        verbose_name = _("decision about held warnings")
        verbose_name_plural = _("decisions about held warnings")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.batch}: {self.customers}"
