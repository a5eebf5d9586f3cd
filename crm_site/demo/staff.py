"""Writing the demo's people, and the log-ins that may be printed."""

from collections.abc import Iterable

from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db.models import QuerySet

from accounts.models import Department, Team, User
from accounts.rules.roles import BY_CODE
from crm_site.demo.people import DOMAIN, HEADS, PASSWORD, PREFIX, DemoPerson


class DemoError(Exception):
    """One line that says why the demo cannot be there."""


def demo_people() -> QuerySet[User]:
    return User.objects.filter(username__startswith=PREFIX, email__endswith=f"@{DOMAIN}")


def logins() -> list[DemoPerson]:
    """One person for each role, of those who are there and may log in."""
    present = demo_people().filter(is_active=True).values_list("username", "name", "groups__name")
    by_role: dict[str, DemoPerson] = {}
    for username, name, role in present.order_by("pk"):
        by_role.setdefault(role, DemoPerson(username, name, role))
    return [by_role[code] for code in BY_CODE if code in by_role]


def people_create(people: Iterable[DemoPerson]) -> int:
    """Let the heads and these people in, whoever is not there yet; returns how many came."""
    wanted = {person.username: person for person in (*HEADS, *people)}
    known = dict(User.objects.filter(username__in=wanted).values_list("username", "email"))
    for username, email in known.items():
        if email != wanted[username].email:
            raise DemoError(f"{username} is the username of somebody else here")
    fresh = [person for person in wanted.values() if person.username not in known]
    _users_insert(fresh)
    _leads_set()
    return len(fresh)


def _users_insert(people: list[DemoPerson]) -> None:
    departments = dict(Department.objects.values_list("code", "pk"))
    teams = dict(Team.objects.values_list("code", "pk"))
    roles = dict(Group.objects.values_list("name", "pk"))
    hashed = make_password(PASSWORD)  # once: hashing is slow on purpose
    users = User.objects.bulk_create(
        User(
            username=person.username,
            name=person.name,
            email=person.email,
            password=hashed,
            department_id=departments.get(person.department),
            team_id=teams.get(person.team),
            is_staff=BY_CODE[person.role].is_staff,
        )
        for person in people
    )
    User.groups.through.objects.bulk_create(
        User.groups.through(user_id=user.pk, group_id=roles[person.role])
        for user, person in zip(users, people, strict=True)
    )


def _leads_set() -> None:
    """Everybody of the demo answers to the lead of the team, and the leads to the director.

    A team that has a lead of its own keeps them.
    """
    by_name = {user.username: user for user in demo_people()}
    director = by_name[f"{PREFIX}director"]
    for head in HEADS:
        if head.leads:
            lead = by_name[head.username]
            Team.objects.filter(code=head.leads, lead=None).update(lead=lead)
            demo_people().filter(team=lead.team, line_manager=None).update(line_manager=lead)
            demo_people().filter(pk=lead.pk).update(line_manager=director)
