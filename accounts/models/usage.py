from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import UsageMetric
from accounts.models.facts import Fact, fact_triggers, told_apart
from accounts.rules.clearance import Classes, Slice


class UsageDay(Fact):
    """How much of something a customer did, or had, on a day."""

    day = models.DateField(_("day"))
    metric = models.CharField(_("measure"), max_length=12, choices=UsageMetric)
    value = models.DecimalField(_("value"), max_digits=18, decimal_places=4)

    classes = Classes(Slice.DEALINGS)

    class Meta:
        verbose_name = _("usage of a day")
        verbose_name_plural = _("usage by day")
        constraints = [
            told_apart("usage_day"),
            models.CheckConstraint(condition=models.Q(value__gte=0), name="usage_not_negative"),
        ]
        indexes = [
            models.Index(
                fields=["customer", "day"],
                include=["metric", "value", "source"],
                name="usage_by_customer",
            ),
        ]
        triggers = fact_triggers("usageday")

    def __str__(self) -> str:
        return f"{self.day} {self.get_metric_display()}"
