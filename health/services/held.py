"""Deciding about warnings that were held because they were too many: open them, all or by tier,
or take them as the position that we start from.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Customer, User
from health.choices import WarningCause
from health.models import (
    HeldBatch,
    HeldDecision,
    HeldWarning,
    StartingLevel,
    WarningRun,
    WarningSignal,
)
from health.queries.overrides import decided_about
from health.queries.rules import rules_in_force
from health.services.attention import attention_follow
from health.services.score import scoring_waits_for_person
from health.services.warning_work import (
    BATCH,
    Candidate,
    NewSignal,
    Work,
    batch_close_if_empty,
    candidate_of,
    warnings_open,
)
from health.services.warnings import alone


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, why and when; about these tiers ("" is no tier) and causes, all for None."""

    by: User
    reason: str
    at: datetime
    tiers: Collection[str] | None = None
    causes: Collection[str] | None = None
    up_to: int | None = None
    """The newest held row that was looked at; what came later waits for another decision."""


@transaction.atomic
def held_open(*, batch: HeldBatch, decision: Decision) -> int:
    """Open the held warnings; returns how many."""
    rows, at, day = _taken(batch, decision), decision.at, last_as_of(batch)
    customers = sorted({row.customer_id for row in rows})
    decided = decided_about(max(day, timezone.localdate(at)))
    work = Work(day, at, customers, by=decision.by, reason=decision.reason.strip(), decided=decided)
    warnings_open(work, _still_so(rows))
    work.close()
    attention_follow(customers=customers)
    _decided(batch, rows, decision, is_opened=True)
    return len(rows)


@transaction.atomic
def held_start_from(*, batch: HeldBatch, decision: Decision) -> int:
    """Take these levels as the starting position: a warning opens when somebody gets worse."""
    rows, day = _taken(batch, decision), last_as_of(batch)
    of_score = [row for row in rows if row.cause == WarningCause.SCORE]
    StartingLevel.objects.bulk_create(
        [
            StartingLevel(customer_id=one.customer_id, level=one.level, set_on=day)
            for one in of_score
        ],
        batch_size=BATCH,
    )
    WarningSignal.objects.bulk_create(
        [_quiet(row, signal, day) for row in rows for signal in candidate_of(row).signals],
        batch_size=BATCH,
    )
    _decided(batch, rows, decision, is_opened=False)
    return len(rows)


def _still_so(rows: list[HeldWarning]) -> list[Candidate]:
    """Without customers who are gone by now, and without what rules say that are off by now."""
    ids = [row.customer_id for row in rows]
    active = set(Customer.objects.active().filter(pk__in=ids).values_list("pk", flat=True))
    rules = rules_in_force()
    found = []
    for one in map(candidate_of, (row for row in rows if row.customer_id in active)):
        signals = [
            signal for signal in one.signals if signal.rule in rules and rules[signal.rule].is_on
        ]
        if signals or one.cause == WarningCause.SCORE:
            found.append(replace(one, signals=signals))
    return found


def _quiet(row: HeldWarning, signal: NewSignal, day: date) -> WarningSignal:
    """No warning opens for it until it has been clear."""
    return WarningSignal(customer_id=row.customer_id, began_on=day, is_quiet=True, **signal.columns)


def last_as_of(batch: HeldBatch) -> date:
    """The day of the scores that are decided about: they were refreshed by every run since."""
    days = WarningRun.objects.filter(as_of__gt=batch.as_of).values_list("as_of", flat=True)
    return max(days, default=batch.as_of)


def _taken(batch: HeldBatch, decision: Decision) -> list[HeldWarning]:
    """The rows that the decision is about; of two at once the second finds none.

    Raises ValidationError without a reason, and where nothing is held any more.
    """
    if not decision.reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    scoring_waits_for_person()
    alone()
    rows = batch.held.select_related("customer")
    if decision.tiers is not None:
        rows = rows.filter(customer__tier__in=list(decision.tiers))
    if decision.causes is not None:
        rows = rows.filter(cause__in=list(decision.causes))
    if decision.up_to is not None:
        rows = rows.filter(pk__lte=decision.up_to)
    found = list(rows.order_by("pk"))
    if not found:
        raise ValidationError(_("Somebody has decided about these already."), code="decided")
    return found


def _decided(
    batch: HeldBatch, rows: list[HeldWarning], decision: Decision, *, is_opened: bool
) -> None:
    HeldDecision.objects.create(
        batch=batch,
        at=decision.at,
        by=decision.by,
        is_opened=is_opened,
        tiers=sorted(decision.tiers or ()),
        causes=sorted(decision.causes or ()),
        customers=len(rows),
        reason=decision.reason.strip(),
    )
    HeldWarning.objects.filter(pk__in=[row.pk for row in rows]).delete()
    batch_close_if_empty(at=decision.at)
