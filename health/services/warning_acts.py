"""What people do with a warning: see it, and end it."""

from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from followups.access import MANAGES_TASKS
from health.choices import Level, WarningAction, WarningCause, WarningOutcome
from health.models import StartingLevel, Warning, WarningEvent, WarningSignal
from health.models.rule import LIVE
from health.services.attention import attention_follow
from health.services.duties import duties_call_off
from health.services.score import scoring_waits_for_person

# As long as an override of the level may hold (HEA-02).
LONGEST_SILENCE = timedelta(days=90)
# A person cannot say that a customer recovered: the score and the rules say so.
SAID_BY_PEOPLE = (WarningOutcome.LOST, WarningOutcome.FALSE_ALARM)


@transaction.atomic
def warning_acknowledge(*, warning: Warning, by: User, at: datetime) -> Warning:
    """Somebody has seen it; the first one counts."""
    row = _open(warning)
    if row.acknowledged_at is None:
        row.acknowledged_at, row.acknowledged_by = at, by
        row.save(update_fields=["acknowledged_at", "acknowledged_by"])
        _note(row, WarningAction.ACKNOWLEDGED, by, at)
    return row


def may_end_warning(warning: Warning, person: User) -> bool:
    """From orange on others have duties, too: only a manager ends it by hand."""
    return warning.level == Level.YELLOW or person.has_perm(MANAGES_TASKS)


@transaction.atomic
def warning_end(
    *, warning: Warning, outcome: WarningOutcome, reason: str, by: User, at: datetime
) -> Warning:
    """The customer is lost, or it was a false alarm; what is still to be done is called off.

    The next one opens when the customer gets worse than this, or has been better in between.
    """
    if outcome not in SAID_BY_PEOPLE:
        raise ValidationError(_("Only the score and the rules say that."), code="outcome")
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    scoring_waits_for_person()
    row = _open(warning)
    if not may_end_warning(row, by):
        message = _("From orange on only a manager ends a warning by hand.")
        raise ValidationError(message, code="manager")
    row.resolved_at, row.outcome, row.reason = at, outcome, reason.strip()
    row.save(update_fields=["resolved_at", "outcome", "reason"])
    day = timezone.localdate(at)
    _be_quiet(row, day)
    _note(row, WarningAction.RESOLVED, by, at, reason.strip())
    attention_follow(customers=[row.customer_id])
    duties_call_off(warning=row, better_than=None, at=at, by=by, reason=reason.strip())
    return row


def _be_quiet(warning: Warning, day: date) -> None:
    """What it said is known now."""
    ends_on = day + LONGEST_SILENCE
    if warning.cause == WarningCause.SCORE:
        StartingLevel.objects.update_or_create(
            customer_id=warning.customer_id,
            defaults={"level": warning.level, "set_on": day, "ends_on": ends_on},
        )
    signals = WarningSignal.objects.filter(LIVE, warning=warning)
    signals.update(is_quiet=True, quiet_until=ends_on)


def _open(warning: Warning) -> Warning:
    row = Warning.objects.select_for_update(of=("self",)).get(pk=warning.pk)
    if not row.is_open:
        raise ValidationError(_("This warning has ended already."), code="ended")
    return row


def _note(
    warning: Warning, action: WarningAction, by: User, at: datetime, reason: str = ""
) -> None:
    WarningEvent.objects.create(
        warning=warning,
        at=at,
        action=action,
        level=warning.level,
        score=warning.score,
        by=by,
        reason=reason,
    )
