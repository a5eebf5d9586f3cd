"""The team that serves a customer beside its owner, and everybody's deputy.

The owner is the team's customer success manager: `accounts.services.assignments` sets them. A
change locks the customer, so that two managers see each other's changes.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.choices import AssignmentKind, ServiceRole
from accounts.models import Assignment, Customer, User
from accounts.services.assignments import check_active, check_days


@transaction.atomic
def team_member_set(
    *,
    customer: Customer,
    user: User,
    role: ServiceRole,
    day: date,
    until: date | None = None,
    deputy: User | None = None,
    reason: str = "",
) -> Assignment:
    """Let `user` serve `customer` in a role from `day` up to, not including, `until`.

    Raises ValidationError for the owner's role, for somebody who has left, for a deputy who is
    the person themselves, for days in the wrong order, and where the role is taken on these days:
    by the same person, or by anybody if it is the executive sponsor's.
    """
    _customer_lock(customer.pk)
    if role == ServiceRole.CSM:
        message = _("The customer success manager is the owner: set the owner instead.")
        raise ValidationError(message, code="owner")
    check_active(user)
    _check_deputy(user, deputy)
    check_days(day, until)
    days = DateRange(day, until)
    _check_free(customer, user, role, days)
    return Assignment.objects.create(
        customer=customer,
        user=user,
        kind=AssignmentKind.CO_OWNER,
        role=role,
        deputy=deputy,
        valid=days,
        reason=reason,
    )


@transaction.atomic
def team_member_end(*, assignment: Assignment, day: date) -> Assignment:
    """End a membership: `day` is the first day on which it no longer holds.

    Asking twice changes nothing. Raises ValidationError for an owner, for a day on which it had
    not begun or has ended, and when somebody changed it since `assignment` was read.
    """
    row = _locked(assignment)
    if row.kind != AssignmentKind.CO_OWNER:
        raise ValidationError(_("An owner is replaced, not ended."), code="owner")
    if row.valid.upper == day:
        return row
    _check_unchanged(row, assignment)
    check_days(row.valid.lower, day)
    if row.valid.upper is not None and day > row.valid.upper:
        message = _("This ends on %(day)s already.")
        shown = date_format(row.valid.upper, "SHORT_DATE_FORMAT")
        raise ValidationError(message % {"day": shown}, code="days")
    row.valid = DateRange(row.valid.lower, day)
    row.save(update_fields=["valid"])
    return row


@transaction.atomic
def deputy_set(*, assignment: Assignment, deputy: User | None) -> Assignment:
    """Say who stands in for the owner or a member of the team; None is nobody.

    Asking twice changes nothing. Raises ValidationError for somebody who has left, for the person
    themselves, and when somebody changed the row since `assignment` was read.
    """
    row = _locked(assignment)
    if row.deputy_id == (deputy.pk if deputy else None):
        return row
    _check_unchanged(row, assignment)
    _check_deputy(row.user, deputy)
    row.deputy = deputy
    row.save(update_fields=["deputy"])
    return row


def _customer_lock(customer_id: int) -> None:
    Customer.objects.select_for_update(no_key=True).get(pk=customer_id)


def _locked(assignment: Assignment) -> Assignment:
    _customer_lock(assignment.customer_id)
    return Assignment.objects.select_related("user").get(pk=assignment.pk)


def _check_unchanged(row: Assignment, seen: Assignment) -> None:
    for name in ("user_id", "deputy_id", "valid"):
        if getattr(row, name) != getattr(seen, name):
            message = _("Somebody has just changed this; look at it again.")
            raise ValidationError(message, code="changed")


def _check_deputy(user: User, deputy: User | None) -> None:
    if deputy is None:
        return
    if deputy.pk == user.pk:
        raise ValidationError(_("Nobody is their own deputy."), code="deputy")
    check_active(deputy)


def _check_free(customer: Customer, user: User, role: ServiceRole, days: DateRange) -> None:
    rows = Assignment.objects.filter(customer=customer, role=role, valid__overlap=days)
    if rows.filter(user=user).exists():
        message = _("%(name)s has this role here on these days already.")
        raise ValidationError(message % {"name": user}, code="held")
    if role == ServiceRole.EXECUTIVE_SPONSOR and (other := rows.first()):
        message = _("%(name)s is the executive sponsor on these days; end that first.")
        raise ValidationError(message % {"name": other.user}, code="sponsor")
