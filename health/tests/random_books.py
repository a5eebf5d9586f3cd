"""Order books out of a seed, crowded around the days where a window begins or ends."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from random import Random

from health.tests.random_facts import INDUSTRIES, REGIONS, facts_of, forget_since
from health.tests.reference import Book, Feeds, Row

KINDS = ("needs", "surveys", "tickets", "invoices", "usage", "followups", "campaign_responses")

DAYS = [date(2024, 2, 29), date(2025, 2, 28), date(2025, 3, 1), date(2026, 11, 20)]
EDGES = [-1, 0, 1, 89, 90, 91, 179, 180, 364, 365, 366, 454, 455, 456, 457, 545, 546, 820, 821]


def company(seed: int) -> tuple[date, list[Book], Feeds]:
    """A day, about 150 customers, and their feeds; one tier is just large enough to compare by."""
    random = Random(seed)
    day = random.choice(DAYS)
    crowd = [_buyer(random, day, "strategic") for _ in range(random.choice([19, 20, 21]))]
    others = [
        Book(_history(random, day), random.choice(["key", "general", ""])) for _ in range(130)
    ]
    for book in random.sample(others, 5):
        book.churned_on = day + timedelta(random.choice([-30, -1, 0, 1]))
    books = crowd + others
    feeds: Feeds = {}
    for source in ("erp", "shop"):
        quiet = random.choice([0, 0, 6, 7, 8, 9, 45])
        _fall_quiet(books, source, day - timedelta(quiet), day)
        if random.random() < 0.8:
            last = day - timedelta(quiet + random.choice([-60, -1, 0, 0, 0, 3]))
            feeds["orders", source] = (last, 7)
    for book in books:
        book.industry, book.region = random.choice(INDUSTRIES), random.choice(REGIONS)
        book.facts = facts_of(random, day, book.rows)
    for kind, source in product(KINDS, ("desk", "mail")):
        if random.random() < 0.5:
            last = day - timedelta(random.choice([0, 0, 0, 29, 30, 31, 60]))
            feeds[kind, source] = (last, 7 if kind == "usage" else 30)
            for book in books:
                forget_since(book.facts, kind, source, last, day)
    return day, books, feeds


def _fall_quiet(books: list[Book], source: str, last: date, day: date) -> None:
    """Take away what a source told between `last` and `day`; later days may be there again."""
    for book in books:
        book.rows = [row for row in book.rows if row.source != source or not last < row.day <= day]


def _buyer(random: Random, day: date, tier: str) -> Book:
    first = Row(day - timedelta(random.randrange(900)), Decimal(100), source="typed")
    return Book([first, *_history(random, day)], tier)


def _history(random: Random, day: date) -> list[Row]:
    kind = random.choice([_scattered, _scattered, _steady, _seasonal, _currencies])
    return kind(random, day)


def _ago(random: Random) -> int:
    return random.choice(EDGES) if random.random() < 0.6 else random.randint(-40, 900)


def _amount(random: Random) -> Decimal:
    some = [Decimal(0), Decimal("0.01"), Decimal("999999999.99"), Decimal(-200)]
    return (
        random.choice(some)
        if random.random() < 0.2
        else Decimal(random.randint(-30_000, 400_000)) / 100
    )


def _scattered(random: Random, day: date) -> list[Row]:
    rows = []
    for _ in range(random.choice([0, 1, 1, 2, 3, 8, 15])):
        ordered_on = day - timedelta(_ago(random))
        cancelled_on = day + timedelta(random.choice([-200, -1, 0, 1]))
        cancelled = random.random() < 0.2 and cancelled_on >= ordered_on
        rows.append(
            Row(
                ordered_on,
                _amount(random),
                random.choice(["CNY", "CNY", "CNY", "EUR"]),
                cancelled_on if cancelled else None,
                random.choice(["typed", "erp", "erp", "shop"]),
            )
        )
    return rows


def _steady(random: Random, day: date) -> list[Row]:
    """A rhythm that began, and perhaps ended, at an edge."""
    every, amount = random.randint(5, 120), Decimal(random.randint(1, 500_000)) / 100
    ended, began = sorted([random.choice([0, 0, *EDGES]), random.choice(EDGES)])
    days = {began, *range(max(0, ended), began, every)}
    return [Row(day - timedelta(back), amount, source="erp") for back in sorted(days)]


def _seasonal(random: Random, day: date) -> list[Row]:
    """Busy but for one season, and in a year's time the same season again."""
    last = random.choice([91, 120, 364, 365, 366])
    rests = range(random.choice([366, 380]), random.choice([440, 454, 455]))
    days = [back for back in range(last, 900, random.randint(5, 40)) if back not in rests]
    days += random.sample(rests, random.choice([0, 1, 2]))
    return [Row(day - timedelta(back), _amount(random), source="shop") for back in days]


def _currencies(random: Random, day: date) -> list[Row]:
    """As many rows of one currency as of another, or nearly."""
    rows = []
    for currency in random.sample(["CNY", "EUR", "GBP", "USD"], random.choice([2, 3])):
        for _ in range(random.choice([1, 2, 2])):
            ordered_on = day - timedelta(random.choice([*EDGES, 30, 200]))
            rows.append(Row(ordered_on, abs(_amount(random)), currency))
    return rows
