"""What happens around them: competitors and markets."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import EventKind, SignalDirection
from health.choices import Level, Unit, WarningCause
from health.registry import SubFigure
from health.warning_rules.base import WarningRule, days, min_cases, register

_COMPETITOR = f"kind = '{EventKind.COMPETITOR}'"
_BAD = f"direction = '{SignalDirection.BAD}'"


@register
class CompetitorContact(WarningRule):
    code = "competitor_contact"
    cause = WarningCause.COMPETITION
    level = Level.ORANGE
    label = _("contact with a competitor")
    explanation = _("The customer talked to a competitor in the last %(days)s days.")
    unit = Unit.COUNT
    source = "happenings"
    window = 90
    params = (days(90), min_cases(1, pgettext_lazy("with competitors", "contacts")))
    rows = _COMPETITOR
    columns = {
        "competitor_contacts": (
            f"count(*) FILTER (WHERE {_COMPETITOR} AND occurred_on > evaluated_on - {{days}})"
        ),
        "competitor_last_on": f"max(occurred_on) FILTER (WHERE {_COMPETITOR})",
    }
    applies_if = "coalesce(competitor_contacts, 0) > 0"
    raw = "competitor_contacts"
    fires_if = "competitor_contacts >= {min_cases}"
    evidence = (
        SubFigure("competitor_contacts", _("contacts with competitors"), Unit.COUNT),
        SubFigure("competitor_last_on", _("the last one"), Unit.DATE),
    )


@register
class AdverseMarket(WarningRule):
    code = "adverse_market"
    cause = WarningCause.MARKET
    level = Level.YELLOW
    label = _("adverse news of the market")
    explanation = _(
        "An adverse policy or change in the market of the customer's industry or region, published "
        "in the last %(days)s days."
    )
    unit = Unit.COUNT
    source = "news"
    window = 30
    params = (days(30), min_cases(1, _("pieces of news")))
    rows = _BAD
    columns = {
        "news_bad": f"count(*) FILTER (WHERE {_BAD} AND published_on > evaluated_on - {{days}})",
        "news_bad_on": f"max(published_on) FILTER (WHERE {_BAD})",
    }
    applies_if = "coalesce(news_bad, 0) > 0"
    raw = "news_bad"
    fires_if = "news_bad >= {min_cases}"
    evidence = (
        SubFigure("news_bad", _("adverse news"), Unit.COUNT),
        SubFigure("news_bad_on", _("the last of it"), Unit.DATE),
    )
