"""What surrounds a relationship: competitors, promises, extras, answers to campaigns."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import CampaignAnswer, ExtraKind
from accounts.models.facts import Fact, fact_triggers, in_order, iso_currency, told_apart
from accounts.rules.clearance import Classes, Slice, confidential, sensitive


class CompetitorAt(Fact):
    """A competitor who sells to the customer, or tries to."""

    competitor = models.CharField(_("competitor"), max_length=120)
    line = models.ForeignKey(
        "accounts.ProductLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product line"),
    )
    share = models.DecimalField(
        _("share of wallet (%)"),
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    contract_ends_on = models.DateField(_("their contract ends"), null=True, blank=True)
    seen_on = models.DateField(_("seen"))
    gone_on = models.DateField(_("gone"), null=True, blank=True)
    told_by = models.CharField(_("told by"), max_length=200, blank=True)

    classes = Classes(
        Slice.DEALINGS, sensitive("competitor", "share", "contract_ends_on", "told_by")
    )

    class Meta:
        verbose_name = _("competitor at a customer")
        verbose_name_plural = _("competitors at customers")
        constraints = [
            told_apart("competitor"),
            in_order("competitor", "seen_on", "gone_on"),
            models.CheckConstraint(
                condition=models.Q(share=None) | models.Q(share__range=(0, 100)),
                name="competitor_share",
            ),
        ]
        indexes = [models.Index(fields=["customer", "seen_on"], name="competitor_by_customer")]
        triggers = fact_triggers("competitorat")

    def __str__(self) -> str:
        return self.competitor


class Promise(Fact):
    """What one of us promised a customer, to whom, by when, and whether it was kept."""

    what = models.CharField(_("what"), max_length=300)
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("to whom"),
    )
    promised_by = models.CharField(_("promised by"), max_length=80, blank=True)
    promised_on = models.DateField(_("promised"))
    due_on = models.DateField(_("due"), null=True, blank=True)
    consent = models.CharField(
        _("technical consent"),
        max_length=200,
        blank=True,
        help_text=_("Who in technology agreed that it can be kept."),
    )
    kept_on = models.DateField(_("kept"), null=True, blank=True)
    broken_on = models.DateField(_("broken"), null=True, blank=True)

    classes = Classes(Slice.DEALINGS, sensitive("what"))

    class Meta:
        verbose_name = _("promise")
        verbose_name_plural = _("promises")
        constraints = [
            told_apart("promise"),
            models.CheckConstraint(
                condition=models.Q(kept_on=None) | models.Q(broken_on=None),
                name="promise_kept_or_broken",
                violation_error_message=_("A promise is kept or broken, not both."),
            ),
        ]
        indexes = [models.Index(fields=["customer", "due_on"], name="promise_by_customer")]
        triggers = fact_triggers("promise")

    def __str__(self) -> str:
        return self.what


class ExtraGiven(Fact):
    """Something that a customer got beyond what was agreed, and how it was taken."""

    kind = models.CharField(_("kind"), max_length=12, choices=ExtraKind)
    what = models.CharField(_("what"), max_length=200)
    cost = models.DecimalField(_("cost"), max_digits=18, decimal_places=2, null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    occasion = models.CharField(_("occasion"), max_length=200, blank=True)
    given_on = models.DateField(_("given"))
    reaction = models.PositiveSmallIntegerField(
        _("reaction (1–5)"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(5)],
    )

    classes = Classes(Slice.DEALINGS, confidential("cost"))

    class Meta:
        verbose_name = _("extra")
        verbose_name_plural = _("extras")
        constraints = [
            told_apart("extra"),
            iso_currency("extra"),
            models.CheckConstraint(
                condition=models.Q(reaction=None) | models.Q(reaction__range=(1, 5)),
                name="extra_reaction",
            ),
        ]
        indexes = [models.Index(fields=["customer", "given_on"], name="extra_by_customer")]
        triggers = fact_triggers("extragiven")

    def __str__(self) -> str:
        return self.what


class CampaignResponse(Fact):
    """How a customer answered a campaign."""

    campaign = models.CharField(_("campaign"), max_length=120)
    answer = models.CharField(_("answer"), max_length=12, choices=CampaignAnswer)
    answered_on = models.DateField(_("day"))
    contact = models.ForeignKey(
        "accounts.Contact",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact"),
    )
    channel = models.CharField(_("channel"), max_length=40, blank=True)

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = _("campaign response")
        verbose_name_plural = _("campaign responses")
        constraints = [told_apart("campaign_response")]
        indexes = [models.Index(fields=["customer", "answered_on"], name="response_by_customer")]
        triggers = fact_triggers("campaignresponse")

    def __str__(self) -> str:
        return f"{self.campaign}: {self.get_answer_display()}"
