"""Warnings of rules: what they say begins a signal, and ends it when it is over.

A warning is as bad as the worst of its signals, and ends with the last of them. Worse counts at
once; better only by a day that has ended, and where a number swings about a line only when it has
been better on three nights in a row.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from accounts.models import Customer
from health.choices import (
    ATTENTION,
    Level,
    RuleOutcome,
    WarningAction,
    WarningCause,
    WarningOutcome,
)
from health.models import HeldWarning, Warning, WarningSignal
from health.models.rule import LIVE
from health.queries.planning import planned
from health.queries.reading import reading_of
from health.queries.rules import Finding, RuleInForce, evidence_rows, findings, rules_in_force
from health.rules.warnings import is_worse
from health.services.warning_work import (
    BATCH,
    Candidate,
    NewSignal,
    Work,
    batch_close_if_empty,
    keep,
    level_of,
    made_better,
    made_worse,
    open_of_rules,
    open_or_hold,
    resolve,
    signals_keep,
)
from health.sources import Reading
from health.warning_rules.base import WarningRule, warning_rules

NIGHTS = 3
Key = tuple[int, str]
"""(customer, rule) or (customer, cause)."""


@dataclass(slots=True)
class _Said:
    """What rules say on the day, and the signals that were live before."""

    reading: Reading
    rules: Mapping[str, RuleInForce]
    findings: Mapping[Key, Finding]
    live: dict[Key, WarningSignal]
    ended: dict[int, list[RuleOutcome]] = field(default_factory=lambda: defaultdict(list))
    """By warning: why signals of it have ended."""

    def outcome(self, key: Key) -> RuleOutcome:
        found = self.findings.get(key)
        return found.outcome if found else RuleOutcome.NOT_APPLICABLE

    def firing(self) -> Iterable[Finding]:
        return (one for one in self.findings.values() if one.outcome == RuleOutcome.FIRES)

    def rule(self, code: str) -> type[WarningRule]:
        rule: type[WarningRule] = self.rules[code].figure  # type: ignore[assignment]
        return rule

    def level(self, code: str) -> Level:
        return Level(self.rules[code].level)


def rules_follow(work: Work) -> None:
    said = _ask(work)
    _end_signals(work, said)
    _refresh_held(work, said)
    new = _new(work, said)
    warnings = {(one.customer_id, one.cause): one for one in open_of_rules(work)}
    _join(work, said, new, warnings)
    _follow_signals(work, said, list(warnings.values()))
    _open(work, {key: found for key, found in new.items() if key not in warnings})


def _ask(work: Work) -> _Said:
    rules = rules_in_force(warning_rules())
    signals = WarningSignal.objects.filter(LIVE).select_related("warning").order_by("pk")
    held = HeldWarning.objects.exclude(cause=WarningCause.SCORE)
    if work.customers is not None:
        signals = signals.filter(customer__in=work.customers)
        held = held.filter(customer__in=work.customers)
    live = {(signal.customer_id, signal.rule): signal for signal in signals}
    followed = {customer for customer, _rule in live} | set(held.values_list("customer", flat=True))
    ids = None if work.customers is None else sorted(work.customers)
    reading = reading_of(work.day, ids, is_today=work.day >= timezone.localdate(work.at))
    gone = Customer.objects.inactive()
    if ids is not None:
        gone = gone.filter(pk__in=ids)
    inactive = set(gone.values_list("pk", flat=True))
    found = {
        (one.customer, one.rule): one
        for one in findings(reading, rules, followed=followed)
        if one.customer not in inactive
    }
    return _Said(reading, rules, found, live)


# --- signals that there were ------------------------------------------------------------------


def _end_signals(work: Work, said: _Said) -> None:
    changed = []
    for key, signal in list(said.live.items()):
        if signal.began_on > work.day:
            continue
        before = (signal.clear_since, signal.ended_on, signal.level)
        _follow_one(work, said, key, signal)
        if before != (signal.clear_since, signal.ended_on, signal.level):
            changed.append(signal)
        if not signal.is_live:
            del said.live[key]
    WarningSignal.objects.bulk_update(
        changed, ["clear_since", "ended_on", "level"], batch_size=BATCH
    )


def _follow_one(work: Work, said: _Said, key: Key, signal: WarningSignal) -> None:
    outcome = said.outcome(key)
    if outcome == RuleOutcome.PAUSED:
        signal.clear_since = None
        return
    if outcome == RuleOutcome.FIRES:
        signal.clear_since, signal.level = None, said.level(signal.rule)
        if signal.speaks_again(work.day):
            signal.ended_on = work.day
        return
    if not work.is_for_everybody:
        return
    signal.clear_since = signal.clear_since or work.day
    is_slow = outcome == RuleOutcome.CLEAR and said.rule(signal.rule).clears_slowly
    if is_slow and work.day - signal.clear_since < timedelta(days=NIGHTS - 1):
        return
    signal.ended_on = work.day
    if signal.warning is not None and not signal.is_quiet:
        said.ended[signal.warning.pk].append(outcome)
        work.note(signal.warning, WarningAction.CLEARED, level_of(signal.warning), rule=signal.rule)


def _follow_signals(work: Work, said: _Said, warnings: Sequence[Warning]) -> None:
    """Each warning becomes as bad as the worst of its live signals, or ends with the last."""
    levels: dict[int, list[Level]] = defaultdict(list)
    for signal in said.live.values():
        if signal.warning_id is not None and not signal.is_quiet:
            levels[signal.warning_id].append(Level(signal.level))
    for warning in warnings:
        warning.as_of = max(warning.as_of, work.day)
        _move(work, said, warning, levels[warning.pk])
    keep(warnings)


def _move(work: Work, said: _Said, warning: Warning, levels: Sequence[Level]) -> None:
    if not levels:
        if work.is_for_everybody:
            was_clear = RuleOutcome.CLEAR in said.ended[warning.pk]
            outcome = WarningOutcome.RECOVERED if was_clear else WarningOutcome.WITHDRAWN
            resolve(work, warning, outcome)
        return
    worst = max(levels, key=ATTENTION.__getitem__)
    if is_worse(worst, level_of(warning)):
        made_worse(work, warning, worst)
    elif worst != level_of(warning) and work.is_for_everybody:
        made_better(work, warning, worst)
        work.eased.append(warning)


# --- new ones ---------------------------------------------------------------------------------


def _new(work: Work, said: _Said) -> dict[Key, list[NewSignal]]:
    """By (customer, cause): what rules say for the first time."""
    held = set(
        HeldWarning.objects.exclude(cause=WarningCause.SCORE).values_list("customer", "cause")
    )
    found = [
        one
        for one in said.firing()
        if (one.customer, one.rule) not in said.live
        and one.customer not in work.later
        and (one.customer, str(said.rule(one.rule).cause)) not in held
    ]
    new: dict[Key, list[NewSignal]] = defaultdict(list)
    for finding, signal in _with_rows(said, found):
        new[finding.customer, str(said.rule(finding.rule).cause)].append(signal)
    return new


def _with_rows(said: _Said, found: Sequence[Finding]) -> Iterable[tuple[Finding, NewSignal]]:
    by_rule: dict[str, list[Finding]] = defaultdict(list)
    for one in found:
        by_rule[one.rule].append(one)
    with planned():
        rows = {
            rule: evidence_rows(
                said.rules[rule].figure, [one.customer for one in ones], said.reading
            )
            for rule, ones in by_rule.items()
        }
    for one in found:
        level, kept = said.level(one.rule), rows[one.rule].get(one.customer, [])
        yield one, NewSignal(one.rule, level, one.evidence, kept, one.until)


def _join(
    work: Work, said: _Said, new: Mapping[Key, list[NewSignal]], warnings: Mapping[Key, Warning]
) -> None:
    """What is said of somebody who has a warning of the cause already."""
    pairs = [
        (warnings[key], signal)
        for key, signals in new.items()
        if key in warnings
        for signal in signals
    ]
    for warning, signal in pairs:
        work.note(warning, WarningAction.SIGNAL, level_of(warning), rule=signal.rule)
    for kept in signals_keep(work.day, pairs):
        said.live[kept.customer_id, kept.rule] = kept


def _open(work: Work, new: Mapping[Key, list[NewSignal]]) -> None:
    by_cause: dict[str, list[Candidate]] = defaultdict(list)
    for (customer, cause), signals in new.items():
        level = max((signal.level for signal in signals), key=ATTENTION.__getitem__)
        candidate = Candidate(customer, WarningCause(cause), level, signals=signals)
        by_cause[cause].append(candidate)
    for cause in sorted(by_cause):
        open_or_hold(work, WarningCause(cause), by_cause[cause])


def _refresh_held(work: Work, said: _Said) -> None:
    """Of whom rules say nothing any more needs no decision; of the others the newest is kept.

    What is quiet, or has begun already, is not held a second time.
    """
    rows = HeldWarning.objects.exclude(cause=WarningCause.SCORE)
    if work.customers is not None:
        rows = rows.filter(customer__in=work.customers)
    new = _held_signals(said, set(rows.values_list("customer", flat=True)))
    stay = []
    for row in rows.exclude(customer__in=work.later).order_by("pk"):
        signals = new.get((row.customer_id, row.cause), [])
        if signals:
            row.signals = [signal.as_json for signal in signals]
            row.level = max((signal.level for signal in signals), key=ATTENTION.__getitem__)
            stay.append(row)
        elif work.is_for_everybody and not _pauses(said, row):
            row.delete()
    HeldWarning.objects.bulk_update(stay, ["level", "signals"], batch_size=BATCH)
    batch_close_if_empty(at=work.at)


def _held_signals(said: _Said, customers: set[int]) -> dict[Key, list[NewSignal]]:
    found = [
        one
        for one in said.firing()
        if one.customer in customers and (one.customer, one.rule) not in said.live
    ]
    new: dict[Key, list[NewSignal]] = defaultdict(list)
    for finding, signal in _with_rows(said, found):
        new[finding.customer, str(said.rule(finding.rule).cause)].append(signal)
    return new


def _pauses(said: _Said, row: HeldWarning) -> bool:
    outcomes = [said.outcome((row.customer_id, signal["rule"])) for signal in row.signals]
    return RuleOutcome.PAUSED in outcomes
