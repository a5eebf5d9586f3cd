"""What happens outside, and moves a score by a few points."""

from django.utils.translation import gettext_lazy as _

from health.choices import Unit
from health.registry import Figure, SubFigure, register


@register
class MarketSignals(Figure):
    """Bounded, and kept from lifting over a line, by the version and its rules."""

    code = "market_signals"
    label = _("market signals")
    explanation = _("News of the customer, its industry or its region that holds on the day.")
    formula = _("sum of their effects, between −10 and +5")
    unit = Unit.POINTS
    source = "signals"
    window = 365
    is_windowed = False
    columns = {"signals_sum": "sum(impact)", "signals_count": "count(*)"}
    raw, measured_if = "signals_sum", "signals_count > 0"
    evidence = (
        SubFigure("signals_count", _("signals"), Unit.COUNT),
        SubFigure("signals_sum", _("sum of their effects"), Unit.POINTS),
    )
