"""Contracts that had begun by the day; their values are those of a year.

starts_on, ends_on            the last day, of a terminated one the day before
first_on                      when the customer's first contract in this currency began
yearly                        amount for 365 days; of a contract without an end, its amount
"""

from django.utils.translation import gettext_lazy as _

from accounts.models import Contract
from health.sources.base import Money

_ENDS = "least(facts.ends_on, facts.terminated_on - 1)"


class Contracts(Money):
    code = "contracts"
    model = Contract
    day_column = "starts_on"
    day = "facts.starts_on"
    has_windows = False
    words = {
        "number": "facts.number",
        "currency": "facts.currency",
        "ends_on": _ENDS,
        "first_on": "min(facts.starts_on) OVER (PARTITION BY facts.customer_id, facts.currency)",
        "yearly": "facts.amount::float8 * CASE WHEN facts.ends_on IS NULL THEN 1"
        " ELSE 365.0 / (facts.ends_on - facts.starts_on + 1) END",
    }
    row_columns = (
        ("starts_on", _("starts")),
        ("number", _("number")),
        ("ends_on", _("ends")),
        ("currency", _("currency")),
    )
