"""Asking for a concession: granted at once within one's own limit, else one other person decides.

Of two who decide at once the second is told what the first has said. What is asked for twice by
the same form is asked for once.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.access import customers_visible_to
from accounts.choices import CustomerStatus
from accounts.models import Customer, Department, User
from accounts.queries.people import heads_of
from accounts.services.costs import NewCost, cost_of_service
from accounts.services.notices import NewNotice, notices_raise
from followups.choices import ConcessionKind, ConcessionState, TaskKind
from followups.models import Concession, Task
from followups.models.concession import WAITING
from followups.queries.authority import deciders, may_decide, may_grant
from followups.queries.calendars import calendars
from followups.queries.people import Company, company_on
from followups.rules.authority import MONEY, MOST, TIME_TO_DECIDE, next_to_ask
from followups.services.tasks import NewTask, Seen, task_cancel, task_do, tasks_open

TITLE = gettext_noop("Decide about a concession")
ASKED = gettext_noop(
    "Your decision until %(due)s: %(person)s asks for a concession for %(customer)s. %(reason)s"
)
ANSWERED = {
    ConcessionState.GRANTED: gettext_noop(
        "%(person)s has granted your concession for %(customer)s. %(answer)s"
    ),
    ConcessionState.REFUSED: gettext_noop(
        "%(person)s has refused your concession for %(customer)s: %(answer)s"
    ),
}
HELP = gettext_noop(
    "Your department is to help %(customer)s for %(hours)s hours: asked for by %(person)s, and "
    "granted. Say who comes and when."
)
WENT_UP = gettext_noop("There was no decision in time: the next one up is asked.")
WITHDRAWN = gettext_noop("It is not asked for any more.")
COSTS = "concession"


@dataclass(frozen=True, slots=True)
class Asked:
    """`amount` is in the unit of the kind; see Concession."""

    kind: ConcessionKind
    amount: Decimal
    reason: str
    department: Department | None = None
    cost: Decimal | None = None
    origin: str = ""
    token: UUID | None = None


@transaction.atomic
def concession_ask(*, customer: Customer, asked: Asked, by: User, at: datetime) -> Concession:
    """Grant it at once where that is within the own limit, else ask the first one who may.

    Raises ValidationError.
    """
    _check(asked)
    if customer.status != CustomerStatus.ACTIVE:
        raise ValidationError(_("This customer is archived."), code="archived")
    row, is_new = Concession.objects.get_or_create(
        token=asked.token or uuid4(),
        defaults={
            "customer": customer,
            "kind": asked.kind,
            "amount": asked.amount,
            "department": asked.department,
            "cost": asked.amount if asked.kind in MONEY else asked.cost,
            "reason": asked.reason.strip(),
            "origin": asked.origin,
            "asked_by": by,
            "asked_at": at,
        },
    )
    if not is_new:
        return _same(row, customer, asked, by)
    if may_grant(by, customer, asked.kind, asked.amount):
        return _grant(row, by, at, "")
    return _ask_first(row, at)


def _same(row: Concession, customer: Customer, asked: Asked, by: User) -> Concession:
    """What was asked for by the same form before, if it is the very same."""
    before = (row.customer_id, row.kind, row.amount, row.department_id, row.reason, row.origin)
    department = asked.department.pk if asked.department else None
    reason = asked.reason.strip()
    now = (customer.pk, asked.kind, asked.amount, department, reason, asked.origin)
    cost = asked.amount if asked.kind in MONEY else asked.cost
    if (*before, row.cost, row.asked_by_id) != (*now, cost, by.pk):
        message = _("This form has asked for something else already; open it anew.")
        raise ValidationError(message, code="token")
    return row


@transaction.atomic
def concession_grant(
    *, concession: Concession, by: User, at: datetime, answer: str = ""
) -> Concession:
    row, is_new = _locked(concession, ConcessionState.GRANTED, by, answer)
    if not is_new:
        return row
    _check_decider(row, by)
    _end_task(row, by, at)
    row = _grant(row, by, at, answer.strip())
    _tell_asker(row, at)
    return row


@transaction.atomic
def concession_refuse(*, concession: Concession, by: User, at: datetime, answer: str) -> Concession:
    row, is_new = _locked(concession, ConcessionState.REFUSED, by, answer)
    if not is_new:
        return row
    _check_decider(row, by)
    _with_reason(answer)
    _end_task(row, by, at)
    _write(row, by, answer.strip(), refused_at=at)
    _tell_asker(row, at)
    return row


@transaction.atomic
def concession_withdraw(
    *, concession: Concession, by: User, at: datetime, reason: str
) -> Concession:
    """Whoever has asked does not ask any more; whoever was to decide need not."""
    row, is_new = _locked(concession, ConcessionState.WITHDRAWN, by, reason)
    if not is_new:
        return row
    if row.asked_by_id != by.pk:
        raise ValidationError(_("Only whoever has asked for it withdraws it."), code="asker")
    _with_reason(reason)
    if row.task and row.task.is_at_work:
        task_cancel(seen=Seen(row.task.pk, None, by, at), reason=WITHDRAWN)
    _write(row, by, reason.strip(), withdrawn_at=at)
    return row


def concessions_climb(*, company: Company, at: datetime) -> int:
    """Ask the next one up where there was no decision in time; returns how many.

    Also where somebody has ended the task without a decision. Those of customers that are
    archived are left alone.
    """
    active = Customer.objects.active().values("pk")
    wanted = Concession.objects.filter(_left(at), customer__in=active).order_by("pk")
    return sum(_climb(pk, company, at) for pk in list(wanted.values_list("pk", flat=True)))


def _left(at: datetime) -> Q:
    """Waiting, and whoever was asked is late or has put the task away."""
    is_put_away = Q(task__done_at__isnull=False) | Q(task__cancelled_at__isnull=False)
    return WAITING & (Q(task__due_at__lt=at) | is_put_away)


@transaction.atomic
def _climb(pk: int, company: Company, at: datetime) -> int:
    """One of them, unless somebody is just deciding."""
    calendars(hold=True)  # whoever edits a calendar takes it before the tasks, so we do, too
    row = Concession.objects.select_for_update(skip_locked=True).filter(WAITING, pk=pk).first()
    is_left = row is not None and Concession.objects.filter(_left(at), pk=pk).exists()
    if row is None or row.task is None or not is_left:
        return 0
    people = deciders(row, company)
    person = next_to_ask(people, row.asked)
    if person is None or (row.task.is_at_work and person in row.asked):
        return 0
    if row.task.is_at_work:
        task_cancel(seen=Seen(row.task.pk, None, None, at), reason=WENT_UP)
    _ask(row, person, at)
    return 1


# --- how --------------------------------------------------------------------------------------


def _check(asked: Asked) -> None:
    _with_reason(asked.reason)
    most = MOST.get(asked.kind)
    if asked.amount <= 0 or (most is not None and asked.amount > most):
        raise ValidationError(_("Nobody grants so much or so little."), code="amount")
    if (asked.department is not None) != (asked.kind == ConcessionKind.RESOURCE):
        message = _("Name the department that is to help, and only then.")
        raise ValidationError(message, code="department")
    if asked.cost is not None and asked.cost < 0:
        raise ValidationError(_("A cost is not below zero."), code="cost")


def _with_reason(reason: str) -> None:
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")


def _check_decider(row: Concession, by: User) -> None:
    if not may_decide(by, row):
        message = _("This is above your own limit, or you have asked for it yourself.")
        raise ValidationError(message, code="limit")


def _locked(
    concession: Concession, wanted: ConcessionState, by: User, answer: str
) -> tuple[Concession, bool]:
    """Alone for this transaction, and whether there is still something to decide.

    The very same decision once more is none; after another one it is an error.
    """
    calendars(hold=True)
    # What a locked row points at is read after the wait: a join would be from before it.
    row = Concession.objects.select_for_update().get(pk=concession.pk)
    if row.is_waiting:
        return row, True
    if (row.state, row.decided_by_id, row.answer) == (wanted, by.pk, answer.strip()):
        return row, False
    said = {"name": row.decided_by, "state": row.state.label}
    raise ValidationError(
        _("%(name)s has just decided about this: %(state)s.") % said, code="decided"
    )


def _grant(row: Concession, by: User, at: datetime, answer: str) -> Concession:
    _write(row, by, answer, granted_at=at)
    if row.cost:
        new = NewCost(
            source=COSTS,
            external_id=f"{COSTS}:{row.pk}",
            day=timezone.localdate(at),
            amount=row.cost,
            note=row.reason,
        )
        cost_of_service(customer=row.customer, new=new)
    if row.department:
        _tell_department(row, row.department, at)
    return row


def _tell_department(row: Concession, department: Department, at: datetime) -> None:
    """Those who head it learn of the help that was promised; why is for those who see it."""
    hours = f"{row.amount.normalize():f}"
    params = {"person": str(row.asked_by), "hours": hours}
    new = [
        _of_help(row, head, params)
        for head in heads_of(department)
        if head.pk not in (row.asked_by_id, row.decided_by_id)
    ]
    notices_raise(new=new, at=at)


def _of_help(row: Concession, head: User, params: dict[str, Any]) -> NewNotice:
    """Leads to where the department answers; whoever does not see the customer learns its code."""
    url = reverse("department-help", args=[row.pk])
    new = replace(_notice(row, head.pk, "help", HELP, params), url=url)
    if customers_visible_to(head).filter(pk=row.customer_id).exists():
        return new
    return replace(new, params={**params, "customer": row.customer.code}, customer=None)


def _write(row: Concession, by: User, answer: str, **moment: datetime) -> None:
    row.decided_by, row.answer = by, answer
    for name, value in moment.items():
        setattr(row, name, value)
    row.save(update_fields=["decided_by", "answer", *moment])


def _end_task(row: Concession, by: User, at: datetime) -> None:
    if row.task and row.task.is_at_work:
        task_do(seen=Seen(row.task.pk, None, by, at))


def _ask_first(row: Concession, at: datetime) -> Concession:
    person = next_to_ask(deciders(row, company_on(timezone.localdate(at))), row.asked)
    if person is None:
        message = _("Nobody is there who may grant as much; ask for less.")
        raise ValidationError(message, code="nobody")
    return _ask(row, person, at)


def _ask(row: Concession, person: int, at: datetime) -> Concession:
    number = len(row.asked) + 1
    again = f":{number}" if number > 1 else ""
    origin = f"concession:{row.pk}{again}"
    new = NewTask(
        origin=origin,
        customer=row.customer_id,
        kind=TaskKind.OTHER,
        owner=person,
        starts_at=at,
        allowed=TIME_TO_DECIDE,
        title_key=TITLE,
        minutes=10,
        is_promised=True,
    )
    task = tasks_open(new=[new]).tasks[origin]
    row.task, row.asked = task, [*row.asked, person]
    row.save(update_fields=["task", "asked"])
    notices_raise(new=[_asked(row, task, person)], at=at)
    return row


def _asked(row: Concession, task: Task, person: int) -> NewNotice:
    params = {
        "person": str(row.asked_by),
        "reason": row.reason,
        "due": {"moment": task.due_at.isoformat()},
    }
    return _notice(row, person, f"asked:{len(row.asked)}", ASKED, params)


def _tell_asker(row: Concession, at: datetime) -> None:
    params = {"person": str(row.decided_by), "answer": row.answer}
    new = _notice(row, row.asked_by_id, "answered", ANSWERED[row.state], params)
    notices_raise(new=[new], at=at)


def _notice(
    row: Concession, person: int, what: str, message: str, params: dict[str, Any]
) -> NewNotice:
    customer = row.customer
    return NewNotice(
        recipient=person,
        key=f"concession:{row.pk}:{what}",
        message_key=message,
        params={**params, "customer": customer.short_name or customer.name},
        url=reverse("concession", args=[row.pk]),
        customer=customer.pk,
    )
