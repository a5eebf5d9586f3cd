"""Procedures at work: begun for a customer once, carried out as tasks, stopped for a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import TimeKind
from accounts.models import Customer, User
from accounts.models.customer import ACTIVE
from common.locks import lock_until_end, share_until_end
from common.reading import for_reader
from followups.choices import SopRole, StepAnchor, TaskKind
from followups.models import Sop, SopException, SopRun, SopStep, Task
from followups.queries.calendars import calendars
from followups.queries.sop_people import Doers, doers_for
from followups.queries.sops import applies, at_work_since, version_in_force
from followups.rules.deadlines import Allowed
from followups.rules.sops import StepTime, planned_ends
from followups.services.tasks import NewTask, Seen, task_cancel, tasks_hold, tasks_open

# Whoever begins a procedure shares this lock; the playbooks, which begin many, have it alone.
PLAYBOOKS = "lifecycle"


@transaction.atomic
def sop_start(
    *, customer: Customer, sop: Sop, origin: str, by: User | None, at: datetime
) -> SopRun:
    """Begin a procedure for a customer and open its steps as tasks; with the same origin once.

    Raises ValidationError for one that is not in force, not for this customer or at work for them
    already, for a customer who is archived, and where nobody works for the customer.
    """
    share_until_end(PLAYBOOKS)
    calendars(hold=True)
    # Of two at once each would see that nothing is at work, and every task would be there twice.
    lock_until_end(f"procedure {sop.pk} {customer.pk}")
    if known := SopRun.objects.filter(origin=origin).first():
        return known
    version = version_in_force(sop)
    if version is None or sop.archived_at:
        raise ValidationError(_("This procedure is not in force."), code="not_in_force")
    if not Customer.objects.filter(ACTIVE, pk=customer.pk).exists():
        raise ValidationError(_("Nothing is begun for this customer any more."), code="archived")
    if not applies(customer, version, timezone.localdate(at)):
        message = _("This procedure is not for this customer; there is no exception either.")
        raise ValidationError(message, code="not_for")
    if running := at_work_since(customer, sop):
        raise ValidationError(_at_work(running), code="at_work")
    doers = doers_for(customer, at)
    if doers is None:
        raise ValidationError(_("Nobody works for this customer."), code="nobody")
    steps = list(version.steps.order_by("place"))
    ends = planned_ends([time_of(step) for step in steps], at, calendars().company)
    run, is_new = SopRun.objects.get_or_create(
        origin=origin,
        defaults={
            "customer": customer,
            "version": version,
            "started_at": at,
            "started_by": by,
            "planned_until": max(ends),
        },
    )
    if is_new:
        _open_steps(run, list(zip(steps, ends, strict=True)), doers, by)
    return run


def _at_work(run: SopRun) -> str:
    message = _("“%(name)s” is at work for this customer already, since %(day)s.")
    day = date_format(timezone.localdate(run.started_at), "SHORT_DATE_FORMAT")
    return message % {"name": run.version.name, "day": day}


def _open_steps(
    run: SopRun, steps: Sequence[tuple[SopStep, datetime]], doers: Doers, by: User | None
) -> None:
    """One after another: a step that waits names the task of the one before."""
    before: Task | None = None
    for step, end in steps:
        task = task_of_step(run, step, end, doers, before)
        before = tasks_open(new=[task], by=by).tasks[task.origin]


def task_of_step(
    run: SopRun,
    step: SopStep,
    end: datetime,
    doers: Doers,
    before: Task | None,
    instead_of_owner: SopRole = SopRole.OWNER,
) -> NewTask:
    """The title is in both languages; note and checklist are in that of whoever does it.

    What waits is due when it is planned to `end`, and anew `allowed` after it has begun.
    """
    role = SopRole(step.role)
    doer = doers.of(instead_of_owner if role == SopRole.OWNER else role)
    language = doers.language(doer)
    waits = step.anchor == StepAnchor.BEFORE and before is not None
    return NewTask(
        origin=origin_of_step(run, step.place),
        customer=run.customer_id,
        kind=TaskKind(step.kind),
        owner=doer,
        starts_at=run.started_at,
        allowed=time_of(step).allowed,
        due_at=end if waits else None,
        words=step.title or step.title_en,
        words_en=step.title_en,
        note=for_reader(step.template, step.template_en, language),
        minutes=step.minutes,
        checklist=for_reader(step.checklist, step.checklist_en, language),
        needs=[before.pk] if waits and before else [],
        sop_run=run.pk,
        sop_step=step.pk,
    )


def origin_of_step(run: SopRun, place: int) -> str:
    return f"sop:{run.pk}:{place}"


def time_of(step: SopStep) -> StepTime:
    return StepTime(StepAnchor(step.anchor), Allowed(TimeKind(step.time_kind), step.allowed))


@transaction.atomic
def sop_stop(*, run: SopRun, reason: str, by: User, at: datetime) -> SopRun:
    """What is left of it is called off; stopping twice keeps the first reason."""
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    calendars(hold=True)
    row = SopRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
    if row.stopped_at:
        return row
    tasks = tasks_hold(Task.objects.filter(sop_run=row))
    if not tasks:
        raise ValidationError(_("This procedure has ended already."), code="ended")
    row.stopped_at, row.stopped_by, row.stop_reason = at, by, reason.strip()
    row.save(update_fields=["stopped_at", "stopped_by", "stop_reason"])
    # The last first: none of them begins because the one before has ended.
    for task in reversed(tasks):
        task_cancel(seen=Seen(task.pk, None, by, at), reason=reason)
    return row


@dataclass(frozen=True, slots=True)
class NewException:
    """Whether the customer is served by a procedure, why, and on which days."""

    is_served: bool
    reason: str
    first_on: date
    last_on: date | None = None


@transaction.atomic
def exception_add(
    *, customer: Customer, sop: Sop, new: NewException, by: User, at: datetime
) -> SopException:
    """The very same said twice is one. Raises ValidationError on days that have one already."""
    if not new.reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    if new.last_on and new.last_on < new.first_on:
        raise ValidationError(_("The last day is not before the first."), code="days")
    said = {
        "is_served": new.is_served,
        "reason": new.reason.strip(),
        "first_on": new.first_on,
        "last_on": new.last_on,
    }
    rows = SopException.objects.filter(customer=customer, sop=sop, ended_at=None)
    if same := rows.filter(**said).first():
        return same
    try:
        with transaction.atomic():
            return SopException.objects.create(customer=customer, sop=sop, by=by, at=at, **said)
    except IntegrityError as error:
        message = _("There is an exception on some of these days already.")
        raise ValidationError(message, code="overlaps") from error


@transaction.atomic
def exception_end(*, exception: SopException, by: User, at: datetime) -> None:
    """It holds no more; ending it twice keeps the first."""
    open_ones = SopException.objects.filter(pk=exception.pk, ended_at=None)
    open_ones.update(ended_at=at, ended_by=by)
