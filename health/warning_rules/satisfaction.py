"""They say themselves that they are not content."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from followups.choices import SurveyKind
from health.choices import Level, Unit, WarningCause
from health.registry import SubFigure
from health.warning_rules.base import Param, WarningRule, days, min_cases, register

_LOOKED_AT = 10
_CSAT = f"kind = '{SurveyKind.CSAT}'"


class LastAnswers(WarningRule):
    """The last few answers about satisfaction, the newest first."""

    cause = WarningCause.SATISFACTION
    source = "surveys"
    window = 180
    unit = Unit.COUNT
    rows = f"{_CSAT} AND place = 1"
    columns = {
        "csat_newest": (
            f"(array_agg(score ORDER BY place) FILTER (WHERE {_CSAT} AND place <= {_LOOKED_AT}"
            " AND answered_on > evaluated_on - {days}))"
        ),
        "csat_answered_on": f"max(answered_on) FILTER (WHERE {_CSAT})",
    }
    derived = {"csat_last": "csat_newest[1]"}
    applies_if = "csat_newest IS NOT NULL"
    enough_if = "cardinality(csat_newest) >= {min_cases}"
    raw = "csat_last"
    fires_if = "csat_last < {below}"
    evidence: ClassVar[tuple[SubFigure, ...]] = (
        SubFigure("csat_last", _("last answer"), Unit.COUNT),
        SubFigure("csat_answered_on", _("answered on"), Unit.DATE),
    )


def _below(usual: int) -> Param:
    return Param("below", _("warns below"), usual, 1, 100, Unit.PERCENT)


@register
class CsatLow(LastAnswers):
    code = "csat_low"
    label = _("last satisfaction answer is low")
    explanation = _("The last answer about satisfaction was below %(below)s.")
    level = Level.YELLOW
    params = (days(180), _below(80), min_cases(1, highest=_LOOKED_AT))


@register
class CsatVeryLow(LastAnswers):
    code = "csat_very_low"
    label = _("last satisfaction answer is very low")
    explanation = _("The last answer about satisfaction was below %(below)s.")
    level = Level.ORANGE
    params = (days(180), _below(70), min_cases(1, highest=_LOOKED_AT))


@register
class CsatLowInARow(LastAnswers):
    code = "csat_low_in_a_row"
    label = _("several low satisfaction answers in a row")
    explanation = _(
        "The last %(min_cases)s answers about satisfaction in %(days)s days were all below "
        "%(below)s."
    )
    level = Level.ORANGE
    params = (days(180), _below(80), min_cases(3, _("answers in a row"), _LOOKED_AT))
    rows = f"{_CSAT} AND place <= {{min_cases}}"
    derived = {
        **LastAnswers.derived,
        "csat_best_in_row": "(SELECT max(one) FROM unnest(csat_newest[1:{min_cases}]) AS one)",
        "csat_in_row": "least({min_cases}, cardinality(csat_newest))",
    }
    raw = "csat_best_in_row"
    fires_if = "csat_best_in_row < {below}"
    evidence = (
        SubFigure("csat_in_row", _("answers in a row"), Unit.COUNT),
        SubFigure("csat_best_in_row", _("the best of them"), Unit.COUNT),
        SubFigure("csat_answered_on", _("answered on"), Unit.DATE),
    )
