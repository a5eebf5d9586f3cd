"""What our own people are."""

from accounts.models import User
from accounts.rules.roles import BY_CODE


def roles_of(person: User) -> list[str]:
    """The codes of somebody's roles, in the order of the table; one statement without prefetch."""
    held = {group.name for group in person.groups.all()}
    return [code for code in BY_CODE if code in held]
