"""Who answers for a customer in trouble."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from accounts.choices import ServiceRole
from accounts.models import Assignment, User
from followups.access import DIRECTOR as DIRECTORS
from followups.queries.people import Company, company_on
from health.models import Warning
from health.rules.warnings import DIRECTOR, OWNER, Duty

SALES_DIRECTORS = "sales_director"


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for whom; people are ids."""

    company: Company
    directors: Sequence[int]
    sponsors: dict[int, int]

    def owner(self, warning: Warning) -> int | None:
        return self.company.working_for(warning.customer.owner_id)

    def director(self, warning: Warning) -> int | None:
        """The director above the owner, or else the first one."""
        owner = self.owner(warning)
        above = self.company.above(owner) if owner else []
        nearest = [person for person in above if person in self.directors]
        return next(iter([*nearest, *self.directors]), owner)

    def of(self, duty: Duty, warning: Warning) -> int | None:
        if duty.role == OWNER:
            return self.owner(warning)
        if duty.role == DIRECTOR:
            return self.director(warning)
        return self.sponsors.get(warning.customer_id) or self.director(warning)


def responsible_for(warnings: Sequence[Warning], at: datetime) -> Responsible:
    """A handful of statements, however many warnings."""
    day = timezone.localdate(at)
    directors = User.objects.filter(groups__name=DIRECTORS, is_active=True).order_by("pk")
    sponsors = Assignment.objects.filter(
        role=ServiceRole.EXECUTIVE_SPONSOR,
        valid__contains=day,
        user__is_active=True,
        customer__in=[warning.customer_id for warning in warnings],
    )
    found = list(directors.values_list("pk", flat=True))
    return Responsible(
        company=company_on(day),
        directors=found,
        sponsors=dict(sponsors.values_list("customer", "user")),
    )


def leader_on(day: date) -> User | None:
    """Who leads where a competitor is behind it: the sales director, or the director where there is
    none. Whoever is there comes before whoever is on leave.
    """
    company = company_on(day)
    for role in (SALES_DIRECTORS, DIRECTORS):
        people = list(User.objects.filter(groups__name=role, is_active=True).order_by("pk"))
        if people:
            return min(people, key=lambda person: not company.is_there(person.pk))
    return None
