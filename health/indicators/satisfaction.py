"""Are they content with what they get?"""

from django.utils.translation import gettext_lazy as _

from followups.choices import SurveyKind
from health.choices import Dimension, IndicatorStatus, Unit
from health.registry import Indicator, SubFigure, register

# What one more, average answer says.
AVERAGE_CSAT = 85


@register
class Csat(Indicator):
    code = "csat"
    dimension = Dimension.SATISFACTION
    label = _("satisfaction (CSAT)")
    explanation = _("What the customer answered in the last 180 days, with one average answer.")
    formula = _("(sum of the answers + 85) ÷ (answers + 1)")
    unit = Unit.PERCENT
    source = "surveys"
    window = 180
    rows = f"kind = '{SurveyKind.CSAT}'"
    weight = 14
    curve = ((0, 0), (50, 20), (60, 40), (70, 60), (80, 80), (90, 95), (100, 100))
    columns = {
        "answers": f"count(*) FILTER (WHERE {rows} AND answered_on > evaluated_on - 180)",
        "answered": f"sum(score) FILTER (WHERE {rows} AND answered_on > evaluated_on - 180)",
    }
    raw = f"(answered + {AVERAGE_CSAT}.0) / (answers + 1)"
    measured_if = "answers > 0"
    absent = IndicatorStatus.MISSING
    evidence = (
        SubFigure("answers", _("answers"), Unit.COUNT),
        SubFigure("answered", _("sum of the answers"), Unit.COUNT),
    )


@register
class ComplaintRate(Indicator):
    code = "complaint_rate"
    dimension = Dimension.SATISFACTION
    label = _("complaints")
    explanation = _(
        "Complaints of the last 90 days by their severity, for every ten order days. What is "
        "solved and verified counts half."
    )
    formula = _("weight of the complaints ÷ max(1, order days ÷ 10)")
    unit = Unit.CASES
    source = "tickets"
    window = 90
    rows = "kind = 'complaint'"
    # That nothing happened is a finding, too.
    evaluated = "coalesce(evaluated_on, ends_on)"
    weight = 10
    curve = ((0, 100), (1, 80), (2, 60), (3, 40), (6, 0))
    columns = {
        "complaints": f"count(*) FILTER (WHERE {rows} AND opened_on > evaluated_on - 90)",
        "complaint_weight": (
            "sum(CASE severity WHEN 'low' THEN 0.5 WHEN 'major' THEN 3 ELSE 1 END"
            " * CASE WHEN is_solved AND is_verified THEN 0.5 ELSE 1 END)"
            f" FILTER (WHERE {rows} AND opened_on > evaluated_on - 90)"
        ),
    }
    borrowed = {
        "orders": {
            "complained_order_days": (
                "count(DISTINCT ordered_on)"
                " FILTER (WHERE ordered_on > evaluated_on - 90 AND is_order)"
            ),
        },
    }
    derived = {
        "counted_weight": "coalesce(complaint_weight, 0)::float8",
        "tens_of_orders": "greatest(1, coalesce(complained_order_days, 0) / 10.0)::float8",
    }
    raw = "counted_weight / tens_of_orders"
    measured_if = "is_live"
    evidence = (
        SubFigure("complaints", _("complaints"), Unit.COUNT),
        SubFigure("counted_weight", _("weight of the complaints"), Unit.NUMBER),
        SubFigure("complained_order_days", _("order days in the last 90 days"), Unit.ORDERS),
    )
