from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.facts import Fact, fact_triggers, told_apart
from accounts.models.people import name_for_reader
from accounts.rules.clearance import Classes, Slice


class ProductLine(models.Model):
    """A line of business; customers buy products of a line."""

    code = models.CharField(_("code"), max_length=80, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("product line")
        verbose_name_plural = _("product lines")
        ordering = ["code"]

    def __str__(self) -> str:
        return name_for_reader(self.name, self.name_en)


class Product(models.Model):
    code = models.CharField(_("product code"), max_length=80, unique=True, db_collation="C")
    name = models.CharField(_("name"), max_length=200)
    line = models.ForeignKey(
        ProductLine,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="products",
        verbose_name=_("product line"),
    )
    retired_on = models.DateField(_("no longer sold from"), null=True, blank=True)

    class Meta:
        verbose_name = _("product")
        verbose_name_plural = _("products")
        ordering = ["code"]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class CustomerLine(Fact):
    """A product line that matters to a customer, whether or not it buys it from us yet."""

    line = models.ForeignKey(
        ProductLine, on_delete=models.PROTECT, related_name="+", verbose_name=_("product line")
    )
    share = models.DecimalField(
        _("share of its business (%)"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    valid_from = models.DateField(_("relevant from"), null=True, blank=True)
    valid_to = models.DateField(_("relevant until"), null=True, blank=True)

    classes = Classes(Slice.PROFILE)

    class Meta:
        verbose_name = _("relevant product line")
        verbose_name_plural = _("relevant product lines")
        constraints = [told_apart("customer_line")]
        indexes = [models.Index(fields=["customer", "line"], name="customer_line_by_customer")]
        triggers = fact_triggers("customerline")

    def __str__(self) -> str:
        return str(self.line)
