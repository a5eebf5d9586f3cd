"""Facts of a customer as tests write them down, beside its orders."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

Day = date | None
Moment = datetime | None


@dataclass(frozen=True)
class Need:
    due_on: date
    raised_on: date
    solved_on: Day = None
    confirmed_on: Day = None
    cancelled_on: Day = None
    source: str = "typed"


@dataclass(frozen=True)
class Answer:
    at: datetime
    score: int
    kind: str = "csat"
    source: str = "typed"


@dataclass(frozen=True)
class Clock:
    due_at: datetime
    met_at: Moment = None
    applies: bool = True


@dataclass(frozen=True)
class Ticket:
    """`repeats` is the place of an earlier ticket among those of the customer."""

    opened_at: datetime
    kind: str = "issue"
    severity: str = "normal"
    solved_at: Moment = None
    verified_at: Moment = None
    closed_at: Moment = None
    reopened_at: Moment = None
    cancelled_on: Day = None
    repeats: int | None = None
    clocks: tuple[Clock, ...] = ()
    source: str = "typed"


@dataclass(frozen=True)
class Invoice:
    issued_on: date
    due_on: date
    amount: Decimal
    currency: str = "CNY"
    paid_on: Day = None
    cancelled_on: Day = None
    source: str = "typed"


@dataclass(frozen=True)
class Contract:
    starts_on: date
    ends_on: Day = None
    terminated_on: Day = None
    amount: Decimal | None = Decimal(1000)
    currency: str = "CNY"
    signed_on: Day = None


@dataclass(frozen=True)
class Deal:
    """An opportunity."""

    opened_on: date
    closed_on: Day = None
    kind: str = "renewal"


@dataclass(frozen=True)
class Happening:
    """What happened at the customer, and when we learned of it."""

    occurred_on: date
    kind: str = "competitor"
    known_at: Moment = None


@dataclass(frozen=True)
class Person:
    """`roles_then` are what history says: (moment, roles), in order; the last are those of now."""

    roles: tuple[str, ...] = ()
    joined_on: Day = None
    left_on: Day = None
    roles_then: tuple[tuple[datetime, tuple[str, ...]], ...] = ()


@dataclass(frozen=True)
class Use:
    day: date
    value: Decimal
    metric: str = "login"
    source: str = "typed"


@dataclass(frozen=True)
class Invitation:
    """A follow-up, or the answer to a campaign; to some follow-ups nobody was `invited`."""

    at: datetime
    attended: bool | None = None
    is_campaign: bool = False
    source: str = "typed"
    invited: bool = True
    subject: str = ""
    business_review: str = ""
    next_step: str = ""


@dataclass(frozen=True)
class Bought:
    """A line of an order on that day: `order` is its place among the customer's rows."""

    order: int
    line: int
    amount: Decimal = Decimal(10)
    is_on_order: bool = False


@dataclass(frozen=True)
class Relevant:
    line: int
    valid_from: Day = None
    valid_to: Day = None


@dataclass(frozen=True)
class Signal:
    """Of the customer it is written down at, or of its industry, or of its region."""

    published_on: date
    impact: int
    reach: str = "customer"
    ends_on: Day = None
    direction: str = "bad"
    kind: str = "other"


@dataclass
class Facts:
    """`staff` is what history says of the number of employees: (moment, number), in order."""

    needs: list[Need] = field(default_factory=list)
    answers: list[Answer] = field(default_factory=list)
    tickets: list[Ticket] = field(default_factory=list)
    invoices: list[Invoice] = field(default_factory=list)
    contracts: list[Contract] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)
    usage: list[Use] = field(default_factory=list)
    invitations: list[Invitation] = field(default_factory=list)
    bought: list[Bought] = field(default_factory=list)
    relevant: list[Relevant] = field(default_factory=list)
    signals: list[Signal] = field(default_factory=list)
    deals: list[Deal] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    staff: list[tuple[datetime, int | None]] = field(default_factory=list)


@dataclass(frozen=True)
class Measured:
    """`status` is the letter that is stored: measured, missing (x), not applicable, stale."""

    status: str
    raw: float | None = None
