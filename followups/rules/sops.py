"""Which procedures are for a customer, when their steps are due, and what became of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from common.working_time import WorkingCalendar
from followups.choices import StepAnchor, StepOutcome
from followups.rules.deadlines import Allowed, due_at


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom a procedure is for; an empty set is all of them."""

    tiers: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Served:
    """A customer as a scope sees it. What is not known of it keeps no procedure away."""

    tier: str | None = None
    stage: str | None = None
    lines: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Exempt:
    """From a day on, or until another, a customer is served by a procedure, or is not."""

    is_served: bool
    first_on: date
    last_on: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.first_on <= day and (self.last_on is None or day <= self.last_on)


def is_for(scope: Scope, served: Served) -> bool:
    """Whether a procedure is for customers like this one."""
    return (
        _holds(scope.tiers, served.tier)
        and _holds(scope.stages, served.stage)
        and (not scope.lines or not served.lines or bool(scope.lines & served.lines))
    )


def _holds(wanted: frozenset[str], known: str | None) -> bool:
    return not wanted or not known or known in wanted


def applying(
    scopes: Mapping[str, Scope],
    served: Served,
    exempt: Mapping[str, Iterable[Exempt]],
    day: date,
) -> set[str]:
    """Codes of the procedures that serve a customer on `day`: an exception comes first."""
    found = set()
    for code, scope in scopes.items():
        said = [one.is_served for one in exempt.get(code, ()) if one.holds_on(day)]
        if any(said) or (not said and is_for(scope, served)):
            found.add(code)
    return found


@dataclass(frozen=True, slots=True)
class StepTime:
    """From when a step counts, and how much time it has."""

    anchor: StepAnchor
    allowed: Allowed


def planned_ends(
    steps: Sequence[StepTime], start: datetime, calendar: WorkingCalendar
) -> list[datetime]:
    """When each step would end if all of them took the time they have."""
    ends: list[datetime] = []
    for step in steps:
        waits = step.anchor == StepAnchor.BEFORE and ends
        ends.append(due_at(calendar, ends[-1] if waits else start, step.allowed))
    return ends


@dataclass(frozen=True, slots=True)
class Kept:
    """The dates of a step's task that say whether it was kept."""

    due_at: datetime
    done_at: datetime | None = None
    is_called_off: bool = False
    is_breached: bool = False
    waits: bool = False


def outcome_of(kept: Kept, now: datetime) -> StepOutcome:
    """A deadline that was passed once stays passed, also when it was moved afterwards."""
    if kept.is_called_off:
        return StepOutcome.CALLED_OFF
    if kept.done_at is not None:
        is_late = kept.is_breached or kept.done_at > kept.due_at
        return StepOutcome.LATE if is_late else StepOutcome.ON_TIME
    return StepOutcome.OVERDUE if not kept.waits and kept.due_at < now else StepOutcome.OPEN
