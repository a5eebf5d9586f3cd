"""Who does the steps of a procedure for a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from accounts.choices import ServiceRole
from accounts.models import Assignment, Customer, User
from accounts.queries.team import people_of
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
    day = timezone.localdate(at)
    company = company_on(day)
    owner = company.working_for(customer.owner_id)
    if owner is None:
        return None
    able = people_of(customer, day).filter(groups__name__in=WORKING_ROLES)
    languages = dict(able.prefetch_related(None).values_list("pk", "language"))
    languages |= dict(User.objects.filter(pk=owner).values_list("pk", "language"))
    named = _of_team(customer, day) | _above(company, owner)
    others = {role: person for role, person in named.items() if person in languages}
    return Doers(owner, others, languages)


def _of_team(customer: Customer, day: object) -> dict[SopRole, int]:
    """By role in the service team; of two the one who came first. With whoever stands in."""
    valid = Assignment.objects.filter(customer=customer, valid__contains=day)
    rows = list(valid.filter(user__is_active=True).order_by("-pk"))
    holders = {row.role: row.user_id for row in rows if row.role}
    found = {
        role: holders[service] for role, service in SERVICE_ROLES.items() if service in holders
    }
    for row in rows:
        if row.user_id == customer.owner_id and row.deputy_id:
            found[SopRole.DEPUTY] = row.deputy_id
    return found


def _above(company: Company, owner: int) -> dict[SopRole, int]:
    """The lead of the owner's team, and the director above or else the first one."""
    directors = User.objects.filter(groups__name=DIRECTOR, is_active=True).order_by("pk")
    known = list(directors.values_list("pk", flat=True))
    above = [person for person in company.above(owner) if person in known]
    director = next(iter([*above, *known]), None)
    people = {SopRole.DIRECTOR: director, SopRole.LEAD: company.places[owner].lead}
    return {role: person for role, person in people.items() if person}
