"""Who may do what: every role of the company in one table.

A role answers four questions: which customers its people see (`scope`), what they may do with
what they see (`permissions`), how much of it is shown (`clearance`, and `reveals` for a reason),
and whether the back office opens for them (`is_staff`).
`sync_roles` makes the database agree with this table; nothing is granted anywhere else.

Roles outside customer success get the least: a permission is added here when the page that it
opens shows only what the role needs.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from accounts.rules.clearance import Clearance, FieldClass, Slice, widest

# The team whose lead also looks after the customers that nobody owns.
OPERATIONS_SUPPORT = "operations_support"

# Whoever has one of these roles can be given a customer.
OWNING_ROLES = ("csm", "team_lead")


class Scope(StrEnum):
    """Which customers a role sees, widest first."""

    ALL = "all"
    TEAM = "team"  # of everybody in the teams that one leads or belongs to
    OWN = "own"  # of one's own: owned, co-owned, received, covered, called in, stood in for
    ASSIGNED = "assigned"  # only what was assigned to the department, called into or served
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Role:
    """`label` is an English message id, translated where it is shown."""

    code: str
    label: str
    scope: Scope
    permissions: frozenset[str] = frozenset()
    is_staff: bool = False
    clearance: Clearance = field(default_factory=dict)
    reveals: Clearance = field(default_factory=dict)


def _(text: str) -> str:
    """Marks a word for the catalogue."""
    return text


def _may(action: str, *models: str) -> frozenset[str]:
    """`_may("view", "accounts.order")` → `{"accounts.view_order"}`"""
    pairs = (model.split(".") for model in models)
    return frozenset(f"{app}.{action}_{model}" for app, model in pairs)


CUSTOMER, CONTACT, ORDER = "accounts.customer", "accounts.contact", "accounts.order"
HEALTH = (
    *("health.healthscore", "health.healthcurrent", "health.warning"),
    *("health.leveloverride", "health.scoredoubt", "health.warningsignal"),
    *("health.improvementplan", "health.chancesignal", "health.rulesetting"),
    *("health.winback", "health.lostreview", "health.case"),
)

SEES_CUSTOMERS = _may("view", CUSTOMER)
SEES_CONTACTS = SEES_CUSTOMERS | _may("view", CONTACT)
SEES_ORDERS = SEES_CUSTOMERS | _may("view", ORDER, "accounts.orderline")
SEES_PRODUCTS = _may("view", "accounts.productline", "accounts.product")
SEES_BILLING = _may("view", "accounts.invoice", "accounts.payment")
SEES_PROGRESS = SEES_PRODUCTS | _may("view", "accounts.orderprogress")
SEES_DEALINGS = (
    SEES_BILLING
    | SEES_PROGRESS
    | _may(
        "view",
        "accounts.contract",
        "accounts.contractfile",
        "accounts.servicestandard",
        "accounts.customerline",
        "accounts.usageday",
        "accounts.customerevent",
        "accounts.marketsignal",
        "accounts.opportunity",
        "accounts.competitorat",
        "accounts.promise",
        "accounts.extragiven",
        "accounts.campaignresponse",
        "followups.concession",
        "followups.customerplan",
        "followups.planreview",
        "followups.referral",
    )
)
SEES_TICKETS = _may("view", "followups.ticket", "followups.slaclock", "followups.deadlinechange")
SOP, SOP_RUN, SOP_EXCEPTION = "followups.sop", "followups.soprun", "followups.sopexception"
SOP_VERSION = "followups.sopversion"
STAGE, PLAYBOOK = "accounts.customerstage", "followups.lifecyclerule"
REFERRAL = "followups.referral"
RULE_OF_CADENCE, EXCEPTION = "followups.cadencerule", "followups.cadenceexception"
SEES_WORK = SEES_TICKETS | _may(
    "view",
    *("followups.followup", "followups.surveyanswer", "followups.need"),
    *("followups.plannedtouch", RULE_OF_CADENCE, EXCEPTION, SOP_RUN, SOP_EXCEPTION),
    *(STAGE, PLAYBOOK),
)
# Whoever has tasks reads the procedures that they come from.
WORKS = _may("view", "followups.task", SOP, SOP_VERSION) | _may("change", "followups.task")
PLANS_WORK = WORKS | _may("add", "followups.task")
# Whoever serves customers begins what comes again, and procedures.
PLANS_RECURRING = (
    PLANS_WORK
    | _may("view", "followups.recurringtask")
    | _may("add", "followups.recurringtask", SOP_RUN, REFERRAL)
    | _may("change", SOP_RUN, REFERRAL)
)
MANAGES_WORK = (
    PLANS_RECURRING
    | _may("manage", "followups.task")
    | _may("add", SOP_EXCEPTION, STAGE)
    | _may("change", SOP_EXCEPTION)
)
KEEPS_SOPS = _may("add", SOP, SOP_VERSION) | _may("change", SOP, SOP_VERSION)
WRITES_PLANS = _may("add", "followups.customerplan") | _may("change", "followups.customerplan")
ASKS_CONCESSIONS = _may("add", "followups.concession")
DECIDES_CONCESSIONS = ASKS_CONCESSIONS | _may("change", "followups.concession")
WINS_BACK = (
    _may("add", "health.winback")
    | _may("change", "health.winback", "health.lostreview")
    | ASKS_CONCESSIONS
)
KEEPS_CASES = _may("change", "health.case")
MAKES_EXCEPTIONS = _may("add", EXCEPTION) | _may("change", EXCEPTION)
KEEPS_CADENCE = MAKES_EXCEPTIONS | _may("change", RULE_OF_CADENCE)
KEEPS_PLAYBOOKS = _may("change", PLAYBOOK)
LIMIT = "followups.authoritylimit"
KEEPS_AUTHORITY = _may("view", LIMIT) | _may("add", LIMIT) | _may("change", LIMIT)
# Whoever speaks with customers says what was said.
LOGS_TOUCHES = _may("add", "followups.followup") | _may("change", "followups.followup")
SEES_COSTS = _may("view", "accounts.cost")
SEES_RELATIONSHIP = (
    SEES_CONTACTS
    | LOGS_TOUCHES
    | SEES_ORDERS
    | SEES_DEALINGS
    | SEES_WORK
    | _may("view", "accounts.assignment", *HEALTH)
)
# Whoever reads why a score is what it is may say that it is wrong, but for other departments.
SAYS_DOUBTS = _may("add", "health.scoredoubt")
KEEPS_RELATIONSHIP = (
    SEES_RELATIONSHIP
    | SAYS_DOUBTS
    | _may("change", CUSTOMER, CONTACT)
    | _may("add", CUSTOMER, CONTACT)
)
PLAN, RULE = "health.improvementplan", "health.rulesetting"
ACTS_ON_WARNINGS = _may("change", "health.warning", PLAN) | _may("add", PLAN)
SETS_RULES = _may("change", RULE)
DECIDES_ON_HELD = _may("view", "health.heldbatch", "health.heldwarning") | _may(
    "change", "health.heldbatch"
)
SETS_LEVELS = _may("add", "health.leveloverride") | _may("change", "health.leveloverride")
ANSWERS_DOUBTS = _may("change", "health.scoredoubt")
SEES_PEOPLE = _may("view", "accounts.user", "accounts.team", "accounts.department")
RATE = "accounts.exchangerate"
CALENDAR, LEAVE = "followups.workcalendar", "followups.leave"
CALENDAR_DAY, OFFICIAL_YEAR = "followups.calendarday", "followups.officialyear"
# Those of one's own team and people: the back office says which.
KEEPS_OWN_CALENDARS = (
    _may("view", CALENDAR, LEAVE, CALENDAR_DAY, OFFICIAL_YEAR)
    | _may("add", CALENDAR, LEAVE)
    | _may("change", CALENDAR, LEAVE)
)
# Whoever takes an official table keeps the calendars of everybody.
KEEPS_CALENDARS = (
    KEEPS_OWN_CALENDARS | _may("add", CALENDAR_DAY, OFFICIAL_YEAR) | _may("change", CALENDAR_DAY)
)
KEEPS_RATES = _may("view", RATE) | _may("add", RATE) | _may("change", RATE)
KEEPS_CONTRACTS = _may("change", "accounts.contract")
GIVES_OWNERS = SEES_PEOPLE | _may("change", "accounts.assignment")
SEES_IMPORTS = _may("view", "accounts.importbatch", "accounts.feed")
RUNS_IMPORTS = SEES_IMPORTS | _may("add", "accounts.importbatch") | _may("change", "accounts.feed")
SEES_JOBS = _may("view", "common.jobrun")
RUNS_JOBS = SEES_JOBS | _may("change", "common.jobrun")
SEES_ACCESS = _may("view", "accounts.accesslog")
MODEL, BACKTEST = "health.healthmodelversion", "health.backtestrun"
# Whoever drafts a version may find out how the past would have gone with it.
DRAFTS_MODEL = _may("view", MODEL, BACKTEST) | _may("add", MODEL, BACKTEST) | _may("change", MODEL)
PUBLISHES_MODEL = DRAFTS_MODEL | _may("publish", MODEL)
KEEPS_PEOPLE = (
    SEES_PEOPLE
    | _may("add", "accounts.user", "accounts.team", "accounts.department")
    | _may("change", "accounts.user", "accounts.team", "accounts.department")
)

PUBLIC, INTERNAL, SENSITIVE, CONFIDENTIAL = FieldClass
EVERYTHING: Clearance = dict.fromkeys(Slice, CONFIDENTIAL)
RELATIONSHIP: Clearance = dict.fromkeys(set(Slice) - {Slice.COSTS}, SENSITIVE)
MARGINS: Clearance = {Slice.ORDERS: CONFIDENTIAL}
COMPANY: Clearance = {Slice.PROFILE: INTERNAL}
TECHNICAL: Clearance = COMPANY | {Slice.CONTACTS: INTERNAL, Slice.TICKETS: SENSITIVE}
WAYS_TO_REACH: Clearance = {Slice.CONTACTS: SENSITIVE}

ROLES: tuple[Role, ...] = (
    # customer success
    Role(
        "csm",
        _("Customer success manager"),
        Scope.OWN,
        KEEPS_RELATIONSHIP | PLANS_RECURRING | ACTS_ON_WARNINGS | WINS_BACK | WRITES_PLANS,
        clearance=RELATIONSHIP,
    ),
    Role(
        "team_lead",
        _("Team lead"),
        Scope.TEAM,
        KEEPS_RELATIONSHIP
        | GIVES_OWNERS
        | KEEPS_CONTRACTS
        | MANAGES_WORK
        | ACTS_ON_WARNINGS
        | WINS_BACK
        | WRITES_PLANS
        | KEEPS_CASES
        | DECIDES_CONCESSIONS
        | MAKES_EXCEPTIONS
        | KEEPS_OWN_CALENDARS,
        is_staff=True,
        clearance=RELATIONSHIP,
        reveals=MARGINS,
    ),
    Role(
        "director",
        _("Customer success director"),
        Scope.ALL,
        KEEPS_RELATIONSHIP
        | GIVES_OWNERS
        | KEEPS_CONTRACTS
        | MANAGES_WORK
        | ACTS_ON_WARNINGS
        | WINS_BACK
        | WRITES_PLANS
        | KEEPS_CASES
        | DECIDES_CONCESSIONS
        | KEEPS_AUTHORITY
        | KEEPS_CADENCE
        | KEEPS_PLAYBOOKS
        | DECIDES_ON_HELD
        | SETS_LEVELS
        | SETS_RULES
        | KEEPS_SOPS
        | ANSWERS_DOUBTS
        | KEEPS_CALENDARS
        | KEEPS_RATES
        | SEES_IMPORTS
        | PUBLISHES_MODEL
        | SEES_COSTS
        | SEES_ACCESS
        | RUNS_JOBS,
        is_staff=True,
        clearance=EVERYTHING,
    ),
    Role(
        "experience_officer",
        _("Customer experience officer"),
        Scope.ALL,
        SEES_RELATIONSHIP | SAYS_DOUBTS | PLANS_WORK | KEEPS_CASES,
        clearance=RELATIONSHIP,
    ),
    Role(
        "analyst",
        _("Data analyst"),
        Scope.ALL,
        KEEPS_RELATIONSHIP
        | KEEPS_CONTRACTS
        | PLANS_WORK
        | DECIDES_ON_HELD
        | SETS_LEVELS
        | SETS_RULES
        | KEEPS_SOPS
        | ANSWERS_DOUBTS
        | KEEPS_CALENDARS
        | KEEPS_RATES
        | SEES_PEOPLE
        | RUNS_IMPORTS
        | DRAFTS_MODEL
        | SEES_COSTS
        | SEES_ACCESS
        | RUNS_JOBS,
        is_staff=True,
        clearance=EVERYTHING,
    ),
    # the heads of the company
    Role(
        "coo",
        _("Chief operating officer"),
        Scope.ALL,
        SEES_RELATIONSHIP | SAYS_DOUBTS | PLANS_WORK | SEES_COSTS | DECIDES_CONCESSIONS,
        clearance=EVERYTHING,
    ),
    Role(
        "executive",
        _("Executive"),
        Scope.ALL,
        SEES_RELATIONSHIP | SAYS_DOUBTS | WORKS | DECIDES_CONCESSIONS,
        clearance=EVERYTHING,
    ),
    # called in when they are needed
    Role(
        "sales_director",
        _("Sales director"),
        Scope.ASSIGNED,
        SEES_RELATIONSHIP | PLANS_WORK | WINS_BACK | DECIDES_CONCESSIONS,
        clearance=RELATIONSHIP,
        reveals=MARGINS,
    ),
    Role(
        "tech_consultant",
        _("Technical consultant"),
        Scope.OWN,
        SEES_CONTACTS | SEES_PRODUCTS | SEES_TICKETS | WORKS,
        clearance=TECHNICAL,
        reveals=WAYS_TO_REACH,
    ),
    Role(
        "tech_director",
        _("Technical director"),
        Scope.TEAM,
        SEES_CONTACTS | SEES_PRODUCTS | SEES_TICKETS | WORKS,
        clearance=TECHNICAL,
        reveals=WAYS_TO_REACH,
    ),
    # departments
    Role("sales", _("Sales"), Scope.ASSIGNED, SEES_CONTACTS, clearance=COMPANY | WAYS_TO_REACH),
    Role(
        "support",
        _("Support"),
        Scope.ASSIGNED,
        SEES_CONTACTS | SEES_TICKETS,
        clearance=TECHNICAL | WAYS_TO_REACH,
    ),
    Role(
        "finance",
        _("Finance"),
        Scope.ASSIGNED,
        SEES_ORDERS | SEES_BILLING,
        clearance={
            Slice.PROFILE: SENSITIVE,
            Slice.ORDERS: SENSITIVE,
            Slice.BILLING: CONFIDENTIAL,
        },
    ),
    Role("marketing", _("Marketing"), Scope.ASSIGNED, SEES_CUSTOMERS, clearance=COMPANY),
    Role("legal", _("Legal"), Scope.ASSIGNED, SEES_CUSTOMERS, clearance=COMPANY),
    Role("production", _("Production"), Scope.ASSIGNED, SEES_CUSTOMERS, clearance=COMPANY),
    Role("product", _("Product"), Scope.ASSIGNED, SEES_CUSTOMERS, clearance=COMPANY),
    # people and settings; sees no customer
    Role(
        "administrator",
        _("Administrator"),
        Scope.NONE,
        KEEPS_PEOPLE | KEEPS_AUTHORITY | SEES_JOBS,
        is_staff=True,
    ),
)

BY_CODE: dict[str, Role] = {role.code: role for role in ROLES}


def scopes(codes: Iterable[str]) -> frozenset[Scope]:
    """The scopes of somebody with these roles; names that are no role count for nothing."""
    return frozenset(BY_CODE[code].scope for code in codes if code in BY_CODE)


def clearance(codes: Iterable[str]) -> Clearance:
    """What somebody with these roles may see of each slice."""
    return widest(BY_CODE[code].clearance for code in codes if code in BY_CODE)


def reveals(codes: Iterable[str]) -> Clearance:
    """What somebody with these roles may have shown for a reason, beyond what they see anyway."""
    return widest(BY_CODE[code].reveals for code in codes if code in BY_CODE)
