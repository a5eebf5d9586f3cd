"""Scoring beside the least that reading its facts can take."""

from datetime import date, datetime, time, timedelta

import time_machine
from django.db import connection
from django.utils import timezone

from health.queries.reading import reading_of
from health.queries.replay import cases_at
from health.queries.rules import findings, rules_in_force
from health.queries.versions import version_published
from health.rules.backtest import AHEAD
from health.services.score import score, score_changed
from tools.bench.clock import best_of, seconds
from tools.bench.data import DAY, analyse

Measured = tuple[float, float, float]

ROUNDS = 5
FULL_TARGET = 6.0
# Scoring, without storing, and the orders of 90 days more.
BACKTEST_TARGET = 6.0
# The facts of scoring, and some more days of theirs.
RULES_TARGET = 6.0
# One customer in a hundred, in a twentieth of the time for all.
CHANGED_ONE_IN, CHANGED_TARGET = 100, 0.05

# The windows that the score reads of each fact table, as days before the day: after, until.
WINDOWS = {
    ("accounts_order", "ordered_on"): (
        (None, 0),  # first and last order, average order; lines ever bought
        (365, 0),  # main currency; lines bought in a year
        (455, 90),  # the usual year
        (90, 0),  # what is compared with it
        (455, 365),  # the same 90 days a year earlier
    ),
    ("followups_ticket", "opened_at"): ((90, 0), (180, 0)),
    ("followups_slaclock", "due_at"): ((90, 0),),
    ("followups_surveyanswer", "answered_at"): ((180, 0),),
    ("followups_followup", "happened_at"): ((90, 0),),
    ("followups_need", "due_on"): ((180, 0),),
    ("accounts_usageday", "day"): ((30, 0), (365, 0), (395, 30)),
    ("accounts_invoice", "due_on"): ((None, 0), (180, 0)),
    ("accounts_contact", "recorded_at"): ((None, -3650),),  # all, whenever they were recorded
}
FLOOR = """
SELECT customer_id, count(*), max({day}) FROM {table}
WHERE {day} > %(after)s AND {day} <= %(until)s GROUP BY customer_id
"""

# New facts: one more order for one customer in so many, for others on every day.
NEW_ORDERS = """
INSERT INTO accounts_order (
    customer_id, source, external_id, recorded_at, number, ordered_on, amount, currency, region)
SELECT customer_id, source, external_id || '-' || %(day)s, now(), number, %(day)s, amount, currency,
       region
FROM (SELECT DISTINCT ON (customer_id) * FROM accounts_order ORDER BY customer_id, id) one
WHERE customer_id %% %(one_in)s = extract(day FROM %(day)s::date)
"""


def measure_score_full() -> Measured:
    """A night: everybody, on a day that has no scores yet."""
    days = iter(DAY + timedelta(night) for night in range(1, ROUNDS + 1))
    ours, floor = best_of(ROUNDS, lambda: night_of(next(days)), _floor)
    analyse()
    return ours, floor, FULL_TARGET


def measure_score_changed() -> Measured:
    """The five-minute job of a day whose pace is known, beside its night."""
    rounds = [_night_and_changes(DAY + timedelta(ROUNDS + n)) for n in range(1, ROUNDS + 1)]
    full, ours = (min(times) for times in zip(*rounds, strict=True))
    analyse()
    return ours, full, CHANGED_TARGET


def measure_backtest() -> Measured:
    """One month-end of a back-test: everybody as of a day that is past, and what became of them."""
    day, version = DAY - timedelta(AHEAD), version_published().rules
    ours, floor = best_of(ROUNDS, lambda: cases_at(day, version), _floor)
    return ours, floor, BACKTEST_TARGET


def measure_rules() -> Measured:
    """What all rules say of everybody on a day whose pace is known."""
    rules = rules_in_force()
    score(day=DAY)
    ours, floor = best_of(ROUNDS, lambda: list(findings(reading_of(DAY), rules)), _floor)
    return ours, floor, RULES_TARGET


def _night_and_changes(day: date) -> tuple[float, float]:
    full = seconds(lambda: night_of(day))
    new_orders(day)
    return full, seconds(lambda: changes_of(day))


def night_of(day: date) -> None:
    """In the early hours of the next one, whenever the bench itself is run."""
    with time_machine.travel(_moment(day + timedelta(days=1), hour=1)):
        score(day=day)


def changes_of(day: date) -> None:
    """The five-minute job, on the day itself: what it knows cannot have been recorded later."""
    with time_machine.travel(_moment(day, hour=15)):
        score_changed(day=day)


def _moment(day: date, *, hour: int) -> datetime:
    return datetime.combine(day, time(hour), timezone.get_current_timezone())


def new_orders(day: date) -> None:
    """The facts of a day, and nothing else that has changed."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE accounts_factchange")
        cursor.execute(NEW_ORDERS, {"day": day, "one_in": CHANGED_ONE_IN})


def _floor() -> None:
    with connection.cursor() as cursor:
        for (table, day), windows in WINDOWS.items():
            for first, last in windows:
                after = DAY - timedelta(first) if first else date(1900, 1, 1)
                until = DAY - timedelta(last)
                cursor.execute(FLOOR.format(table=table, day=day), {"after": after, "until": until})
