"""We do not keep what we promised."""

from django.utils.translation import gettext_lazy as _

from accounts.choices import TicketKind
from health.choices import Level, Unit, WarningCause
from health.registry import SubFigure
from health.warning_rules.base import Param, WarningRule, days, min_cases, register

_COMPLAINT = f"kind = '{TicketKind.COMPLAINT}'"
_RECENT = f"{_COMPLAINT} AND opened_on > evaluated_on - {{days}}"


@register
class ComplaintsUnsolved(WarningRule):
    code = "complaints_unsolved"
    cause = WarningCause.SERVICE
    level = Level.ORANGE
    label = _("several complaints, not all solved")
    explanation = _(
        "%(min_cases)s complaints in %(days)s days, %(unsolved)s of them or more not solved."
    )
    unit = Unit.COUNT
    source = "tickets"
    window = 90
    params = (
        days(90),
        min_cases(3, _("complaints")),
        Param("unsolved", _("not solved, at least"), 1, 1, 20),
    )
    rows = _COMPLAINT
    columns = {
        "complaints_recent": f"count(*) FILTER (WHERE {_RECENT})",
        "complaints_unsolved": f"count(*) FILTER (WHERE {_RECENT} AND is_unsolved)",
    }
    applies_if = "complaints_recent > 0"
    enough_if = "complaints_recent >= {min_cases}"
    raw = "complaints_recent"
    fires_if = "complaints_unsolved >= {unsolved}"
    evidence = (
        SubFigure("complaints_recent", _("complaints"), Unit.COUNT),
        SubFigure("complaints_unsolved", _("not solved"), Unit.COUNT),
    )
