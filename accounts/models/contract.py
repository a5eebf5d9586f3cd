"""What was agreed with a customer: contracts, their files, the service that they promise."""

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import ServiceClock, Severity, TicketKind, TimeKind
from accounts.models.facts import (
    Fact,
    by_batch,
    fact_triggers,
    in_order,
    iso_currency,
    told_apart,
)
from accounts.rules.clearance import Classes, Slice, sensitive

LONGEST_PROMISE = 365 * 24 * 60  # minutes


@pghistory.track(model_name="ContractHistory")
class Contract(Fact):
    """An agreement over a period; whether it is in force follows from its dates."""

    number = models.CharField(_("number"), max_length=80, db_collation="C")
    title = models.CharField(pgettext_lazy("of a thing", "title"), max_length=200, blank=True)
    signed_on = models.DateField(_("signed"), null=True, blank=True)
    starts_on = models.DateField(_("starts"))
    ends_on = models.DateField(_("ends"), null=True, blank=True, help_text=_("The last day."))
    renews_on = models.DateField(_("to be renewed by"), null=True, blank=True)
    terminated_on = models.DateField(_("terminated"), null=True, blank=True)
    amount = models.DecimalField(
        pgettext_lazy("contract", "value"), max_digits=18, decimal_places=2, null=True, blank=True
    )
    currency = models.CharField(_("currency"), max_length=3)
    payment_terms = models.CharField(_("payment terms"), max_length=200, blank=True)

    classes = Classes(Slice.CONTRACTS, sensitive("amount", "payment_terms"))

    class Meta:
        verbose_name = _("contract")
        verbose_name_plural = _("contracts")
        constraints = [
            told_apart("contract"),
            iso_currency("contract"),
            in_order("contract", "starts_on", "ends_on"),
        ]
        indexes = [
            models.Index(fields=["customer", "ends_on"], name="contract_by_customer"),
            by_batch("contract"),
        ]
        triggers = fact_triggers("contract")

    def __str__(self) -> str:
        return self.number


class ContractFile(models.Model):
    """One version of the paper; versions are added, never replaced."""

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="files", verbose_name=_("contract")
    )
    customer = models.ForeignKey(
        "accounts.Customer",
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("customer"),
    )
    version = models.PositiveSmallIntegerField(_("version"))
    file = models.FileField(_("file"), upload_to="contracts/%Y/%m", max_length=200)
    name = models.CharField(_("file name"), max_length=255)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.CharField(_("fingerprint"), max_length=64, editable=False)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("added by"),
    )
    added_at = models.DateTimeField(_("added"), auto_now_add=True)

    classes = Classes(Slice.CONTRACTS, sensitive("file", "name"))

    class Meta:
        verbose_name = _("contract file")
        verbose_name_plural = _("contract files")
        ordering = ["contract", "-version"]
        constraints = [
            models.UniqueConstraint(fields=["contract", "version"], name="contract_file_version"),
            models.UniqueConstraint(fields=["contract", "sha256"], name="contract_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} v{self.version}"


@pghistory.track(model_name="ServiceStandardHistory")
class ServiceStandard(models.Model):
    """What a contract promises for one clock of the customer's tickets, instead of the default.

    Without a kind or a severity it holds for all of them.
    """

    contract = models.ForeignKey(
        Contract, on_delete=models.PROTECT, related_name="standards", verbose_name=_("contract")
    )
    customer = models.ForeignKey(
        "accounts.Customer", on_delete=models.PROTECT, related_name="+", editable=False
    )
    ticket_kind = models.CharField(
        _("kind of ticket"), max_length=10, choices=TicketKind, blank=True
    )
    severity = models.CharField(_("severity"), max_length=6, choices=Severity, blank=True)
    clock = models.CharField(_("clock"), max_length=14, choices=ServiceClock)
    amount = models.PositiveIntegerField(
        _("time"),
        help_text=_("Minutes of service or elapsed time, or working days."),
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_PROMISE)],
    )
    time_kind = models.CharField(_("kind of time"), max_length=12, choices=TimeKind)

    classes = Classes(Slice.CONTRACTS)

    class Meta:
        verbose_name = _("service standard")
        verbose_name_plural = _("service standards")
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "ticket_kind", "severity", "clock"],
                name="service_standard_once",
            ),
            models.CheckConstraint(
                condition=models.Q(amount__range=(1, LONGEST_PROMISE)),
                name="service_standard_takes_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_clock_display()}: {self.amount} {self.get_time_kind_display()}"
