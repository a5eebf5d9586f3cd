"""What customers did, in few words, told of a day in November."""

from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from health.choices import RuleOutcome
from health.tests.books import bought
from health.tests.facts import (
    Answer,
    Contract,
    Facts,
    Invitation,
    Invoice,
    Person,
    Signal,
    Ticket,
    Use,
)
from health.tests.reference import Book, Feeds, Row

D = date(2026, 11, 20)  # a Friday
GOLDEN_WEEK = date(2026, 10, 8)  # the first day after it
SPRING_FESTIVAL = date(2026, 2, 24)  # the same; closed since the 15th
FIRES, CLEAR, TOO_FEW = RuleOutcome.FIRES, RuleOutcome.CLEAR, RuleOutcome.TOO_FEW
PAUSED, NOT_APPLICABLE = RuleOutcome.PAUSED, RuleOutcome.NOT_APPLICABLE


def ago(days: int, day: date = D) -> date:
    return day - timedelta(days)


def at(days: int, day: date = D) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=ZoneInfo("Asia/Shanghai")) - timedelta(
        days
    )


@dataclass
class Told:
    """What is known of a customer, and what a rule has to say of it."""

    outcome: RuleOutcome
    book: Book = field(default_factory=Book)
    feeds: Feeds = field(default_factory=dict)
    day: date = D
    params: dict[str, float] = field(default_factory=dict)


def every(days: int, last: int, first: int, amount: str = "1000", source: str = "typed") -> Book:
    """An order every so many days."""
    counted = range(last, first + 1, days)
    return Book([Row(ago(back), Decimal(amount), source=source) for back in counted])


def seasonal(last: int = 100, source: str = "typed") -> Book:
    """Nothing in these 90 days, as in the same days a year ago."""
    days = [*range(last, 365, 10), *range(460, 700, 10)]
    return Book([Row(ago(back), Decimal(1000), source=source) for back in days])


def quarters(last: int, before: int, oldest: int, *more: int) -> Book:
    """So many order days in each of three quarters, and on days before."""
    counts = enumerate((last, before, oldest))
    days = [90 * number + 5 * one for number, count in counts for one in range(count)]
    return bought(*(ago(back) for back in (*days, *more)))


def steady(*amounts: str, facts: Facts | None = None, source: str = "typed") -> Book:
    """A usual of exactly three orders of 1000 in 90 days, and these in the last 90."""
    usual = [Row(ago(back), Decimal(1000), source=source) for back in range(119, 450, 30)]
    recent = [Row(ago(9 * n), Decimal(one), source=source) for n, one in enumerate(amounts)]
    return Book(usual + recent, facts=facts or Facts())


def plus(book: Book, *rows: Row) -> Book:
    return replace(book, rows=[*book.rows, *rows])


def told_of(tier: str = "", **facts: list) -> Book:
    return Book(tier=tier, facts=Facts(**facts))


def answers(*scores: int, last: int = 3, **more: object) -> Book:
    """The newest first, ten days apart."""
    return told_of(answers=[Answer(at(last + 10 * n), one, **more) for n, one in enumerate(scores)])


def complaint(days: int, solved: int | None = None, **more: object) -> Ticket:
    solved_at = None if solved is None else at(solved)
    return Ticket(at(days), "complaint", solved_at=solved_at, **more)


def talks(*days: int, **more: object) -> list[Invitation]:
    return [Invitation(at(back), **more) for back in days]


def maker(**more: object) -> Person:
    return Person(("decision_maker",), **more)


def invoice(due: int, **more: object) -> Invoice:
    return Invoice(ago(due + 30), ago(due), Decimal(100), **more)


def ending(days: int, **more: object) -> Contract:
    return Contract(ago(300), ago(-days), **more)


def logins(last: int, weeks: int = 8, day: date = D, **more: object) -> list[Use]:
    return [Use(ago(last + 7 * n, day), Decimal(1), **more) for n in range(weeks)]


def uses(
    metric: str, recent: str, before: str, then: int = 45, day: date = D, source: str = "typed"
) -> Book:
    """So much of it lately, and so much `then` days ago."""
    amounts = ((2, recent), (then, before))
    return told_of(usage=[Use(ago(back, day), Decimal(n), metric, source) for back, n in amounts])


TICKETS: Feeds = {("tickets", "desk"): (D, 30)}
STOPPED: Feeds = {("orders", "erp"): (ago(30), 7)}
QUIET = talks(*range(60, 421, 15))  # 25 in 361 days: 4.2 are usual in 60


def signal(days: int, **more: object) -> Book:
    return told_of(signals=[Signal(ago(days), 0, **more)])


def good(days: int, kind: str = "policy_good", **more: object) -> Book:
    return signal(days, direction="good", kind=kind, **more)


def staff(before: int | None, now: int | None, days: int = 366) -> Book:
    return told_of(staff=[(at(days), before), (at(10), now)])
