"""Rules as pages show them: how they are set, and how often they were wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from accounts.access import rows_visible_to
from accounts.models import User
from health.choices import Level, WarningCause
from health.models import ChanceSignal, WarningSignal
from health.models.rule import LIVE
from health.queries.false_alarms import RuleRecord, rule_records
from health.queries.rules import RuleInForce, rules_in_force
from health.warning_rules.base import WarningRule

MOST_SIGNALS = 20
NONE = RuleRecord()


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule, how it is set, and what became of its warnings."""

    rule: RuleInForce
    record: RuleRecord

    @property
    def cause(self) -> WarningCause | None:
        """None for a chance."""
        figure = self.rule.figure
        return figure.cause if issubclass(figure, WarningRule) else None

    @property
    def level(self) -> Level | None:
        return Level(self.rule.level) if self.rule.level else None


def rule_rows() -> list[RuleRow]:
    """Those that warn first, by cause."""
    records = rule_records()
    rows = [RuleRow(rule, records.get(code, NONE)) for code, rule in rules_in_force().items()]
    causes = list(WarningCause)
    return sorted(rows, key=lambda row: causes.index(row.cause) if row.cause else len(causes))


def rule_row(code: str) -> RuleRow | None:
    return next((row for row in rule_rows() if row.rule.code == code), None)


def newest_signals(code: str, person: User) -> Sequence[Any]:
    """What the rule says now of the customers whom this person may see, the newest first."""
    loud = WarningSignal.objects.filter(is_quiet=False)
    return [*_newest(loud, code, person)] or [*_newest(ChanceSignal.objects.all(), code, person)]


def _newest(rows: QuerySet[Any], code: str, person: User) -> QuerySet[Any]:
    live = rows_visible_to(person, rows.filter(LIVE, rule=code))
    return live.select_related("customer").order_by("-began_on", "-pk")[:MOST_SIGNALS]
