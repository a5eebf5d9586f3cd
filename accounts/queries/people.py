"""What our own people are."""

from accounts.models import Department, User
from accounts.rules.roles import BY_CODE, ROLES


def roles_of(person: User) -> list[str]:
    """The codes of somebody's roles, in the order of the table; one statement without prefetch."""
    held = {group.name for group in person.groups.all()}
    return [code for code in BY_CODE if code in held]


def heads_of(department: Department) -> list[User]:
    """Whoever others of the department report to and who reports to nobody in it; where it knows
    no such person, all who report to nobody in it.
    """
    people = User.objects.filter(department=department, is_active=True).order_by("pk")
    inside = people.order_by().values("pk")
    top = people.exclude(line_manager__in=inside)
    leading = people.order_by().exclude(line_manager=None).values("line_manager")
    return list(top.filter(pk__in=leading)) or list(top)


def people_who_may(permission: str) -> list[int]:
    """Ids of the active people with a role that has this permission."""
    roles = [role.code for role in ROLES if permission in role.permissions]
    people = User.objects.filter(is_active=True, groups__name__in=roles)
    return list(people.order_by("pk").values_list("pk", flat=True).distinct())
