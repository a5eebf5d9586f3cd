"""What a run of the warnings shares, whatever they are about: opening, holding, ending, noting."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.queries.people import people_who_may
from accounts.services.notices import NewNotice, digest_raise
from health.choices import HeldState, Level, WarningAction, WarningCause, WarningOutcome
from health.models import (
    HealthCurrent,
    HeldBatch,
    HeldWarning,
    Warning,
    WarningEvent,
    WarningSignal,
)
from health.models.warning import OPEN
from health.queries.warnings import end_of
from health.rules.warnings import is_flood, is_worse
from health.services.duties import BETTER, GONE, duties_call_off, duties_open

BATCH = 1_000
DECIDES = "health.change_heldbatch"
HELD = gettext_noop("%(count)s warnings would have opened at once and wait for your decision.")
# Whoever is in trouble again so soon was never out of it.
REOPENS_WITHIN = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class NewSignal:
    """What a rule says of a customer whose warning is to open."""

    rule: str
    level: Level
    evidence: dict[str, Any]
    rows: list[int]
    until: date | None

    @property
    def columns(self) -> dict[str, Any]:
        """Of its row."""
        return {"rule": self.rule, "level": self.level, "evidence": self.evidence,
                "rows": self.rows, "until": self.until}  # fmt: skip

    @property
    def as_json(self) -> dict[str, Any]:
        until = self.until and self.until.isoformat()
        return self.columns | {"level": str(self.level), "until": until}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "NewSignal":
        until = kept["until"] and date.fromisoformat(kept["until"])
        return cls(kept["rule"], Level(kept["level"]), kept["evidence"], kept["rows"], until)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody of whom a warning is to open; either the score says so, or signals do."""

    customer: int
    cause: WarningCause
    level: Level
    score: Decimal | None = None
    signals: Sequence[NewSignal] = ()


@dataclass(slots=True)
class Work:
    """What a run has found out and done so far. It is about `customers` (ids), or everybody."""

    day: date
    at: datetime
    customers: Collection[int] | None = None
    by: User | None = None
    reason: str = ""
    decided: set[int] = field(default_factory=set)
    """Customers whose level somebody has set by hand: of them no warning of the score opens or
    gets worse until that is over."""
    fresh: list[Warning] = field(default_factory=list)
    """Opened or made worse: somebody has to be told and to do something."""
    eased: list[Warning] = field(default_factory=list)
    """Made better: what the better level asks for may never have been begun."""
    called_off: list[tuple[Warning, Level | None, str]] = field(default_factory=list)
    later: set[int] = field(default_factory=set)
    """Customers who have been looked at with a later day already: of them nothing opens and gets
    worse by an earlier one, but what has got better by the end of it counts."""
    events: list[WarningEvent] = field(default_factory=list)
    opened: int = 0
    worsened: int = 0
    improved: int = 0
    resolved: int = 0

    @property
    def is_for_everybody(self) -> bool:
        return self.customers is None

    def note(self, warning: Warning, action: WarningAction, level: Level, **values: Any) -> None:
        self.events.append(
            WarningEvent(
                warning=warning,
                at=self.at,
                as_of=self.day,
                action=action,
                level=level,
                score=warning.score,
                **{"by": self.by, "reason": self.reason, **values},
            )
        )

    def close(self) -> None:
        """Write down what happened, ask people for what they owe now, and call off what nobody has
        to do any more: in this order, so that a task that is asked for again goes on.
        """
        WarningEvent.objects.bulk_create(self.events, batch_size=BATCH)
        duties_open(warnings=self.fresh, eased=self.eased, at=self.at, not_of=self.decided)
        for warning, better_than, why in self.called_off:
            duties_call_off(warning=warning, better_than=better_than, at=self.at, reason=why)


def level_of(warning: Warning) -> Level:
    return Level(warning.level)


def made_worse(work: Work, warning: Warning, level: Level) -> None:
    warning.level, warning.level_since = level, work.day
    warning.round += 1
    if is_worse(level, Level(warning.worst_level)):
        warning.worst_level = level
    work.worsened += 1
    work.fresh.append(warning)
    work.note(warning, WarningAction.WORSENED, level)


def made_better(work: Work, warning: Warning, level: Level) -> None:
    warning.level, warning.level_since = level, work.day
    work.improved += 1
    work.note(warning, WarningAction.IMPROVED, level)
    work.called_off.append((warning, level, BETTER))


def resolve(work: Work, warning: Warning, outcome: WarningOutcome) -> None:
    warning.resolved_at, warning.outcome = work.at, outcome
    work.resolved += 1
    level = Level.HEALTHY if outcome == WarningOutcome.RECOVERED else level_of(warning)
    work.note(warning, WarningAction.RESOLVED, level, reason=str(outcome.value))
    why = BETTER if outcome == WarningOutcome.RECOVERED else GONE
    work.called_off.append((warning, None, why))


def keep(warnings: Sequence[Warning]) -> None:
    Warning.objects.bulk_update(
        warnings,
        [
            *("as_of", "score", "level", "level_since", "worst_level", "round"),
            *("resolved_at", "outcome", "reopened_at", "acknowledged_at", "acknowledged_by"),
        ],
        batch_size=BATCH,
    )


# --- opening ----------------------------------------------------------------------------------


def open_or_hold(work: Work, cause: WarningCause, found: Sequence[Candidate]) -> None:
    """Open warnings of one cause; a flood of them opens none.

    The runs of a day for some customers are counted together, beside everybody who is scored.
    """
    if not found:
        return
    already = 0
    if not work.is_for_everybody:
        decided = WarningEvent.objects.filter(action=WarningAction.OPENED, by__isnull=False)
        today = Warning.objects.filter(opened_on=work.day, cause=cause)
        already = today.exclude(pk__in=decided.values("warning")).count()
    scored = HealthCurrent.objects.exclude(level=Level.UNSCORED).count()
    if is_flood(already + len(found), scored):
        _hold(work, found)
    else:
        warnings_open(work, found)


def _hold(work: Work, found: Sequence[Candidate]) -> None:
    batch, _is_new = HeldBatch.objects.get_or_create(
        state=HeldState.HELD, defaults={"as_of": work.day, "at": work.at}
    )
    HeldWarning.objects.bulk_create(
        [
            HeldWarning(
                batch=batch,
                customer_id=one.customer,
                cause=one.cause,
                level=one.level,
                score=one.score,
                signals=[signal.as_json for signal in one.signals],
            )
            for one in found
        ],
        batch_size=BATCH,
    )
    params = {"count": HeldWarning.objects.count()}
    url = reverse("warnings-held")
    for person in people_who_may(DECIDES):
        new = NewNotice(person, f"held:{batch.pk}", HELD, params=params, url=url)
        digest_raise(new=new, at=work.at)


def candidate_of(held: HeldWarning) -> Candidate:
    signals = [NewSignal.from_json(kept) for kept in held.signals]
    cause, level = WarningCause(held.cause), Level(held.level)
    return Candidate(held.customer_id, cause, level, held.score, signals)


def warnings_open(work: Work, found: Sequence[Candidate]) -> None:
    """Warnings of who has none of the cause; one that ended a few days ago opens again."""
    again = _recovered_lately(work, found)
    reopened = [(again[key], one) for one in found if (key := (one.customer, one.cause)) in again]
    new = [one for one in found if (one.customer, one.cause) not in again]
    for warning, one in reopened:
        _reopen(work, warning, one)
    keep([warning for warning, _one in reopened])
    opened = list(zip(_rows(work, new), new, strict=True))
    for warning, one in opened:
        work.note(warning, WarningAction.OPENED, one.level)
    work.fresh += [warning for warning, _one in (*reopened, *opened)]
    work.opened += len(found)
    signals_keep(
        work.day,
        [(warning, signal) for warning, one in (*reopened, *opened) for signal in one.signals],
    )


def _recovered_lately(work: Work, found: Sequence[Candidate]) -> dict[tuple[int, str], Warning]:
    """By (customer, cause): the warning that recovered last, in the last days."""
    rows = (
        Warning.objects.select_for_update(of=("self",))
        .select_related("customer")
        .filter(
            outcome=WarningOutcome.RECOVERED,
            resolved_at__gt=end_of(work.day - REOPENS_WITHIN - timedelta(days=1)),
            customer__in=[one.customer for one in found],
        )
    )
    return {(row.customer_id, row.cause): row for row in rows.order_by("pk")}


def _reopen(work: Work, warning: Warning, one: Candidate) -> None:
    warning.resolved_at, warning.outcome = None, ""
    warning.acknowledged_at = warning.acknowledged_by = None
    warning.reopened_at = work.at
    warning.level, warning.level_since = one.level, work.day
    warning.score, warning.as_of = one.score, work.day
    warning.round += 1
    if is_worse(one.level, Level(warning.worst_level)):
        warning.worst_level = one.level
    work.note(warning, WarningAction.REOPENED, one.level)


def _rows(work: Work, found: Sequence[Candidate]) -> list[Warning]:
    rows = Warning.objects.bulk_create(
        [
            Warning(
                customer_id=one.customer,
                cause=one.cause,
                level=one.level,
                worst_level=one.level,
                score=one.score,
                opened_on=work.day,
                level_since=work.day,
                as_of=work.day,
                opened_at=work.at,
            )
            for one in found
        ],
        batch_size=BATCH,
    )
    known = Warning.objects.select_related("customer").in_bulk([row.pk for row in rows])
    return [known[row.pk] for row in rows]


def signals_keep(day: date, signals: Iterable[tuple[Warning, NewSignal]]) -> list[WarningSignal]:
    return WarningSignal.objects.bulk_create(
        [
            WarningSignal(
                warning=warning,
                customer_id=warning.customer_id,
                began_on=day,
                **signal.columns,
            )
            for warning, signal in signals
        ],
        batch_size=BATCH,
    )


def open_of_rules(work: Work) -> list[Warning]:
    """Open warnings that rules have opened, of those whom the run is about; locked."""
    rows = Warning.objects.select_for_update(of=("self",)).select_related("customer")
    found = rows.filter(OPEN).exclude(cause=WarningCause.SCORE)
    if work.customers is not None:
        found = found.filter(customer__in=work.customers)
    return list(found.order_by("pk"))


def batch_close_if_empty(*, at: datetime) -> None:
    HeldBatch.objects.filter(state=HeldState.HELD, held=None).update(
        state=HeldState.DECIDED, decided_at=at
    )
