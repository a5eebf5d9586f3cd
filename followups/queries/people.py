"""Where people stand, and who is there: what reminders and escalations go by."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from accounts.models import User
from followups.models import Leave
from followups.rules.escalation import Place, chain

HEAD = "coo"


@dataclass(frozen=True, slots=True)
class Company:
    """Everybody's place, the heads of the company, and who is on leave; people are ids."""

    places: dict[int, Place]
    heads: list[int]
    absent: frozenset[int]
    fallback: int | None

    def above(self, owner: int) -> list[int]:
        """Whom to tell after `owner`, in this order."""
        return chain(
            owner,
            self.places,
            heads=self.heads,
            absent=self.absent,
            fallback=self.fallback,
        )

    def is_there(self, person: int | None) -> bool:
        place = self.places.get(person) if person else None
        return bool(place and place.is_active and person not in self.absent)


def company_on(day: date) -> Company:
    """Three statements."""
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
    )


def absent_on(day: date, people: Collection[int] | None = None) -> frozenset[int]:
    """Ids of those (or of those of `people`) who are on leave."""
    leave = Leave.objects.filter(starts_on__lte=day, ends_on__gte=day, cancelled_on=None)
    if people is not None:
        leave = leave.filter(user__in=people)
    return frozenset(leave.values_list("user", flat=True))
