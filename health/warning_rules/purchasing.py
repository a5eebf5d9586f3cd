"""They buy less, or no more."""

from django.utils.translation import gettext_lazy as _

from health.choices import Level, Unit, WarningCause
from health.indicators.order_rhythm import OrderAmount, OrderRhythm, Silence
from health.registry import SubFigure
from health.rules.warnings import DORMANT_AFTER, DORMANT_INTERVALS
from health.warning_rules.base import Param, WarningRule, days, min_cases, register, share


class Purchasing(WarningRule):
    """The source of orders, with the pace that is usual, and what an off-season is."""

    cause = WarningCause.PURCHASING
    level = Level.ORANGE
    source = "orders"
    window = 90
    waits_for_feeds = True
    columns = {
        **OrderRhythm.columns,
        "ever_days": "count(DISTINCT ordered_on) FILTER (WHERE is_order)",
    }
    derived = {
        **Silence.derived,
        "own_interval": (
            "CASE WHEN ever_days > 1 THEN (last_on - first_on)::float8 / (ever_days - 1) END"
        ),
    }
    applies_if = "first_on IS NOT NULL"
    paused_if = "off_season"
    rows = "is_order"


@register
class NoOrder(Purchasing):
    """Whoever sleeps is not expected to order: no order for a year and six intervals, no contract.

    Of whoever ordered twice or once no interval is known, or none worth the name.
    """

    code = "no_order"
    label = _("no order for long")
    explanation = _(
        "No order for %(days)s days, or for %(intervals)s of the customer's own intervals if that "
        "is longer; for %(days_unknown)s days where there are fewer than %(min_cases)s order days. "
        "Pauses in an off-season."
    )
    unit = Unit.DAYS
    params = (
        days(90),
        Param("intervals", _("own intervals"), 2.0, 1.0, 10.0, Unit.INTERVALS),
        min_cases(3, _("order days for an interval")),
        Param("days_unknown", _("days where no interval is known"), 180, 30, 730, Unit.DAYS),
    )
    borrowed = {
        "agreements": {
            "contracts_bind": "bool_or(ends_on IS NULL OR ends_on >= %(day)s::date)",
        }
    }
    derived = {
        **Purchasing.derived,
        "is_dormant": (
            f"silent_days > greatest({DORMANT_AFTER},"
            f" {DORMANT_INTERVALS} * coalesce(own_interval, 0))"
            " AND contracts_bind IS NOT TRUE"
        ),
        "silent_allowed": (
            "CASE WHEN ever_days >= {min_cases} THEN greatest({days}, {intervals} * own_interval)"
            " ELSE {days_unknown} END"
        ),
    }
    applies_if = "first_on IS NOT NULL AND NOT is_dormant"
    raw = "silent_days"
    fires_if = "silent_days >= silent_allowed"
    rows = "is_order AND ordered_on = last_on"
    is_windowed = False
    evidence = (
        SubFigure("last_on", _("last order"), Unit.DATE),
        SubFigure("silent_days", _("days since then"), Unit.DAYS),
        SubFigure("silent_allowed", _("days that are nothing unusual"), Unit.DAYS),
        SubFigure("ever_days", _("order days ever"), Unit.ORDERS),
        SubFigure("own_interval", _("own interval"), Unit.DAYS),
    )


def _quarter(number: int) -> str:
    """Order days of a quarter of 90 days, 0 the last one."""
    return (
        f"count(DISTINCT ordered_on) FILTER (WHERE ordered_on > evaluated_on - {90 * (number + 1)}"
        f" AND ordered_on <= evaluated_on - {90 * number} AND is_order)"
    )


@register
class OrdersFalling(Purchasing):
    code = "orders_falling"
    label = _("orders down two quarters running")
    explanation = _(
        "Order days of the last 90 days below %(share)s %% of the 90 before, and those below "
        "%(share)s %% of the 90 before that."
    )
    unit = Unit.ORDERS
    clears_slowly = True
    window = 270
    params = (
        share(80, _("below this share of the quarter before")),
        min_cases(3, _("order days in the oldest quarter")),
    )
    columns = {
        **Purchasing.columns,
        "quarter_last": _quarter(0),
        "quarter_before": _quarter(1),
        "quarter_oldest": _quarter(2),
    }
    enough_if = "quarter_oldest >= {min_cases}"
    raw = "quarter_last"
    fires_if = (
        "100 * quarter_last < {share} * quarter_before"
        " AND 100 * quarter_before < {share} * quarter_oldest"
    )
    evidence = (
        SubFigure("quarter_last", _("order days in the last 90 days"), Unit.ORDERS),
        SubFigure("quarter_before", _("in the 90 before"), Unit.ORDERS),
        SubFigure("quarter_oldest", _("in the 90 before that"), Unit.ORDERS),
    )


@register
class SpendingHalved(Purchasing):
    """The expected amount knows of an off-season."""

    code = "spending_halved"
    label = _("spending halved")
    explanation = _(
        "The net amount of the last 90 days is at most %(share)s %% of what is usual for the "
        "customer, where an average order or more was to be expected."
    )
    unit = Unit.MONEY
    clears_slowly = True
    params = (
        share(50, _("at most this share of the usual")),
        Param("min_cases", _("average orders expected at least"), 1.0, 0.5, 20.0, Unit.NUMBER),
    )
    columns = OrderAmount.columns
    derived = {name: sql for name, sql in OrderAmount.derived.items() if name != "contracts_before"}
    paused_if = "false"
    enough_if = "expected_net > 0 AND expected_net >= {min_cases} * average_order"
    raw = "counted_net"
    fires_if = "100 * counted_net <= {share} * expected_net"
    rows = "in_main_currency"
    evidence = OrderAmount.evidence[:5]
