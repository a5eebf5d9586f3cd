"""Where people stand, and who is there: what reminders and escalations go by."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.access import customers_visible_to
from accounts.models import Team, User
from accounts.rules.roles import OPERATIONS_SUPPORT, ROLES
from followups.access import DIRECTOR, HEAD
from followups.queries.deputies import people_away
from followups.rules.escalation import Place, chain

# Whoever has one of these can be given a task.
WORKING_ROLES = [role.code for role in ROLES if "followups.change_task" in role.permissions]


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody's place, the heads of the company, and who is on leave; people are ids."""

    places: dict[int, Place]
    heads: list[int]
    absent: frozenset[int]
    fallback: int | None
    unassigned: int | None

    def above(self, owner: int) -> list[int]:
        """Whom to tell after `owner`, in this order."""
        return chain(
            owner,
            self.places,
            heads=self.heads,
            absent=self.absent,
            fallback=self.fallback,
        )

    def working_for(self, owner: int | None) -> int | None:
        """Who does the work of `owner`: of one who has left the lead of the team, of nobody whoever
        works for customers without an owner.
        """
        place = self.places.get(owner) if owner else None
        if place is None:
            return self.unassigned
        if place.is_active:
            return owner
        lead = self.places.get(place.lead) if place.lead else None
        return place.lead if lead and lead.is_active else self.unassigned

    @property
    def present(self) -> list[int]:
        return [person for person in self.places if self.is_there(person)]

    def is_there(self, person: int | None) -> bool:
        place = self.places.get(person) if person else None
        return bool(place and place.is_active and person not in self.absent)


def company_on(day: date) -> Company:
    """Five statements."""
    people = User.objects.select_related("team").only(
        "team__lead", "line_manager", "is_active", "name", "username"
    )
    places = {
        person.pk: Place(
            lead=person.team.lead_id if person.team else None,
            line_manager=person.line_manager_id,
            is_active=person.is_active,
            name=str(person),
        )
        for person in people
    }
    heads = User.objects.filter(groups__name=HEAD, is_active=True).order_by("pk")
    known = User.objects.filter(username=settings.ESCALATION_FALLBACK, is_active=True)
    return Company(
        places=places,
        heads=list(heads.values_list("pk", flat=True)),
        absent=absent_on(day),
        fallback=known.values_list("pk", flat=True).first(),
        unassigned=_unassigned(),
    )


def above_of(
    company: Company, owners: Collection[int], customers: Collection[int]
) -> Callable[[int, int], list[int]]:
    """Whom to tell after an owner about a customer: those above who may see it, or the fallback.

    For these owners and customers, all by id; two statements a person above them.
    """
    chains = {owner: company.above(owner) for owner in owners}
    fallback = company.fallback
    people = {person for chain in chains.values() for person in chain}
    people |= {fallback} if fallback is not None else set()
    found = User.objects.filter(pk__in=people).prefetch_related("groups")
    seen = {
        person.pk: set(
            customers_visible_to(person).filter(pk__in=customers).values_list("pk", flat=True)
        )
        for person in found
    }

    def above(owner: int, customer: int) -> list[int]:
        told = [person for person in chains[owner] if customer in seen[person]]
        if told or fallback is None or fallback == owner or customer not in seen[fallback]:
            return told
        return [fallback]

    return above


def _unassigned() -> int | None:
    """Who works for customers without an owner: whom the setting names, the lead of operations
    support, or the first director.
    """
    named = User.objects.filter(username=settings.UNASSIGNED_OWNER, is_active=True)
    leads = Team.objects.filter(code=OPERATIONS_SUPPORT, lead__is_active=True)
    directors = User.objects.filter(groups__name=DIRECTOR, is_active=True).order_by("pk")
    for people in (
        named.values_list("pk", flat=True),
        leads.values_list("lead", flat=True),
        directors.values_list("pk", flat=True),
    ):
        if person := people.first():
            return person
    return None


def absent_on(day: date) -> frozenset[int]:
    """Ids of those who are on leave."""
    return frozenset(people_away(day).values_list("user", flat=True))
