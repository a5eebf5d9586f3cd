"""A case to keep or regain a customer: why it turns away, what is offered, what came of it."""

import pghistory
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice, sensitive
from health.choices import Offer, WinBackOutcome, WinBackReason, WinBackVerdict
from health.models.warning import Warning
from health.rules.winbacks import HORIZONS, Usual

AT_WORK = models.Q(ended_at=None)


@pghistory.track(model_name="WinBackHistory")
class WinBack(models.Model):
    """`first_cause` is what the customer says, `root_cause` what lies behind it.

    The `usual_` columns are what the customer used to buy before, in so many days; what came of it
    is measured by them. Nobody is named in `ended_by` where the orders have ended it.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    warning = models.ForeignKey(
        Warning,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("health", "warning"),
    )
    opened_on = models.DateField(pgettext_lazy("win-back", "begun"))
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("win-back", "begun by"),
    )
    first_cause = models.CharField(_("first cause"), max_length=16, choices=WinBackReason)
    root_cause = models.CharField(_("root cause"), max_length=16, choices=WinBackReason, blank=True)
    offer = models.CharField(_("offer"), max_length=16, choices=Offer, blank=True)
    offer_note = models.CharField(_("about the offer"), max_length=500, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("owner"),
    )
    deadline_on = models.DateField(_("deadline"))
    usual_days = models.PositiveSmallIntegerField(_("days looked at before"), default=0)
    usual_order_days = models.PositiveSmallIntegerField(_("order days in them"), default=0)
    usual_amount = models.DecimalField(
        _("amount in them"), max_digits=18, decimal_places=2, default=0
    )
    usual_currency = models.CharField(_("currency"), max_length=3, blank=True)
    ended_at = models.DateTimeField(pgettext_lazy("win-back", "ended"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("win-back", "ended by"),
    )
    outcome = models.CharField(_("outcome"), max_length=10, choices=WinBackOutcome, blank=True)
    end_reason = models.CharField(_("reason"), max_length=500, blank=True)

    classes = Classes(
        Slice.DEALINGS, sensitive("usual_amount", "offer_note", "end_reason", "first_cause")
    )

    class Meta:
        verbose_name = _("win-back")
        verbose_name_plural = _("win-backs")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["customer"],
                condition=AT_WORK,
                name="win_back_one_at_a_time",
                violation_error_message=_("This customer is being won back already."),
            ),
            models.CheckConstraint(
                condition=models.Q(ended_at=None, outcome="", ended_by=None)
                | models.Q(ended_at__isnull=False) & ~models.Q(outcome=""),
                name="win_back_ends_with_an_outcome",
            ),
            models.CheckConstraint(
                condition=models.Q(offer="") | ~models.Q(root_cause=""),
                name="win_back_offers_for_a_root_cause",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "opened_on"], name="win_back_by_customer"),
            models.Index(fields=["opened_on"], name="win_back_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.get_first_cause_display()}: {self.customer_id}"

    @property
    def is_at_work(self) -> bool:
        return self.ended_at is None

    @property
    def cause(self) -> WinBackReason:
        """The root cause, as far as it is known."""
        return WinBackReason(self.root_cause or self.first_cause)

    @property
    def found(self) -> str:
        """What people have found out and offered, to compare with later."""
        return f"{self.root_cause}:{self.offer}:{self.offer_note}"

    @property
    def usual(self) -> Usual:
        return Usual(self.usual_days, self.usual_order_days, self.usual_amount, self.usual_currency)


class WinBackResult(models.Model):
    """What was ordered in the first days of a win-back, as it was known then."""

    winback = models.ForeignKey(
        WinBack, on_delete=models.CASCADE, related_name="results", verbose_name=_("win-back")
    )
    days = models.PositiveSmallIntegerField(
        _("days"), choices=[(days, str(days)) for days in HORIZONS]
    )
    judged_on = models.DateField(_("as of"))
    order_days = models.PositiveSmallIntegerField(_("order days"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3, blank=True)
    verdict = models.CharField(_("outcome"), max_length=10, choices=WinBackVerdict)

    classes = Classes(Slice.DEALINGS, sensitive("amount"))

    class Meta:
        verbose_name = _("result of a win-back")
        verbose_name_plural = _("results of win-backs")
        ordering = ["winback", "days"]
        constraints = [
            models.UniqueConstraint(fields=["winback", "days"], name="win_back_judged_once")
        ]

    def __str__(self) -> str:
        return f"{self.days}: {self.get_verdict_display()}"
