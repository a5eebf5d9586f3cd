"""Do we keep what we promise?"""

from django.utils.translation import gettext_lazy as _

from health.choices import Dimension, Unit
from health.registry import Indicator, SubFigure, register
from health.sources.base import worked_until
from health.sql.rates import rate

# After so many working days a ticket ought to be closed.
LONGEST = 10


@register
class SlaAttainment(Indicator):
    code = "sla_attainment"
    dimension = Dimension.DELIVERY
    is_our_work = True
    label = _("clocks met")
    explanation = _("Of the clocks due in the last 90 days, those that were met.")
    formula = _("(clocks met + 2 × 0.92) ÷ (clocks due + 2)")
    unit = Unit.PERCENT
    source = "clocks"
    window = 90
    rows = "is_over"
    weight = 8
    curve = ((0, 0), (50, 20), (70, 50), (80, 70), (90, 88), (95, 95), (100, 100))
    columns = {
        "clocks_due": "count(*) FILTER (WHERE is_over AND due_on > evaluated_on - 90)",
        "clocks_met": "count(*) FILTER (WHERE is_over AND is_met AND due_on > evaluated_on - 90)",
    }
    raw, measured_if = rate("clocks_met", "clocks_due", 0.92), "clocks_due > 0"
    evidence = (
        SubFigure("clocks_due", _("clocks due"), Unit.COUNT),
        SubFigure("clocks_met", _("met"), Unit.COUNT),
    )


@register
class ResolutionRate(Indicator):
    code = "resolution_rate"
    dimension = Dimension.DELIVERY
    is_our_work = True
    label = _("tickets resolved for good")
    explanation = _(
        "Of the tickets of the last 180 days that are closed or older than 10 working days, those "
        "solved, and verified or not reopened within 14 days. One that came again is not."
    )
    formula = _("(resolved for good + 2 × 0.92) ÷ (tickets + 2)")
    unit = Unit.PERCENT
    source = "tickets"
    window = 180
    rows = (
        f"(is_closed OR {worked_until('evaluated_on')} - {worked_until('opened_on')} > {LONGEST})"
    )
    weight = 8
    curve = ((0, 0), (50, 30), (70, 60), (85, 85), (95, 95), (100, 100))
    columns = {
        "tickets_judged": f"count(*) FILTER (WHERE {rows} AND opened_on > evaluated_on - 180)",
        "tickets_resolved": (
            f"count(*) FILTER (WHERE {rows} AND opened_on > evaluated_on - 180"
            " AND stays_solved AND NOT is_repeated)"
        ),
    }
    raw, measured_if = rate("tickets_resolved", "tickets_judged", 0.92), "tickets_judged > 0"
    evidence = (
        SubFigure("tickets_judged", _("tickets closed or old"), Unit.COUNT),
        SubFigure("tickets_resolved", _("resolved for good"), Unit.COUNT),
    )
