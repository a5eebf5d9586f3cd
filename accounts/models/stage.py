"""In which lifecycle stage a customer is, since when and why; and was before."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from accounts.choices import LifecycleStage, StageReason
from accounts.models.notice import said
from accounts.rules.clearance import Classes, Slice, sensitive

HOLDS = Q(until=None)

WHY = {
    StageReason.NO_PURCHASE: gettext_noop("No order and no contract yet."),
    StageReason.FIRST_PURCHASE: gettext_noop("First order or contract on %(on)s."),
    StageReason.BUYS: gettext_noop("Buys, or has a contract in force."),
    StageReason.REPURCHASE: gettext_noop("Bought again on %(on)s."),
    StageReason.GREW: gettext_noop("Team or usage has grown since %(on)s."),
    StageReason.SATISFIED: gettext_noop("Satisfaction of %(score)s over a year."),
    StageReason.PROMOTER: gettext_noop("Would recommend us: %(score)s of 10 on %(on)s."),
    StageReason.SILENT: gettext_noop("Last order on %(on)s, more than %(days)s days ago."),
    StageReason.CONTRACT_ENDED: gettext_noop("The last contract ended on %(on)s; none has begun."),
    StageReason.OVER: gettext_noop("The relationship ended on %(on)s."),
    StageReason.BY_HAND: gettext_noop("Set by hand until %(on)s."),
}


class CustomerStage(models.Model):
    """A stage from a day on until the day on which the next one begins.

    Without `until` it holds. Of several on one day the last counts; the others have no days. One
    that somebody has set (`by`, with a `note` why) holds up to `set_until` whatever the rule says.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        db_index=False,
        related_name="stages",
        verbose_name=_("customer"),
    )
    stage = models.CharField(_("lifecycle stage"), max_length=16, choices=LifecycleStage)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    before = models.CharField(_("stage before"), max_length=16, choices=LifecycleStage, blank=True)
    reason = models.CharField(_("reason"), max_length=16, choices=StageReason)
    params = models.JSONField(_("what the reason names"), default=dict, blank=True)
    note = models.CharField(_("in words"), max_length=500, blank=True)
    set_until = models.DateField(_("set by hand until"), null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("set by"),
    )
    recorded_at = models.DateTimeField(_("recorded"), auto_now_add=True)

    classes = Classes(Slice.PROFILE, sensitive("note"))

    class Meta:
        verbose_name = _("lifecycle stage")
        verbose_name_plural = _("lifecycle stages")
        ordering = ["-since", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["customer"], condition=HOLDS, name="stage_now_once"),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")), name="stage_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(reason=StageReason.BY_HAND, by__isnull=False, set_until__isnull=False)
                & ~Q(note="")
                | ~Q(reason=StageReason.BY_HAND) & Q(by=None, set_until=None, note=""),
                name="stage_by_hand_says_why",
            ),
            ExclusionConstraint(
                name="stage_one_at_a_time",
                expressions=[
                    ("customer", RangeOperators.EQUAL),
                    (
                        Func("since", "until", function="daterange", output_field=DateRangeField()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["stage", "customer"], condition=HOLDS, name="stage_now"),
            models.Index(fields=["since"], name="stage_by_day"),
        ]

    def __str__(self) -> str:
        return self.get_stage_display()

    @property
    def is_by_hand(self) -> bool:
        return self.reason == StageReason.BY_HAND

    @property
    def why(self) -> str:
        return gettext(WHY[StageReason(self.reason)]) % {
            name: said(value) for name, value in self.params.items()
        }
