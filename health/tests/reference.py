"""The score again, slowly: written from its definition, one customer and one row at a time.

It shares nothing with the SQL, not even constants, so that a mistake would have to be made twice.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from health.tests import reference_facts
from health.tests.facts import Facts, Measured

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
    facts: Facts = field(default_factory=Facts)
    industry: str = ""
    region: str = ""


@dataclass(frozen=True)
class Result:
    """Not rounded, but for the score before signals. `level` is that of the rounded score."""

    reason: str
    indicators: dict[str, Measured] = field(default_factory=dict)
    silence: float | None = None
    signals: float | None = None
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
        self.tier, self.feeds = book.tier or "general", feeds
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


Feeds = dict[tuple[str, str], tuple[date, int]]
"""The newest day and the patience of each feed, by kind and source."""


def feed_ends(books: list[Book], feeds: Feeds, kind: str, day: date) -> dict[str, date]:
    """For each feed of a kind the day up to which it can be believed."""
    ends = {}
    for (of_kind, source), (last_fact_on, patience) in feeds.items():
        if of_kind == kind:
            facts = [row.day for book in books for row in book.rows if row.source == source]
            facts = [*(facts if kind == "orders" else []), last_fact_on]
            newest = max((fact for fact in facts if fact <= day), default=None)
            stopped = newest is not None and (day - newest).days > patience
            ends[source] = newest if stopped else day
    return ends


def reference(books: list[Book], day: date, feeds: Feeds | None = None) -> list[Result]:
    """What version 1.0 makes of the customers, in their order."""
    feeds = feeds or {}
    ends = feed_ends(books, feeds, "orders", day)
    known = [Known(book, day, ends) for book in books]
    buyers = [customer for customer in known if customer.order_days]
    results = []
    for book, customer in zip(books, known, strict=True):
        has_contract = any(contract.starts_on <= day for contract in book.facts.contracts)
        if book.churned_on and book.churned_on <= day:
            results.append(Result("churned"))
        elif not customer.rows and not has_contract:
            results.append(Result("no_order"))
        elif not customer.order_days and not has_contract:
            results.append(Result("credit_notes_only"))
        else:
            signals = signals_of(book, books, day)
            pace = _peers_pace(customer, buyers)
            measured = reference_facts.measured(book, customer, day, feeds)
            results.append(_score(customer, pace, day, measured, signals))
    return results


def signals_of(book: Book, books: list[Book], day: date) -> float | None:
    """Those of the customer itself, and those that reach everybody of its like."""
    told = [
        signal.impact
        for other in books
        for signal in other.facts.signals
        if signal.published_on <= day and (signal.ends_on is None or signal.ends_on > day)
        if signal.impact
        if (signal.reach == "customer" and other is book)
        or (signal.reach == "industry" and other.industry and other.industry == book.industry)
        or (signal.reach == "region" and other.region and other.region == book.region)
    ]
    return float(sum(told)) if told else None


def _peers_pace(customer: Known, buyers: list[Known]) -> float:
    alike = [other for other in buyers if other.tier == customer.tier]
    group = alike if len(alike) >= 20 else buyers
    observed = sum(other.observed for other in group)
    return sum(other.own_days for other in group) / observed if observed else 0.0


def _purchasing(customer: Known, peers_pace: float, day: date) -> tuple[float, float, float]:
    """(frequency, amount, silence) of somebody who has ordered."""
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
    return frequency, amount, silence


BETTER = [(0, 0), (0.25, 25), (0.5, 55), (0.7, 78), (0.85, 90), (1, 95), (1.25, 100)]
# dimension, weight and curve of each
MODEL = {
    "needs_closure": ("fit", 8, [(0, 0), (50, 30), (70, 60), (85, 85), (92, 95), (100, 100)]),
    "product_breadth": ("fit", 6, [(0, 0), (25, 60), (50, 85), (75, 95), (100, 100)]),
    "csat": (
        "satisfaction",
        14,
        [(0, 0), (50, 20), (60, 40), (70, 60), (80, 80), (90, 95), (100, 100)],
    ),
    "complaint_rate": ("satisfaction", 10, [(0, 100), (1, 80), (2, 60), (3, 40), (6, 0)]),
    "sla_attainment": (
        "delivery",
        8,
        [(0, 0), (50, 20), (70, 50), (80, 70), (90, 88), (95, 95), (100, 100)],
    ),
    "resolution_rate": (
        "delivery",
        8,
        [(0, 0), (50, 30), (70, 60), (85, 85), (95, 95), (100, 100)],
    ),
    "order_frequency": ("purchasing", 12, BETTER),
    "order_amount": ("purchasing", 12, BETTER),
    "payment_days": (
        "stability",
        6,
        [(0, 100), (5, 95), (15, 80), (30, 60), (60, 25), (90, 0)],
    ),
    "contact_stability": ("stability", 6, [(0, 0), (50, 50), (75, 80), (100, 100)]),
    "portal_activity": ("engagement", 5, BETTER),
    "touch_participation": ("engagement", 5, [(0, 10), (50, 60), (80, 88), (100, 100)]),
}


def _score(
    customer: Known,
    peers_pace: float,
    day: date,
    measured: dict[str, Measured],
    signals: float | None,
) -> Result:
    silence = None
    if customer.order_days:
        frequency, amount, silence = _purchasing(customer, peers_pace, day)
        status = "s" if customer.evaluated_on < day else "m"
        measured["order_frequency"] = Measured(status, frequency)
        measured["order_amount"] = Measured(status, amount)
    points = {}
    for code, (dimension, _weight, curve) in MODEL.items():
        if measured[code].raw is not None:
            points[code] = _line(measured[code].raw, curve)
            if dimension == "purchasing" and silence is not None:
                points[code] = min(
                    points[code], _line(silence, [(2, 100), (3, 70), (4, 35), (6, 0)])
                )
    weights = {code: weight for code, (_, weight, _) in MODEL.items()}
    known = sum(weights[code] for code, one in measured.items() if one.status in "mxs")
    sure = sum(weights[code] for code, one in measured.items() if one.status == "m")
    if not points:
        return Result("nothing_measured", measured, silence, signals)
    mean = _mean(points, weights)
    score = mean - 0.4 * (60 - _weakest(points, weights))
    move = max(-10.0, min(5.0, signals or 0.0))
    if move > 0:
        lines = [line for line in (60, 70, 80) if round(score, 2) < line]
        moved = min([score + move, *(line - 0.01 for line in lines)])
        move = max(0.0, moved - score)
    score = max(0.0, min(100.0, score + move))
    coverage = sure / known if known else 0.0
    return Result(
        "",
        measured,
        silence,
        signals,
        mean,
        score,
        _level(round(score, 2), is_low=round(coverage, 4) < 0.7 or sure < 40),
        coverage,
    )


def _weakest(points: dict[str, float], weights: dict[str, int]) -> float:
    """Of the three that must not be weak, as far as half of them is known; 60 at most."""
    weak = [60.0]
    for name in ("satisfaction", "delivery", "purchasing"):
        all_of = {code: weight for code, (of, weight, _) in MODEL.items() if of == name}
        own = {code: points[code] for code in all_of if code in points}
        if own and sum(all_of[code] for code in own) >= sum(all_of.values()) / 2:
            weak.append(_mean(own, weights))
    return min(weak)


def _mean(points: dict[str, float], weights: dict[str, int]) -> float:
    return sum(weights[code] * own for code, own in points.items()) / sum(
        weights[code] for code in points
    )


def _level(score: float, *, is_low: bool) -> str:
    if score >= 80:
        return "unknown" if is_low else "healthy"
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
