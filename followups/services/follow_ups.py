"""Logging what was said with a customer, and changing what was logged.

A form that is sent twice is one log: its token is the follow-up's number. A log ends the task that
it was for, and its next step is a task of its own, in the same transaction.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.choices import TYPED_SOURCE, CustomerStatus
from accounts.models import Contact, Customer, User
from followups.access import EditRight, edit_right
from followups.choices import FollowUpChannel, Sentiment, TaskKind
from followups.models import FollowUp, FollowUpDraft, FollowUpRevision, Task
from followups.queries.calendars import calendar_of
from followups.rules.follow_ups import MODULES, log_due_at, next_origin
from followups.services.follow_up_drafts import draft_forget, draft_hold
from followups.services.follow_up_files import files_add, files_remove, files_take
from followups.services.tasks import NewTask, Seen, checks_tick, task_do, task_open

NEXT_TITLE = gettext_noop("Follow up with the customer")
COLUMNS = (
    *("happened_at", "channel", "subject", "participants", "sentiment", "minutes"),
    *MODULES,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What a person says of a touch; contacts of the customer and colleagues are ids."""

    happened_at: datetime
    channel: FollowUpChannel
    subject: str = ""
    contacts: Sequence[int] = ()
    colleagues: Sequence[int] = ()
    participants: str = ""
    business_review: str = ""
    problem_solving: str = ""
    value_delivery: str = ""
    sentiment: Sentiment | str = ""
    minutes: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextStep:
    """`words` as they were typed; a task without a `title` is to follow up with the customer."""

    words: str
    title: str
    kind: TaskKind
    due_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Papers:
    """Uploaded files, and the ids of those kept before that are to go."""

    uploads: Sequence[Any] = ()
    dropped: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Sent:
    """Which form was sent, by whom and when."""

    token: UUID
    by: User
    at: datetime


@transaction.atomic
def follow_up_log(
    *,
    customer: Customer,
    said: Said,
    sent: Sent,
    task: Task | None = None,
    done: Seen | None = None,
    next_step: NextStep | None = None,
    papers: Papers | None = None,
    ticked: Collection[int] = (),
) -> FollowUp:
    """Log a touch, for a `task` perhaps, which is `done` with it.

    Of the task's checklist these points (ids) are `ticked`; it may be done without the others.

    Raises ValidationError, also where somebody else has just changed the task.
    """
    by, at = sent.by, sent.at
    draft_hold(user=by, customer=customer, task=task, token=sent.token)
    # Of its own form: what somebody has typed in another window stays, with its files.
    drafts = FollowUpDraft.objects.filter(user=by, customer=customer, task=task, token=sent.token)
    draft = drafts.select_for_update().first()
    _check(customer, said, at)
    row, is_new = FollowUp.objects.get_or_create(
        source=TYPED_SOURCE,
        external_id=str(sent.token),
        defaults={
            **_columns(said),
            "customer": customer,
            "by": by,
            "task": task,
            "contact_id": next(iter(said.contacts), None),
            "written_at": at,
            "log_due_at": log_due_at(said.happened_at, calendar_of(user=by)),
            "next_step": next_step.words if next_step else "",
            "next_step_on": next_step.due_at.date() if next_step else None,
        },
    )
    if not is_new:
        return _same(row, customer, said, by)
    _people_set(row, said)
    if task is not None:
        checks_tick(task=task, checks=ticked, by=by, at=at)
    if done is not None:
        task_do(seen=done, reason=_("Logged as a follow-up."))
    if next_step is not None:
        _next_open(row, next_step, by, at)
    papers = papers or Papers()
    if draft is not None:
        files_take(draft=draft, follow_up=row, dropped=papers.dropped)
        draft_forget(draft=draft)
    files_add(follow_up=row, uploads=papers.uploads, by=by, at=at)
    return row


@transaction.atomic
def follow_up_edit(
    *,
    follow_up: FollowUp,
    version: int,
    said: Said,
    by: User,
    at: datetime,
    reason: str = "",
    next_step: NextStep | None = None,
    papers: Papers | None = None,
) -> FollowUp:
    """Change it as it was seen in `version`; how it read before is kept.

    A next step that there is already is a task, and changed as one. Raises ValidationError.
    """
    row = FollowUp.objects.select_for_update(of=("self",)).get(pk=follow_up.pk)
    _check_may_edit(row, by, at, reason)
    if row.version != version:
        raise ValidationError(_changed(row), code="changed")
    _check(row.customer, said, at)
    before = _told(row)
    for column, value in _columns(said).items():
        setattr(row, column, value)
    row.contact_id = next(iter(said.contacts), None)
    if row.by is not None:
        row.log_due_at = log_due_at(said.happened_at, calendar_of(user=row.by))
    _people_set(row, said)
    if next_step is not None and not row.next_step:
        row.next_step, row.next_step_on = next_step.words, next_step.due_at.date()
        _next_open(row, next_step, by, at)
    papers = papers or Papers()
    files_remove(follow_up=row, dropped=papers.dropped, at=at)
    files_add(follow_up=row, uploads=papers.uploads, by=by, at=at)
    after = _told(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        row.version += 1
        row.save()
        FollowUpRevision.objects.create(
            follow_up=row,
            customer_id=row.customer_id,
            at=at,
            by=by,
            reason=reason.strip(),
            changes=changes,
        )
    return row


# --- how --------------------------------------------------------------------------------------


def _check(customer: Customer, said: Said, at: datetime) -> None:
    if customer.status != CustomerStatus.ACTIVE:
        raise ValidationError(_("This customer is archived."), code="archived")
    if said.happened_at > at:
        raise ValidationError(_("It cannot have happened in the future."), code="future")
    known = Contact.objects.filter(customer=customer, pk__in=said.contacts).count()
    if known != len(set(said.contacts)):
        message = _("One of these is no contact of this customer; choose again.")
        raise ValidationError(message, code="contact")
    if not any(getattr(said, module).strip() for module in MODULES):
        message = _("Write a line in one of the three: what was reviewed, solved or delivered.")
        raise ValidationError(message, code="empty")


def _columns(said: Said) -> dict[str, Any]:
    values = {column: getattr(said, column) for column in COLUMNS}
    return {
        column: value.strip() if isinstance(value, str) else value
        for column, value in values.items()
    }


def _people_set(row: FollowUp, said: Said) -> None:
    row.contacts.set(said.contacts)
    row.colleagues.set(User.objects.filter(pk__in=said.colleagues))


def _next_open(row: FollowUp, step: NextStep, by: User, at: datetime) -> Task:
    named: Mapping[str, Any] = (
        {"words": step.title} if step.title else {"title_key": NEXT_TITLE, "params": {}}
    )
    new = NewTask(
        origin=next_origin(row.pk),
        customer=row.customer_id,
        kind=step.kind,
        owner=by.pk,
        starts_at=at,
        due_at=step.due_at,
        **named,
    )
    return task_open(new=new, by=by)


def _same(row: FollowUp, customer: Customer, said: Said, by: User) -> FollowUp:
    """What the same form has logged before, if it says the very same."""
    is_same = (row.customer_id, row.by_id) == (customer.pk, by.pk)
    if not is_same or any(getattr(row, name) != value for name, value in _columns(said).items()):
        message = _("This form has been sent already, with other words; change what it has logged.")
        raise ValidationError(message, code="token")
    return row


def _check_may_edit(row: FollowUp, by: User, at: datetime, reason: str) -> None:
    right = edit_right(by, row, at)
    if right is EditRight.NONE:
        message = _("The time for changes is over; ask your team lead.")
        raise ValidationError(message, code="over")
    if right is EditRight.WITH_REASON and not reason.strip():
        raise ValidationError(_("Say why."), code="reason")


def _changed(row: FollowUp) -> str:
    last = row.revisions.select_related("by").latest("pk")
    message = _("%(name)s has just changed this follow-up; look at it again.")
    return message % {"name": last.by}


def _told(row: FollowUp) -> dict[str, str]:
    """How it reads, in words that last."""
    return {
        "happened_at": row.happened_at.astimezone(UTC).isoformat(),
        "channel": row.channel,
        "sentiment": row.sentiment,
        **{name: getattr(row, name) for name in ("subject", "participants", *MODULES)},
        "minutes": "" if row.minutes is None else str(row.minutes),
        "next_step": row.next_step,
        "contacts": _names(row.contacts.order_by("pk")),
        "colleagues": _names(row.colleagues.order_by("pk")),
        "files": _names(row.files.filter(removed_at=None)),
    }


def _names(people: Iterable[object]) -> str:
    return ", ".join(str(one) for one in people)
