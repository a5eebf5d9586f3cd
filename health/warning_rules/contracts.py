"""They do not pay, or their contract runs out and nobody talks about it."""

from django.utils.translation import gettext_lazy as _

from accounts.choices import Tier
from health.choices import Level, Unit, WarningCause
from health.registry import SubFigure
from health.warning_rules.base import Param, WarningRule, min_cases, register

_OVERDUE = "paid_on IS NULL AND due_on < evaluated_on - {days_late}"
_SENIOR = f"tier IN ('{Tier.STRATEGIC}', '{Tier.KEY}')"


@register
class PaymentOverdue(WarningRule):
    code = "payment_overdue"
    cause = WarningCause.PAYMENT
    level = Level.YELLOW
    label = _("payment overdue")
    explanation = _("An invoice has been overdue for more than %(days_late)s days.")
    unit = Unit.DAYS_LATE
    source = "receivables"
    window = 365
    is_windowed = False
    waits_for_feeds = True
    params = (
        Param("days_late", _("days overdue, more than"), 30, 1, 365, Unit.DAYS),
        min_cases(1, _("invoices")),
    )
    rows = _OVERDUE
    columns = {
        "overdue_invoices": f"count(*) FILTER (WHERE {_OVERDUE})",
        "overdue_since": f"min(due_on) FILTER (WHERE {_OVERDUE})",
    }
    derived = {"overdue_days": "evaluated_on - overdue_since"}
    applies_if = "evaluated_on IS NOT NULL"
    raw = "overdue_days"
    fires_if = "overdue_invoices >= {min_cases}"
    evidence = (
        SubFigure("overdue_invoices", _("invoices overdue"), Unit.COUNT),
        SubFigure("overdue_since", _("the oldest was due"), Unit.DATE),
        SubFigure("overdue_days", _("days since then"), Unit.DAYS),
    )


GIVEN_UP_AFTER = 90
_ENDING = (
    f"ends_on >= %(day)s::date - {GIVEN_UP_AFTER} AND NOT has_successor AND NOT is_talked_about"
    " AND ends_on - %(day)s::date <= greatest({days_senior}, {days_other})"
)


@register
class ContractEnding(WarningRule):
    """Only of the contract that ends first: a talk about it is one about the others.

    What has ended without a word goes on warning for ninety days.
    """

    code = "contract_ending"
    cause = WarningCause.RENEWAL
    level = Level.YELLOW
    label = _("contract ends, nobody talked about renewal")
    explanation = _(
        "A contract ends within %(days_senior)s days at a strategic or key customer, within "
        "%(days_other)s at another, and neither a renewal talk nor a new contract is recorded."
    )
    unit = Unit.DAYS
    source = "agreements"
    window = 365
    is_windowed = False
    params = (
        Param("days_senior", _("days, strategic and key"), 45, 1, 90, Unit.DAYS),
        Param("days_other", _("days, others"), 30, 1, 90, Unit.DAYS),
        min_cases(1, _("contracts")),
    )
    rows = _ENDING
    columns = {
        "contracts_ending": f"count(*) FILTER (WHERE {_ENDING})",
        "contract_ends_on": f"min(ends_on) FILTER (WHERE {_ENDING})",
    }
    derived = {
        "contract_days_left": "contract_ends_on - %(day)s::date",
        "contract_days_warned": f"CASE WHEN {_SENIOR} THEN {{days_senior}} ELSE {{days_other}} END",
    }
    applies_if = "evaluated_on IS NOT NULL"
    raw = "contract_days_left"
    fires_if = "contracts_ending >= {min_cases} AND contract_days_left <= contract_days_warned"
    evidence = (
        SubFigure("contracts_ending", _("contracts that end soon"), Unit.COUNT),
        SubFigure("contract_ends_on", _("the first ends"), Unit.DATE),
        SubFigure("contract_days_left", _("days left"), Unit.DAYS),
        SubFigure("contract_days_warned", _("days before which somebody should talk"), Unit.DAYS),
    )
