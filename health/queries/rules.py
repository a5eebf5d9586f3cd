"""What the rules say of customers on a day, with the numbers that they say it by."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection

from health.choices import OUTCOME_LETTERS, RuleOutcome
from health.models import RuleSetting
from health.queries.planning import planned
from health.queries.reading import reading_of
from health.registry import Figure
from health.sources import SOURCES, Reading
from health.sql import with_clause
from health.sql.figures import STORED_PEERS, source_ctes
from health.sql.rules import HOT, rules_sql, together
from health.warning_rules.base import Number, Rule, all_rules, bound

ROWS_KEPT = 50


@dataclass(frozen=True)
class RuleInForce:
    """A rule as it is set: `figure` has its numbers; it is off for the tiers `not_for`. Without a
    `setting` it is as usual.
    """

    figure: type[Rule]
    level: str = ""
    not_for: frozenset[str] = frozenset()
    is_on: bool = True
    setting: RuleSetting | None = None

    @property
    def code(self) -> str:
        return self.figure.code

    def is_for(self, tier: str) -> bool:
        return self.is_on and tier not in self.not_for


@dataclass(frozen=True)
class Finding:
    """What a rule says of a customer. `until` is the last day that counts: that of the facts."""

    customer: int
    rule: str
    outcome: RuleOutcome
    tier: str = ""
    until: date | None = None
    numbers: Mapping[str, Any] = field(default_factory=dict)

    @property
    def evidence(self) -> dict[str, Any]:
        """To be kept with a signal: numbers as JSON knows them, days as text."""
        return {name: _plain(value) for name, value in self.numbers.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def rules_in_force(codes: Iterable[str] | None = None) -> dict[str, RuleInForce]:
    """Every rule, or those called so, as somebody has set it or as it is usual."""
    settings = {row.rule: row for row in RuleSetting.objects.all()}
    rules = all_rules()
    wanted = rules if codes is None else [code for code in codes if code in rules]
    return {code: in_force(rules[code], settings.get(code)) for code in wanted}


def in_force(rule: type[Rule], setting: RuleSetting | None) -> RuleInForce:
    usual = getattr(rule, "level", "")
    if setting is None:
        return RuleInForce(bound(rule), usual)
    return RuleInForce(
        bound(rule, numbers_of(rule, setting.params)),
        setting.level or usual,
        frozenset(setting.off_for),
        setting.is_on,
        setting,
    )


def numbers_of(rule: type[Rule], stored: Mapping[str, Any]) -> dict[str, Number]:
    """The numbers of a setting that the rule still knows and that lie within its bounds."""
    return {
        param.code: stored[param.code]
        for param in rule.params
        if param.code in stored and param.lowest <= stored[param.code] <= param.highest
    }


def findings(
    reading: Reading,
    rules: Mapping[str, RuleInForce],
    *,
    followed: Collection[int] = (),
    peers: str = STORED_PEERS,
) -> Iterator[Finding]:
    """Of everybody whom a rule warns of or pauses for, and all that is said of `followed` (ids)."""
    asked = frozenset(followed)
    figures = [rule.figure for rule in rules.values() if rule.is_on]
    params = {**reading.params, "followed": f"{{{','.join(map(str, followed))}}}"}
    with planned():
        answers = [
            (group, _asked(rules_sql(group, reading, peers), params)) for group in together(figures)
        ]
    for group, rows in answers:
        for row in rows:
            for figure in group:
                is_wanted = row["customer_id"] in asked or row[f"outcome_{figure.code}"] in HOT
                if is_wanted and rules[figure.code].is_for(row["tier"]):
                    yield _finding(figure, row)


def _asked(sql: str, params: Mapping[str, Any]) -> list[dict[str, Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _finding(figure: type[Rule], row: Mapping[str, Any]) -> Finding:
    return Finding(
        row["customer_id"],
        figure.code,
        OUTCOME_LETTERS[row[f"outcome_{figure.code}"]],
        row["tier"],
        row[f"until_{figure.code}"],
        {sub.column: row[sub.column] for sub in figure.evidence},
    )


def findings_of(customer: int, day: date, codes: Iterable[str] | None = None) -> list[Finding]:
    """All that rules say of one customer, also which of them do not warn."""
    reading = reading_of(day, [customer])
    return list(findings(reading, rules_in_force(codes), followed=[customer]))


def evidence_rows(
    figure: type[Figure], customers: Collection[int], reading: Reading
) -> dict[int, list]:
    """Ids of the newest rows that a figure goes by, at most `ROWS_KEPT` for each of `customers`."""
    source = SOURCES[figure.source]
    reading = replace(reading, customers=sorted(customers))
    ctes = source_ctes([figure], reading, [source.code])
    order = f"{source.day_column} {source.newest_first}, id DESC"
    sql = f"""
        {with_clause(ctes)}
        SELECT customer_id, (array_agg(id ORDER BY {order}))[1:{ROWS_KEPT}]
        FROM {source.code}_rows WHERE {figure.behind(source.day_column)} GROUP BY customer_id
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, reading.params)
        return dict(cursor.fetchall())
