"""What the purchasing indicators share: a customer's pace, and what it leads us to expect.

Both compare the last 90 days with the customer's own usual, pulled towards that of comparable
customers by 90 days of their pace, so that one order more or less moves nobody far. Where a year
has passed, the same 90 days a year earlier lower the expectation, so that an off-season is no
alarm; they never raise it.
"""

from collections.abc import Mapping
from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from health.choices import Dimension, Unit
from health.registry import Figure, Indicator, SubFigure, register

# Days first in every filter: they are quick to compare, and spare comparing the rest.
RECENT = "ordered_on > evaluated_on - 90"
YEAR_EARLIER = "ordered_on > evaluated_on - 455 AND ordered_on <= evaluated_on - 365"
USUAL = "ordered_on > usual_until - 365 AND ordered_on <= usual_until"

BETTER_THAN_USUAL = ((0, 0), (0.25, 25), (0.5, 55), (0.7, 78), (0.85, 90), (1, 95), (1.25, 100))


class OrderRhythm(Figure):
    source = "orders"
    window = 90
    measured_if = "first_on IS NOT NULL"
    columns: ClassVar[Mapping[str, str]] = {
        "recent_days": f"count(DISTINCT ordered_on) FILTER (WHERE {RECENT} AND is_order)",
        "year_earlier_days": (
            f"count(DISTINCT ordered_on) FILTER (WHERE {YEAR_EARLIER} AND is_order)"
        ),
    }
    derived: ClassVar[Mapping[str, str]] = {
        "has_year_earlier": "evaluated_on - first_on >= 455",
        "pace": "(own_days + 90 * peers_pace) / (observed + 90)",
        "usual_days": "90 * pace",
        "expected_days": (
            "CASE WHEN has_year_earlier THEN least(usual_days, year_earlier_days)"
            " ELSE usual_days END"
        ),
    }
    evidence: ClassVar[tuple[SubFigure, ...]] = (
        SubFigure("recent_days", _("order days in the last 90 days"), Unit.ORDERS),
        SubFigure("expected_days", _("order days expected in them"), Unit.ORDERS),
        SubFigure("year_earlier_days", _("order days in the same 90 days a year ago"), Unit.ORDERS),
        SubFigure("own_days", _("own order days in the usual year"), Unit.ORDERS),
        SubFigure("observed", _("days of that year we know"), Unit.DAYS),
        SubFigure("usual_until", _("the usual year ends on"), Unit.DATE),
        SubFigure("peers_pace", _("pace of comparable customers"), Unit.PACE),
        SubFigure("pace", _("pace taken as usual"), Unit.PACE),
    )


@register
class OrderFrequency(OrderRhythm, Indicator):
    code = "order_frequency"
    dimension = Dimension.PURCHASING
    label = _("order frequency")
    explanation = _("Order days in the last 90 days, compared with the customer's own usual.")
    formula = _("(order days + 1) ÷ (order days expected + 1)")
    unit = Unit.RATIO
    weight = 12
    curve = BETTER_THAN_USUAL
    rows = "is_order"
    raw = "(recent_days + 1) / (expected_days + 1)"


@register
class OrderAmount(OrderRhythm, Indicator):
    """In the main currency. The average order is per order day of any currency, like the pace.

    Of a customer that has contracts and never ordered, the value of the contracts is compared
    with that of a year before, or of the first contract where there was none.
    """

    code = "order_amount"
    dimension = Dimension.PURCHASING
    label = _("order amount")
    explanation = _("Net amount of the last 90 days, compared with the customer's own usual.")
    formula = _("(net amount + own average order) ÷ (net amount expected + own average order)")
    unit = Unit.RATIO
    weight = 12
    curve = BETTER_THAN_USUAL
    rows = "in_main_currency"
    columns = {
        **OrderRhythm.columns,
        "recent_net": f"sum(amount) FILTER (WHERE {RECENT} AND in_main_currency)",
        "year_earlier_net": f"sum(amount) FILTER (WHERE {YEAR_EARLIER} AND in_main_currency)",
        "usual_amount": f"sum(amount) FILTER (WHERE {USUAL} AND is_order AND in_main_currency)",
        "all_amount": "sum(amount) FILTER (WHERE is_order AND in_main_currency)",
        "all_days": "count(DISTINCT ordered_on) FILTER (WHERE is_order)",
    }
    derived = {
        **OrderRhythm.derived,
        "average_order": (
            "CASE WHEN own_days > 0 THEN coalesce(usual_amount, 0)::float8 / own_days"
            " ELSE coalesce(all_amount, 0)::float8 / nullif(all_days, 0) END"
        ),
        "usual_net": "usual_days * average_order",
        "expected_net": (
            "CASE WHEN has_year_earlier"
            " THEN least(usual_net, greatest(0, coalesce(year_earlier_net, 0))::float8)"
            " ELSE usual_net END"
        ),
        "counted_net": "greatest(0, coalesce(recent_net, 0))::float8",
        "contracts_before": (
            "coalesce(nullif(contracts_year_ago, 0), nullif(contracts_at_first, 0))"
        ),
    }
    borrowed = {
        "contracts": {
            "contracts_now": "sum(yearly) FILTER (WHERE ends_on IS NULL OR ends_on >= %(day)s)",
            "contracts_year_ago": (
                "sum(yearly) FILTER (WHERE starts_on <= %(day)s::date - 365"
                " AND (ends_on IS NULL OR ends_on >= %(day)s::date - 365))"
            ),
            "contracts_at_first": "sum(yearly) FILTER (WHERE starts_on = first_on)",
            "contracts_unvalued": "count(*) FILTER (WHERE yearly IS NULL)",
        }
    }
    raw = (
        "CASE WHEN first_on IS NULL THEN coalesce(contracts_now, 0) / contracts_before"
        " WHEN expected_net + average_order > 0"
        " THEN (counted_net + average_order) / (expected_net + average_order) ELSE 1 END"
    )
    # A contract whose value nobody told is not one that is worth nothing.
    measured_if = "first_on IS NOT NULL OR (contracts_before > 0 AND contracts_unvalued = 0)"
    instead = "contracts"
    evaluated = (
        "CASE WHEN first_on IS NULL AND contracts_before > 0 THEN %(day)s::date"
        " ELSE evaluated_on END"
    )
    evidence = (
        SubFigure("counted_net", _("net amount in the last 90 days"), Unit.MONEY),
        SubFigure("expected_net", _("net amount expected in them"), Unit.MONEY),
        SubFigure("year_earlier_net", _("net amount in the same 90 days a year ago"), Unit.MONEY),
        SubFigure("average_order", _("own average order"), Unit.MONEY),
        SubFigure("main_currency", _("main currency"), Unit.CURRENCY),
        SubFigure("contracts_now", _("contracts in force, a year's value"), Unit.MONEY),
        SubFigure("contracts_before", _("the same a year ago, or at the first"), Unit.MONEY),
        *OrderRhythm.evidence[3:],
    )


@register
class Silence(OrderRhythm):
    """Caps the purchasing indicators: a customer that has stopped cannot live on last quarter."""

    code = "silence"
    label = _("silence")
    explanation = _("Days since the last order, in the customer's own usual intervals.")
    formula = _("days since the last order × pace taken as usual; in an off-season less")
    unit = Unit.INTERVALS
    rows = "is_order"
    derived = {
        **OrderRhythm.derived,
        "silent_days": "evaluated_on - last_on",
        "off_season": (
            "has_year_earlier AND year_earlier_days < 0.5 * usual_days AND silent_days <= 365"
        ),
    }
    raw = (
        "CASE WHEN off_season THEN least(silent_days * pace, year_earlier_days)"
        " ELSE silent_days * pace END"
    )
    evidence = (
        SubFigure("last_on", _("last order"), Unit.DATE),
        SubFigure("silent_days", _("days since then"), Unit.DAYS),
        *OrderRhythm.evidence[3:],
    )
