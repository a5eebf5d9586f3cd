"""The score again, slowly: written from its definition, one customer and one row at a time.

It shares nothing with the SQL, not even constants, so that a mistake would have to be made twice.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Row:
    """An order, or a credit note when the amount is below zero."""

    day: date
    amount: Decimal
    currency: str = "CNY"
    cancelled_on: date | None = None
    source: str = "typed"


@dataclass
class Book:
    """A customer with everything that is known of it."""

    rows: list[Row] = field(default_factory=list)
    tier: str = ""
    churned_on: date | None = None


@dataclass(frozen=True)
class Result:
    """Not rounded. `level` is that of the score rounded to 0.01."""

    reason: str
    stale: bool = False
    frequency: float | None = None
    amount: float | None = None
    silence: float | None = None
    mean: float | None = None
    score: float | None = None
    level: str = "unscored"
    coverage: float = 0


class Known:
    """One customer as a day knows it: the rows that count, and what follows from them."""

    def __init__(self, book: Book, day: date, feeds: dict[str, date]) -> None:
        self.rows = [
            row
            for row in book.rows
            if row.day <= day and (row.cancelled_on is None or row.cancelled_on > day)
        ]
        self.tier = book.tier or "general"
        self.order_days = {row.day for row in self.rows if row.amount >= 0}
        ends = {feeds.get(row.source, day) for row in self.rows}
        self.evaluated_on = max(ends, default=day)
        if not self.order_days:
            return
        self.first, self.last = min(self.order_days), max(self.order_days)
        self.usual_until = min(self.evaluated_on - timedelta(90), self.last)
        self.observed = sum(
            1 for back in range(365) if self.usual_until - timedelta(back) >= self.first
        )
        self.own_days = self.count(self.usual_until, 365)

    def count(self, until: date, days: int) -> int:
        """Order days among the `days` that end at `until`."""
        return len({day for day in self.order_days if until - timedelta(days) < day <= until})

    def main_currency(self) -> str:
        year_ago = self.evaluated_on - timedelta(365)
        recently = Counter(row.currency for row in self.rows if row.day > year_ago)
        ever = Counter(row.currency for row in self.rows)
        return min(ever, key=lambda currency: (-recently[currency], -ever[currency], currency))

    def net(self, until: date, days: int) -> Decimal:
        currency = self.main_currency()
        return sum(
            (
                row.amount
                for row in self.rows
                if row.currency == currency and until - timedelta(days) < row.day <= until
            ),
            ZERO,
        )

    def average_order(self) -> float:
        """Of the usual year, or of all the time when nothing was ordered in it."""
        first = self.usual_until - timedelta(365)
        days = {day for day in self.order_days if first < day <= self.usual_until}
        days = days or self.order_days
        currency = self.main_currency()
        amounts = [
            row.amount
            for row in self.rows
            if row.amount >= 0 and row.currency == currency and row.day in days
        ]
        return float(sum(amounts, ZERO)) / len(days)


def feed_ends(books: list[Book], feeds: dict[str, tuple[date, int]], day: date) -> dict[str, date]:
    """For each feed the day up to which it can be believed; feeds: (newest day, patience)."""
    ends = {}
    for source, (last_fact_on, patience) in feeds.items():
        facts = [row.day for book in books for row in book.rows if row.source == source]
        facts += [last_fact_on]
        newest = max((fact for fact in facts if fact <= day), default=None)
        stopped = newest is not None and (day - newest).days > patience
        ends[source] = newest if stopped else day
    return ends


def reference(
    books: list[Book], day: date, feeds: dict[str, tuple[date, int]] | None = None
) -> list[Result]:
    """What version 1.0 makes of the order books, in their order, with two indicators measured."""
    ends = feed_ends(books, feeds or {}, day)
    known = [Known(book, day, ends) for book in books]
    buyers = [customer for customer in known if customer.order_days]
    results = []
    for book, customer in zip(books, known, strict=True):
        if book.churned_on and book.churned_on <= day:
            results.append(Result("churned"))
        elif not customer.rows:
            results.append(Result("no_order"))
        elif not customer.order_days:
            results.append(Result("credit_notes_only"))
        else:
            results.append(_score(customer, _peers_pace(customer, buyers), day))
    return results


def _peers_pace(customer: Known, buyers: list[Known]) -> float:
    alike = [other for other in buyers if other.tier == customer.tier]
    group = alike if len(alike) >= 20 else buyers
    observed = sum(other.observed for other in group)
    return sum(other.own_days for other in group) / observed if observed else 0.0


def _score(customer: Known, peers_pace: float, day: date) -> Result:
    end = customer.evaluated_on
    pace = (customer.own_days + 90 * peers_pace) / (customer.observed + 90)
    year_earlier = end - timedelta(365)
    expected_days, expected_net = 90 * pace, 90 * pace * customer.average_order()
    days_then = customer.count(year_earlier, 90)
    has_history = (end - customer.first).days >= 455
    if has_history:
        expected_days = min(expected_days, days_then)
        expected_net = min(expected_net, float(max(ZERO, customer.net(year_earlier, 90))))

    frequency = (customer.count(end, 90) + 1) / (expected_days + 1)
    average = customer.average_order()
    net = float(max(ZERO, customer.net(end, 90)))
    amount = (net + average) / (expected_net + average) if expected_net + average > 0 else 1.0

    quiet = (end - customer.last).days
    silence = quiet * pace
    if has_history and days_then < 0.5 * 90 * pace and quiet <= 365:
        silence = min(silence, days_then)

    cap = _line(silence, [(2, 100), (3, 70), (4, 35), (6, 0)])
    better = [(0, 0), (0.25, 25), (0.5, 55), (0.7, 78), (0.85, 90), (1, 95), (1.25, 100)]
    points = [min(_line(raw, better), cap) for raw in (frequency, amount)]
    mean = (12 * points[0] + 12 * points[1]) / 24
    score = max(0.0, min(100.0, mean - 0.4 * max(0.0, 60 - mean)))
    return Result(
        "",
        stale=end < day,
        frequency=frequency,
        amount=amount,
        silence=silence,
        mean=mean,
        score=score,
        # 24 of 100 measured is under 40: what looks healthy is not known to be.
        level=_level(round(score, 2)),
        coverage=0 if end < day else 1,
    )


def _level(score: float) -> str:
    if score >= 80:
        return "unknown"
    if score >= 70:
        return "yellow"
    return "orange" if score >= 60 else "red"


def _line(x: float, points: list[tuple[float, float]]) -> float:
    if x <= points[0][0]:
        return points[0][1]
    for index in range(1, len(points)):
        x0, y0 = points[index - 1]
        x1, y1 = points[index]
        if x <= x1:
            return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
    return points[-1][1]
