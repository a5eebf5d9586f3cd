"""Who looks after a customer, who did and who will."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.text import capfirst

from accounts.choices import AssignmentKind, ServiceRole
from accounts.models import Assignment, Customer, User
from accounts.queries.history import actor_of
from accounts.rules.roles import ROLES, Scope
from accounts.rules.service_team import Place, gaps_of

MOST_STAYS = 100
SERVING_ROLES = [role.code for role in ROLES if role.scope != Scope.NONE]
OWN_KINDS = (AssignmentKind.OWNER, AssignmentKind.CO_OWNER)
RANK = {role: rank for rank, role in enumerate(ServiceRole)}


@dataclass(frozen=True, slots=True)
class Member:
    """The owner, or somebody beside the owner with a role or just as a co-owner."""

    row: Assignment

    @property
    def is_owner(self) -> bool:
        return self.row.kind == AssignmentKind.OWNER

    @property
    def role(self) -> ServiceRole | None:
        if self.is_owner:
            return ServiceRole.CSM
        return ServiceRole(self.row.role) if self.row.role else None

    @property
    def label(self) -> str | Promise:
        return self.role.label if self.role else capfirst(self.row.get_kind_display())

    @property
    def deputy(self) -> User | None:
        """Somebody who has left stands in for nobody."""
        deputy = self.row.deputy
        return deputy if deputy and deputy.is_active else None


@dataclass(frozen=True, slots=True)
class ServiceTeam:
    """The team of a day, the owner first; then in words what it lacks.

    `missing` are roles that the tier needs and nobody has, `without_deputy` roles of somebody for
    whom nobody stands in. Somebody who has left fills no role.
    """

    members: Sequence[Member]
    missing: Sequence[str | Promise]
    without_deputy: Sequence[str | Promise]

    @property
    def has_gaps(self) -> bool:
        return bool(self.missing or self.without_deputy)


@dataclass(frozen=True, slots=True)
class Stay:
    """A membership with its days; `set_by` is a name, or what did it (`import:12`), or empty."""

    member: Member
    is_planned: bool
    is_over: bool
    set_by: str


def service_team(customer: Customer, day: date) -> ServiceTeam:
    """One statement."""
    members = sorted(_members(customer).filter(valid__contains=day), key=_place_in_team)
    team = [Member(row) for row in members]
    filled = [
        Place(member.role, has_deputy=member.deputy is not None)
        for member in team
        if member.role and member.row.user.is_active
    ]
    gaps = gaps_of(customer.tier, filled)
    return ServiceTeam(
        members=team,
        missing=[ServiceRole(role).label for role in gaps.missing],
        without_deputy=[ServiceRole(role).label for role in gaps.without_deputy],
    )


def stays_of(customer: Customer, day: date) -> list[Stay]:
    """Every past, current and planned owner and member, the latest first; three statements."""
    rows = list(_members(customer).order_by("-valid", "-pk")[:MOST_STAYS])
    setters = _setters(rows)
    return [
        Stay(
            member=Member(row),
            is_planned=row.valid.lower is not None and row.valid.lower > day,
            is_over=row.valid.upper is not None and row.valid.upper <= day,
            set_by=setters.get((row.pk, row.user_id), ""),
        )
        for row in rows
    ]


def open_membership(customer: Customer, pk: int, day: date) -> Assignment | None:
    """The row of an owner or a member, of today or planned; None for what is over."""
    rows = _members(customer).exclude(valid__fully_lt=DateRange(day, None))
    return rows.filter(pk=pk).first()


def people_to_choose() -> QuerySet[User]:
    """Everybody who may serve a customer, by name, with their roles.

    Not whose roles see no customer at all: being chosen would not change that.
    """
    people = User.objects.filter(is_active=True, groups__name__in=SERVING_ROLES).distinct()
    return people.prefetch_related("groups").order_by("name", "username")


def people_of(customer: Customer, day: date) -> QuerySet[User]:
    """Who may see the customer on `day`, by name: the other side of `customers_visible_to`.

    Colleagues of a department that is called in are left out, so that a choice stays short.
    """
    held = Assignment.objects.filter(customer=customer, valid__contains=day)
    users, deputies = held.values("user"), held.exclude(deputy=None).values("deputy")
    assigned = Q(pk__in=users) | Q(pk__in=deputies)
    near = User.objects.filter(assigned)
    teams = Q(team__in=near.values("team")) | Q(led_teams__in=near.values("team"))
    sees = (
        Q(groups__name__in=_roles_of(Scope.ALL))
        | Q(groups__name__in=_roles_of(Scope.OWN, Scope.ASSIGNED)) & assigned
        | Q(groups__name__in=_roles_of(Scope.TEAM)) & (assigned | teams)
    )
    people = User.objects.filter(sees, is_active=True).distinct()
    return people.prefetch_related("groups").order_by("name", "username")


def _roles_of(*scopes: Scope) -> list[str]:
    return [role.code for role in ROLES if role.scope in scopes]


def _members(customer: Customer) -> QuerySet[Assignment]:
    rows = Assignment.objects.filter(customer=customer, kind__in=OWN_KINDS)
    return rows.select_related("user", "deputy")


def _place_in_team(row: Assignment) -> tuple[int, int, str]:
    member = Member(row)
    return (not member.is_owner, RANK[member.role] if member.role else len(RANK), str(row.user))


def _setters(rows: Sequence[Assignment]) -> dict[tuple[int, int], str]:
    """`{(row, person): who}`: who first wrote this person into the row."""
    history = Assignment.pgh_event_model.objects  # type: ignore[attr-defined]
    events = history.filter(pgh_obj__in=[row.pk for row in rows]).select_related("pgh_context")
    actors: dict[tuple[int, int], int | str] = {}
    for event in events.order_by("pgh_id"):
        actors.setdefault((event.pgh_obj_id, event.user_id), actor_of(event))
    names = User.objects.in_bulk([actor for actor in actors.values() if isinstance(actor, int)])
    return {
        key: str(names.get(actor, "")) if isinstance(actor, int) else actor
        for key, actor in actors.items()
    }
