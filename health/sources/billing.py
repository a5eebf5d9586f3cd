"""Invoices with an amount above 0 that had been issued and not cancelled by the day.

due_on, issued_on, amount, currency
paid_on                       null when it was not paid in full by the day
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Invoice
from health.sources.base import Columns, Facts, Money


class Invoices(Money):
    code = "invoices"
    model = Invoice
    day_column = "due_on"
    day = "facts.due_on"
    counts = (
        "facts.issued_on <= %(day)s AND facts.amount > 0"
        " AND (facts.cancelled_on IS NULL OR facts.cancelled_on > %(day)s)"
    )
    has_windows = False
    feed_kinds = ("invoices",)
    feed_model = Invoice
    feed_day = "issued_on"
    words = {
        "number": "facts.number",
        "issued_on": "facts.issued_on",
        "amount": "facts.amount",
        "currency": "facts.currency",
        "paid_on": "CASE WHEN facts.paid_on <= %(day)s THEN facts.paid_on END",
    }
    row_columns = (
        ("due_on", _("due")),
        ("number", _("number")),
        ("amount", _("amount")),
        ("currency", _("currency")),
        ("paid_on", _("paid in full")),
    )

    def until(self) -> str:
        """What is not due yet is known, too."""
        return "true"


class Receivables(Invoices):
    """The same in all currencies: whoever counts days does not compare amounts."""

    code = "receivables"

    def one_each(self, columns: Columns) -> str:
        return Facts.one_each(self, columns)
