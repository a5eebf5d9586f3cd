"""How a customer plan stood at the end of a quarter. Written once, never changed."""

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.rules.clearance import Classes, Slice, sensitive
from followups.models.customer_plan import CustomerPlan, PlanMeasure


class PlanReview(models.Model):
    """A quarter looked back at, with how the customer was doing on that day.

    `score`, `level` and `dimensions` (`[["purchasing", 62.5], …]`) are as stored for
    `diagnosed_on`; without a score there are none. `figures` are what happened from `since` on,
    see crm_site.queries.plan_reviews.
    """

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("customer"),
    )
    plan = models.ForeignKey(
        CustomerPlan,
        on_delete=models.PROTECT,
        related_name="reviews",
        verbose_name=_("customer plan"),
    )
    quarter = models.PositiveSmallIntegerField(_("quarter"))
    reviewed_at = models.DateTimeField(pgettext_lazy("customer plan", "reviewed"))
    reviewed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=pgettext_lazy("customer plan", "reviewed by"),
    )
    decisions = models.TextField(_("decisions"))
    next_steps = models.TextField(_("what comes next"))
    diagnosed_on = models.DateField(_("health as of"), null=True, blank=True)
    score = models.DecimalField(_("score"), max_digits=5, decimal_places=2, null=True, blank=True)
    level = models.CharField(pgettext_lazy("health", "level"), max_length=10, blank=True)
    dimensions = models.JSONField(_("points by dimension"), default=list, blank=True)
    suggestions = ArrayField(
        models.CharField(max_length=300), size=3, default=list, verbose_name=_("suggestions")
    )
    since = models.DateField(_("figures from"))
    figures = models.JSONField(_("figures"), default=dict, blank=True)

    classes = Classes(
        Slice.DEALINGS,
        sensitive("decisions", "next_steps", "suggestions", "score", "dimensions", "figures"),
    )

    class Meta:
        verbose_name = _("review of a customer plan")
        verbose_name_plural = _("reviews of customer plans")
        ordering = ["quarter"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "quarter"], name="plan_review_once_a_quarter"),
            models.CheckConstraint(
                condition=models.Q(quarter__range=(1, 4)), name="plan_review_of_a_quarter"
            ),
        ]
        indexes = [models.Index(fields=["customer", "reviewed_at"], name="plan_review_by_customer")]
        triggers = [pgtrigger.Protect(name="plan_reviews_stay", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.plan_id} Q{self.quarter}"


class MeasureResult(models.Model):
    """What a measure had brought by then."""

    review = models.ForeignKey(
        PlanReview, on_delete=models.CASCADE, related_name="results", verbose_name=_("review")
    )
    measure = models.ForeignKey(
        PlanMeasure, on_delete=models.CASCADE, related_name="results", verbose_name=_("measure")
    )
    current = models.DecimalField(
        _("figure"), max_digits=14, decimal_places=2, null=True, blank=True
    )
    said = models.CharField(_("in words"), max_length=300, blank=True)

    classes = Classes(Slice.DEALINGS, sensitive("current", "said"))

    class Meta:
        verbose_name = _("result of a measure")
        verbose_name_plural = _("results of measures")
        ordering = ["measure"]
        constraints = [
            models.UniqueConstraint(fields=["review", "measure"], name="measure_result_once")
        ]

    def __str__(self) -> str:
        return self.said
