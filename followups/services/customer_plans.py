"""Customer plans: written once a year, changed as long as they live.

A plan is written whole. Whoever changes one names the version that was looked at; the very same
form sent twice writes once. What a measure is, its person and its day are those of a task, so
what is changed here goes through the services of tasks, and only what is other than it was seen:
a task lives on its own page, too, and a form that has been open for long undoes nothing there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact, Customer, User
from common.locks import lock_until_end
from followups.access import may_act_on, may_move
from followups.choices import Rhythm, TaskKind
from followups.models import ContactRule, CustomerPlan, PlanContact, PlanMeasure, Task
from followups.queries.calendars import calendars, company_calendar
from followups.queries.customer_plans import in_their_plans
from followups.rules.customer_plans import (
    FEWEST_MEASURES,
    MOST_MEASURES,
    MOST_PEOPLE,
    MOST_RULES,
    measure_origin,
)
from followups.rules.deadlines import end_of_day
from followups.services.recurring_tasks import (
    Recurrence,
    recurring_task_add,
    recurring_task_stop,
    recurring_tasks_open,
)
from followups.services.tasks import (
    NewTask,
    Seen,
    changed_told,
    check_can_do,
    task_cancel,
    task_delegate,
    task_open,
    task_reschedule,
    task_reword,
    tasks_hold,
)

MEASURE_MINUTES, RULE_MINUTES = 120, 60
DROPPED = "is_dropped"


class MeasuresChanged(ValidationError):
    """Somebody has changed the tasks of measures since they were looked at."""


@dataclass(frozen=True, slots=True)
class MeasureSaid:
    """A measure; `pk` is that of one that is there, `carried` of one of an earlier plan.

    Of both, `version` is the one that was seen of its task, and `changed` says which of `words`,
    `owner` and `due_on` are to be other than they were seen.
    """

    words: str
    owner: User
    due_on: date
    figure: str
    target: Decimal
    unit: str = ""
    baseline: Decimal | None = None
    current: Decimal | None = None
    pk: int | None = None
    carried: int | None = None
    version: int | None = None
    changed: Collection[str] = ()
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class PersonSaid:
    contact: Contact
    aim: str
    by: User


@dataclass(frozen=True, slots=True)
class RuleSaid:
    """A contact rule; of one that is there (`pk`) only whether it ends can be said."""

    words: str
    rhythm: Rhythm
    first_on: date
    pk: int | None = None
    is_dropped: bool = False


@dataclass(frozen=True, slots=True)
class PlanSaid:
    their_goals: str
    our_goals: str
    measures: Sequence[MeasureSaid]
    risks: str = ""
    people: Sequence[PersonSaid] = ()
    rules: Sequence[RuleSaid] = ()
    agreed_with: Contact | None = None
    agreed_on: date | None = None
    token: UUID = field(default_factory=uuid4)


@transaction.atomic
def customer_plan_write(
    *, customer: Customer, year: int, said: PlanSaid, by: User, at: datetime
) -> CustomerPlan:
    """The first word of a plan. Raises ValidationError, also where there is one already."""
    lock_until_end(f"customer plan {customer.pk}")
    before = CustomerPlan.objects.filter(customer=customer, year=year).first()
    if before is not None:
        return _same(before, said, _("Somebody has written this plan meanwhile; look at it first."))
    plan = CustomerPlan(
        customer=customer, year=year, written_at=at, written_by=by, changed_at=at, changed_by=by
    )
    return _write(plan, said, by, at)


@transaction.atomic
def customer_plan_change(
    *, plan: CustomerPlan, version: int, said: PlanSaid, by: User, at: datetime
) -> CustomerPlan:
    """The plan as it is to be now. Raises ValidationError."""
    lock_until_end(f"customer plan {plan.customer_id}")
    row = CustomerPlan.objects.select_related("customer").get(pk=plan.pk)
    if row.version != version:
        message = _("%(name)s has just changed this plan; look at it again.")
        return _same(row, said, message % {"name": row.changed_by})
    row.version += 1
    row.changed_at, row.changed_by = at, by
    return _write(row, said, by, at)


def _same(plan: CustomerPlan, said: PlanSaid, message: str) -> CustomerPlan:
    if plan.token != said.token:
        raise ValidationError(message, code="changed")
    return plan


def _write(plan: CustomerPlan, said: PlanSaid, by: User, at: datetime) -> CustomerPlan:
    _check(plan.customer, said)
    plan.their_goals, plan.our_goals = said.their_goals.strip(), said.our_goals.strip()
    plan.risks, plan.token = said.risks.strip(), said.token
    plan.agreed_with, plan.agreed_on = said.agreed_with, said.agreed_on
    try:
        with transaction.atomic():
            plan.save()
    except IntegrityError as error:  # the form was sent for another customer before
        message = _("This form has written something else already; open it anew.")
        raise ValidationError(message, code="token") from error
    _measures_write(plan, said.measures, by, at)
    _people_write(plan, said.people)
    _rules_write(plan, said.rules, by, at)
    return plan


def _check(customer: Customer, said: PlanSaid) -> None:
    if customer.archived_at or customer.merged_into_id:
        raise ValidationError(_("This customer is archived."), code="archived")
    if not said.their_goals.strip() or not said.our_goals.strip():
        raise ValidationError(_("A plan says what both of us want to reach."), code="goals")
    if said.agreed_with and not said.agreed_on:
        raise ValidationError(_("Say on which day it was agreed."), code="agreed")
    _check_numbers(said)
    people = [said.agreed_with, *(one.contact for one in said.people)]
    if any(one is not None and one.customer_id != customer.pk for one in people):
        raise ValidationError(_("This is nobody of the customer's."), code="contact")
    if len({one.contact.pk for one in said.people}) < len(said.people):
        raise ValidationError(_("Nobody is to be won twice."), code="people")


def _check_numbers(said: PlanSaid) -> None:
    count = sum(not one.is_dropped for one in said.measures)
    if not FEWEST_MEASURES <= count <= MOST_MEASURES:
        numbers = {"fewest": FEWEST_MEASURES, "most": MOST_MEASURES, "count": count}
        message = _("A plan has %(fewest)d to %(most)d measures; here are %(count)d.") % numbers
        raise ValidationError(message, code="measures")
    rules = sum(not one.is_dropped for one in said.rules)
    if len(said.people) > MOST_PEOPLE or rules > MOST_RULES:
        raise ValidationError(_("These are too many to be worked on."), code="many")


# --- measures ---------------------------------------------------------------------------------


def _measures_write(
    plan: CustomerPlan, said: Sequence[MeasureSaid], by: User, at: datetime
) -> None:
    calendars(hold=True)
    rows = _named(plan, said)
    _check_meanwhile(rows, said)
    place = plan.measures.aggregate(last=Max("place"))["last"] or 0
    for one in said:
        row = rows.get(one.pk or one.carried or 0)
        if row is not None:
            _task_change(row, one, by, at)
        if row is not None and one.pk:
            _figures_write(row, one)
        elif not one.is_dropped:  # one that is carried goes on with the task that it has
            place += 1
            task = row.task if row else _task_open(plan, place, one, by, at)
            _figures_write(PlanMeasure(plan=plan, place=place, task=task), one)


def _named(plan: CustomerPlan, said: Sequence[MeasureSaid]) -> dict[int, PlanMeasure]:
    """The measures that are spoken of, by id; nobody else changes their tasks until the end."""
    there = [one.pk for one in said if one.pk]
    carried = [one.carried for one in said if one.carried and not one.pk]
    of_before = Q(task__done_at=None, task__cancelled_at=None, plan__year__lt=plan.year)
    named = PlanMeasure.objects.filter(pk__in=[*there, *carried])
    # Whichever of them is called off, what waits for it is held by now in the order of all.
    tasks_hold(Task.objects.filter(pk__in=named.values("task")))
    rows = in_their_plans(
        named.filter(
            Q(pk__in=there, plan=plan)
            | Q(of_before, pk__in=carried, plan__customer=plan.customer_id)
        )
    )
    found = {row.pk: row for row in rows.select_related("task")}
    if len(found) != len(there) + len(carried):
        raise _ended()
    return found


def _ended() -> ValidationError:
    message = _("Something in this plan has ended meanwhile; look at it again.")
    return ValidationError(message, code="ended")


def _check_meanwhile(rows: Mapping[int, PlanMeasure], said: Sequence[MeasureSaid]) -> None:
    """Raises MeasuresChanged, which names each that is to be changed and is not what was seen."""
    changed = []
    for one in said:
        row = rows.get(one.pk or one.carried or 0)
        if row is None or not _wishes(row, one):
            continue
        if row.task.version != one.version or (one.pk and row.goes_on_in):
            words = {"measure": row.task, "message": changed_told(row.task)}
            changed.append(ValidationError(_("“%(measure)s”: %(message)s") % words, code="changed"))
    if changed:
        raise MeasuresChanged(changed)


def _wishes(row: PlanMeasure, one: MeasureSaid) -> set[str]:
    """What of its task is to be other than it was seen, and is not so already."""
    task = row.task
    if one.is_dropped:
        return {DROPPED} if one.pk and task.cancelled_at is None else set()
    now = {"words": task.words, "owner": task.owner_id, "due_on": timezone.localdate(task.due_at)}
    wanted = {"words": one.words.strip(), "owner": one.owner.pk, "due_on": one.due_on}
    return {name for name in one.changed if wanted[name] != now[name]}


def _task_open(plan: CustomerPlan, place: int, one: MeasureSaid, by: User, at: datetime) -> Task:
    new = NewTask(
        origin=measure_origin(plan.pk, place),
        customer=plan.customer_id,
        kind=TaskKind.OTHER,
        owner=one.owner.pk,
        starts_at=at,
        due_at=_due_at(one.due_on, at),
        words=one.words.strip(),
        minutes=MEASURE_MINUTES,
    )
    return task_open(new=new, by=by)


def _task_change(row: PlanMeasure, one: MeasureSaid, by: User, at: datetime) -> None:
    """As on the task's own page: the same people may, and its history tells of it."""
    wishes = _wishes(row, one)
    if not wishes:
        return
    _check_may(row.task, wishes, by)
    # Its version was compared already, and it is ours until the end.
    seen, reason = Seen(row.task_id, None, by, at), _("The customer plan was changed.")
    if DROPPED in wishes:
        task_cancel(seen=seen, reason=_("It is not in the customer plan any more."))
    if "words" in wishes:
        task_reword(seen=seen, words=one.words, reason=reason)
    if "due_on" in wishes:
        task_reschedule(seen=seen, due=_due_at(one.due_on, at), reason=reason)
    if "owner" in wishes:
        task_delegate(seen=seen, to=one.owner, reason=reason)


def _check_may(task: Task, wishes: set[str], by: User) -> None:
    asks = may_move if wishes & {"due_on", DROPPED} else may_act_on
    if not asks(by, task):
        message = _("“%(measure)s” is a task of %(name)s; you may not change it.")
        words = {"measure": task, "name": task.owner}
        raise ValidationError(message % words, code="not_yours")


def _figures_write(row: PlanMeasure, one: MeasureSaid) -> None:
    row.figure, row.unit = one.figure.strip(), one.unit.strip()
    row.baseline, row.target, row.current = one.baseline, one.target, one.current
    row.save()


def _due_at(day: date, at: datetime) -> datetime:
    due_at = end_of_day(company_calendar(), day)
    if due_at <= at:
        raise ValidationError(_("A measure is due on a working day to come."), code="past")
    return due_at


# --- people and rules -------------------------------------------------------------------------


def _people_write(plan: CustomerPlan, said: Sequence[PersonSaid]) -> None:
    for one in said:
        check_can_do(one.by, plan.customer_id)
    plan.people.exclude(contact__in=[one.contact for one in said]).delete()
    for one in said:
        PlanContact.objects.update_or_create(
            plan=plan, contact=one.contact, defaults={"aim": one.aim.strip(), "by": one.by}
        )


def _rules_write(plan: CustomerPlan, said: Sequence[RuleSaid], by: User, at: datetime) -> None:
    known = {row.pk: row for row in plan.rules.select_related("recurring")}
    for one in said:
        row = known.get(one.pk or 0)
        if one.pk and row is None:
            raise _ended()
        if row is not None and one.is_dropped:
            recurring_task_stop(recurring=row.recurring, at=at)
        elif row is None and not one.is_dropped:
            _rule_add(plan, one, by, at)


def _rule_add(plan: CustomerPlan, one: RuleSaid, by: User, at: datetime) -> None:
    """It holds until the year of the plan is over; the next plan agrees on it anew."""
    recurring = recurring_task_add(
        customer=plan.customer,
        what=Recurrence(
            words=one.words.strip(),
            rhythm=one.rhythm,
            first_on=one.first_on,
            last_on=date(plan.year, 12, 31),
            minutes=RULE_MINUTES,
        ),
        by=by,
    )
    ContactRule.objects.create(plan=plan, recurring=recurring)
    recurring_tasks_open(day=timezone.localdate(at), only=recurring, at=at)
