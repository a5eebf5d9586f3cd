"""How many customers somebody answers for."""

from datetime import date
from typing import Any

from django.db.models import Count, Q

from accounts.choices import AssignmentKind, Tier
from accounts.models import User
from accounts.rules.load import Load
from accounts.rules.roles import OWNING_ROLES


def load_of(user: User, day: date) -> Load:
    """The active customers that `user` owns on `day`, counted by their tier of today."""
    return Load(**User.objects.filter(pk=user.pk).aggregate(**_counts(day)))


def owner_candidates(day: date) -> list[tuple[User, Load]]:
    """Everybody who may be given a customer, with what they have on `day`; by name."""
    counts = _counts(day)
    people = User.objects.filter(is_active=True, groups__name__in=OWNING_ROLES).distinct()
    rows = people.annotate(**{f"load_{name}": count for name, count in counts.items()})
    return [
        (person, Load(**{name: getattr(person, f"load_{name}") for name in counts}))
        for person in rows.order_by("name", "username")
    ]


def _counts(day: date) -> dict[str, Any]:
    owned = Q(
        assignments__kind=AssignmentKind.OWNER,
        assignments__valid__contains=day,
        assignments__customer__archived_at=None,
        assignments__customer__merged_into=None,
    )
    tier = "assignments__customer__tier"
    return {
        "strategic": _distinct(owned & Q(**{tier: Tier.STRATEGIC})),
        "key": _distinct(owned & Q(**{tier: Tier.KEY})),
        "total": _distinct(owned),
    }


def _distinct(condition: Q) -> Count:
    """A person with two roles is joined twice."""
    return Count("assignments", filter=condition, distinct=True)
