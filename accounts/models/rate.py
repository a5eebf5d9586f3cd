from decimal import Decimal

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.facts import iso_currency

SMALLEST = Decimal("0.00000001")


@pghistory.track(model_name="ExchangeRateHistory")
class ExchangeRate(models.Model):
    """What one unit of a currency is worth in the company's own, from a day on.

    It holds until the next rate of the same currency; before the first one there is none.
    """

    currency = models.CharField(
        _("currency"),
        max_length=3,
        validators=[RegexValidator(r"^[A-Z]{3}\Z", _("Three capital letters, such as EUR."))],
        help_text=_("Three capital letters, such as EUR."),
    )
    valid_from = models.DateField(_("valid from"))
    rate = models.DecimalField(
        _("rate"),
        max_digits=18,
        decimal_places=8,
        validators=[MinValueValidator(SMALLEST)],
        help_text=_("What one unit is worth in the company's currency."),
    )

    class Meta:
        verbose_name = _("exchange rate")
        verbose_name_plural = _("exchange rates")
        ordering = ["currency", "-valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["currency", "valid_from"], name="rate_once_a_day"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="rate_is_above_zero"),
            iso_currency("rate"),
        ]

    def clean(self) -> None:
        if self.currency == settings.COMPANY_CURRENCY:
            message = _("This is the company's own currency: it is worth itself.")
            raise ValidationError({"currency": message})

    def __str__(self) -> str:
        return f"{self.currency} {self.valid_from}"
