"""Each of the twelve by hand: what a customer did, and the raw figure that comes of it."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from accounts.models import FactChange
from accounts.tests.factories import MarketSignalFactory
from health.models import HealthModelVersion, HealthScore
from health.queries.evidence import rows_behind
from health.services.score import score
from health.tests.books import bought, store, store_feeds
from health.tests.facts import (
    Answer,
    Bought,
    Clock,
    Contract,
    Facts,
    Invitation,
    Invoice,
    Need,
    Person,
    Relevant,
    Signal,
    Ticket,
    Use,
)
from health.tests.reference import Book

D = date(2026, 11, 20)  # a Friday
ROLES = ("decision_maker", "purchaser", "user", "finance")
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("model")]


def ago(days: int) -> date:
    return D - timedelta(days)


def at(days: int, hour: int = 12) -> datetime:
    return datetime(2026, 11, 20, hour, tzinfo=ZoneInfo("Asia/Shanghai")) - timedelta(days)


def measured(code: str, facts: Facts, tier: str = "", orders: Book | None = None):
    """(status, raw) of an indicator; the customer has ordered once, five days ago."""
    book = orders or bought(ago(5))
    book.facts, book.tier = facts, tier
    [customer] = store([book])
    score(day=D)
    row = HealthScore.objects.get(customer=customer, day=D)
    place = HealthModelVersion.objects.get(number="1.0").rules.figures.index(code)
    assert rows_behind(customer, code, D)
    return row.states[place], row.raw[place]


def closed(days: int) -> Need:
    return Need(ago(days), ago(days + 9), ago(days), ago(days))


def invoice(due: int, amount: int, *, paid: int | None = None, **more: object) -> Invoice:
    paid_on = None if paid is None else ago(paid)
    return Invoice(ago(due + 30), ago(due), Decimal(amount), paid_on=paid_on, **more)


NEEDS = [
    ([closed(3), closed(40), Need(ago(9), ago(20))], 100 * (2 + 1.8) / 5),
    ([Need(ago(9), ago(20), solved_on=ago(9))], 100 * 1.8 / 3),  # solved, not confirmed
    ([closed(180)], None),
    ([Need(ago(-1), ago(20))], None),  # due tomorrow
    ([Need(ago(9), ago(20), cancelled_on=D)], None),
]


@pytest.mark.parametrize(("needs", "raw"), NEEDS)
def test_needs_closure_is_of_those_due_in_half_a_year(needs, raw) -> None:
    status = "n" if raw is None else "m"
    assert measured("needs_closure", Facts(needs=needs)) == (status, pytest.approx(raw))


def test_product_breadth_compares_with_what_is_relevant_or_was_ever_bought() -> None:
    facts = Facts(
        bought=[Bought(0, line=0), Bought(1, line=1)],
        relevant=[Relevant(2), Relevant(3, valid_to=ago(1))],
    )
    orders = bought(ago(5), ago(400))
    assert measured("product_breadth", facts, orders=orders) == ("m", pytest.approx(100 / 3))
    assert measured("product_breadth", Facts(relevant=[Relevant(2)])) == ("n", None)


def test_csat_starts_with_one_average_answer_and_is_missing_without_any() -> None:
    answers = [Answer(at(1), 100), Answer(at(179), 60), Answer(at(180), 0), Answer(at(3), 9, "nps")]
    assert measured("csat", Facts(answers=answers)) == ("m", pytest.approx(245 / 3))
    assert measured("csat", Facts()) == ("x", None)


def test_complaints_weigh_by_severity_and_half_when_the_customer_has_verified() -> None:
    store_feeds({("tickets", "desk"): (D, 30)})
    tickets = [
        Ticket(at(3), "complaint", "major"),
        Ticket(at(9), "complaint", "low", solved_at=at(8), verified_at=at(8)),
        Ticket(at(90), "complaint"),
        Ticket(at(3), "issue", "major"),
    ]
    assert measured("complaint_rate", Facts(tickets=tickets)) == ("m", pytest.approx(3.25))
    often = bought(*(ago(days) for days in range(0, 80, 4)))
    raw = measured("complaint_rate", Facts(tickets=tickets), orders=often)
    assert raw == ("m", pytest.approx(3.25 / 2))
    assert measured("complaint_rate", Facts()) == ("m", 0)


def test_complaints_are_not_applicable_where_nobody_tells_of_tickets() -> None:
    assert measured("complaint_rate", Facts()) == ("n", None)


def test_clocks_count_when_they_are_due_unless_the_ticket_was_cancelled_before() -> None:
    clocks = (Clock(at(3), at(3, 11)), Clock(at(3), at(2)), Clock(at(3)))
    facts = Facts(tickets=[Ticket(at(4), clocks=clocks), Ticket(at(99), clocks=(Clock(at(95)),))])
    assert measured("sla_attainment", facts) == ("m", pytest.approx(100 * (1 + 1.84) / 5))
    ended = Ticket(at(4), clocks=(Clock(at(1)),), cancelled_on=ago(2))
    assert measured("sla_attainment", Facts(tickets=[ended])) == ("n", None)


RESOLVED = [
    (Ticket(at(30), solved_at=at(29), closed_at=at(20)), 1),
    (Ticket(at(30), solved_at=at(29), reopened_at=at(20)), 0),
    (Ticket(at(30), solved_at=at(29), reopened_at=at(20), verified_at=at(19)), 1),
    (Ticket(at(60), solved_at=at(59), reopened_at=at(44)), 1),  # after fifteen days
    (Ticket(at(30)), 0),
    (Ticket(at(14)), None),  # ten working days old: Friday to Friday, twice
    (Ticket(at(15)), 0),
]


@pytest.mark.parametrize(("ticket", "good"), RESOLVED)
def test_resolved_for_good_is_solved_and_not_soon_reopened(ticket, good) -> None:
    expected = ("n", None) if good is None else ("m", pytest.approx(100 * (good + 1.84) / 3))
    assert measured("resolution_rate", Facts(tickets=[ticket])) == expected


def test_a_ticket_that_came_again_was_not_resolved() -> None:
    first = Ticket(at(30), solved_at=at(29), closed_at=at(28))
    again = Ticket(at(3), repeats=0)
    facts = Facts(tickets=[first, again])
    assert measured("resolution_rate", facts) == ("m", pytest.approx(100 * 1.84 / 3))


INVOICES = [
    ([invoice(40, 100, paid=30), invoice(20, 300, paid=25)], 100 * 10 / 400),
    ([invoice(300, 100)], 300),  # unpaid, however old
    ([invoice(300, 100, paid=200)], None),
    ([invoice(-10, 100), invoice(20, 100)], 20 / 2),  # what is not due yet is not late
    ([invoice(20, 100), invoice(20, 100, cancelled_on=D)], 20),
    ([invoice(10, 1), invoice(9, 1), invoice(90, 10**6, currency="USD")], 19 / 2),
    ([invoice(10, -5)], None),
]


@pytest.mark.parametrize(("invoices", "raw"), INVOICES)
def test_days_late_are_weighted_by_amount(invoices, raw) -> None:
    status = "n" if raw is None else "m"
    assert measured("payment_days", Facts(invoices=invoices)) == (status, pytest.approx(raw))


PEOPLE = [
    ("", [Person(("purchaser",))], 100),
    ("", [Person(("user", "finance"))], 0),
    ("key", [Person(("decision_maker", "purchaser")), Person(("user",))], 75),
    ("key", [Person(ROLES), Person(("user",), left_on=ago(3))], 100),  # has a successor
    ("key", [Person(ROLES[1:]), Person(("decision_maker",), left_on=ago(3))], 75 - 40),
    ("key", [Person(ROLES[:3]), Person(("finance",), left_on=ago(3))], 75 - 20),
    ("key", [Person(ROLES[:3]), Person(("finance",), left_on=ago(90))], 75),
    ("", [Person(("purchaser",)), Person(("decision_maker",), left_on=ago(3))], 60),
    ("", [Person(("purchaser",), left_on=ago(3))], 0),
    ("", [Person(("purchaser",), joined_on=ago(-1))], None),
]


@pytest.mark.parametrize(("tier", "people", "raw"), PEOPLE)
def test_needed_roles_are_held_by_somebody_who_is_there(tier, people, raw) -> None:
    status = "x" if raw is None else "m"
    found = measured("contact_stability", Facts(people=people), tier)
    assert found == (status, pytest.approx(raw))


def test_roles_are_those_of_the_day() -> None:
    person = Person((), roles_then=((at(30), ("purchaser",)), (at(-1), ())))
    assert measured("contact_stability", Facts(people=[person])) == ("m", 100)


def test_portal_activity_is_compared_with_the_own_usual_by_working_day() -> None:
    """The National Day holidays lie in the usual, so that fewer log-ins in them are no pattern."""
    working = [day for day in range(395) if ago(day).weekday() < 5]
    usage = [Use(ago(day), Decimal(2)) for day in working]
    status, raw = measured("portal_activity", Facts(usage=usage))
    assert (status, raw) == ("m", pytest.approx(1, abs=0.08))
    halved = [Use(use.day, use.value / 2) if use.day > ago(30) else use for use in usage]
    assert measured("portal_activity", Facts(usage=halved))[1] == pytest.approx(0.5, abs=0.06)
    assert measured("portal_activity", Facts(usage=usage[:4])) == ("n", None)
    stock = [Use(ago(1), Decimal(500), "stock")]
    assert measured("portal_activity", Facts(usage=stock)) == ("n", None)


def test_a_feed_that_stopped_long_ago_is_judged_by_the_working_days_of_then() -> None:
    usage = [Use(ago(day), Decimal(2), source="desk") for day in range(700, 1095)]
    [customer] = store([Book(bought(ago(900)).rows, facts=Facts(usage=usage))])
    place = HealthModelVersion.objects.get(number="1.0").rules.figures.index("portal_activity")
    score(day=ago(700))
    then = HealthScore.objects.get(customer=customer, day=ago(700))
    store_feeds({("usage", "desk"): (ago(700), 7)})
    score(day=D)
    now = HealthScore.objects.get(customer=customer, day=D)
    assert (then.states[place], now.states[place]) == ("m", "s")
    assert now.raw[place] == then.raw[place] == pytest.approx(1, abs=0.08)


def test_taking_part_is_of_what_is_known_to_have_been_accepted_or_not() -> None:
    invitations = [
        Invitation(at(3), attended=True),
        Invitation(at(4), attended=False, is_campaign=True),
        Invitation(at(5), attended=None),
        Invitation(at(90), attended=False),
    ]
    facts = Facts(invitations=invitations)
    assert measured("touch_participation", facts) == ("m", pytest.approx(100 * 2.8 / 4))


def test_a_customer_with_contracts_only_is_scored_by_their_value() -> None:
    facts = Facts(
        contracts=[
            Contract(ago(500), ago(136), amount=Decimal(36500)),
            Contract(ago(135), None, amount=Decimal(18250)),
        ]
    )
    assert measured("order_amount", facts, orders=Book()) == ("m", pytest.approx(0.5))
    assert measured("order_frequency", facts, orders=Book()) == ("n", None)
    new = Facts(contracts=[Contract(ago(20), None, amount=Decimal(500))])
    assert measured("order_amount", new, orders=Book()) == ("m", 1)


def test_a_contract_of_unknown_value_is_not_one_that_is_worth_nothing() -> None:
    contracts = [Contract(ago(500), ago(20)), Contract(ago(19), amount=None)]
    facts = Facts(contracts=contracts)
    assert measured("order_amount", facts, orders=Book()) == ("n", None)


def test_the_evidence_of_a_customer_without_orders_is_its_contracts() -> None:
    book = Book(facts=Facts(contracts=[Contract(ago(500)), Contract(ago(20))]))
    [customer] = store([book])
    evidence = rows_behind(customer, "order_amount", D)
    assert [row[0] for row in evidence.rows] == [ago(20), ago(500)]
    assert (evidence.total, evidence.window) == (2, None)


def test_market_signals_reach_the_customer_its_industry_or_its_region() -> None:
    books = [bought(ago(5)) for _ in range(4)]
    for book, (industry, region) in zip(
        books, [("机械", "杭州"), ("机械", "宁波"), ("电子", "杭州"), ("", "")], strict=True
    ):
        book.industry, book.region = industry, region
    books[0].facts.signals = [
        Signal(ago(3), -5, "industry"),
        Signal(ago(3), 2, "region"),
        Signal(ago(3), -4, "customer"),
        Signal(ago(3), -9, "customer", ends_on=D),
    ]
    customers = store(books)
    score(day=D)
    rows = [HealthScore.objects.get(customer=customer, day=D) for customer in customers]
    assert [row.raw[-1] for row in rows] == [-7, -5, 2, None]
    assert [row.adjustment for row in rows] == [-7, -5, rows[2].adjustment, 0]
    assert rows_behind(customers[0], "market_signals", D).total == 3


def test_facts_of_later_days_change_nothing() -> None:
    book = bought(ago(5))
    book.facts = Facts(people=[Person(("purchaser",))], answers=[Answer(at(2), 70)])
    later = Facts(
        needs=[Need(ago(-1), ago(-1))],
        answers=[Answer(at(-1), 0)],
        tickets=[Ticket(at(-1), "complaint", "major", clocks=(Clock(at(-2)),))],
        invoices=[Invoice(ago(-1), ago(-1), Decimal(10))],
        contracts=[Contract(ago(-1))],
        people=[Person(("decision_maker",), joined_on=ago(-1))],
        usage=[Use(ago(-1), Decimal(100))],
        invitations=[Invitation(at(-1), attended=False)],
        signals=[Signal(ago(-1), -10)],
    )
    plain, planted = store([book, Book(book.rows, facts=_both(book.facts, later))])
    score(day=D)
    first, second = (HealthScore.objects.get(customer=one, day=D) for one in (plain, planted))
    assert (first.raw, first.states, first.score) == (second.raw, second.states, second.score)


def _both(some: Facts, more: Facts) -> Facts:
    added = vars(more)
    return Facts(**{kind: facts + added[kind] for kind, facts in vars(some).items()})


def test_a_new_signal_has_whom_it_reaches_scored_again() -> None:
    books = [bought(ago(5)) for _ in range(3)]
    for book, (industry, region) in zip(
        books, [("机械", "杭州"), ("机械", "宁波"), ("", "")], strict=True
    ):
        book.industry, book.region = industry, region
    customers = store(books)
    FactChange.objects.all().delete()
    MarketSignalFactory(customer=None, industry="机械", region="宁波", impact=-3)
    assert set(FactChange.objects.values_list("customer_id", flat=True)) == {customers[1].pk}
    MarketSignalFactory(customer=customers[2], industry="机械", impact=-3)
    MarketSignalFactory(customer=None, industry="", region="", impact=-3)  # names nobody
    changed = set(FactChange.objects.values_list("customer_id", flat=True))
    assert changed == {customers[1].pk, customers[2].pk}
