"""Warnings of the score: opened, made worse or better, and resolved, from the stored scores.

A run is one transaction under one lock: it is there whole or not at all, and a second one of the
same day changes nothing. It never goes back behind the last run for everybody. Customers whose
score of a later day is known already are left to that one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import Customer
from accounts.queries.people import people_who_may
from accounts.services.notices import NewNotice, notices_raise
from followups.queries.calendars import calendars
from health.choices import HeldState, Level, WarningAction, WarningCause, WarningOutcome
from health.models import (
    HealthCurrent,
    HeldBatch,
    HeldWarning,
    StartingLevel,
    Warning,
    WarningEvent,
    WarningRun,
)
from health.models.warning import OPEN
from health.queries.overrides import decided_about, eased_meanwhile
from health.queries.versions import version_published
from health.queries.warnings import (
    Stored,
    dormant,
    last_scores,
    scored_on,
    stored_for_warnings,
)
from health.rules.version import Levels
from health.rules.warnings import WARNED, is_flood, is_worse, next_level
from health.services.attention import attention_follow
from health.services.duties import duties_call_off, duties_open
from health.services.score import ScoreRun, score_changes, scoring_waits

BATCH = 1_000
DECIDES = "health.change_heldbatch"
HELD = gettext_noop("%(count)s warnings would have opened at once and wait for your decision.")


class BackwardsError(Exception):
    """The day lies before the last one that everybody was looked at with."""

    def __init__(self, day: date, last: date) -> None:
        super().__init__(f"{day} lies before {last}, the last day that warnings were updated for")


@dataclass(frozen=True, slots=True)
class WarnRun:
    """What a run did, counted in customers; `held` are those waiting for a decision now."""

    as_of: date
    opened: int
    held: int
    worsened: int
    improved: int
    resolved: int
    open: dict[str, int]


@dataclass(slots=True)
class _Work:
    """What a run has found out and done so far."""

    day: date
    at: datetime
    lines: Levels
    stored: dict[int, Stored]
    decided_on: date
    decided: set[int] = field(default_factory=set)
    """Customers whose level somebody has set by hand: of them no warning of the score opens or
    gets worse until that is over."""
    candidates: list[Stored] = field(default_factory=list)
    is_for_everybody: bool = True
    fresh: list[Warning] = field(default_factory=list)
    """Opened or made worse: somebody has to be told and to do something."""
    eased: list[Warning] = field(default_factory=list)
    """Made better: what the better level asks for may never have been begun."""
    events: list[WarningEvent] = field(default_factory=list)
    worsened: int = 0
    improved: int = 0
    resolved: int = 0

    def note(self, warning: Warning, action: WarningAction, level: Level, **values: Any) -> None:
        self.events.append(
            WarningEvent(
                warning=warning,
                at=self.at,
                as_of=self.day,
                action=action,
                level=level,
                score=warning.score,
                **values,
            )
        )


@transaction.atomic
def warn(*, day: date, at: datetime, customers: Collection[int] | None = None) -> WarnRun:
    """Bring the warnings of everybody, or of `customers` (ids), to the scores stored for `day`.

    Raises BackwardsError for an earlier day than the last one of everybody, and
    NoPublishedVersionError.
    """
    alone()
    if customers is None:
        _forwards_only(day)
    rows = scored_on(day, customers)
    lines = version_published().rules.levels
    stored = stored_for_warnings(rows)
    # What people have decided holds from now on, also for the night of the day that has ended.
    decided_on = max(day, timezone.localdate(at))
    work = _Work(day, at, lines, stored, decided_on, decided_about(decided_on))
    work.is_for_everybody = customers is None
    _follow(work)
    _from_starting_levels(work)
    _gather(work)
    if customers is None:
        _withdraw_inactive(work)
    opened = _open_or_hold(work)
    WarningEvent.objects.bulk_create(work.events, batch_size=BATCH)
    attention_follow(customers=customers)
    duties_open(warnings=work.fresh, eased=work.eased, at=at, not_of=work.decided)
    run = WarnRun(
        as_of=day,
        opened=opened,
        held=HeldWarning.objects.count(),
        worsened=work.worsened,
        improved=work.improved,
        resolved=work.resolved,
        open=open_by_level(),
    )
    if customers is None:
        counts = {"opened": opened, "worsened": work.worsened, "resolved": work.resolved}
        WarningRun.objects.create(as_of=day, at=at, counts=counts)
    return run


@transaction.atomic
def changed_follow(*, day: date, at: datetime) -> tuple[ScoreRun, WarnRun]:
    """Score those about whom something new is known, and bring their warnings to it.

    Both or neither: a score without its warning would wait for the night.
    """
    scored, customers = score_changes(day=day)
    return scored, warn(day=day, at=at, customers=customers)


def alone() -> None:
    """Wait until no other run or decision is under way, and keep others waiting.

    Nobody scores meanwhile: both write what lists sort by. Whoever edits a calendar takes it
    before the tasks, so we do, too.
    """
    scoring_waits()
    calendars(hold=True)


def open_by_level() -> dict[str, int]:
    counts = Warning.objects.filter(OPEN).order_by().values_list("level").annotate(Count("pk"))
    return dict.fromkeys(map(str, WARNED), 0) | dict(counts)


def _forwards_only(day: date) -> None:
    last = WarningRun.objects.order_by("-as_of").values_list("as_of", flat=True).first()
    if last is not None and day < last:
        raise BackwardsError(day, last)


# --- what is open -----------------------------------------------------------------------------


def _follow(work: _Work) -> None:
    """Open warnings follow the score; what has been looked at with a later day stays."""
    warnings = list(
        Warning.objects.select_for_update(of=("self",))
        .select_related("customer")
        .filter(OPEN, cause=WarningCause.SCORE, customer__in=work.stored, as_of__lte=work.day)
        .order_by("pk")
    )
    scores = last_scores([warning.customer_id for warning in warnings], work.day)
    for warning in warnings:
        stored = work.stored[warning.customer_id]
        warning.as_of = work.day
        if stored.level == Level.UNSCORED:
            _resolve(work, warning, WarningOutcome.WITHDRAWN)
        elif stored.level != Level.UNKNOWN and stored.score is not None:
            warning.score = stored.score
            _move(work, warning, next_level(_level(warning), scores[stored.customer], work.lines))
    _keep(warnings)
    _ask_late(work, warnings)


def _move(work: _Work, warning: Warning, level: Level) -> None:
    """Better counts by the score of a day that has ended: a day may swing about a line."""
    current = _level(warning)
    if level == Level.HEALTHY:
        if work.is_for_everybody:
            _resolve(work, warning, WarningOutcome.RECOVERED)
    elif is_worse(level, current):
        if warning.customer_id in work.decided:
            return
        warning.level, warning.level_since = level, work.day
        warning.round += 1
        if is_worse(level, Level(warning.worst_level)):
            warning.worst_level = level
        work.worsened += 1
        work.fresh.append(warning)
        work.note(warning, WarningAction.WORSENED, level)
    elif level != current and work.is_for_everybody:
        warning.level, warning.level_since = level, work.day
        work.improved += 1
        if warning.customer_id not in work.decided:
            work.eased.append(warning)
        work.note(warning, WarningAction.IMPROVED, level)
        duties_call_off(warning=warning, better_than=level, at=work.at)


def _ask_late(work: _Work, warnings: Sequence[Warning]) -> None:
    """What got better while the level was set by hand asked nobody for anything; now it does."""
    known = {warning.pk: warning for warning in warnings if warning.is_open}
    known = {pk: one for pk, one in known.items() if one.customer_id not in work.decided}
    late = Warning.objects.filter(eased_meanwhile(work.decided_on), pk__in=known).values_list("pk")
    busy = {warning.pk for warning in (*work.fresh, *work.eased)}
    work.eased += [known[pk] for (pk,) in late.order_by("pk") if pk not in busy]


def _resolve(work: _Work, warning: Warning, outcome: WarningOutcome) -> None:
    warning.resolved_at, warning.outcome = work.at, outcome
    work.resolved += 1
    level = Level.HEALTHY if outcome == WarningOutcome.RECOVERED else _level(warning)
    work.note(warning, WarningAction.RESOLVED, level, reason=str(outcome.value))
    duties_call_off(warning=warning, better_than=None, at=work.at)


def _level(warning: Warning) -> Level:
    return Level(warning.level)


def _keep(warnings: Sequence[Warning]) -> None:
    Warning.objects.bulk_update(
        warnings,
        [
            *("as_of", "score", "level", "level_since", "worst_level", "round"),
            *("resolved_at", "outcome"),
        ],
        batch_size=BATCH,
    )


def _withdraw_inactive(work: _Work) -> None:
    """Whoever was archived or merged is nobody's customer any more."""
    inactive = Customer.objects.inactive().values("pk")
    warnings = Warning.objects.select_related("customer").filter(OPEN, customer__in=inactive)
    gone = list(warnings.order_by("pk"))
    for warning in gone:
        _resolve(work, warning, WarningOutcome.WITHDRAWN)
    _keep(gone)
    HeldWarning.objects.filter(customer__in=inactive).delete()
    batch_close_if_empty(at=work.at)


# --- what may open ----------------------------------------------------------------------------


def _from_starting_levels(work: _Work) -> None:
    """Who was taken as the starting position warns again when it gets worse than that."""
    StartingLevel.objects.filter(ends_on__lte=work.day).delete()
    rows = list(StartingLevel.objects.filter(customer__in=work.stored).order_by("pk"))
    scores = last_scores([row.customer_id for row in rows], work.day)
    for row in rows:
        stored = work.stored[row.customer_id]
        if stored.level in (Level.UNKNOWN, Level.UNSCORED):
            continue
        before = Level(row.level)
        after = next_level(before, scores[stored.customer], work.lines)
        is_held_back = is_worse(after, before) and row.customer_id in work.decided
        if after == before or is_held_back:
            continue
        if after == Level.HEALTHY or is_worse(after, before):
            row.delete()
        else:
            row.level = after
            row.save(update_fields=["level"])


def _gather(work: _Work) -> None:
    """Those on a level that warns, without a warning, open or held, and no starting level.

    Nor those whose level is set by hand: as soon as that is over they are among them.
    """
    _refresh_held(work)
    taken = {
        *work.decided,
        *Warning.objects.filter(OPEN, cause=WarningCause.SCORE).values_list("customer", flat=True),
        *HeldWarning.objects.values_list("customer", flat=True),
        *StartingLevel.objects.values_list("customer", flat=True),
    }
    found = [
        stored
        for stored in work.stored.values()
        if stored.level in WARNED and stored.customer not in taken
    ]
    asleep = dormant([stored.customer for stored in found], work.day)
    work.candidates = [stored for stored in found if stored.customer not in asleep]


def _refresh_held(work: _Work) -> None:
    """Who has recovered meanwhile, or whose level is set by hand, needs no decision.

    Of the others the newest score is shown.
    """
    stay = []
    for row in HeldWarning.objects.filter(customer__in=work.stored).order_by("pk"):
        stored = work.stored[row.customer_id]
        if row.customer_id in work.decided:
            row.delete()
        elif stored.level in WARNED and stored.score is not None:
            row.level, row.score = stored.level, stored.score
            stay.append(row)
        elif stored.level != Level.UNKNOWN:
            row.delete()
    HeldWarning.objects.bulk_update(stay, ["level", "score"], batch_size=BATCH)
    batch_close_if_empty(at=work.at)


def _open_or_hold(work: _Work) -> int:
    """How many were opened; a flood opens none.

    The runs of a day for some customers are counted together, beside everybody who is scored.
    """
    already = 0
    if not work.is_for_everybody:
        already = Warning.objects.filter(opened_on=work.day, cause=WarningCause.SCORE).count()
    scored = HealthCurrent.objects.exclude(level=Level.UNSCORED).count()
    if work.candidates and is_flood(already + len(work.candidates), scored):
        _hold(work)
        return 0
    opened = warnings_open(found=work.candidates, day=work.day, at=work.at)
    work.fresh += opened
    for warning in opened:
        work.note(warning, WarningAction.OPENED, _level(warning))
    return len(opened)


def _hold(work: _Work) -> None:
    batch, _is_new = HeldBatch.objects.get_or_create(
        state=HeldState.HELD, defaults={"as_of": work.day, "at": work.at}
    )
    HeldWarning.objects.bulk_create(
        [
            HeldWarning(
                batch=batch, customer_id=one.customer, level=one.level, score=one.score or 0
            )
            for one in work.candidates
        ],
        batch_size=BATCH,
    )
    notices_raise(
        new=[
            NewNotice(
                recipient=person,
                key=f"held:{batch.pk}",
                message_key=HELD,
                params={"count": len(work.candidates)},
                url=reverse("warnings-held"),
            )
            for person in people_who_may(DECIDES)
        ],
        at=work.at,
    )


def warnings_open(*, found: Sequence[Stored], day: date, at: datetime) -> list[Warning]:
    """Rows of new warnings; events and duties follow."""
    rows = Warning.objects.bulk_create(
        [
            Warning(
                customer_id=one.customer,
                cause=WarningCause.SCORE,
                level=one.level,
                worst_level=one.level,
                score=one.score or 0,
                opened_on=day,
                level_since=day,
                as_of=day,
                opened_at=at,
            )
            for one in found
        ],
        batch_size=BATCH,
    )
    ids = [row.pk for row in rows]
    return list(Warning.objects.select_related("customer").filter(pk__in=ids).order_by("pk"))


def batch_close_if_empty(*, at: datetime) -> None:
    HeldBatch.objects.filter(state=HeldState.HELD, held=None).update(
        state=HeldState.DECIDED, decided_at=at
    )
