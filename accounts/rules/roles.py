"""Who may do what: every role of the company in one table.

A role answers three questions: which customers its people see (`scope`), what they may do with
what they see (`permissions`), and whether the back office opens for them (`is_staff`).
`sync_roles` makes the database agree with this table; nothing is granted anywhere else.

Roles outside customer success get the least: a permission is added here when the page that it
opens shows only what the role needs.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# The team whose lead also looks after the customers that nobody owns.
OPERATIONS_SUPPORT = "operations_support"

# Whoever has one of these roles can be given a customer.
OWNING_ROLES = ("csm", "team_lead")


class Scope(StrEnum):
    """Which customers a role sees, widest first."""

    ALL = "all"
    TEAM = "team"  # of everybody in the teams that one leads or belongs to
    OWN = "own"  # of one's own: owned, co-owned, received, covered, called in
    ASSIGNED = "assigned"  # only what was assigned to the department, or called into
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Role:
    """`label` is an English message id, translated where it is shown."""

    code: str
    label: str
    scope: Scope
    permissions: frozenset[str] = frozenset()
    is_staff: bool = False


def _(text: str) -> str:
    """Marks a word for the catalogue."""
    return text


def _may(action: str, *models: str) -> frozenset[str]:
    """`_may("view", "accounts.order")` → `{"accounts.view_order"}`"""
    pairs = (model.split(".") for model in models)
    return frozenset(f"{app}.{action}_{model}" for app, model in pairs)


CUSTOMER, CONTACT, ORDER = "accounts.customer", "accounts.contact", "accounts.order"
HEALTH = ("health.healthscore", "health.healthcurrent")

SEES_CUSTOMERS = _may("view", CUSTOMER)
SEES_CONTACTS = SEES_CUSTOMERS | _may("view", CONTACT)
SEES_ORDERS = SEES_CUSTOMERS | _may("view", ORDER, "accounts.orderline")
SEES_RELATIONSHIP = SEES_CONTACTS | SEES_ORDERS | _may("view", "accounts.assignment", *HEALTH)
KEEPS_RELATIONSHIP = (
    SEES_RELATIONSHIP | _may("change", CUSTOMER, CONTACT) | _may("add", CUSTOMER, CONTACT)
)
SEES_PEOPLE = _may("view", "accounts.user", "accounts.team", "accounts.department")
GIVES_OWNERS = SEES_PEOPLE | _may("change", "accounts.assignment")
SEES_IMPORTS = _may("view", "accounts.importbatch", "accounts.feed")
RUNS_IMPORTS = SEES_IMPORTS | _may("add", "accounts.importbatch") | _may("change", "accounts.feed")
SEES_MODEL = _may("view", "health.healthmodelversion")
KEEPS_PEOPLE = (
    SEES_PEOPLE
    | _may("add", "accounts.user", "accounts.team", "accounts.department")
    | _may("change", "accounts.user", "accounts.team", "accounts.department")
)

ROLES: tuple[Role, ...] = (
    # customer success
    Role("csm", _("Customer success manager"), Scope.OWN, KEEPS_RELATIONSHIP),
    Role("team_lead", _("Team lead"), Scope.TEAM, KEEPS_RELATIONSHIP | GIVES_OWNERS, is_staff=True),
    Role(
        "director",
        _("Customer success director"),
        Scope.ALL,
        KEEPS_RELATIONSHIP | GIVES_OWNERS | SEES_IMPORTS | SEES_MODEL,
        is_staff=True,
    ),
    Role("experience_officer", _("Customer experience officer"), Scope.ALL, SEES_RELATIONSHIP),
    Role(
        "analyst",
        _("Data analyst"),
        Scope.ALL,
        KEEPS_RELATIONSHIP | SEES_PEOPLE | RUNS_IMPORTS | SEES_MODEL,
        is_staff=True,
    ),
    # the heads of the company
    Role("coo", _("Chief operating officer"), Scope.ALL, SEES_RELATIONSHIP),
    Role("executive", _("Executive"), Scope.ALL, SEES_RELATIONSHIP),
    # called in when they are needed
    Role("sales_director", _("Sales director"), Scope.ASSIGNED, SEES_RELATIONSHIP),
    Role("tech_consultant", _("Technical consultant"), Scope.OWN, SEES_CONTACTS),
    Role("tech_director", _("Technical director"), Scope.TEAM, SEES_CONTACTS),
    # departments
    Role("sales", _("Sales"), Scope.ASSIGNED, SEES_CONTACTS),
    Role("support", _("Support"), Scope.ASSIGNED, SEES_CONTACTS),
    Role("finance", _("Finance"), Scope.ASSIGNED, SEES_ORDERS),
    Role("marketing", _("Marketing"), Scope.ASSIGNED, SEES_CUSTOMERS),
    Role("legal", _("Legal"), Scope.ASSIGNED, SEES_CUSTOMERS),
    Role("production", _("Production"), Scope.ASSIGNED, SEES_CUSTOMERS),
    Role("product", _("Product"), Scope.ASSIGNED, SEES_CUSTOMERS),
    # people and settings; sees no customer
    Role("administrator", _("Administrator"), Scope.NONE, KEEPS_PEOPLE, is_staff=True),
)

BY_CODE: dict[str, Role] = {role.code: role for role in ROLES}


def scopes(codes: Iterable[str]) -> frozenset[Scope]:
    """The scopes of somebody with these roles; names that are no role count for nothing."""
    return frozenset(BY_CODE[code].scope for code in codes if code in BY_CODE)
