"""The review of a customer that is finally lost: asked for once, ends in a lesson and a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import TimeKind
from accounts.models import Customer, User
from common.locks import lock_until_end
from followups.access import DIRECTOR
from followups.choices import TaskKind
from followups.queries.people import Company, above_of, company_on
from followups.rules.deadlines import Allowed
from followups.services.tasks import NewTask, Seen, task_do, tasks_open
from health.choices import CaseOutcome, CaseTrouble, WarningOutcome, WinBackReason
from health.models import LostReview, Warning
from health.queries.warnings import end_of
from health.services.cases import Learnt, case_write

TITLE = gettext_noop("Review why this customer was lost")
ALLOWED = Allowed(TimeKind.WORKING_DAYS, 10)
# A loss is seen by a warning, by a win-back and by its day: all of that is one loss.
SAME_LOSS = timedelta(days=90)
# How long ago a loss may be that nobody has been asked about, so that a first import asks little.
LOOKED_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Reviewed:
    """What the review has found out; the texts are a person's words."""

    what_happened: str
    first_cause: WinBackReason
    root_cause: WinBackReason
    could_have: str
    lesson: str


@transaction.atomic
def lost_review_open(
    *, customer: Customer, origin: str, at: datetime, company: Company | None = None
) -> LostReview | None:
    """Ask the lead of whoever owned the customer; nobody is asked twice about one loss."""
    lock_until_end(f"lost review {customer.pk}")
    rows = LostReview.objects.filter(customer=customer)
    if (
        rows.filter(opened_at__gt=at - SAME_LOSS).exists()
        or rows.filter(completed_at=None).exists()
    ):
        return None
    row, is_new = LostReview.objects.get_or_create(
        origin=origin, defaults={"customer": customer, "opened_at": at}
    )
    person = _reviewer(customer, company or company_on(timezone.localdate(at)))
    if is_new and person is not None:
        task = f"review:{row.pk}"
        new = NewTask(
            origin=task,
            customer=customer.pk,
            kind=TaskKind.REPORT,
            owner=person,
            starts_at=at,
            allowed=ALLOWED,
            title_key=TITLE,
            minutes=60,
        )
        row.task = tasks_open(new=[new]).tasks[task]
        row.save(update_fields=["task"])
    return row


def _reviewer(customer: Customer, company: Company) -> int | None:
    """The first one above the owner who sees the customer, else a director, else the owner."""
    owner = company.working_for(customer.owner_id)
    above = above_of(company, [owner], [customer.pk])(owner, customer.pk) if owner else []
    directors = User.objects.filter(groups__name=DIRECTOR, is_active=True).order_by("pk")
    return next(iter([*above, *directors.values_list("pk", flat=True)]), owner)


@transaction.atomic
def lost_reviews_ask(*, day: date, at: datetime) -> int:
    """For those who were lost in the days up to `day`, by a warning or by the end itself.

    A second time nobody is asked. Returns how many reviews were opened.
    """
    company = company_on(day)
    opened = [
        lost_review_open(customer=customer, origin=origin, at=at, company=company)
        for customer, origin in _lost(day)
    ]
    return sum(1 for review in opened if review is not None)


def _lost(day: date) -> Iterator[tuple[Customer, str]]:
    seen = LostReview.objects.filter(opened_at__gt=end_of(day - SAME_LOSS))
    known = set(seen.values_list("customer", flat=True))
    active = Customer.objects.active()
    warnings = Warning.objects.filter(
        outcome=WarningOutcome.LOST,
        resolved_at__gt=end_of(day - LOOKED_BACK),
        resolved_at__lte=end_of(day),
        customer__in=active.values("pk"),
    )
    warnings = warnings.exclude(customer__in=known).select_related("customer")
    for warning in warnings.order_by("pk"):
        yield warning.customer, f"warning:{warning.pk}"
    ended = active.filter(churned_on__gt=day - LOOKED_BACK, churned_on__lte=day)
    for customer in ended.exclude(pk__in=known).order_by("pk"):
        yield customer, f"churn:{customer.pk}:{customer.churned_on}"


@transaction.atomic
def lost_review_complete(
    *, review: LostReview, reviewed: Reviewed, by: User, at: datetime
) -> LostReview:
    """Keep what was found out, and write the lesson into the library. Raises ValidationError.

    The very same once more changes nothing; of two people the second is told.
    """
    _check(reviewed)
    row = LostReview.objects.select_for_update(of=("self",)).get(pk=review.pk)
    words = {
        "what_happened": reviewed.what_happened.strip(),
        "first_cause": reviewed.first_cause,
        "root_cause": reviewed.root_cause,
        "could_have": reviewed.could_have.strip(),
        "lesson": reviewed.lesson.strip(),
    }
    if not row.is_open:
        if row.completed_by_id == by.pk and all(
            getattr(row, name) == value for name, value in words.items()
        ):
            return row
        message = _("%(name)s has completed this review already.") % {"name": row.completed_by}
        raise ValidationError(message, code="completed")
    for name, value in words.items():
        setattr(row, name, value)
    row.completed_at, row.completed_by = at, by
    row.save(update_fields=[*words, "completed_at", "completed_by"])
    if row.task and row.task.is_at_work:
        task_do(seen=Seen(row.task.pk, None, by, at))
    _write_case(row, by, at)
    return row


def _check(reviewed: Reviewed) -> None:
    if not reviewed.what_happened.strip():
        raise ValidationError(_("Say what happened."), code="what_happened")
    if not reviewed.lesson.strip():
        raise ValidationError(_("A review ends in a lesson."), code="lesson")


def _write_case(row: LostReview, by: User, at: datetime) -> None:
    learnt = Learnt(
        trouble=CaseTrouble.LOSS,
        reason=WinBackReason(row.root_cause),
        done=row.what_happened,
        outcome=CaseOutcome.LOST,
        lesson="\n".join(filter(None, (row.lesson, row.could_have))),
    )
    case_write(customer=row.customer, learnt=learnt, by=by, at=at, origin=f"review:{row.pk}")
