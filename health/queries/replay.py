"""Month-ends scored once more, each by what was known that evening.

Nothing stored of scores or warnings is read, and nothing is written. What a case is known by comes
from a statement as of its day; what became of it from another one, as of 90 days later.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import connection

from health.choices import ATTENTION, LeavingLabel, Level, RuleOutcome
from health.queries.planning import planned
from health.queries.reading import reading_of
from health.queries.rules import findings, rules_in_force
from health.registry import figures_of
from health.rules.backtest import (
    AHEAD,
    ALARMS,
    Case,
    Leaving,
    first_left,
    lead_days,
    lost_on,
    weeks_before,
)
from health.rules.version import Version
from health.sql.backtest import after_sql, alarms_sql, cases_sql, order_days_sql
from health.sql.figures import PEERS
from health.warning_rules.base import warning_rules

Warner = Callable[[date], Mapping[int, Level]]
"""Of whom would it have warned on a day, and on which level?"""


def cases_at(day: date, version: Version, warners: Sequence[Warner] = ()) -> dict[int, Case]:
    """Of whoever had a score and a pace of their own on the day; by customer.

    The level is the worst of the score's and of what `warners` say. Customers of whom nobody can
    say what became of them, as their feeds have stopped since, are left out.
    """
    reading, later = reading_of(day), reading_of(day + timedelta(days=AHEAD))
    known = _rows(cases_sql(version, figures_of(version.figures), reading), reading.params)
    after = dict(_rows(after_sql(later), later.params))
    others = [warner(day) for warner in warners]
    return {
        customer: Case(
            customer=customer,
            day=day,
            level=_worst(customer, Level(level), others),
            score=score,
            points=points,
            silent=silent,
            early_days=early_days,
            pace=pace,
            days_after=days_after,
        )
        for customer, level, score, points, silent, early_days, pace in known
        if (days_after := after.get(customer, 0)) is not None
    }


def score_warner(version: Version) -> Warner:
    """The score as one who warns: of whoever is orange or red."""

    def warned(day: date) -> dict[int, Level]:
        reading = reading_of(day)
        rows = _rows(alarms_sql(version, figures_of(version.figures), reading), reading.params)
        return {customer: Level(level) for customer, level in rows}

    return warned


def rules_warner() -> Warner:
    """What rules say of everybody, as they are set now: of whom they warn, on which level."""
    rules = rules_in_force(warning_rules())

    def warned(day: date) -> dict[int, Level]:
        found: dict[int, Level] = {}
        for one in findings(reading_of(day), rules, peers=PEERS):
            level = Level(rules[one.rule].level)
            if one.outcome == RuleOutcome.FIRES:
                found[one.customer] = _worst(one.customer, level, [found])
        return found

    return warned


def _worst(customer: int, level: Level, others: Sequence[Mapping[int, Level]]) -> Level:
    levels = [level, *(one[customer] for one in others if customer in one)]
    return max(levels, key=ATTENTION.__getitem__)


def leavings_of(cases: Sequence[Case], label: LeavingLabel) -> list[Leaving]:
    """The first leaving of each customer.

    Whoever was lost before the first day is none: there was nothing left to be ahead of.
    """
    begins = min((case.day for case in cases), default=None)
    gone = first_left(cases, label)
    found = []
    for day in sorted({case.day for case in gone}):
        own = {case.customer: case for case in gone if case.day == day}
        later = reading_of(day + timedelta(days=AHEAD), sorted(own))
        for customer, order_days in _rows(order_days_sql(later), later.params):
            found.append(Leaving(customer, lost_on(own[customer], label, order_days)))
    return [leaving for leaving in found if begins and leaving.lost_on > begins]


def leads(leavings: Sequence[Leaving], warners: Sequence[Warner]) -> list[int | None]:
    """How many days before it was lost each of them was warned of, looking once a week."""
    weeks = weeks_before(leavings)
    alarms = {day: alarmed(day, warners) for day in weeks}
    return [
        lead_days(leaving.lost_on, [day for day in weeks if leaving.customer in alarms[day]], weeks)
        for leaving in leavings
    ]


def alarmed(day: date, warners: Sequence[Warner]) -> set[int]:
    return {
        customer for warner in warners for customer, level in warner(day).items() if level in ALARMS
    }


def _rows(sql: str, params: dict[str, Any]) -> list[tuple]:
    with planned(), connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()
