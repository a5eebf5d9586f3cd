"""Will the relationship hold: do they pay, and are the people still there?"""

from django.utils.translation import gettext_lazy as _

from accounts.choices import DecisionRole, Tier
from health.choices import Dimension, IndicatorStatus, Unit
from health.registry import Indicator, SubFigure, register
from health.sources.contacts import ROLES

_LATE = "greatest(0, coalesce(paid_on, evaluated_on) - due_on)"
_COUNTED = "(due_on > evaluated_on - 180 AND due_on <= evaluated_on OR paid_on IS NULL)"


@register
class PaymentDays(Indicator):
    """In the main currency of the invoices."""

    code = "payment_days"
    dimension = Dimension.STABILITY
    label = _("days late in paying")
    explanation = _(
        "How late the invoices of the last 180 days, and those still unpaid, were or are paid, "
        "weighted by amount."
    )
    formula = _("sum of amount × days late ÷ sum of the amounts")
    unit = Unit.DAYS_LATE
    source = "invoices"
    window = 180
    is_windowed = False
    rows = _COUNTED
    weight = 6
    curve = ((0, 100), (5, 95), (15, 80), (30, 60), (60, 25), (90, 0))
    columns = {
        "invoices_counted": f"count(*) FILTER (WHERE {_COUNTED})",
        "invoices_late": f"count(*) FILTER (WHERE {_COUNTED} AND {_LATE} > 0)",
        "invoiced": f"sum(amount) FILTER (WHERE {_COUNTED})",
        "amount_days": f"sum(amount * {_LATE}) FILTER (WHERE {_COUNTED})",
    }
    raw = "(amount_days / invoiced)::float8"
    measured_if = "invoices_counted > 0"
    evidence = (
        SubFigure("invoices_counted", _("invoices"), Unit.COUNT),
        SubFigure("invoices_late", _("paid late or overdue"), Unit.COUNT),
        SubFigure("invoiced", _("sum of the amounts"), Unit.MONEY),
        SubFigure("main_currency", _("main currency"), Unit.CURRENCY),
    )


_MAKER = ROLES[DecisionRole.DECISION_MAKER]
_EITHER = _MAKER | ROLES[DecisionRole.PURCHASER]
_ALL = sum(ROLES.values())
_SENIOR = f"tier IN ('{Tier.STRATEGIC}', '{Tier.KEY}')"
_GONE = "left_on > evaluated_on - 90"


def _held(bit: int) -> str:
    return f"CASE WHEN roles_held & {bit} > 0 THEN 1 ELSE 0 END"


@register
class ContactStability(Indicator):
    code = "contact_stability"
    dimension = Dimension.STABILITY
    label = _("contacts in the roles that matter")
    explanation = _(
        "Needed roles that somebody holds: decision maker, purchaser, user and finance at "
        "strategic and key customers, decision maker or purchaser at others. Whoever left in the "
        "last 90 days without a successor takes off 20, a decision maker 40."
    )
    formula = _("needed roles held ÷ needed roles − 20 or 40 for each who left without a successor")
    unit = Unit.PERCENT
    source = "contacts"
    window = 90
    is_windowed = False
    rows = f"is_there OR {_GONE}"
    weight = 6
    curve = ((0, 0), (50, 50), (75, 80), (100, 100))
    columns = {
        "contacts_there": "count(*) FILTER (WHERE is_there)",
        "contacts_gone": f"count(*) FILTER (WHERE {_GONE})",
        "held": "bit_or(roles) FILTER (WHERE is_there)",
        "gone": f"array_agg(roles) FILTER (WHERE {_GONE})",
        "contacts_known": "count(*)",
    }
    derived = {
        "roles_held": "coalesce(held, 0)",
        "roles_needed": f"CASE WHEN {_SENIOR} THEN {_ALL} ELSE {_EITHER} END",
        "held_share": (
            f"CASE WHEN {_SENIOR} THEN 25.0 * ("
            + " + ".join(_held(bit) for bit in ROLES.values())
            + f") WHEN roles_held & {_EITHER} > 0 THEN 100 ELSE 0 END"
        ),
        "taken_off": (
            "coalesce((SELECT sum("
            f"CASE WHEN roles & {_MAKER} & ~roles_held > 0 THEN 40"
            " WHEN roles & roles_needed & ~roles_held > 0 THEN 20 ELSE 0 END)"
            " FROM unnest(gone) AS roles), 0)"
        ),
    }
    raw = "greatest(0, held_share - taken_off)"
    measured_if = "contacts_known > 0"
    absent = IndicatorStatus.MISSING
    evidence = (
        SubFigure("contacts_there", _("contacts"), Unit.COUNT),
        SubFigure("held_share", _("needed roles held"), Unit.PERCENT),
        SubFigure("contacts_gone", _("left in the last 90 days"), Unit.COUNT),
        SubFigure("taken_off", _("taken off for them"), Unit.COUNT),
    )
