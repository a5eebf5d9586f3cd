from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.facts import (
    Fact,
    by_batch,
    fact_triggers,
    in_order,
    iso_currency,
    told_apart,
)
from accounts.rules.clearance import Classes, Slice, sensitive


class Invoice(Fact):
    """What a customer owes from a day on. `paid_on` is the day on which it was paid in full."""

    number = models.CharField(_("number"), max_length=80, db_collation="C")
    issued_on = models.DateField(_("issued"))
    due_on = models.DateField(_("due"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    order = models.ForeignKey(
        "accounts.Order",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="invoices",
        verbose_name=_("order"),
    )
    paid_on = models.DateField(_("paid in full"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)

    classes = Classes(Slice.BILLING, sensitive("amount", "paid_on"))

    class Meta:
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            told_apart("invoice"),
            iso_currency("invoice"),
            in_order("invoice", "issued_on", "due_on"),
        ]
        indexes = [
            models.Index(
                fields=["customer", "due_on"],
                include=["issued_on", "amount", "currency", "paid_on", "cancelled_on", "source"],
                name="invoice_by_customer_due",
            ),
        ]
        triggers = fact_triggers("invoice")

    def __str__(self) -> str:
        return self.number


class Payment(Fact):
    """Money that came in, for an invoice or before there was one."""

    number = models.CharField(_("number"), max_length=80, blank=True, db_collation="C")
    invoice = models.ForeignKey(
        Invoice,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="payments",
        verbose_name=_("invoice"),
    )
    paid_on = models.DateField(_("paid"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    method = models.CharField(_("way of payment"), max_length=40, blank=True)

    classes = Classes(Slice.BILLING, sensitive("amount", "paid_on", "method"))

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [told_apart("payment"), iso_currency("payment")]
        indexes = [
            models.Index(fields=["customer", "paid_on"], name="payment_by_customer"),
            by_batch("payment"),
        ]
        triggers = fact_triggers("payment")

    def __str__(self) -> str:
        return self.number or str(self.paid_on)
