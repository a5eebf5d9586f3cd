"""Good news: they grow, or could."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from accounts.choices import EventKind, OpportunityKind, SignalDirection
from health.choices import Unit
from health.indicators.order_rhythm import OrderAmount
from health.registry import SubFigure
from health.warning_rules.base import ChanceRule, Param, days, min_cases, register
from health.warning_rules.usage import (
    PRODUCT,
    PRODUCT_COLUMNS,
    PRODUCT_DERIVED,
    PRODUCT_EVIDENCE,
)

_GOOD = f"direction = '{SignalDirection.GOOD}' AND kind = '{EventKind.POLICY_GOOD}'"


def _more(usual: int) -> Param:
    return Param("more", _("more than usual, at least"), usual, 5, 1000, Unit.PERCENT)


@register
class SpendingTripled(ChanceRule):
    code = "spending_tripled"
    title = gettext_noop("Review the account: the customer spends much more than usual")
    label = _("spending tripled")
    explanation = _("The net amount of the last 90 days is at least %(more)s %% above the usual.")
    unit = Unit.MONEY
    source = "orders"
    window = 90
    rows = "in_main_currency"
    params = (
        _more(200),
        Param("min_cases", _("average orders expected at least"), 1.0, 0.5, 20.0, Unit.NUMBER),
    )
    columns = OrderAmount.columns
    derived = {name: sql for name, sql in OrderAmount.derived.items() if name != "contracts_before"}
    applies_if = "first_on IS NOT NULL"
    enough_if = "usual_net > 0 AND usual_net >= {min_cases} * average_order"
    raw = "counted_net"
    fires_if = "100 * counted_net >= (100 + {more}) * usual_net"
    evidence = (
        SubFigure("counted_net", _("net amount in the last 90 days"), Unit.MONEY),
        SubFigure("usual_net", _("net amount usual in them"), Unit.MONEY),
        SubFigure("average_order", _("own average order"), Unit.MONEY),
        SubFigure("main_currency", _("main currency"), Unit.CURRENCY),
    )


@register
class FavourablePolicy(ChanceRule):
    code = "favourable_policy"
    title = gettext_noop("A favourable policy: what can the customer do with it?")
    opens = OpportunityKind.SECOND_NEED
    label = _("favourable policy")
    explanation = _(
        "A policy in favour of the customer's industry or region, published in the last %(days)s "
        "days."
    )
    unit = Unit.COUNT
    source = "news"
    window = 30
    params = (days(30), min_cases(1, _("pieces of news")))
    rows = _GOOD
    columns = {
        "news_good": f"count(*) FILTER (WHERE {_GOOD} AND published_on > evaluated_on - {{days}})",
        "news_good_on": f"max(published_on) FILTER (WHERE {_GOOD})",
    }
    applies_if = "coalesce(news_good, 0) > 0"
    raw = "news_good"
    fires_if = "news_good >= {min_cases}"
    evidence = (
        SubFigure("news_good", _("favourable news"), Unit.COUNT),
        SubFigure("news_good_on", _("the last of it"), Unit.DATE),
    )


@register
class UsageGrown(ChanceRule):
    code = "usage_grown"
    title = gettext_noop("Usage has grown: a larger package?")
    opens = OpportunityKind.UPGRADE
    label = _("product usage grown")
    explanation = _(
        "Product usage of the last 30 days is %(more)s %% above what was usual in the 90 before."
    )
    unit = Unit.COUNT
    source = "usage"
    window = 30
    rows = PRODUCT
    params = (_more(20), min_cases(10, _("usage in the 90 days before")))
    columns, derived, evidence = PRODUCT_COLUMNS, PRODUCT_DERIVED, PRODUCT_EVIDENCE
    enough_if = "product_before >= {min_cases}"
    raw = "product_use"
    fires_if = "100 * product_use >= (100 + {more}) * product_usual"

    @classmethod
    def reach(cls) -> int:
        return 120


@register
class StaffGrown(ChanceRule):
    """Both numbers are those that history knows of the two days."""

    code = "staff_grown"
    title = gettext_noop("The customer has grown: what else does it need?")
    opens = OpportunityKind.UPGRADE
    label = _("the customer has grown")
    explanation = _("At least %(more)s %% more employees than a year before.")
    unit = Unit.COUNT
    source = "sizes"
    window = 365
    is_windowed = False
    params = (_more(20), min_cases(10, _("employees a year before")))
    columns = {"staff_now": "max(employees)", "staff_before": "max(employees_before)"}
    applies_if = "staff_before > 0 AND staff_now > 0"
    enough_if = "staff_before >= {min_cases}"
    raw = "staff_now"
    fires_if = "100 * staff_now >= (100 + {more}) * staff_before"
    evidence = (
        SubFigure("staff_now", _("employees"), Unit.COUNT),
        SubFigure("staff_before", _("employees a year before"), Unit.COUNT),
    )
