"""What a rule is: a figure that says of a customer and a day whether it is alarming.

A rule reads facts like a figure of the score, from the same sources, as of the same day, with the
same windows and feeds. Its numbers are parameters: data that a director may change within bounds.
In the SQL of a rule they stand in braces, `{days}`, and are filled in by `bound`.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.choices import OpportunityKind
from health.choices import OUTCOME_LETTERS, Level, RuleOutcome, Unit, WarningCause
from health.registry import Figure
from health.rules.version import CODE

Number = int | float
_LETTERS = {outcome: letter for letter, outcome in OUTCOME_LETTERS.items()}


@dataclass(frozen=True, slots=True)
class Param:
    """A number that a rule may be set to, with bounds, both included. Whole when `usual` is."""

    code: str
    label: str | Promise
    usual: Number
    lowest: Number
    highest: Number
    unit: Unit = Unit.COUNT

    @property
    def is_whole(self) -> bool:
        return isinstance(self.usual, int)


def days(usual: int, highest: int = 365) -> Param:
    """The window, unless a rule says otherwise."""
    return Param("days", _("days looked back"), usual, 1, highest, Unit.DAYS)


def min_cases(usual: int, label: str | Promise = "", highest: int = 100) -> Param:
    """With fewer cases the rule says nothing."""
    return Param("min_cases", label or _("cases that it takes"), usual, 1, highest)


def share(usual: int, label: str | Promise) -> Param:
    return Param("share", label, usual, 1, 99, Unit.PERCENT)


def filled(sql: Any, values: Mapping[str, Number]) -> Any:
    """SQL with its parameters; of mappings and tuples, each of it."""
    if isinstance(sql, str):
        return sql.format(**values)
    if isinstance(sql, Mapping):
        return {name: filled(part, values) for name, part in sql.items()}
    return sql


class Rule(Figure):
    """Warns, or says what chance there is, whatever the score.

    `raw` is the number that is told first. A customer to whom `applies_if` does not apply is left
    alone; while `paused_if`, and while a feed of a rule that `waits_for_feeds` is silent, nothing
    begins and nothing ends; unless `enough_if` nothing can be said. Then `fires_if` decides.
    """

    params: ClassVar[tuple[Param, ...]] = ()
    applies_if: ClassVar[str] = "true"
    paused_if: ClassVar[str] = "false"
    enough_if: ClassVar[str] = "true"
    fires_if: ClassVar[str]
    waits_for_feeds: ClassVar[bool] = False
    """It warns of what did not happen: as long as nobody tells, nobody knows."""
    measured_if: ClassVar[str] = "true"
    values: ClassVar[Mapping[str, Number]] = {}

    @classmethod
    def usual(cls) -> dict[str, Number]:
        return {param.code: param.usual for param in cls.params}

    @classmethod
    def explained(cls) -> str:
        """What it says, with its numbers."""
        numbers = {code: f"{number:g}" for code, number in (cls.usual() | dict(cls.values)).items()}
        return str(cls.explanation) % numbers

    @classmethod
    def outcome(cls) -> str:
        """SQL for one letter."""
        silent = f" OR {cls.evaluated} < %(day)s" if cls.waits_for_feeds else ""
        return f"""
            CASE WHEN ({cls.applies_if}) IS NOT TRUE
                      THEN '{_LETTERS[RuleOutcome.NOT_APPLICABLE]}'
                 WHEN ({cls.paused_if}{silent}) THEN '{_LETTERS[RuleOutcome.PAUSED]}'
                 WHEN ({cls.enough_if}) IS NOT TRUE THEN '{_LETTERS[RuleOutcome.TOO_FEW]}'
                 WHEN {cls.fires_if} THEN '{_LETTERS[RuleOutcome.FIRES]}'
                 ELSE '{_LETTERS[RuleOutcome.CLEAR]}' END"""


class WarningRule(Rule):
    """`level` is the usual one. What swings about a line `clears_slowly`: on the third night."""

    cause: ClassVar[WarningCause]
    level: ClassVar[Level]
    clears_slowly: ClassVar[bool] = False


class ChanceRule(Rule):
    """An opportunity rather than a warning: it opens one of a kind, called so by a message; without
    a kind it asks for a review of the account.
    """

    title: ClassVar[str]
    opens: ClassVar[OpportunityKind | None] = None


# What of a rule is SQL, with its numbers in braces.
_SQL = (
    *("columns", "derived", "borrowed", "raw", "rows", "evaluated"),
    *("applies_if", "paused_if", "enough_if", "fires_if"),
)
AnyRule = TypeVar("AnyRule", bound=type[Rule])
_rules: dict[str, type[Rule]] = {}


def register(rule: AnyRule) -> AnyRule:
    """Class decorator. Codes become names in SQL, so they are checked here."""
    if not CODE.fullmatch(rule.code):
        raise ValueError(f"{rule.code!r} cannot be the code of a rule")
    if rule.code in _rules:
        raise ValueError(f"two rules are called {rule.code}")
    _rules[rule.code] = rule
    return rule


@contextmanager
def registered(rule: AnyRule) -> Iterator[AnyRule]:
    """Have one more rule for a while; for tests and trials."""
    register(rule)
    try:
        yield rule
    finally:
        del _rules[rule.code]


def bound(rule: AnyRule, values: Mapping[str, Number] | None = None) -> AnyRule:
    """The rule with its numbers, the usual ones but for `values`; a figure like any other then."""
    numbers = rule.usual() | dict(values or {})
    known: dict[str, Any] = {name: filled(getattr(rule, name), numbers) for name in _SQL}
    known |= {"values": numbers, "window": int(numbers.get("days", rule.window))}
    return type(rule.__name__, (rule,), known)  # type: ignore[return-value]


def all_rules() -> dict[str, type[Rule]]:
    return dict(_rules)


def warning_rules() -> dict[str, type[WarningRule]]:
    return {code: rule for code, rule in _rules.items() if issubclass(rule, WarningRule)}


def chance_rules() -> dict[str, type[ChanceRule]]:
    return {code: rule for code, rule in _rules.items() if issubclass(rule, ChanceRule)}


def load_rules() -> None:
    """Import every module beside this one, so that a new file is all it takes."""
    package = import_module("health.warning_rules")
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
