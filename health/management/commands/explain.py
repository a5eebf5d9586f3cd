from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.models import Customer
from accounts.queries.refs import RefError, customer_by_ref
from common.commands import OneLineCommand, as_json, day
from health.models import LevelOverride
from health.queries.explain import Explanation, IndicatorExplanation, NotScoredError, explain
from health.queries.overrides import override_on
from health.queries.warnings import warnings_on


class Command(OneLineCommand):
    help = "Says why a customer has this score."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("customer", metavar="REF")
        parser.add_argument("--as-of", type=day, help="the day; today when left out")
        parser.add_argument("--json", action="store_true", help="print it as JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        as_of = options["as_of"] or timezone.localdate()
        try:
            customer = customer_by_ref(options["customer"], Customer.objects.all())
            explanation = explain(customer, as_of)
        except RefError as error:
            raise CommandError(str(error)) from error
        except NotScoredError as error:
            raise CommandError(f"{error}; run `score --as-of {as_of}` first") from error
        if options["json"]:
            self.stdout.write(as_json(contract(explanation, warnings_on(customer, as_of))))
        else:
            decision = override_on(customer, as_of)
            self.stdout.write("\n".join([*_lines(explanation), *_decided(decision)]))


def contract(explanation: Explanation, warnings: list[dict[str, Any]]) -> dict[str, Any]:
    """The shape that scripts depend on; amounts of points as numbers with two decimals."""
    adjustments = explanation.adjustments.items()
    return {
        "customer": explanation.customer.code,
        "as_of": explanation.day,
        "model": explanation.version,
        "score": _number(explanation.score),
        "level": explanation.level,
        "coverage": _number(explanation.coverage),
        "adjustment": _number(explanation.adjustment),
        "adjustments": {code: _number(part) for code, part in adjustments},
        "indicators": [_indicator(indicator) for indicator in explanation.indicators],
        "warnings": warnings,
    }


def _indicator(indicator: IndicatorExplanation) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "dimension": indicator.dimension,
        "status": indicator.status,
        "raw": indicator.raw,
        "unit": indicator.unit,
        "points": _number(indicator.points),
        "weight": indicator.weight,
        "contribution": _number(indicator.contribution),
        "rows": indicator.rows,
        "window": indicator.window,
    }


def _number(value: Any) -> float | None:
    return None if value is None else float(value)


def _lines(explanation: Explanation) -> list[str]:
    customer, reason = explanation.customer, explanation.unscored_reason
    result = reason.label if reason else explanation.score
    return [
        f"{customer.code} {customer.name} {explanation.day}: {result} ({explanation.level})",
        *(_line(part) for part in explanation.indicators if part.contribution is not None),
        *(f"  {part:>6}  {code}" for code, part in explanation.adjustments.items()),
    ]


def _decided(override: LevelOverride | None) -> list[str]:
    """The level that people are shown instead, where somebody has set it by hand."""
    if override is None:
        return []
    until = f"shown as {override.level} until {override.ends_on}"
    return [f"  {until}, set by hand by {override.by}: {override.reason}"]


def _line(part: IndicatorExplanation) -> str:
    return (
        f"  {part.contribution:>6}  {part.code}: {part.status}, raw {part.raw:.4f} from"
        f" {part.rows} rows, {part.points:.2f} points, weight {part.weight:g}"
    )
