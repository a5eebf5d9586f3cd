"""Do they need what we sell, and do they get what they need?"""

from django.utils.translation import gettext_lazy as _

from health.choices import Dimension, Unit
from health.registry import Indicator, SubFigure, register
from health.sql.rates import rate


@register
class NeedsClosure(Indicator):
    code = "needs_closure"
    dimension = Dimension.DEMAND_FIT
    is_our_work = True
    label = _("needs closed")
    explanation = _("Of the needs due in the last 180 days, those solved and confirmed.")
    formula = _("(closed and confirmed + 2 × 0.9) ÷ (needs due + 2)")
    unit = Unit.PERCENT
    source = "needs"
    window = 180
    weight = 8
    curve = ((0, 0), (50, 30), (70, 60), (85, 85), (92, 95), (100, 100))
    columns = {
        "needs_due": "count(*) FILTER (WHERE due_on > evaluated_on - 180)",
        "needs_closed": "count(*) FILTER (WHERE due_on > evaluated_on - 180 AND is_closed)",
    }
    raw, measured_if = rate("needs_closed", "needs_due", 0.9), "needs_due > 0"
    evidence = (
        SubFigure("needs_due", _("needs due"), Unit.COUNT),
        SubFigure("needs_closed", _("closed and confirmed"), Unit.COUNT),
    )


@register
class ProductBreadth(Indicator):
    code = "product_breadth"
    dimension = Dimension.DEMAND_FIT
    label = _("breadth of products")
    explanation = _(
        "Product lines bought in a year, of those that are relevant for the customer or were ever "
        "bought."
    )
    formula = _("lines bought in 365 days ÷ lines relevant or ever bought")
    unit = Unit.PERCENT
    source = "lines"
    window = 365
    is_windowed = False
    rows = "bought_on IS NULL OR bought_on > evaluated_on - 365"
    weight = 6
    curve = ((0, 0), (25, 60), (50, 85), (75, 95), (100, 100))
    columns = {
        "lines_bought": "count(DISTINCT line_id) FILTER (WHERE bought_on > evaluated_on - 365)",
        "lines_known": "count(DISTINCT line_id)",
    }
    raw = "100.0 * lines_bought / lines_known"
    measured_if = "lines_bought > 0"
    evidence = (
        SubFigure("lines_bought", _("lines bought in a year"), Unit.COUNT),
        SubFigure("lines_known", _("lines relevant or ever bought"), Unit.COUNT),
    )
