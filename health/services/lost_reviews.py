"""The review of a customer that is finally lost: asked for once, ends in a lesson and a case."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import LifecycleStage, TimeKind
from accounts.models import Customer, CustomerStage, User
from accounts.models.stage import HOLDS
from accounts.queries.people import people_who_may
from common.locks import lock_until_end
from followups.access import DIRECTOR
from followups.choices import TaskKind
from followups.models import Task
from followups.queries.people import Company, above_of, company_on
from followups.rules.deadlines import Allowed
from followups.services.tasks import NewTask, Seen, task_do, tasks_open
from health.choices import CaseOutcome, CaseTrouble, WarningOutcome, WinBackReason
from health.models import LostReview, Warning, WinBack
from health.models.case import OPEN
from health.models.winback import AT_WORK
from health.queries.warnings import end_of
from health.services.cases import Learnt, case_write

COMPLETES = "health.change_lostreview"
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
    *,
    customer: Customer,
    origin: str,
    at: datetime,
    began_at: datetime | None = None,
    company: Company | None = None,
) -> LostReview | None:
    """Ask the lead of whoever owned the customer; nobody is asked twice about one loss.

    `began_at` is when the loss was first seen, where that is long ago.
    """
    lock_until_end(f"lost review {customer.pk}")
    rows = LostReview.objects.filter(customer=customer)
    if (
        rows.filter(opened_at__gt=(began_at or at) - SAME_LOSS).exists()
        or rows.filter(completed_at=None).exists()
    ):
        return None
    row, is_new = LostReview.objects.get_or_create(
        origin=origin, defaults={"customer": customer, "opened_at": at}
    )
    if is_new:
        _give(row, company or company_on(timezone.localdate(at)), at)
    return row


def _give(row: LostReview, company: Company, at: datetime) -> bool:
    """A task for whoever is to look back; one after another, as often as it takes."""
    person = _reviewer(row.customer, company)
    if person is None:
        return False
    first = f"review:{row.pk}"
    given = Task.objects.filter(Q(origin=first) | Q(origin__startswith=f"{first}:")).count()
    origin = f"{first}:{given + 1}" if given else first
    new = NewTask(
        origin=origin,
        customer=row.customer_id,
        kind=TaskKind.REPORT,
        owner=person,
        starts_at=at,
        allowed=ALLOWED,
        title_key=TITLE,
        minutes=60,
    )
    row.task = tasks_open(new=[new]).tasks[origin]
    row.save(update_fields=["task"])
    return True


def _reviewer(customer: Customer, company: Company) -> int | None:
    """The first one above the owner who sees the customer, else a director, else the owner.

    Of those who may complete a review; whoever is there comes before whoever is on leave.
    """
    owner = company.working_for(customer.owner_id)
    above = above_of(company, [owner], [customer.pk])(owner, customer.pk) if owner else []
    directors = User.objects.filter(groups__name=DIRECTOR, is_active=True).order_by("pk")
    able = set(people_who_may(COMPLETES))
    known = [*above, *directors.values_list("pk", flat=True), owner]
    found = [person for person in known if person in able]
    return min(found, key=lambda person: not company.is_there(person), default=None)


@transaction.atomic
def lost_reviews_ask(*, day: date, at: datetime) -> int:
    """For those who were lost in the days up to `day`, by a warning or by the end itself.

    A second time nobody is asked, but about a review whose task was put away unwritten. Returns
    how many reviews were opened.
    """
    company = company_on(day)
    _ask_again(company, at)
    opened = [
        lost_review_open(customer=customer, origin=origin, at=at, company=company)
        for customer, origin in _lost(day)
    ]
    return sum(1 for review in opened if review is not None)


def _ask_again(company: Company, at: datetime) -> None:
    put_away = Q(task=None) | Q(task__done_at__isnull=False) | Q(task__cancelled_at__isnull=False)
    active = Customer.objects.active().values("pk")
    wanted = LostReview.objects.filter(OPEN, put_away, customer__in=active).order_by("pk")
    for pk in list(wanted.values_list("pk", flat=True)):
        row = LostReview.objects.select_for_update().get(pk=pk)
        if row.is_open and not (row.task and row.task.is_at_work):
            _give(row, company, at)


def _lost(day: date) -> Iterator[tuple[Customer, str]]:
    seen = LostReview.objects.filter(opened_at__gt=end_of(day - SAME_LOSS))
    known = set(seen.values_list("customer", flat=True))
    # As long as somebody is won back it is not lost yet.
    at_work = WinBack.objects.filter(AT_WORK).values("customer")
    active = Customer.objects.active().exclude(pk__in=at_work)
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
    # By a contract that nothing has followed, or by hand; who was lost before is not lost anew.
    stages = CustomerStage.objects.filter(HOLDS, stage=LifecycleStage.CHURNED)
    stages = stages.exclude(before=LifecycleStage.CHURNED)
    lately = stages.filter(since__gt=day - LOOKED_BACK, since__lte=day)
    lately = lately.exclude(customer__in=known).filter(customer__in=active.values("pk"))
    for row in lately.select_related("customer").order_by("customer"):
        yield row.customer, f"churn:{row.customer_id}:{row.since}"


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
