"""Warnings: opened, made worse or better, and resolved, from the stored scores and from rules.

A run is one transaction under one lock: it is there whole or not at all, and a second one of the
same day changes nothing. It never goes back behind the last run for everybody. Customers whose
score of a later day is known already are left to that one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from accounts.models import Customer
from followups.queries.calendars import calendars
from health.choices import Level, WarningCause, WarningOutcome
from health.models import HeldWarning, StartingLevel, Warning, WarningRun, WarningSignal
from health.models.rule import LIVE
from health.models.warning import OPEN
from health.queries.overrides import decided_about, eased_meanwhile
from health.queries.versions import version_published
from health.queries.warnings import (
    Stored,
    dormant,
    last_scores,
    levels_now,
    looked_at_after,
    scored_on,
    stored_for_warnings,
)
from health.rules.version import Levels
from health.rules.warnings import WARNED, is_worse, next_level
from health.services.attention import attention_follow
from health.services.chances import chances_follow
from health.services.rule_warnings import rules_follow
from health.services.score import ScoreRun, score_changes, scoring_waits
from health.services.warning_work import (
    BATCH,
    Candidate,
    Work,
    batch_close_if_empty,
    keep,
    level_of,
    made_better,
    made_worse,
    open_or_hold,
    resolve,
)


class BackwardsError(Exception):
    """The day lies before the last one that everybody was looked at with."""

    def __init__(self, day: date, last: date) -> None:
        super().__init__(f"{day} lies before {last}, the last day that warnings were updated for")


@dataclass(frozen=True, slots=True)
class WarnRun:
    """What a run did, counted in warnings; `held` are those waiting for a decision now."""

    as_of: date
    opened: int
    held: int
    worsened: int
    improved: int
    resolved: int
    open: dict[str, int]


@dataclass(slots=True)
class _Scores:
    """What the scores of the day say of those who may matter."""

    lines: Levels
    stored: dict[int, Stored]
    decided_on: date


@transaction.atomic
def warn(*, day: date, at: datetime, customers: Collection[int] | None = None) -> WarnRun:
    """Bring the warnings of everybody, or of `customers` (ids), to the scores stored for `day`.

    Raises BackwardsError for an earlier day than the last one of everybody, and
    NoPublishedVersionError.
    """
    alone()
    if customers is None:
        _forwards_only(day)
    # What people have decided holds from now on, also for the night of the day that has ended.
    decided_on = max(day, timezone.localdate(at))
    decided = decided_about(decided_on)
    work = Work(day, at, customers, decided=decided, later=looked_at_after(day, customers))
    stored = stored_for_warnings(scored_on(day, customers))
    scores = _Scores(version_published().rules.levels, stored, decided_on)
    if customers is None:
        _withdraw_inactive(work)
    _follow(work, scores)
    _from_starting_levels(work, scores)
    open_or_hold(work, WarningCause.SCORE, _found(work, scores))
    rules_follow(work)
    if customers is None:
        chances_follow(work)
    work.close()
    attention_follow(customers=customers)
    if customers is None:
        counts = {"opened": work.opened, "worsened": work.worsened, "resolved": work.resolved}
        WarningRun.objects.create(as_of=day, at=at, counts=counts)
    return _run(work)


def _run(work: Work) -> WarnRun:
    return WarnRun(
        as_of=work.day,
        opened=work.opened,
        held=HeldWarning.objects.count(),
        worsened=work.worsened,
        improved=work.improved,
        resolved=work.resolved,
        open=open_by_level(),
    )


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


def _follow(work: Work, scores: _Scores) -> None:
    """Open warnings follow the score; what has been looked at with a later day stays."""
    warnings = list(
        Warning.objects.select_for_update(of=("self",))
        .select_related("customer")
        .filter(OPEN, cause=WarningCause.SCORE, customer__in=scores.stored)
        .filter(Q(as_of__lte=work.day) | Q(customer__in=work.later))
        .order_by("pk")
    )
    now = levels_now(work.later)
    lately = last_scores([warning.customer_id for warning in warnings], work.day)
    for warning in warnings:
        stored = scores.stored[warning.customer_id]
        if warning.customer_id in work.later:
            level = next_level(level_of(warning), lately[stored.customer], scores.lines)
            _ease(work, warning, level, now.get(warning.customer_id))
            continue
        warning.as_of = work.day
        if stored.level == Level.UNSCORED:
            resolve(work, warning, WarningOutcome.WITHDRAWN)
        elif stored.level != Level.UNKNOWN and stored.score is not None:
            warning.score = stored.score
            level = next_level(level_of(warning), lately[stored.customer], scores.lines)
            _move(work, warning, level)
    keep(warnings)
    _ask_late(work, scores, warnings)


def _ease(work: Work, warning: Warning, level: Level, now: Level | None) -> None:
    """Better by a day that has ended, of somebody who has been looked at since: if that was not
    worse again.
    """
    stays = now in WARNED and is_worse(now, level)
    if is_worse(level_of(warning), level) and not stays:
        _move(work, warning, level)


def _move(work: Work, warning: Warning, level: Level) -> None:
    """Better counts by the score of a day that has ended: a day may swing about a line."""
    current = level_of(warning)
    if level == Level.HEALTHY:
        if work.is_for_everybody:
            resolve(work, warning, WarningOutcome.RECOVERED)
    elif is_worse(level, current):
        if warning.customer_id not in work.decided:
            made_worse(work, warning, level)
    elif level != current and work.is_for_everybody:
        made_better(work, warning, level)
        if warning.customer_id not in work.decided:
            work.eased.append(warning)


def _ask_late(work: Work, scores: _Scores, warnings: Sequence[Warning]) -> None:
    """What got better while the level was set by hand asked nobody for anything; now it does."""
    known = {warning.pk: warning for warning in warnings if warning.is_open}
    known = {pk: one for pk, one in known.items() if one.customer_id not in work.decided}
    late = Warning.objects.filter(eased_meanwhile(scores.decided_on), pk__in=known).values_list(
        "pk"
    )
    busy = {warning.pk for warning in (*work.fresh, *work.eased)}
    work.eased += [known[pk] for (pk,) in late.order_by("pk") if pk not in busy]


def _withdraw_inactive(work: Work) -> None:
    """Whoever was archived or merged is nobody's customer any more."""
    inactive = Customer.objects.inactive().values("pk")
    warnings = Warning.objects.select_related("customer").filter(OPEN, customer__in=inactive)
    gone = list(warnings.order_by("pk"))
    for warning in gone:
        resolve(work, warning, WarningOutcome.WITHDRAWN)
    keep(gone)
    signals = WarningSignal.objects.filter(LIVE, customer__in=inactive)
    signals.update(ended_on=work.day)
    HeldWarning.objects.filter(customer__in=inactive).delete()
    batch_close_if_empty(at=work.at)


# --- what may open ----------------------------------------------------------------------------


def _from_starting_levels(work: Work, scores: _Scores) -> None:
    """Who was taken as the starting position warns again when it gets worse than that."""
    StartingLevel.objects.filter(ends_on__lte=work.day).delete()
    rows = list(StartingLevel.objects.filter(customer__in=scores.stored).order_by("pk"))
    lately = last_scores([row.customer_id for row in rows], work.day)
    for row in rows:
        stored = scores.stored[row.customer_id]
        if stored.level in (Level.UNKNOWN, Level.UNSCORED) or row.customer_id in work.later:
            continue
        before = Level(row.level)
        after = next_level(before, lately[stored.customer], scores.lines)
        is_held_back = is_worse(after, before) and row.customer_id in work.decided
        if after == before or is_held_back:
            continue
        if after == Level.HEALTHY or is_worse(after, before):
            row.delete()
        else:
            row.level = after
            row.save(update_fields=["level"])


def _found(work: Work, scores: _Scores) -> list[Candidate]:
    """Those on a level that warns, without a warning, open or held, and no starting level.

    Nor those whose level is set by hand: as soon as that is over they are among them.
    """
    _refresh_held(work, scores)
    of_score = {"cause": WarningCause.SCORE}
    taken = {
        *work.decided,
        *work.later,
        *Warning.objects.filter(OPEN, **of_score).values_list("customer", flat=True),
        *HeldWarning.objects.filter(**of_score).values_list("customer", flat=True),
        *StartingLevel.objects.values_list("customer", flat=True),
    }
    found = [
        stored
        for stored in scores.stored.values()
        if stored.level in WARNED and stored.customer not in taken
    ]
    asleep = dormant([stored.customer for stored in found], work.day)
    return [
        Candidate(one.customer, WarningCause.SCORE, one.level, one.score or Decimal(0))
        for one in found
        if one.customer not in asleep
    ]


def _refresh_held(work: Work, scores: _Scores) -> None:
    """Who has recovered meanwhile, or whose level is set by hand, needs no decision.

    Of the others the newest score is shown.
    """
    stay = []
    rows = HeldWarning.objects.filter(cause=WarningCause.SCORE, customer__in=scores.stored)
    for row in rows.exclude(customer__in=work.later).order_by("pk"):
        stored = scores.stored[row.customer_id]
        if row.customer_id in work.decided:
            row.delete()
        elif stored.level in WARNED and stored.score is not None:
            row.level, row.score = stored.level, stored.score
            stay.append(row)
        elif stored.level != Level.UNKNOWN:
            row.delete()
    HeldWarning.objects.bulk_update(stay, ["level", "score"], batch_size=BATCH)
    batch_close_if_empty(at=work.at)
