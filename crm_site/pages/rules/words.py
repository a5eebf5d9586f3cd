"""What rules say, in words that a person may read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

from accounts.clearance import Person, hidden_from
from accounts.rules.clearance import HIDDEN
from crm_site.pages.reasons import measured_text
from health.choices import Level, RuleOutcome, Unit
from health.models.rule import Signal
from health.queries.rules import Finding, RuleInForce
from health.sources import SOURCES
from health.warning_rules.base import Rule, all_rules


@dataclass(frozen=True, slots=True)
class SignalShown:
    """A signal with the numbers that it went by: (label, value)."""

    rule: str
    label: str | Promise
    level: Level | None
    numbers: Sequence[tuple[str, str]]
    began_on: date
    until: date | None
    ended_on: date | None
    is_quiet: bool


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """What a rule says of one customer today."""

    code: str
    label: str | Promise
    explanation: str
    outcome: RuleOutcome
    numbers: Sequence[tuple[str, str]]


def signals_shown(signals: Iterable[Signal], person: Person) -> list[SignalShown]:
    rules = all_rules()
    return [
        SignalShown(
            rule=one.rule,
            label=rules[one.rule].label,
            level=Level(one.level) if hasattr(one, "level") else None,
            numbers=numbers_shown(rules[one.rule], one.evidence, person),
            began_on=one.began_on,
            until=one.until if one.until != one.began_on else None,
            ended_on=one.ended_on,
            is_quiet=getattr(one, "is_quiet", False),
        )
        for one in signals
        if one.rule in rules
    ]


def findings_shown(
    found: Iterable[Finding], rules: Mapping[str, RuleInForce], person: Person
) -> list[RuleSaid]:
    """Those that warn first."""
    said = [
        RuleSaid(
            one.rule,
            rules[one.rule].figure.label,
            rules[one.rule].figure.explained(),
            one.outcome,
            numbers_shown(rules[one.rule].figure, one.evidence, person),
        )
        for one in found
    ]
    order = list(RuleOutcome)
    return sorted(said, key=lambda one: order.index(one.outcome))


def numbers_shown(
    rule: type[Rule], evidence: Mapping[str, Any], person: Person
) -> list[tuple[str, str]]:
    """Amounts only for whom may see those of the facts."""
    may_see_amounts = "amount" not in hidden_from(person, SOURCES[rule.source].model)
    currency = str(evidence.get("main_currency") or "")
    return [
        (str(sub.label), _told(evidence[sub.column], sub.unit, currency, may_see_amounts))
        for sub in rule.evidence
        if evidence.get(sub.column) is not None
    ]


def _told(value: Any, unit: Unit, currency: str, may_see_amounts: bool) -> str:
    if unit == Unit.MONEY:
        return measured_text(value, unit, currency) if may_see_amounts else HIDDEN
    if unit == Unit.DATE and isinstance(value, str):
        return measured_text(date.fromisoformat(value), unit)
    return measured_text(value, unit)
