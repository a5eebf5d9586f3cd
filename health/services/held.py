"""Deciding about warnings that were held because they were too many: open them, all or by tier,
or take them as the position that we start from.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from health.choices import Level, WarningAction
from health.models import (
    HeldBatch,
    HeldDecision,
    HeldWarning,
    StartingLevel,
    WarningEvent,
    WarningRun,
)
from health.queries.overrides import decided_about
from health.queries.warnings import Stored
from health.services.attention import attention_follow
from health.services.duties import duties_open
from health.services.score import scoring_waits_for_person
from health.services.warnings import alone, batch_close_if_empty, warnings_open

BATCH = 1_000


@dataclass(frozen=True, slots=True)
class Decision:
    """Who decides, why and when; about these tiers ("" is no tier), or all of them for None."""

    by: User
    reason: str
    at: datetime
    tiers: Collection[str] | None = None
    up_to: int | None = None
    """The newest held row that was looked at; what came later waits for another decision."""


@transaction.atomic
def held_open(*, batch: HeldBatch, decision: Decision) -> int:
    """Open the held warnings; returns how many."""
    rows, at, day = _taken(batch, decision), decision.at, last_as_of(batch)
    found = [Stored(row.customer_id, Level(row.level), row.score) for row in rows]
    warnings = warnings_open(found=found, day=day, at=at)
    WarningEvent.objects.bulk_create(
        [
            WarningEvent(
                warning=warning,
                at=at,
                as_of=day,
                action=WarningAction.OPENED,
                level=warning.level,
                score=warning.score,
                by=decision.by,
                reason=decision.reason.strip(),
            )
            for warning in warnings
        ],
        batch_size=BATCH,
    )
    attention_follow(customers=[warning.customer_id for warning in warnings])
    decided = decided_about(max(day, timezone.localdate(at)))
    duties_open(warnings=warnings, at=at, not_of=decided)
    _decided(batch, rows, decision, is_opened=True)
    return len(rows)


@transaction.atomic
def held_start_from(*, batch: HeldBatch, decision: Decision) -> int:
    """Take these levels as the starting position: a warning opens when somebody gets worse."""
    rows, day = _taken(batch, decision), last_as_of(batch)
    StartingLevel.objects.bulk_create(
        [StartingLevel(customer_id=row.customer_id, level=row.level, set_on=day) for row in rows],
        batch_size=BATCH,
    )
    _decided(batch, rows, decision, is_opened=False)
    return len(rows)


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
        customers=len(rows),
        reason=decision.reason.strip(),
    )
    HeldWarning.objects.filter(pk__in=[row.pk for row in rows]).delete()
    batch_close_if_empty(at=decision.at)
