"""Raw figures of the facts beside orders, slowly: one customer, one row, one day at a time."""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from common.working_time import is_working_day_in_china
from health.tests.facts import Contract, Invoice, Measured, Person, Ticket

if TYPE_CHECKING:
    from health.tests.reference import Book, Feeds, Known

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOT_APPLICABLE, MISSING = "n", "x"


def day_of(moment: datetime) -> date:
    return moment.astimezone(SHANGHAI).date()


def by(moment: datetime | None, day: date) -> bool:
    """Whether it had happened by the end of the day."""
    midnight = datetime.combine(day + timedelta(1), time(), SHANGHAI).astimezone(UTC)
    return moment is not None and moment < midnight


def within(when: date, end: date, days: int) -> bool:
    return end - timedelta(days) < when <= end


@cache
def working(day: date) -> bool:
    return is_working_day_in_china(day)


def worked(first: date, last: date) -> int:
    """Working days after `first`, up to `last` and with it."""
    return sum(working(first + timedelta(n)) for n in range(1, (last - first).days + 1))


class Evaluated:
    """When each kind of facts of a customer is evaluated, given the feeds."""

    def __init__(self, day: date, feeds: "Feeds") -> None:
        self.day, self.feeds = day, feeds

    def ends(self, kinds: Iterable[str]) -> dict[str, date]:
        newest: dict[str, tuple[date, int]] = {}
        for (kind, source), (last, patience) in self.feeds.items():
            if kind in kinds:
                before = newest.get(source, (date.min, 0))
                newest[source] = max(last, before[0]), max(patience, before[1])
        return {
            source: last if (self.day - last).days > patience else self.day
            for source, (last, patience) in newest.items()
        }

    def of(self, rows: Iterable[Any], *kinds: str) -> date:
        ends = self.ends(kinds)
        return max((ends.get(row.source, self.day) for row in rows), default=self.day)

    def status(self, end: date) -> str:
        return "s" if end < self.day else "m"


def measured(book: "Book", orders: "Known", day: date, feeds: "Feeds") -> dict[str, Measured]:
    """All twelve, with the purchasing ones as if there were no orders."""
    at = Evaluated(day, feeds)
    senior = orders.tier in ("strategic", "key")
    return {
        "needs_closure": needs_closure(book, at),
        "product_breadth": product_breadth(book, orders, at),
        "csat": csat(book, at),
        "complaint_rate": complaint_rate(book, orders, at),
        "sla_attainment": sla_attainment(book, at),
        "resolution_rate": resolution_rate(book, at),
        "order_frequency": Measured(NOT_APPLICABLE),
        "order_amount": contract_value(book.facts.contracts, day),
        "payment_days": payment_days(book, at),
        "contact_stability": contact_stability(book.facts.people, day, senior=senior),
        "portal_activity": portal_activity(book, at),
        "touch_participation": touch_participation(book, at),
    }


def needs_closure(book: "Book", at: Evaluated) -> Measured:
    known = [
        need
        for need in book.facts.needs
        if need.due_on <= at.day
        and need.raised_on <= at.day
        and not (need.cancelled_on and need.cancelled_on <= at.day)
    ]
    end = at.of(known, "needs")
    due = [need for need in known if within(need.due_on, end, 180)]
    closed = [
        need
        for need in due
        if need.solved_on
        and need.solved_on <= at.day
        and need.confirmed_on
        and need.confirmed_on <= at.day
    ]
    if not due:
        return Measured(NOT_APPLICABLE)
    return Measured(at.status(end), 100 * (len(closed) + 1.8) / (len(due) + 2))


def product_breadth(book: "Book", orders: "Known", at: Evaluated) -> Measured:
    sold = [
        (line.line, book.rows[line.order])
        for line in book.facts.bought
        if book.rows[line.order] in orders.rows and book.rows[line.order].amount >= 0
        if line.is_on_order or line.amount >= 0
    ]
    known = {line for line, _ in sold}
    end = max((orders.feeds.get(order.source, at.day) for _, order in sold), default=at.day)
    bought = {line for line, order in sold if order.day > end - timedelta(365)}
    for line in book.facts.relevant:
        if (line.valid_from or date.min) <= at.day <= (line.valid_to or date.max):
            known.add(line.line)
    if not bought:
        return Measured(NOT_APPLICABLE)
    return Measured(at.status(end), 100 * len(bought) / len(known))


def csat(book: "Book", at: Evaluated) -> Measured:
    known = [answer for answer in book.facts.answers if by(answer.at, at.day)]
    end = at.of(known, "surveys")
    scores = [
        answer.score
        for answer in known
        if answer.kind == "csat" and within(day_of(answer.at), end, 180)
    ]
    if not scores:
        return Measured(MISSING)
    return Measured(at.status(end), (sum(scores) + 85) / (len(scores) + 1))


def _tickets(book: "Book", at: Evaluated) -> list[Ticket]:
    return [
        ticket
        for ticket in book.facts.tickets
        if by(ticket.opened_at, at.day)
        and not (ticket.cancelled_on and ticket.cancelled_on <= at.day)
    ]


def _verified(ticket: Ticket, day: date) -> bool:
    if not by(ticket.verified_at, day):
        return False
    return not (by(ticket.reopened_at, day) and ticket.reopened_at > ticket.verified_at)


def complaint_rate(book: "Book", orders: "Known", at: Evaluated) -> Measured:
    ends = at.ends(["tickets"])
    if not ends:
        return Measured(NOT_APPLICABLE)
    known = _tickets(book, at)
    end = at.of(known, "tickets") if known else max(ends.values())
    weight = 0.0
    for ticket in known:
        if ticket.kind == "complaint" and within(day_of(ticket.opened_at), end, 90):
            own = {"low": 0.5, "normal": 1, "major": 3}[ticket.severity]
            done = by(ticket.solved_at, at.day) and _verified(ticket, at.day)
            weight += own / 2 if done else own
    days = orders.count(orders.evaluated_on, 90) if orders.order_days else 0
    return Measured(at.status(end), weight / max(1, days / 10))


def sla_attainment(book: "Book", at: Evaluated) -> Measured:
    known = []
    for ticket in book.facts.tickets:
        for clock in ticket.clocks:
            ended = ticket.cancelled_on and day_of(clock.due_at) > ticket.cancelled_on
            if clock.applies and by(clock.due_at, at.day) and not ended:
                known.append((ticket, clock))
    end = at.of([ticket for ticket, _ in known], "tickets")
    due = [clock for _, clock in known if within(day_of(clock.due_at), end, 90)]
    met = [clock for clock in due if clock.met_at and clock.met_at <= clock.due_at]
    if not due:
        return Measured(NOT_APPLICABLE)
    return Measured(at.status(end), 100 * (len(met) + 1.84) / (len(due) + 2))


def resolution_rate(book: "Book", at: Evaluated) -> Measured:
    known = _tickets(book, at)
    end = at.of(known, "tickets")
    judged = resolved = 0
    for ticket in known:
        opened_on = day_of(ticket.opened_at)
        closed = by(ticket.closed_at, at.day) and not (
            by(ticket.reopened_at, at.day) and ticket.reopened_at > ticket.closed_at
        )
        if not within(opened_on, end, 180) or not (closed or worked(opened_on, end) > 10):
            continue
        judged += 1
        came_back = (
            by(ticket.reopened_at, at.day)
            and ticket.solved_at is not None
            and timedelta(0) < ticket.reopened_at - ticket.solved_at <= timedelta(14)
        )
        place = book.facts.tickets.index(ticket)
        repeated = any(later.repeats == place for later in known)
        good = by(ticket.solved_at, at.day) and (_verified(ticket, at.day) or not came_back)
        resolved += bool(good and not repeated)
    if not judged:
        return Measured(NOT_APPLICABLE)
    return Measured(at.status(end), 100 * (resolved + 1.84) / (judged + 2))


def _main_currency(rows: list[tuple[str, date]], end: date) -> str:
    ever = Counter(currency for currency, _ in rows)
    recently = Counter(currency for currency, on in rows if on > end - timedelta(365))
    return min(ever, key=lambda currency: (-recently[currency], -ever[currency], currency))


def payment_days(book: "Book", at: Evaluated) -> Measured:
    known: list[Invoice] = [
        invoice
        for invoice in book.facts.invoices
        if invoice.issued_on <= at.day
        and invoice.amount > 0
        and not (invoice.cancelled_on and invoice.cancelled_on <= at.day)
    ]
    if not known:
        return Measured(NOT_APPLICABLE)
    end = at.of(known, "invoices")
    main = _main_currency([(invoice.currency, invoice.due_on) for invoice in known], end)
    total, late = 0.0, 0.0
    for invoice in known:
        paid_on = invoice.paid_on if invoice.paid_on and invoice.paid_on <= at.day else None
        if invoice.currency == main and (within(invoice.due_on, end, 180) or paid_on is None):
            total += float(invoice.amount)
            late += float(invoice.amount) * max(0, ((paid_on or end) - invoice.due_on).days)
    return Measured(at.status(end), late / total) if total else Measured(NOT_APPLICABLE)


def contract_value(contracts: list[Contract], day: date) -> Measured:
    known = [contract for contract in contracts if contract.starts_on <= day]
    if not known:
        return Measured(NOT_APPLICABLE)
    main = _main_currency([(contract.currency, contract.starts_on) for contract in known], day)
    known = [contract for contract in known if contract.currency == main]
    if any(contract.amount is None for contract in known):
        return Measured(NOT_APPLICABLE)
    first = min(contract.starts_on for contract in known)

    def value(on: date) -> float:
        return sum(
            _yearly(contract)
            for contract in known
            if contract.starts_on <= on and _last_day(contract) >= on
        )

    at_first = sum(_yearly(contract) for contract in known if contract.starts_on == first)
    before = value(day - timedelta(365)) or at_first
    return Measured("m", value(day) / before) if before else Measured(NOT_APPLICABLE)


def _yearly(contract: Contract) -> float:
    amount = float(contract.amount or 0)
    if contract.ends_on is None:
        return amount
    return amount * 365 / ((contract.ends_on - contract.starts_on).days + 1)


def _last_day(contract: Contract) -> date:
    ends = [contract.ends_on or date.max]
    if contract.terminated_on:
        ends.append(contract.terminated_on - timedelta(1))
    return min(ends)


def roles_at(person: Person, day: date) -> set[str]:
    """What history says of the day, or what it said first."""
    if not person.roles_then:
        return set(person.roles)
    before = [roles for moment, roles in person.roles_then if by(moment, day)]
    return set(before[-1] if before else person.roles_then[0][1])


def contact_stability(people: list[Person], day: date, *, senior: bool) -> Measured:
    known = [person for person in people if (person.joined_on or date.min) <= day]
    if not known:
        return Measured(MISSING)
    there = [person for person in known if not person.left_on or person.left_on > day]
    held = set().union(*(roles_at(person, day) for person in there))
    needed = {"decision_maker", "purchaser"} | ({"user", "finance"} if senior else set())
    share = 25 * len(held & needed) if senior else (100 if held & needed else 0)
    for person in known:
        if person.left_on and within(person.left_on, day, 90):
            unfilled = (roles_at(person, day) & (needed | {"decision_maker"})) - held
            share -= 40 if "decision_maker" in unfilled else 20 if unfilled else 0
    return Measured("m", max(0, share))


def portal_activity(book: "Book", at: Evaluated) -> Measured:
    known = [
        use
        for use in book.facts.usage
        if use.day <= at.day and use.metric in ("login", "download", "product")
    ]
    end = at.of(known, "usage")
    if sum(use.value for use in known if within(use.day, end, 365)) < 10:
        return Measured(NOT_APPLICABLE)
    recent = float(sum(use.value for use in known if within(use.day, end, 30)))
    before = end - timedelta(30)
    usual = [use for use in known if within(use.day, before, 365)]
    counted = [use.day for use in known if within(use.day, end, 395)]
    first, last = min(counted), min(before, max(counted))
    days = max(0, worked(first - timedelta(1), last))
    now = worked(before, end)
    expected = recent
    if days:
        expected = float(sum(use.value for use in usual)) / max(20, days) * now
    return Measured(at.status(end), (recent + 2) / (expected + 2))


def touch_participation(book: "Book", at: Evaluated) -> Measured:
    known = [
        invitation
        for invitation in book.facts.invitations
        if by(invitation.at, at.day) and invitation.attended is not None
    ]
    end = at.of(known, "followups", "campaign_responses")
    sent = [invitation for invitation in known if within(day_of(invitation.at), end, 90)]
    if not sent:
        return Measured(NOT_APPLICABLE)
    taken = sum(bool(invitation.attended) for invitation in sent)
    return Measured(at.status(end), 100 * (taken + 1.8) / (len(sent) + 2))
