"""Who may grant a concession, by the table of limits."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from accounts.access import customers_visible_to, sees_everybody
from accounts.models import Customer, User
from accounts.queries.people import people_who_may
from followups.access import DIRECTOR
from followups.models import AuthorityLimit, Concession
from followups.queries.people import Company
from followups.rules.authority import Cell, Limits, reaches, tier_of, widest

DECIDES = "followups.change_concession"
WORKS = "followups.change_task"
ASKS = frozenset({"followups.add_concession", DECIDES})


def limits_of(kind: str, tier: str) -> Limits:
    rows = AuthorityLimit.objects.filter(kind=kind, tier=tier_of(tier))
    return dict(rows.values_list("role", "limit"))


def table_of(kind: str) -> dict[Cell, Decimal | None]:
    """All limits of a kind; one statement."""
    rows = AuthorityLimit.objects.filter(kind=kind).values_list("tier", "role", "limit")
    return {(tier, role): limit for tier, role, limit in rows}


def first_decider(concession: Concession, company: Company) -> int | None:
    """Who would be asked, an id; None where nobody may grant as much."""
    found = deciders(concession, company)
    return found[0] if found else None


def may_grant(person: User, customer: Customer, kind: str, amount: Decimal) -> bool:
    """Whether so much is within somebody's own limit."""
    return reaches(person.role_codes, limits_of(kind, customer.tier), amount)


def own_limits(person: User, customer: Customer) -> dict[str, Decimal | None]:
    """What somebody may grant this customer without asking, by kind; one statement."""
    rows = AuthorityLimit.objects.filter(tier=tier_of(customer.tier))
    by_kind: dict[str, dict[str, Decimal | None]] = {}
    for kind, role, limit in rows.values_list("kind", "role", "limit"):
        by_kind.setdefault(kind, {})[role] = limit
    return {kind: widest(person.role_codes, limits) for kind, limits in by_kind.items()}


def may_decide(person: User, concession: Concession) -> bool:
    """Nobody decides about what they have asked for themselves; they may see the customer."""
    return (
        concession.asked_by_id != person.pk
        and person.has_perm(DECIDES)
        and may_grant(person, concession.customer, concession.kind, concession.amount)
    )


def deciders(concession: Concession, company: Company) -> list[int]:
    """Who may grant it, the nearest above the one who asks first; those who are there, if any.

    The line of managers, then the directors, then the heads of the company.
    """
    asker = concession.asked_by_id
    able = set(people_who_may(DECIDES)) & set(people_who_may(WORKS)) - {asker}
    limits = limits_of(concession.kind, concession.customer.tier)
    found = User.objects.filter(pk__in=able, is_active=True).prefetch_related("groups")
    within = {
        person.pk: person
        for person in found
        if reaches(person.role_codes, limits, concession.amount)
    }
    everybody = replace(company, absent=frozenset())
    # Only of those whom one might ask it is asked what they see: that is a statement each.
    sees = {
        person
        for person in _chain(asker, everybody)
        if person in within
        and (
            sees_everybody(within[person])
            or customers_visible_to(within[person]).filter(pk=concession.customer_id).exists()
        )
    }
    there = [person for person in _chain(asker, company) if person in sees]
    return there or [person for person in _chain(asker, everybody) if person in sees]


def _chain(asker: int, company: Company) -> Sequence[int]:
    directors = User.objects.filter(groups__name=DIRECTOR, is_active=True).order_by("pk")
    known = [pk for pk in directors.values_list("pk", flat=True) if company.is_there(pk)]
    above = company.above(asker)
    line = [person for person in above if person not in company.heads]
    heads = [person for person in above if person in company.heads]
    return list(dict.fromkeys([*line, *known, *heads]))
