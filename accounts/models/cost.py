from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.choices import CostKind, CustomerSource
from accounts.models.facts import Imported, iso_currency, told_apart
from accounts.rules.clearance import Classes, Slice, confidential


class Cost(Imported):
    """What winning or serving customers cost in a month, by channel, or for one customer."""

    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("customer"),
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    kind = models.CharField(_("kind"), max_length=12, choices=CostKind)
    channel = models.CharField(_("channel"), max_length=10, choices=CustomerSource, blank=True)
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    note = models.CharField(_("note"), max_length=200, blank=True)

    classes = Classes(Slice.COSTS, confidential("amount", "note"))

    class Meta:
        verbose_name = _("cost")
        verbose_name_plural = _("costs")
        constraints = [
            told_apart("cost"),
            iso_currency("cost"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="cost_month_begins"),
        ]
        indexes = [models.Index(fields=["month", "kind"], name="cost_by_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.get_kind_display()}"
