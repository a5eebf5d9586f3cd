"""Stored codes as words on the pages of a customer."""

from decimal import Decimal
from functools import lru_cache

from django import template
from django.forms import BoundField, Select
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.choices import DecisionRole, Tier
from accounts.imports.registry import kinds
from crm_site.pages.reasons import ADJUSTMENTS, biggest_move, measured_text, summary
from crm_site.queries.doubts import indicator_label
from health.choices import Level, Unit
from health.queries.compare import Comparison
from health.queries.explain import Explanation, IndicatorExplanation

register = template.Library()


@register.simple_tag
def level_badge(level: Level) -> SafeString:
    return _drawn("components/_level.html", "level", level, get_language())


@register.simple_tag
def tier_badge(tier: Tier | None) -> SafeString:
    return _drawn("components/_tier.html", "tier", tier, get_language())


@register.simple_tag
def trend_badge(change: Decimal | None) -> SafeString:
    return _drawn("components/_trend.html", "change", change, get_language())


@lru_cache(maxsize=4096)
def _drawn(
    template_name: str, name: str, value: Level | Tier | Decimal | None, _language: str | None
) -> SafeString:
    """A badge, drawn once for a language; a list shows the same few of them on fifty rows."""
    return render_to_string(template_name, {name: value, "label": getattr(value, "label", "")})


@register.simple_tag
def select_of(field: BoundField) -> SafeString:
    """A choice among few, drawn once for what is chosen: drawing five of them anew is felt."""
    choices = tuple((str(code), str(label)) for code, label in field.field.choices)  # type: ignore[attr-defined]
    return _select(field.html_name, str(field.value() or ""), choices)


@lru_cache(maxsize=512)
def _select(name: str, value: str, choices: tuple[tuple[str, str], ...]) -> SafeString:
    attrs = {"class": "form-select", "id": f"id_{name}"}
    return Select(attrs, choices).render(name, value)


@register.filter
def measured(indicator: IndicatorExplanation) -> str:
    """What an indicator measured, with its unit."""
    return measured_text(indicator.raw, indicator.unit)


@register.filter
def reason(explanation: Explanation) -> str:
    """Why a score is what it is, in a sentence."""
    return summary(explanation)


@register.filter
def main_move(comparison: Comparison) -> str:
    """What moved a score most."""
    return biggest_move(comparison)


@register.filter
def in_unit(value: float | None, unit: Unit | None) -> str:
    """A raw figure with its unit."""
    return measured_text(value, unit)


@register.filter
def decision_role(code: str) -> str:
    return str(dict(DecisionRole.choices).get(code, code))


@register.filter
def fact_kind(code: str) -> str:
    """The facts that a feed brings; the code itself where the kind is gone."""
    return next((str(kind.label) for kind in kinds() if kind.code == code), code)


@register.filter
def adjustment(code: str) -> str:
    return str(ADJUSTMENTS.get(code, code))


@register.filter
def doubted(code: str) -> str:
    """The indicator that somebody holds wrong; without a code it is the score."""
    return str(indicator_label(code))


@register.filter
def actor(who: str) -> str:
    """A person's name as it is; what the machine did, in words."""
    kind, _colon, detail = who.partition(":")
    if kind == "import" and detail:
        return _("import no. %(number)s") % {"number": detail}
    return _("the system (%(job)s)") % {"job": detail} if kind == "system" and detail else who
