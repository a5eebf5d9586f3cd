"""Do they still take part: on the portal, and where we invite them?"""

from django.utils.translation import gettext_lazy as _

from health.choices import Dimension, Unit
from health.indicators.order_rhythm import BETTER_THAN_USUAL
from health.registry import Indicator, SubFigure, register
from health.sources.base import worked_until
from health.sql.rates import rate

# Use of a shorter time counts as if it were of a month: a busy first week is no rhythm.
SHORTEST_USUAL = 20


@register
class PortalActivity(Indicator):
    """Its usual is that of the 365 days before the last 30, up to the last day of use in them."""

    code = "portal_activity"
    dimension = Dimension.ENGAGEMENT
    label = _("activity on the portal")
    explanation = _(
        "Log-ins, downloads and product usage in the last 30 days, compared with the customer's "
        "own usual by working day."
    )
    formula = _("(usage in 30 days + 2) ÷ (usage expected in as many working days + 2)")
    unit = Unit.RATIO
    source = "usage"
    window = 30
    weight = 5
    curve = BETTER_THAN_USUAL
    columns = {
        "used_recently": "sum(value) FILTER (WHERE used_on > evaluated_on - 30)",
        "used_in_year": "sum(value) FILTER (WHERE used_on > evaluated_on - 365)",
        "used_usually": (
            "sum(value) FILTER"
            " (WHERE used_on > evaluated_on - 395 AND used_on <= evaluated_on - 30)"
        ),
        "first_used_on": "min(used_on) FILTER (WHERE used_on > evaluated_on - 395)",
        "last_used_on": "max(used_on)",
    }
    derived = {
        "recent_usage": "coalesce(used_recently, 0)::float8",
        "usual_usage": "coalesce(used_usually, 0)::float8",
        "days_worked": f"{worked_until('evaluated_on')} - {worked_until('(evaluated_on - 30)')}",
        "usual_days": (
            f"greatest(0, {worked_until('least(evaluated_on - 30, last_used_on)')}"
            f" - {worked_until('(first_used_on - 1)')})"
        ),
        "expected_usage": (
            f"CASE WHEN usual_days = 0 THEN recent_usage"
            f" ELSE usual_usage / greatest({SHORTEST_USUAL}, usual_days) * days_worked END"
        ),
    }
    raw = "(recent_usage + 2) / (expected_usage + 2)"
    measured_if = "used_in_year >= 10"
    evidence = (
        SubFigure("recent_usage", _("usage in the last 30 days"), Unit.COUNT),
        SubFigure("expected_usage", _("usage expected in them"), Unit.NUMBER),
        SubFigure("days_worked", _("working days in them"), Unit.COUNT),
        SubFigure("usual_usage", _("usage in the usual year"), Unit.COUNT),
        SubFigure("usual_days", _("working days of that year we know"), Unit.COUNT),
    )

    @classmethod
    def reach(cls) -> int:
        return 395


@register
class TouchParticipation(Indicator):
    code = "touch_participation"
    dimension = Dimension.ENGAGEMENT
    label = _("taking part")
    explanation = _(
        "Of what the customer was invited to in the last 90 days, what it accepted or attended."
    )
    formula = _("(attended + 2 × 0.9) ÷ (invitations + 2)")
    unit = Unit.PERCENT
    source = "invitations"
    window = 90
    weight = 5
    curve = ((0, 10), (50, 60), (80, 88), (100, 100))
    columns = {
        "invitations_sent": "count(*) FILTER (WHERE invited_on > evaluated_on - 90)",
        "invitations_taken": (
            "count(*) FILTER (WHERE attended AND invited_on > evaluated_on - 90)"
        ),
    }
    raw, measured_if = rate("invitations_taken", "invitations_sent", 0.9), "invitations_sent > 0"
    evidence = (
        SubFigure("invitations_sent", _("invitations"), Unit.COUNT),
        SubFigure("invitations_taken", _("attended"), Unit.COUNT),
    )
