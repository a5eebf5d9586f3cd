"""What is said about a customer plan: suggestions to begin with, figures in words."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.templatetags.figures import figure, money
from followups.rules.customer_plans import SUGGESTIONS
from health.choices import Dimension

# What one suggests to a customer whose relationship is weak there; a person says it better.
SUGGESTED: dict[str, str | Promise] = {
    Dimension.DEMAND_FIT: gettext_lazy(
        "Go through open needs together and agree on which comes first."
    ),
    Dimension.SATISFACTION: gettext_lazy(
        "Ask the users what annoys them most, and answer within a week what changes."
    ),
    Dimension.DELIVERY: gettext_lazy("Review the open tickets together every fortnight."),
    Dimension.PURCHASING: gettext_lazy("Plan the demand of the next two quarters together."),
    Dimension.STABILITY: gettext_lazy(
        "Name a second contact on both sides and introduce the decision makers."
    ),
    Dimension.ENGAGEMENT: gettext_lazy("Agree on a fixed monthly call with the users."),
}


def suggestions(dimensions: Sequence[tuple[str, float]]) -> list[str]:
    """Three to begin with: of the weakest dimensions first."""
    weakest = [code for code, _points in sorted(dimensions, key=lambda one: one[1])]
    codes = dict.fromkeys([*(code for code in weakest if code in SUGGESTED), *SUGGESTED])
    return [str(SUGGESTED[code]) for code in list(codes)[:SUGGESTIONS]]


def dimensions_told(dimensions: Any) -> list[tuple[str, float]]:
    """(label, points) of what a review has kept; nothing of what is masked."""
    if not isinstance(dimensions, (list, tuple)):
        return []
    return [(str(Dimension(code).label), points) for code, points in dimensions]


def figures_told(figures: Any) -> list[tuple[str, str]]:
    """(label, figure) of what a review has kept; nothing of what is masked."""
    return list(_figures(figures)) if isinstance(figures, Mapping) else []


def _figures(figures: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    yield _("Orders"), _count(figures, "orders")
    amount = figures.get("amount")
    if amount is not None:
        yield _("Amount of the orders"), money(Decimal(amount), figures["currency"])
    satisfaction = figures.get("satisfaction")
    if satisfaction is not None:
        words = {"score": figure(satisfaction), "answers": figures.get("answers", 0)}
        yield _("Satisfaction"), _("%(score)s of 100, %(answers)s answers") % words
    yield _("Tickets raised"), _count(figures, "tickets")
    yield _("Tickets solved"), _count(figures, "solved")


def _count(figures: Mapping[str, Any], name: str) -> str:
    return str(figures.get(name, 0))


def measured(value: Any, unit: Any = "") -> str:
    """A figure with its unit, `–` where it is not known; what is masked stays masked."""
    if value is None or value == "":
        return "–"
    try:
        number = Decimal(value)
    except InvalidOperation:
        return str(value)
    return f"{figure(number, _decimals(number))} {unit}".strip()


def _decimals(number: Decimal) -> int:
    exponent = number.normalize().as_tuple().exponent
    return min(-exponent, 2) if isinstance(exponent, int) and exponent < 0 else 0
