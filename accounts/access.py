"""Who sees which customer. Lists, pages, search, counts, exports, admin and mail all ask here."""

from datetime import date
from typing import TypeVar

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from accounts.choices import AssignmentKind
from accounts.models import Assignment, Customer, Team, User
from accounts.rules.roles import Scope, scopes

RowsT = TypeVar("RowsT", bound=QuerySet)
# Beside these a department sees the customers in whose service team one of it has a role.
FOR_DEPARTMENTS = (AssignmentKind.SLICE, AssignmentKind.CALLED_IN)


def customers_visible_to(user: User | AnonymousUser, day: date | None = None) -> QuerySet[Customer]:
    """The customers that this person may see on `day`; today in the company's time without one.

    Archived and merged customers are among them, so that an old link still opens: a list filters
    with `.active()`. Whoever is not active sees nothing.
    """
    if isinstance(user, AnonymousUser) or not user.is_active:
        return Customer.objects.none()
    held = _scopes(user)
    if Scope.ALL in held:
        return Customer.objects.all()
    assigned = _assigned_to(user, held)
    if not assigned:
        return Customer.objects.none()
    current = Assignment.objects.filter(valid__contains=day or timezone.localdate())
    visible = Q(pk__in=current.filter(assigned).values("customer"))
    works_for_them = user.username == settings.UNASSIGNED_OWNER
    if works_for_them or (Scope.TEAM in held and user.leads_operations_support):
        owned = current.filter(customer=OuterRef("pk"), kind=AssignmentKind.OWNER)
        visible |= Q(~Exists(owned))
    return Customer.objects.filter(visible)


def rows_visible_to(user: User | AnonymousUser, rows: RowsT, customer: str = "customer") -> RowsT:
    """Those of `rows` whose customer this person may see; `customer` is the path to it."""
    if not isinstance(user, AnonymousUser) and user.is_active and Scope.ALL in _scopes(user):
        return rows  # without a join that would leave nothing out
    visible = customers_visible_to(user)
    return rows.filter(**{f"{customer}__in": visible.values("pk")})


def rows_of(customers: QuerySet[Customer], rows: RowsT, customer: str = "customer") -> RowsT:
    """Those of `rows` about `customers`, for whoever has asked already which these are.

    Of all customers it is all rows, without a join that would leave nothing out.
    """
    return (
        rows.filter(**{f"{customer}__in": customers.values("pk")})
        if customers.query.where
        else rows
    )


def sees_everybody(user: User) -> bool:
    """By role: nobody has to be opened to them."""
    return Scope.ALL in _scopes(user)


def _scopes(user: User) -> frozenset[Scope]:
    if user.is_superuser:
        return frozenset({Scope.ALL})
    return scopes(user.role_codes)


def _assigned_to(user: User, held: frozenset[Scope]) -> Q:
    """Which assignments open a customer to this person; an empty condition means none.

    A row opens it to whoever has it and to their deputy alike, on its days.
    """
    assigned = Q()
    if Scope.OWN in held or Scope.TEAM in held:
        assigned |= Q(user=user) | Q(deputy=user)
    if Scope.TEAM in held:
        teams = Team.objects.filter(Q(lead=user) | Q(pk=user.team_id))
        people = User.objects.filter(team__in=teams).values("pk")
        assigned |= Q(user__in=people) | Q(deputy__in=people)
    if Scope.ASSIGNED in held:
        colleagues = Q(user=user)
        if user.team_id:
            colleagues |= Q(user__team=user.team_id)
        assigned |= Q(deputy=user)
        assigned |= Q(colleagues, Q(kind__in=FOR_DEPARTMENTS) | Q(role__isnull=False))
    return assigned
