"""Who stands beside the owner of a demo customer: a service team, deputies, a sponsor."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import cycle, islice

from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.choices import AssignmentKind, ServiceRole
from accounts.models import Assignment, User
from crm_site.demo.customers import DemoCustomer
from crm_site.demo.people import PREFIX, SERVICE_TEAMS, SPONSORS

ROLES = {"tech": ServiceRole.TECH_CONSULTANT, "analyst": ServiceRole.DATA_ANALYST}
DEPUTIES = {"tech": "tech-director", "analyst": "director"}
TIERS_WITH_DEPUTY = frozenset({"strategic", "key"})
# One large customer in so many has nobody to stand in for its owner, so that a gap can be seen.
GAP = 6


def team_rows(
    customers: Sequence[DemoCustomer],
    ids: Mapping[str, int],
    people: Mapping[str, User],
    since: date,
    source: str,
) -> Iterator[Assignment]:
    """The members beside the owner, of all customers that have some."""
    for customer in customers:
        for code in SERVICE_TEAMS.get(customer.tier, ()):
            yield _row(customer, ids, since, source, code, ROLES[code], people)
        if sponsor := SPONSORS.get(customer.tier):
            yield _row(customer, ids, since, source, sponsor, ServiceRole.EXECUTIVE_SPONSOR, people)


def _row(
    customer: DemoCustomer,
    ids: Mapping[str, int],
    since: date,
    source: str,
    code: str,
    role: ServiceRole,
    people: Mapping[str, User],
) -> Assignment:
    deputy = DEPUTIES.get(code)
    return Assignment(
        customer_id=ids[customer.ref],
        user=people[f"{PREFIX}{code}"],
        deputy=people[f"{PREFIX}{deputy}"] if deputy else None,
        role=role,
        kind=AssignmentKind.CO_OWNER,
        valid=DateRange(since, None),
        origin=f"{source}:team:{role}:{customer.ref}",
    )


def deputies_set(customers: Sequence[int]) -> None:
    """A colleague of the same team stands in for the owner of each large customer, mostly."""
    owners = Assignment.objects.filter(
        customer__in=customers,
        kind=AssignmentKind.OWNER,
        customer__tier__in=TIERS_WITH_DEPUTY,
        deputy=None,
    ).select_related("user")
    rows = [row for row in owners.order_by("customer") if row.customer_id % GAP]
    next_of = _colleagues({row.user for row in rows})
    for row in rows:
        row.deputy = next_of.get(row.user)
    Assignment.objects.bulk_update(rows, ["deputy"])


def _colleagues(people: set[User]) -> dict[User, User]:
    """For each person the next of the same team; nobody for who is alone."""
    found: dict[User, User] = {}
    for team in {person.team_id for person in people}:
        members = sorted((one for one in people if one.team_id == team), key=lambda one: one.pk)
        following = islice(cycle(members), 1, None)
        pairs = zip(members, following, strict=False)
        found |= {one: other for one, other in pairs if one != other}
    return found
