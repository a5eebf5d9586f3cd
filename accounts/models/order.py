from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.facts import Fact, fact_triggers


class Order(Fact):
    """An order, or a credit note when the amount is below zero.

    A credit note is never an order: it reduces the amount on its own date. `cancelled_on` takes
    an order out from that day on.
    """

    number = models.CharField(_("number"), max_length=80, db_collation="C")
    ordered_on = models.DateField(_("order date"))
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)
    currency = models.CharField(_("currency"), max_length=3)
    region = models.CharField(_("delivery region"), max_length=80, blank=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)

    class Meta:
        verbose_name = _("order")
        verbose_name_plural = _("orders")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="order_unique"),
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"), name="order_currency_is_iso"
            ),
            models.CheckConstraint(
                condition=models.Q(cancelled_on=None)
                | models.Q(cancelled_on__gte=models.F("ordered_on")),
                name="order_cancelled_after_ordered",
            ),
        ]
        indexes = [
            models.Index(
                fields=["customer", "ordered_on"],
                include=["amount", "currency", "cancelled_on", "source"],
                name="order_by_customer",
            ),
            models.Index(fields=["source", "ordered_on"], name="order_by_source_day"),
        ]
        triggers = fact_triggers("order")

    def __str__(self) -> str:
        return self.number

    @property
    def is_credit_note(self) -> bool:
        return self.amount < 0


class OrderLine(Fact):
    """One product on an order, or on a credit note."""

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="lines", verbose_name=_("order")
    )
    product_code = models.CharField(_("product code"), max_length=80, blank=True)
    product_name = models.CharField(_("product"), max_length=200, blank=True)
    quantity = models.DecimalField(
        _("quantity"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    unit_price = models.DecimalField(
        _("unit price"), max_digits=18, decimal_places=4, null=True, blank=True
    )
    amount = models.DecimalField(_("amount"), max_digits=18, decimal_places=2)

    class Meta:
        verbose_name = _("order line")
        verbose_name_plural = _("order lines")
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="order_line_unique"),
        ]
        indexes = [models.Index(fields=["customer", "order"], name="order_line_by_customer")]
        triggers = fact_triggers("orderline")

    def __str__(self) -> str:
        return self.product_name or self.product_code
