"""Who does the steps of a procedure for a customer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.access import customers_visible_to
from accounts.choices import ServiceRole
from accounts.models import Assignment, Customer, User
from followups.access import DIRECTOR
from followups.choices import SopRole
from followups.queries.people import WORKING_ROLES, Company, company_on

SERVICE_ROLES = {
    SopRole.SPONSOR: ServiceRole.EXECUTIVE_SPONSOR,
    SopRole.TECHNICAL: ServiceRole.TECH_CONSULTANT,
    SopRole.ANALYST: ServiceRole.DATA_ANALYST,
    SopRole.SALES: ServiceRole.SALES,
    SopRole.SUPPORT: ServiceRole.SUPPORT,
}
SOP_ROLES = {str(service): role for role, service in SERVICE_ROLES.items()}


@dataclass(frozen=True, slots=True)
class Doers:
    """By role who does it; whoever is not named leaves it to the owner. People are ids."""

    owner: int
    others: Mapping[SopRole, int]
    languages: Mapping[int, str]

    def of(self, role: SopRole) -> int:
        return self.others.get(role, self.owner)

    def language(self, person: int) -> str | None:
        return self.languages.get(person)


def doers_for(customer: Customer, at: datetime) -> Doers | None:
    """None where nobody works for the customer. A dozen statements at most."""
    company = company_on(timezone.localdate(at))
    return doers_of([customer], company, at).get(customer.pk)


def doers_of(customers: Collection[Customer], company: Company, at: datetime) -> dict[int, Doers]:
    """By customer (id), of those for whom somebody works; four statements, and two a person."""
    day = timezone.localdate(at)
    owners = {one.pk: company.working_for(one.owner_id) for one in customers}
    team, directors = _of_teams(customers, day), _directors()
    named = {
        pk: team[pk] | _above(company, owner, directors)
        for pk, owner in owners.items()
        if owner is not None
    }
    people = {person for roles in named.values() for person in roles.values()}
    able = _able(people, list(named), day)
    known = User.objects.filter(pk__in=people | {*filter(None, owners.values())})
    languages = dict(known.values_list("pk", "language"))
    return {
        pk: Doers(
            owners[pk] or 0,
            {role: person for role, person in roles.items() if (person, pk) in able},
            languages,
        )
        for pk, roles in named.items()
    }


def _able(people: Collection[int], customers: Collection[int], day: date) -> set[tuple[int, int]]:
    """Pairs of (person, customer): who works and may see the customer."""
    working = User.objects.filter(pk__in=people, groups__name__in=WORKING_ROLES, is_active=True)
    return {
        (person.pk, pk)
        for person in working.distinct().prefetch_related("groups")
        for pk in customers_visible_to(person, day)
        .filter(pk__in=customers)
        .order_by()
        .values_list("pk", flat=True)
    }


def _of_teams(customers: Collection[Customer], day: date) -> dict[int, dict[SopRole, int]]:
    """By role in the service team; of two the one who came first. With whoever stands in."""
    owners = {one.pk: one.owner_id for one in customers}
    valid = Assignment.objects.filter(customer__in=owners, valid__contains=day)
    found: dict[int, dict[SopRole, int]] = {pk: {} for pk in owners}
    for row in valid.filter(user__is_active=True).order_by("-pk"):
        roles = found[row.customer_id]
        if row.role in SOP_ROLES:
            roles[SOP_ROLES[row.role]] = row.user_id
        if row.user_id == owners[row.customer_id] and row.deputy_id:
            roles[SopRole.DEPUTY] = row.deputy_id
    return found


def _directors() -> list[int]:
    rows = User.objects.filter(groups__name=DIRECTOR, is_active=True).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def _above(company: Company, owner: int, directors: Sequence[int]) -> dict[SopRole, int]:
    """The lead of the owner's team, and the director above or else the first one."""
    above = [person for person in company.above(owner) if person in directors]
    director = next(iter([*above, *directors]), None)
    people = {SopRole.DIRECTOR: director, SopRole.LEAD: company.places[owner].lead}
    return {role: person for role, person in people.items() if person}
