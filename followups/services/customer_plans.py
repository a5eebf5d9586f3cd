"""Customer plans: written once a year, changed as long as they live.

A plan is written whole. Whoever changes one names the version that was looked at; the very same
form sent twice writes once. What a measure is, its person and its day are those of a task, so
what is changed here goes through the services of tasks.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Contact, Customer, User
from common.locks import lock_until_end
from followups.choices import Rhythm, TaskKind
from followups.models import ContactRule, CustomerPlan, PlanContact, PlanMeasure, Task
from followups.queries.calendars import calendars, company_calendar
from followups.rules.customer_plans import (
    FEWEST_MEASURES,
    MOST_MEASURES,
    MOST_PEOPLE,
    MOST_RULES,
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
    check_can_do,
    task_cancel,
    task_delegate,
    task_open,
    task_reschedule,
    task_reword,
)

MEASURE_MINUTES, RULE_MINUTES = 120, 60


@dataclass(frozen=True, slots=True)
class MeasureSaid:
    """A measure; `pk` is that of one that is there, `carried` of one of last year's plan."""

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
    known = {row.pk: row for row in plan.measures.select_related("task")}
    place = max((row.place for row in known.values()), default=0)
    for one in said:
        row = known.get(one.pk or 0)
        if row is not None:
            _measure_change(row, one, by, at)
        elif not one.is_dropped:
            place += 1
            _measure_add(plan, place, one, by, at)


def _measure_add(plan: CustomerPlan, place: int, one: MeasureSaid, by: User, at: datetime) -> None:
    due_at = _due_at(one.due_on, at)
    new = NewTask(
        origin=f"customer-plan:{plan.pk}:{place}",
        customer=plan.customer_id,
        kind=TaskKind.OTHER,
        owner=one.owner.pk,
        starts_at=at,
        due_at=due_at,
        words=one.words.strip(),
        minutes=MEASURE_MINUTES,
    )
    row = PlanMeasure(plan=plan, place=place, task=task_open(new=new, by=by))
    _figures_write(row, one)
    if one.carried:
        _carry(plan, one.carried, by, at)


def _carry(plan: CustomerPlan, carried: int, by: User, at: datetime) -> None:
    """The measure of an earlier plan goes on in this one."""
    open_ones = Task.objects.filter(done_at=None, cancelled_at=None, customer=plan.customer_id)
    before = PlanMeasure.objects.filter(
        pk=carried, plan__customer=plan.customer_id, plan__year__lt=plan.year, task__in=open_ones
    )
    for row in before:
        reason = _("It goes on in the plan of %(year)d.") % {"year": plan.year}
        task_cancel(seen=Seen(row.task_id, None, by, at), reason=reason)


def _measure_change(row: PlanMeasure, one: MeasureSaid, by: User, at: datetime) -> None:
    """Of one that has ended only its figures change any more."""
    seen, reason = Seen(row.task_id, None, by, at), _("The customer plan was changed.")
    if row.task.is_at_work and one.is_dropped:
        task_cancel(seen=seen, reason=_("It is not in the customer plan any more."))
    elif row.task.is_at_work:
        if one.words.strip() != row.task.words:
            task_reword(seen=seen, words=one.words, reason=reason)
        if one.due_on != timezone.localdate(row.task.due_at):
            task_reschedule(seen=seen, due=_due_at(one.due_on, at), reason=reason)
        if one.owner.pk != row.task.owner_id:
            task_delegate(seen=seen, to=one.owner, reason=reason)
    _figures_write(row, one)


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
