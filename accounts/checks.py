from typing import Any

from django.core.checks import CheckMessage, Error

from accounts.rules.roles import ROLES
from common.checks import known_permissions


def check_role_permissions(**_options: Any) -> list[CheckMessage]:
    """A permission in the role table that no model has would silently grant nothing."""
    known = known_permissions()
    return [
        Error(f"The role {role.code} names the unknown permission {name}.", id="accounts.E001")
        for role in ROLES
        for name in sorted(role.permissions - known)
    ]
