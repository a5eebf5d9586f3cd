from django.db import models
from django.db.models.functions import Lower, Reverse
from django.utils.translation import gettext_lazy as _

from accounts.choices import ProductionStage
from accounts.models.facts import Fact, by_batch, fact_triggers, told_apart
from accounts.rules.clearance import Classes, Slice, confidential, sensitive


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
    margin = models.DecimalField(
        _("margin"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    line = models.ForeignKey(
        "accounts.ProductLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product line"),
    )
    promised_on = models.DateField(_("promised delivery"), null=True, blank=True)
    delivered_on = models.DateField(_("delivered"), null=True, blank=True)
    cancelled_on = models.DateField(_("cancelled"), null=True, blank=True)

    classes = Classes(Slice.ORDERS, sensitive("amount") | confidential("margin"))

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
            models.Index(Lower("number"), name="order_by_number"),
            models.Index(Reverse(Lower("number")), name="order_by_number_end"),
            by_batch("order"),
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
    margin = models.DecimalField(
        _("margin"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    line = models.ForeignKey(
        "accounts.ProductLine",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("product line"),
    )

    classes = Classes(Slice.ORDERS, sensitive("unit_price", "amount") | confidential("margin"))

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


class OrderProgress(Fact):
    """How far an order has come in production, and when it is expected now."""

    order = models.ForeignKey(
        Order, on_delete=models.PROTECT, related_name="progress", verbose_name=_("order")
    )
    stage = models.CharField(_("stage"), max_length=12, choices=ProductionStage)
    reached_on = models.DateField(_("reached"))
    expected_on = models.DateField(_("delivery expected"), null=True, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)

    classes = Classes(Slice.ORDERS)

    class Meta:
        verbose_name = _("production progress")
        verbose_name_plural = _("production progress")
        constraints = [told_apart("order_progress")]
        indexes = [models.Index(fields=["customer", "order"], name="progress_by_customer")]
        triggers = fact_triggers("orderprogress")

    def __str__(self) -> str:
        return f"{self.order_id}: {self.get_stage_display()}"
