from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import OpportunityKind, OpportunityStage
from accounts.models.facts import Fact, fact_triggers, in_order, told_apart
from accounts.rules.clearance import Classes, Slice, sensitive


class Opportunity(Fact):
    """A negotiation with a customer, from the first sign to the signature or the loss.

    `cause` says what opened it: at most one is open for a customer and cause.
    """

    number = models.CharField(_("number"), max_length=80, blank=True, db_collation="C")
    title = models.CharField(pgettext_lazy("of a thing", "title"), max_length=200)
    kind = models.CharField(_("kind"), max_length=12, choices=OpportunityKind)
    stage = models.CharField(
        _("stage"),
        max_length=12,
        choices=OpportunityStage,
        default=OpportunityStage.SCREENED,
    )
    cause = models.CharField(_("cause"), max_length=120, blank=True, db_collation="C")
    amount = models.DecimalField(
        _("amount"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3)
    lines = ArrayField(
        models.CharField(max_length=120), verbose_name=_("product lines"), default=list, blank=True
    )
    probability = models.DecimalField(
        _("probability (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    opened_on = models.DateField(_("opened"))
    expected_on = models.DateField(_("expected"), null=True, blank=True)
    deadline_on = models.DateField(_("tender or decision deadline"), null=True, blank=True)
    closed_on = models.DateField(_("signed or lost"), null=True, blank=True)
    sticking_point = models.CharField(_("sticking point"), max_length=300, blank=True)
    competitors = ArrayField(
        models.CharField(max_length=120), verbose_name=_("competitors"), default=list, blank=True
    )
    decision_makers = models.CharField(_("who decides"), max_length=200, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    lost_reason = models.CharField(_("why lost"), max_length=300, blank=True)

    classes = Classes(
        Slice.DEALINGS,
        sensitive("amount", "sticking_point", "competitors", "decision_makers", "lost_reason"),
    )

    class Meta:
        verbose_name = _("opportunity")
        verbose_name_plural = _("opportunities")
        constraints = [
            told_apart("opportunity"),
            in_order("opportunity", "opened_on", "closed_on"),
            models.CheckConstraint(
                condition=models.Q(probability=None) | models.Q(probability__range=(0, 100)),
                name="opportunity_probability",
            ),
            models.UniqueConstraint(
                fields=["customer", "cause"],
                condition=models.Q(closed_on=None) & ~models.Q(cause=""),
                name="opportunity_open_once",
                violation_error_message=_("An opportunity is already open for this cause."),
            ),
        ]
        indexes = [models.Index(fields=["customer", "closed_on"], name="opportunity_by_customer")]
        triggers = fact_triggers("opportunity")

    def __str__(self) -> str:
        return self.title
