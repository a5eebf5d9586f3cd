"""Contacts whom the customer had by the day, with the roles that they had then.

left_on                       null for those who were there
is_there
roles                         a sum of the ROLES below
"""

from django.utils.translation import gettext_lazy as _

from accounts.choices import DecisionRole
from accounts.models import Contact
from health.sources.base import Facts, Reading, known_then

ROLES: dict[str, int] = {
    DecisionRole.DECISION_MAKER: 1,
    DecisionRole.PURCHASER: 2,
    DecisionRole.USER: 4,
    DecisionRole.FINANCE: 8,
}
_HISTORY = "accounts_contacthistory"
_ROLES_THEN = 'coalesce(known."then", facts.decision_roles)'


def _mask(roles: str) -> str:
    return " + ".join(
        f"CASE WHEN '{role}' = ANY({roles}) THEN {bit} ELSE 0 END" for role, bit in ROLES.items()
    )


class Contacts(Facts):
    code = "contacts"
    model = Contact
    day_column = "left_on"
    day = "CASE WHEN facts.left_on <= %(day)s THEN facts.left_on END"
    has_windows = False
    newest_first = "DESC NULLS FIRST"  # who is there comes first
    row_columns = (
        ("name", _("name")),
        ("title", _("title")),
        ("decision_roles", _("decision roles")),
        ("left_on", _("left")),
    )

    words = {
        "name": "facts.name",
        "title": "facts.title",
        "decision_roles": _ROLES_THEN,
        "is_there": "(facts.left_on IS NULL OR facts.left_on > %(day)s)",
        "roles": _mask(_ROLES_THEN),
    }

    def joins(self, reading: Reading) -> str:
        """Today nothing can have been recorded later, so history need not be asked."""
        if reading.is_today:
            return 'LEFT JOIN (SELECT 0 AS id, NULL::varchar[] AS "then") known ON false'
        history = known_then(_HISTORY, "decision_roles", reading.only("customer_id"))
        return f"LEFT JOIN ({history}) known ON known.id = facts.id"

    def until(self) -> str:
        return "(facts.joined_on IS NULL OR facts.joined_on <= %(day)s)"
