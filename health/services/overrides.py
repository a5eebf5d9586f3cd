"""Setting a customer's level by hand, taking that back, and judging it when it is over.

Whoever does it waits for the scorer and for the warnings, so that neither of them goes on with
what was true before.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import AssignmentKind
from accounts.models import Assignment, Customer, FactChange, User
from health.choices import Level, WarningCause
from health.models import HealthCurrent, HeldWarning, LevelOverride
from health.queries.overrides import over_before, override_on
from health.rules.overrides import LONGEST, SETTABLE, verdict_of
from health.services.attention import attention_follow
from health.services.score import scoring_waits_for_person
from health.services.warning_work import batch_close_if_empty
from health.services.warnings import alone

BATCH = 1_000
KEEPERS = (AssignmentKind.OWNER, AssignmentKind.CO_OWNER)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A level until a last day, and why."""

    level: Level
    ends_on: date
    reason: str


@transaction.atomic
def override_set(*, customer: Customer, wanted: Wanted, by: User, at: datetime) -> LevelOverride:
    """Show this level instead of the score's from now on; no warning of the score opens.

    Asking for the very same once more changes nothing. Raises ValidationError.
    """
    day = timezone.localdate(at)
    _check(customer, wanted, by, day)
    scoring_waits_for_person()
    alone()
    if (standing := override_on(customer, day)) is not None:
        return _same_or_taken(standing, wanted, by)
    current = (
        HealthCurrent.objects.select_for_update(of=("self",)).filter(customer=customer).first()
    )
    if current is None or current.score is None:
        message = _("There is no score, so there is no level to set by hand.")
        raise ValidationError(message, code="unscored")
    computed = current.level_by_score
    if wanted.level == computed:
        raise ValidationError(_("The score says the same already."), code="same")
    row = LevelOverride.objects.create(
        customer=customer,
        level=wanted.level,
        reason=wanted.reason.strip(),
        by=by,
        set_at=at,
        starts_on=day,
        ends_on=wanted.ends_on,
        computed_level=computed,
        computed_score=current.score,
    )
    _show(current, wanted.level, computed, wanted.ends_on)
    HeldWarning.objects.filter(customer=customer, cause=WarningCause.SCORE).delete()
    batch_close_if_empty(at=at)
    return row


@transaction.atomic
def override_end(*, override: LevelOverride, reason: str, by: User, at: datetime) -> LevelOverride:
    """Take it back: the score's own level counts again, and warns if there is cause.

    Taking back twice changes nothing; what somebody else has ended is an error, and so is taking
    it back from a customer that one looks after.
    """
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    _check_not_own(override.customer, by, timezone.localdate(at))
    scoring_waits_for_person()
    row = LevelOverride.objects.select_for_update(of=("self",)).get(pk=override.pk)
    if row.ended_at is not None and (row.ended_by_id, row.end_reason) == (by.pk, reason.strip()):
        return row
    if not row.stands_on(timezone.localdate(at)):
        raise ValidationError(_("This level does not stand any more."), code="ended")
    row.ended_at, row.ended_by, row.end_reason = at, by, reason.strip()
    row.save(update_fields=["ended_at", "ended_by", "end_reason"])
    current = HealthCurrent.objects.filter(customer=row.customer_id, decided_until__isnull=False)
    for shown in current.select_for_update(of=("self",)):
        _show(shown, shown.level_by_score, "", None)
    # The five-minute run looks at whoever has changed, and so at what the score demands now.
    FactChange.objects.create(customer_id=row.customer_id)
    return row


@transaction.atomic
def overrides_judge(*, day: date) -> int:
    """Judge what is over and has a score of the day after by now; returns how many.

    `day` is the last day that has been scored for everybody. Who is judged stays judged.
    """
    rows = list(over_before(day).select_for_update(of=("self",)))
    for row in rows:
        seen = [Level(level) for level in row.seen]
        row.verdict = verdict_of(Level(row.level), Level(row.computed_level), seen)
    LevelOverride.objects.bulk_update(rows, ["verdict"], batch_size=BATCH)
    return len(rows)


def _check(customer: Customer, wanted: Wanted, by: User, day: date) -> None:
    if not wanted.reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    if wanted.level not in SETTABLE:
        raise ValidationError(_("This is no level that a person can set."), code="level")
    if not day <= wanted.ends_on <= day + LONGEST:
        last = date_format(day + LONGEST, "SHORT_DATE_FORMAT")
        message = _("Choose a last day from today to %(day)s.") % {"day": last}
        raise ValidationError(message, code="ends_on")
    _check_not_own(customer, by, day)


def _check_not_own(customer: Customer, by: User, day: date) -> None:
    if is_kept_by(customer, by, day):
        message = _("Whoever looks after the customer does not set its level: ask somebody else.")
        raise ValidationError(message, code="own")


def is_kept_by(customer: Customer, person: User, day: date) -> bool:
    """Whether this person owns the customer, alone or with others."""
    rows = Assignment.objects.filter(
        customer=customer, user=person, kind__in=KEEPERS, valid__contains=day
    )
    return rows.exists()


def _same_or_taken(standing: LevelOverride, wanted: Wanted, by: User) -> LevelOverride:
    asked = (wanted.level, wanted.ends_on, wanted.reason.strip(), by.pk)
    if (standing.level, standing.ends_on, standing.reason, standing.by_id) == asked:
        return standing
    words = {
        "person": standing.by,
        "level": standing.get_level_display(),
        "day": date_format(standing.ends_on, "SHORT_DATE_FORMAT"),
    }
    message = _("%(person)s has set the level to %(level)s until %(day)s. Take that back first.")
    raise ValidationError(message % words, code="taken")


def _show(current: HealthCurrent, level: str, computed: str, until: date | None) -> None:
    current.level, current.computed_level, current.decided_until = level, computed, until
    current.save(update_fields=["level", "computed_level", "decided_until"])
    attention_follow(customers=[current.customer_id])
