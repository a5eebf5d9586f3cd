"""What a back-test would find, for pages that show it."""

from datetime import date, timedelta
from random import Random
from typing import Any

from health.choices import LeavingLabel, Level
from health.queries.backtest import NAMES, SEED
from health.rules.backtest import Case
from health.rules.backtest_figures import (
    OTHER,
    OVER_MODEL,
    Figures,
    aucs,
    by_level,
    calibration,
    counts,
    estimates,
    lead,
    told,
)

LAST = date(2026, 6, 30)
MONTHS = (date(2026, 4, 30), date(2026, 5, 31), LAST)


def found_backtest(against: str = "") -> dict[str, Any]:
    """Of eighty customers in three months: the lower the score, the more of them left."""
    label = LeavingLabel.NONE
    cases, others = _cases(Random(1)), _cases(Random(2)) if against else None
    found = estimates(cases, others, label, seed=SEED)
    return {
        "model": "1.0",
        "population": "regular",
        "label": label,
        "from": MONTHS[0].isoformat(),
        "to": (LAST + timedelta(31)).isoformat(),
        "months": [_month([one for one in cases if one.day == day]) for day in MONTHS],
        "not_known_yet": [(LAST + timedelta(31)).isoformat()],
        **_figures(cases, found),
        "different_customers": 80,
        "rounds": 1_000,
        "seed": SEED,
        "against": others
        and {"model": against, **_figures(others, found, OTHER), **told(found, [OVER_MODEL])},
    }


def _cases(random: Random) -> list[Case]:
    return [_case(customer, day, random) for day in MONTHS for customer in range(80)]


def _case(customer: int, day: date, random: Random) -> Case:
    """Who leaves is the same whatever the version says."""
    danger = customer % 10
    score = max(0.0, min(100.0, 100 - 6 * danger + random.uniform(-15, 10)))
    levels = ((80, Level.HEALTHY), (70, Level.YELLOW), (60, Level.ORANGE), (0, Level.RED))
    return Case(
        customer=customer,
        day=day,
        level=next(level for line, level in levels if score >= line),
        score=score,
        points=score,
        silent=float(customer % 7 * 10 + danger),
        early_days=5,
        pace=1 / 30,
        days_after=0 if danger > 6 or customer % 17 == 0 else 3,
    )


def _month(cases: list[Case]) -> Figures:
    label = LeavingLabel.NONE
    return {"month_end": cases[0].day.isoformat(), **counts(cases, label), **aucs(cases, label)}


def _figures(cases: list[Case], found: Any, prefix: str = "") -> Figures:
    label = LeavingLabel.NONE
    return {
        **counts(cases, label),
        **told(found, NAMES, prefix),
        **lead([12, 40, 61, 33, *[None] * 8]),
        "by_level": by_level(cases, label),
        "calibration": calibration(cases, label),
    }
