"""A person's word in the place of the score's level, for some days, and what came of it."""

from datetime import date

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeBoundary, RangeOperators
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice
from health.choices import Level, OverrideVerdict
from health.rules.overrides import LONGEST, SETTABLE

STANDING = models.Q(ended_at=None)
DAYS = models.Func(
    "starts_on", "ends_on", RangeBoundary(inclusive_upper=True), function="daterange"
)


@pghistory.track(model_name="LevelOverrideHistory")
class LevelOverride(models.Model):
    """The level that somebody has set by hand, from a day to a last day, both included.

    The score stays what it is: `computed_level` and `computed_score` are its own on the day on
    which the other one was set. `ended_at` is when somebody took it back before its last day.
    When it is over, `verdict` says what the score's own level did in those days.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    level = models.CharField(
        _("level"), max_length=10, choices=[(one.value, one.label) for one in SETTABLE]
    )
    reason = models.CharField(_("reason"), max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("level", "set by"),
    )
    set_at = models.DateTimeField(pgettext_lazy("level", "set"))
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("last day"))
    computed_level = models.CharField(_("level by the score"), max_length=10, choices=Level)
    computed_score = models.DecimalField(_("score"), max_digits=5, decimal_places=2)
    ended_at = models.DateTimeField(pgettext_lazy("level", "taken back"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("level", "taken back by"),
    )
    end_reason = models.CharField(_("why taken back"), max_length=500, blank=True)
    verdict = models.CharField(
        _("judged afterwards"), max_length=16, choices=OverrideVerdict, blank=True
    )

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = _("level set by hand")
        verbose_name_plural = _("levels set by hand")
        ordering = ["-id"]
        constraints = [
            ExclusionConstraint(
                name="one_override_at_a_time",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    (DAYS, RangeOperators.OVERLAPS),
                ],
                condition=STANDING,
                violation_error_message=_("The level is set by hand on these days already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("starts_on"))
                & models.Q(ends_on__lte=models.F("starts_on") + LONGEST),
                name="override_of_ninety_days_at_most",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, ended_by=None, end_reason="")
                | models.Q(ended_at__isnull=False, ended_by__isnull=False)
                & ~models.Q(end_reason=""),
                name="override_taken_back_with_a_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "starts_on"], name="override_by_customer"),
            models.Index(
                fields=["ends_on"], condition=models.Q(verdict=""), name="override_to_judge"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_level_display()}: {self.customer_id}"

    @property
    def last_day(self) -> date:
        """The last one on which it stood, if only for a part."""
        if self.ended_at is None:
            return self.ends_on
        return min(self.ends_on, timezone.localdate(self.ended_at))

    def stands_on(self, day: date) -> bool:
        return self.ended_at is None and self.starts_on <= day <= self.ends_on
