"""What rules say of customers, in one statement for as many rules as get along."""

from collections.abc import Iterable, Sequence

from health.choices import OUTCOME_LETTERS, RuleOutcome
from health.registry import Figure
from health.sources import Reading
from health.sql import with_clause
from health.sql.figures import measured_from, scope_cte, source_ctes, sources_of
from health.warning_rules.base import Rule

# The letters of what is told of everybody.
HOT = frozenset(
    letter
    for letter, outcome in OUTCOME_LETTERS.items()
    if outcome in (RuleOutcome.FIRES, RuleOutcome.PAUSED)
)


def together(rules: Iterable[type[Rule]]) -> list[list[type[Rule]]]:
    """Rules in groups of one source each, in which a name means the same to all of them.

    Two rules may call a number the same and count it over different days.
    """
    groups: list[list[type[Rule]]] = []
    for rule in rules:
        fitting = (group for group in groups if _gets_along(rule, group))
        group = next(fitting, None)
        if group is None:
            groups.append([rule])
        else:
            group.append(rule)
    return groups


def _gets_along(rule: type[Rule], group: Sequence[type[Rule]]) -> bool:
    if rule.source != group[0].source:
        return False
    own = _names(rule)
    return all(
        names.get(name, sql) == sql for names in map(_names, group) for name, sql in own.items()
    )


def _names(rule: type[Figure]) -> dict[tuple[str, str], str]:
    """What a rule calls its numbers, by the place where they are worked out."""
    found = {(rule.source, name): sql for name, sql in rule.columns.items()}
    found |= {("", name): sql for name, sql in rule.derived.items()}
    for source, columns in rule.borrowed.items():
        found |= {(source, name): sql for name, sql in columns.items()}
    return found


def rules_sql(rules: Sequence[type[Rule]], reading: Reading, peers: str) -> str:
    """One row a customer: customer_id, tier, outcome_<code> of each rule, and their evidence.

    Of everybody whom one of the rules warns of, or pauses for, and of the customers `followed`.
    Whoever has left for good is nobody to warn of.
    """
    sources = sorted(sources_of(rules))
    ctes = {"scope": scope_cte(reading), **source_ctes(rules, reading, sources)}
    if "orders" in sources:
        ctes["peers"] = peers
    outcomes = ", ".join(f"{rule.outcome()} AS outcome_{rule.code}" for rule in rules)
    numbers = sorted({sub.column for rule in rules for sub in rule.evidence})
    until = ", ".join(f"{rule.evaluated} AS until_{rule.code}" for rule in rules)
    letters = ", ".join(f"'{letter}'" for letter in sorted(HOT))
    hot = " OR ".join(f"outcome_{rule.code} IN ({letters})" for rule in rules)
    return f"""
    {with_clause(ctes)}
    SELECT * FROM (
        SELECT customer_id, tier, {outcomes}, {until}, {", ".join(numbers)}
        {measured_from(rules[0].source, rules)}
        WHERE NOT has_churned
    ) AS said
    WHERE {hot} OR customer_id = ANY(%(followed)s::bigint[])
"""
