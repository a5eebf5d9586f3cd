"""Rules that warn whatever the score: how they are set, and what they have said."""

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import Tier
from accounts.models import Opportunity
from accounts.rules.clearance import Classes, Slice
from followups.models import Task
from health.models.warning import WARNED, Warning

LIVE = models.Q(ended_on=None)


@pghistory.track(model_name="RuleSettingHistory")
class RuleSetting(models.Model):
    """A rule that is not set as usual. `params` are its numbers, checked against its bounds."""

    rule = models.CharField(_("rule"), max_length=40, unique=True, db_collation="C")
    is_on = models.BooleanField(pgettext_lazy("rule", "on"), default=True)
    level = models.CharField(_("level"), max_length=6, choices=WARNED, blank=True)
    params = models.JSONField(_("numbers"), default=dict, blank=True)
    off_for = ArrayField(
        models.CharField(max_length=10, choices=Tier),
        verbose_name=_("not for"),
        default=list,
        blank=True,
    )
    reason = models.CharField(_("reason"), max_length=500)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    changed_at = models.DateTimeField(_("changed"))
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("changed by"),
    )

    class Meta:
        verbose_name = _("setting of a rule")
        verbose_name_plural = _("settings of rules")

    def __str__(self) -> str:
        return self.rule


class Signal(models.Model):
    """What a rule says of a customer, from the day it first did to the day it did no more.

    `evidence` are the numbers that it went by on the first day, `rows` the ids of the newest facts
    behind them, `until` the last day that counted for it. `clear_since` is the first night that it
    did not say so any more.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    rule = models.CharField(_("rule"), max_length=40, db_collation="C")
    evidence = models.JSONField(_("numbers"), default=dict)
    rows = ArrayField(models.BigIntegerField(), verbose_name=_("rows behind it"), default=list)
    until = models.DateField(_("facts until"), null=True, blank=True)
    began_on = models.DateField(_("since"))
    clear_since = models.DateField(_("clear since"), null=True, blank=True)
    ended_on = models.DateField(_("ended"), null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.rule

    @property
    def is_live(self) -> bool:
        return self.ended_on is None


class WarningSignal(Signal):
    """A rule behind a warning.

    It is quiet when its warning was ended by hand, or when it was there when somebody took how
    customers stood as the starting position: no warning opens for it until it has been clear, or
    `quiet_until` has come.
    """

    warning = models.ForeignKey(
        Warning,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="signals",
        verbose_name=pgettext_lazy("health", "warning"),
    )
    level = models.CharField(_("level"), max_length=6, choices=WARNED)
    is_quiet = models.BooleanField(_("quiet"), default=False)
    quiet_until = models.DateField(_("quiet until"), null=True, blank=True)

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = _("signal of a warning")
        verbose_name_plural = _("signals of warnings")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "rule"], condition=LIVE, name="warning_signal_live_once"
            ),
            models.CheckConstraint(
                condition=models.Q(warning__isnull=False) | models.Q(is_quiet=True),
                name="warning_signal_belongs_or_is_quiet",
            ),
        ]
        indexes = [models.Index(fields=["rule", "began_on"], name="warning_signal_by_rule")]

    def speaks_again(self, day: date) -> bool:
        """Whether its silence is over."""
        return self.is_quiet and self.quiet_until is not None and self.quiet_until <= day


class ChanceSignal(Signal):
    """A chance that a rule saw, and what it opened."""

    task = models.ForeignKey(
        Task,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("task"),
    )
    opportunity = models.ForeignKey(
        Opportunity,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("opportunity"),
    )

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = _("chance")
        verbose_name_plural = _("chances")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "rule"], condition=LIVE, name="chance_signal_live_once"
            )
        ]
        indexes = [models.Index(fields=["rule", "began_on"], name="chance_signal_by_rule")]
