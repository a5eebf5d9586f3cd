from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.facts import Fact, fact_triggers, told_apart
from accounts.rules.clearance import Classes, Slice, sensitive
from followups.choices import FollowUpChannel, Sentiment
from followups.models.ticket import Ticket


class FollowUp(Fact):
    """One logged touch of a customer, with its three content modules and the next step."""

    happened_at = models.DateTimeField(_("happened"))
    channel = models.CharField(_("channel"), max_length=6, choices=FollowUpChannel)
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=pgettext_lazy("follow-up", "by"),
    )
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
    )
    participants = models.TextField(_("participants"), blank=True)
    business_review = models.TextField(_("business review"), blank=True)
    problem_solving = models.TextField(_("problem solving"), blank=True)
    value_delivery = models.TextField(_("value delivered"), blank=True)
    next_step = models.TextField(_("next step"), blank=True)
    next_step_on = models.DateField(_("next step on"), null=True, blank=True)
    sentiment = models.CharField(_("sentiment"), max_length=7, choices=Sentiment, blank=True)
    invited = models.BooleanField(_("customer invited"), default=False)
    attended = models.BooleanField(_("customer attended"), null=True, blank=True)
    ticket = models.ForeignKey(
        Ticket,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="follow_ups",
        verbose_name=_("ticket"),
    )
    minutes = models.PositiveSmallIntegerField(_("minutes"), null=True, blank=True)

    classes = Classes(
        Slice.DEALINGS,
        sensitive("participants", "business_review", "problem_solving", "value_delivery")
        | sensitive("next_step", "sentiment"),
    )

    class Meta:
        verbose_name = _("follow-up")
        verbose_name_plural = _("follow-ups")
        constraints = [
            told_apart("follow_up"),
            models.CheckConstraint(
                condition=models.Q(attended=None) | models.Q(invited=True),
                name="follow_up_attended_when_invited",
            ),
        ]
        indexes = [models.Index(fields=["customer", "happened_at"], name="follow_up_by_customer")]
        triggers = fact_triggers("followup")

    def __str__(self) -> str:
        return self.subject or self.get_channel_display()

    @property
    def is_complete(self) -> bool:
        """All three content modules are filled."""
        return bool(self.business_review and self.problem_solving and self.value_delivery)
