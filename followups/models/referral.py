from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice, sensitive
from followups.choices import ReferralState
from followups.models.follow_up import FollowUp


def _day(label: Any) -> models.DateField:
    return models.DateField(label, null=True, blank=True)


class Referral(models.Model):
    """A customer recommends us to somebody: from the question to what came of it.

    Whoever was recommended is `name` until it is a customer itself. A reward is an extra; what
    it cost us counts in the cost to serve.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recommended by"),
    )
    name = models.CharField(_("recommended company"), max_length=200, blank=True)
    person = models.CharField(_("whom to talk to there"), max_length=200, blank=True)
    referred = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("now our customer"),
    )
    asked_on = models.DateField(pgettext_lazy("referral", "asked"))
    named_on = _day(pgettext_lazy("referral", "named"))
    contacted_on = _day(pgettext_lazy("referral", "contacted"))
    won_on = _day(pgettext_lazy("referral", "won"))
    lost_on = _day(pgettext_lazy("referral", "came to nothing"))
    note = models.CharField(pgettext_lazy("referral", "note"), max_length=500, blank=True)
    reward = models.ForeignKey(
        "accounts.ExtraGiven",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("reward"),
    )
    follow_up = models.ForeignKey(
        FollowUp,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("follow-up in which it came up"),
    )
    token = models.UUIDField(default=uuid4, unique=True, editable=False)
    revision = models.PositiveIntegerField(_("revision"), default=1)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("recorded by"),
    )
    at = models.DateTimeField(_("recorded"), default=timezone.now)

    classes = Classes(Slice.DEALINGS, sensitive("person", "note"))

    class Meta:
        verbose_name = _("referral")
        verbose_name_plural = _("referrals")
        ordering = ["-asked_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(named_on=None, contacted_on=None, won_on=None)
                | Q(named_on__gte=F("asked_on")) & (~Q(name="") | Q(referred__isnull=False)),
                name="referral_named_is_known",
            ),
            models.CheckConstraint(
                condition=Q(won_on=None) | Q(lost_on=None), name="referral_ends_once"
            ),
            models.CheckConstraint(
                condition=Q(won_on=None) | Q(referred__isnull=False),
                name="referral_won_is_a_customer",
            ),
            models.CheckConstraint(
                condition=Q(referred=None) | ~Q(referred=F("customer")),
                name="referral_of_another",
            ),
        ]
        indexes = [
            models.Index(fields=["customer", "asked_on"], name="referral_by_customer"),
            models.Index(
                fields=["referred"],
                condition=Q(referred__isnull=False),
                name="referral_by_referred",
            ),
        ]

    def __str__(self) -> str:
        return self.name or str(self.asked_on)

    @property
    def state(self) -> ReferralState:
        if self.won_on:
            return ReferralState.WON
        if self.lost_on:
            return ReferralState.LOST
        if self.contacted_on:
            return ReferralState.CONTACTED
        return ReferralState.NAMED if self.named_on else ReferralState.ASKED
