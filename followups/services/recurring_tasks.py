"""Tasks that come again and again."""

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import Customer, User
from accounts.services.notices import NewNotice, notices_raise
from followups.choices import Rhythm, TaskKind
from followups.models import RecurringTask
from followups.queries.calendars import Calendars, calendars
from followups.rules.deadlines import end_of_day
from followups.rules.recurring import occurrences
from followups.services.tasks import NewTask, check_can_do, tasks_open

AGREED = gettext_noop(
    "%(name)s has agreed that you do this for %(customer)s again and again: %(task)s."
)
# So many days in a row offices are closed at most.
FREE_DAYS = timedelta(days=15)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What comes again, for whoever owns the customer then or for `owner`; see RecurringTask."""

    words: str
    rhythm: Rhythm
    first_on: date
    last_on: date | None = None
    kind: TaskKind = TaskKind.OTHER
    owner: User | None = None
    note: str = ""
    days_before: int = 7
    minutes: int = 30
    token: UUID | None = None


@dataclass(frozen=True, slots=True)
class RecurringOpened:
    """How many tasks were opened, how many were there already, how many have nobody to do them."""

    created: int
    already: int
    without_owner: int


@transaction.atomic
def recurring_task_add(*, customer: Customer, what: Recurrence, by: User) -> RecurringTask:
    """Agree on something that comes again; with the same token it is the same one again.

    Whoever is to do it is told, if that is somebody else. Raises ValidationError for days in the
    wrong order, and for somebody who cannot do it.
    """
    if what.last_on is not None and what.last_on < what.first_on:
        raise ValidationError(_("It would end before it begins."), code="days")
    if what.owner is not None:
        check_can_do(what.owner, customer.pk)
    fields = {item.name: getattr(what, item.name) for item in dataclasses.fields(what)}
    fields |= {"customer": customer, "created_by": by}
    if what.token is None:
        recurring, is_new = RecurringTask.objects.create(**fields), True
    else:
        token = fields.pop("token")
        recurring, is_new = RecurringTask.objects.get_or_create(token=token, defaults=fields)
    if is_new and what.owner not in (None, by):
        notices_raise(new=[_agreed(recurring, by)], at=recurring.created_at)
    return recurring


def _agreed(recurring: RecurringTask, by: User) -> NewNotice:
    return NewNotice(
        recipient=recurring.owner_id or by.pk,
        key=f"recurring:{recurring.pk}",
        message_key=AGREED,
        params={
            "name": str(by),
            "task": recurring.words,
            "customer": recurring.customer.short_name or recurring.customer.name,
        },
        url=reverse("recurring-tasks"),
        customer=recurring.customer_id,
    )


@transaction.atomic
def recurring_task_stop(*, recurring: RecurringTask, at: datetime) -> None:
    """No more of them; what is open stays open. Stopping twice keeps the first moment."""
    RecurringTask.objects.filter(pk=recurring.pk, ended_at=None).update(ended_at=at)


def recurring_tasks_open(
    *, day: date, only: RecurringTask | None = None, at: datetime | None = None
) -> RecurringOpened:
    """Open what is due soon, seen from `day`; a second time there is nothing to open.

    Of all agreements or of `only` one. What was due before `at` (the beginning of the day) is left
    out.
    """
    new, without_owner, known = [], 0, calendars()
    for recurring in _running(day, only):
        owner = recurring.owner_id or recurring.customer.owner_id
        for nominal, due_at in _due(recurring, day, known):
            if at is not None and due_at <= at:
                continue
            if owner is None:
                without_owner += 1
            else:
                new.append(_task(recurring, owner, due_at, nominal))
    created = tasks_open(new=new).created
    return RecurringOpened(created, len(new) - created, without_owner)


def _running(day: date, only: RecurringTask | None) -> Iterator[RecurringTask]:
    running = RecurringTask.objects.filter(
        Q(last_on=None) | Q(last_on__gte=day),
        ended_at=None,
        customer__archived_at=None,
        customer__merged_into=None,
    )
    if only is not None:
        running = running.filter(pk=only.pk)
    return running.select_related("customer__owner", "owner").iterator(chunk_size=1_000)


def _due(recurring: RecurringTask, day: date, known: Calendars) -> Iterator[tuple[date, datetime]]:
    """Its days that are near, with the moments at which they are due.

    Counted from the working day on which it is due; what would be overdue at once is left out.
    """
    owner = recurring.owner or recurring.customer.owner
    calendar = known.of_person(owner.pk, owner.team_id) if owner else known.company
    until = day + timedelta(days=recurring.days_before) + FREE_DAYS
    rhythm = Rhythm(recurring.rhythm)
    for nominal in occurrences(rhythm, recurring.first_on, recurring.last_on, until):
        if nominal < day:
            continue
        due_at = end_of_day(calendar, nominal)
        due = timezone.localdate(due_at)
        if day <= due <= day + timedelta(days=recurring.days_before):
            yield nominal, due_at


def _task(recurring: RecurringTask, owner: int, due_at: datetime, day: date) -> NewTask:
    return NewTask(
        origin=f"recurring:{recurring.pk}:{day}",
        customer=recurring.customer_id,
        kind=TaskKind(recurring.kind),
        owner=owner,
        words=recurring.words,
        note=recurring.note,
        minutes=recurring.minutes,
        starts_at=due_at - timedelta(days=recurring.days_before),
        due_at=due_at,
    )
