"""Customers out of a seed who buy steadily, or stop, followed for a year and a half.

The shares are those that HEA-01 promises; read naively, a steady buyer of one order in 150 days
is orange or red in nearly half of the weeks.
"""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

import pytest

from accounts.models import Customer
from health.choices import Level
from health.models import HealthScore
from health.services.score import score
from health.tests.books import store
from health.tests.facts import Answer, Clock, Facts, Invitation, Invoice, Need, Person, Ticket, Use
from health.tests.reference import Book, Row

FIRST, LAST = date(2022, 1, 3), date(2026, 6, 1)
WEEKS = [LAST - timedelta(weeks=n) for n in range(78, -1, -2)]
STOPPED = WEEKS[13]
BAD = {Level.ORANGE, Level.RED}
EACH = 6
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("model")]


def orders(random: Random, every: float, until: date = LAST) -> Iterable[Row]:
    """Intervals and amounts that scatter by a fifth around the usual."""
    day = float(random.uniform(0, every))
    while (ordered_on := FIRST + timedelta(days=int(day))) <= until:
        yield Row(ordered_on, Decimal(random.randint(8_000, 12_000)))
        day += max(1.0, random.gauss(every, every / 5))


def seasonal(random: Random, until: date = LAST) -> Iterable[Row]:
    """Every ten days from March to September, and nothing else."""
    return (row for row in orders(random, 10, until) if 3 <= row.day.month <= 9)


def book(random: Random, rows: Iterable[Row], tier: str = "general", until: date = LAST) -> Book:
    """All is well beside its orders; from `until` on nothing more is heard of it."""
    rows = list(rows)
    days = [FIRST + timedelta(days=n) for n in range((until - FIRST).days)]
    moments = [datetime.combine(day, time(10), ZoneInfo("Asia/Shanghai")) for day in days[::45]]
    hours = timedelta(hours=random.randint(1, 20))
    facts = Facts(
        needs=[Need(day, day, day, day) for day in days[::60]],
        people=[Person(("decision_maker", "purchaser", "user", "finance"))],
        answers=[Answer(moment, random.choice([75, 85, 90, 95])) for moment in moments],
        tickets=[
            Ticket(
                moment,
                solved_at=moment + hours,
                verified_at=moment + hours,
                closed_at=moment + hours,
                clocks=(Clock(moment + timedelta(1), moment + hours),),
            )
            for moment in moments
        ],
        invoices=[
            Invoice(row.day, row.day + timedelta(30), row.amount, paid_on=row.day + timedelta(35))
            for row in rows
        ],
        usage=[Use(day, Decimal(random.randint(1, 5))) for day in days if day.weekday() < 5],
        invitations=[Invitation(moment, attended=random.random() < 0.9) for moment in moments],
    )
    return Book(rows, tier, facts=facts)


RHYTHMS = (7.5, 22.0, 60.0, 150.0)


def followed(books: dict[str, list[Book]]) -> dict[str, list[list[str]]]:
    """The levels of each customer, fortnight by fortnight."""
    customers: list[tuple[str, Customer]] = []
    for name, some in books.items():
        customers += [(name, customer) for customer in store(some)]
    for week in WEEKS:
        score(day=week)
    levels: dict[int, list[str]] = {}
    for customer, level in HealthScore.objects.order_by("day").values_list("customer", "level"):
        levels.setdefault(customer, []).append(level)
    found: dict[str, list[list[str]]] = {name: [] for name in books}
    for name, customer in customers:
        found[name].append(levels[customer.pk])
    return found


def test_steady_customers_of_every_rhythm_are_well_most_of_the_time() -> None:
    random = Random(20260601)
    books = {
        str(every): [book(random, orders(random, every)) for _ in range(EACH)] for every in RHYTHMS
    }
    books["seasonal"] = [book(random, seasonal(random)) for _ in range(EACH)]
    for name, customers in followed(books).items():
        weeks = [level for levels in customers for level in levels]
        well = weeks.count(Level.HEALTHY) / len(weeks)
        bad = sum(level in BAD for level in weeks) / len(weeks)
        assert (name, well >= 0.8, bad <= 0.06) == (name, True, True), (well, bad)


def test_a_strategic_or_key_customer_that_stops_is_soon_in_trouble_and_stays_so() -> None:
    """Within ninety days of the first order that did not come, at the next fortnightly look.

    Of a rhythm of 150 days a quarter without an order is usual. Where the same quarter a year
    earlier had none either, HEA-01 reads it as an off-season, and nothing is expected: only in
    such a quarter such a customer may look well once more.
    """
    random = Random(20260602)
    books = {
        f"{tier} {every}": [
            book(random, orders(random, every, STOPPED), tier, STOPPED) for _ in range(3)
        ]
        for tier in ("strategic", "key")
        for every in RHYTHMS
    }
    for name, customers in followed(books).items():
        every = float(name.split()[1])
        for stopped, levels in zip(books[name], customers, strict=True):
            missed = max(row.day for row in stopped.rows) + timedelta(days=every)
            silent = dict(zip(WEEKS, levels, strict=True))
            quiet = [day for day in WEEKS if day > missed and silent[day] not in BAD]
            first = next(day for day in WEEKS if day >= STOPPED and silent[day] in BAD)
            unseen = [day for day in quiet if day < first]
            assert max(unseen, default=missed) <= missed + timedelta(90), name
            assert every == 150 or (first - STOPPED).days <= max(90, 2 * every), name
            well = [day for day in quiet if day > first and silent[day] == Level.HEALTHY]
            assert all(every == 150 and is_off_season(stopped, day) for day in well), name


def is_off_season(stopped: Book, day: date) -> bool:
    """Nothing was bought in the same ninety days a year earlier."""
    first, last = day - timedelta(455), day - timedelta(365)
    return not any(first < row.day <= last for row in stopped.rows)
