"""The back-test: would the warnings have come, for whom, how early, and how often in vain?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Max

from accounts.models import Order
from health.choices import BacktestPopulation, LeavingLabel
from health.models import HealthModelVersion
from health.queries.replay import Warner, cases_at, leads, leavings_of, score_warner
from health.rules.backtest import AHEAD, Case, Leaving, belongs, month_ends, months_before
from health.rules.backtest_figures import (
    OTHER,
    OVER_MODEL,
    OVER_RECENCY,
    Estimates,
    Figures,
    aucs,
    by_level,
    calibration,
    counts,
    estimates,
    lead,
    told,
)
from health.rules.ranking import rounds_for

USUAL_MONTHS, MOST_MONTHS = 12, 60
SEED = 1
NAMES = ("auc", "auc_purchasing", "auc_recency", *OVER_RECENCY)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a back-test is to find out, of the ends of months from `first` to `last`."""

    version: HealthModelVersion
    first: date
    last: date
    population: BacktestPopulation = BacktestPopulation.REGULAR
    label: LeavingLabel = LeavingLabel.HALF
    against: HealthModelVersion | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """The cases as one version has them, day by day."""

    version: HealthModelVersion
    cases: Sequence[Case]
    warners: Sequence[Warner]


def known_until(today: date) -> date | None:
    """The newest day of which orders tell what became of everybody in the 90 days after.

    A book that ends earlier tells nothing of the days since: nobody has left because of that.
    """
    newest = Order.objects.filter(ordered_on__lt=today).aggregate(day=Max("ordered_on"))["day"]
    return newest and newest - timedelta(days=AHEAD)


def usual_months(today: date) -> tuple[date, date] | None:
    """First and last month-end of the year that is known; None while nothing is."""
    until = known_until(today)
    if until is None:
        return None
    last = max(month_ends(months_before(until, 1), until))
    return months_before(last, USUAL_MONTHS - 1), last


def backtest(
    asked: Asked, *, today: date, warners: Sequence[Warner] = (), seed: int = SEED
) -> Figures:
    """All figures, in the shape that scripts depend on.

    Months whose 90 days are not over, or of which orders do not tell yet, are only named.
    `warners` warn beside the score of either version.
    """
    until = known_until(today)
    days = month_ends(asked.first, asked.last)
    known = [day for day in days if until and day <= until]
    one, other = _replay(asked, known, warners)
    leavings = leavings_of(one.cases, asked.label)
    theirs = other.cases if other else None
    found = estimates(one.cases, theirs, asked.label, seed=seed)
    return {
        "model": asked.version.number,
        "population": asked.population,
        "label": asked.label,
        "from": asked.first,
        "to": asked.last,
        "months": [_month(day, one.cases, asked.label) for day in known],
        "not_known_yet": days[len(known) :],
        **_figures(one, asked.label, leavings, found),
        "different_customers": len({case.customer for case in one.cases}),
        "rounds": rounds_for(len(one.cases)),
        "seed": seed,
        "against": other and _against(other, asked.label, leavings, found),
    }


def _replay(
    asked: Asked, days: Sequence[date], warners: Sequence[Warner]
) -> tuple[Replayed, Replayed | None]:
    """Of two versions only the cases that both have."""
    cases: list[Case] = []
    others: list[Case] = []
    for day in days:
        own = cases_at(day, asked.version.rules, warners)
        theirs = cases_at(day, asked.against.rules, warners) if asked.against else own
        same = sorted(own.keys() & theirs.keys())
        taken = [customer for customer in same if belongs(own[customer], asked.population)]
        cases += [own[customer] for customer in taken]
        others += [theirs[customer] for customer in taken]
    both = [
        Replayed(version, found, [score_warner(version.rules), *warners])
        for version, found in ((asked.version, cases), (asked.against, others))
        if version
    ]
    return both[0], both[1] if asked.against else None


def _month(day: date, cases: Sequence[Case], label: LeavingLabel) -> Figures:
    own = [case for case in cases if case.day == day]
    return {"month_end": day, **counts(own, label), **aucs(own, label)}


def _figures(
    replayed: Replayed,
    label: LeavingLabel,
    leavings: Sequence[Leaving],
    found: Estimates,
    prefix: str = "",
) -> Figures:
    cases = replayed.cases
    return {
        **counts(cases, label),
        **told(found, NAMES, prefix),
        **lead(leads(leavings, replayed.warners)),
        "by_level": by_level(cases, label),
        "calibration": calibration(cases, label),
    }


def _against(
    other: Replayed, label: LeavingLabel, leavings: Sequence[Leaving], found: Estimates
) -> Figures:
    return {
        "model": other.version.number,
        **_figures(other, label, leavings, found, prefix=OTHER),
        **told(found, [OVER_MODEL]),
    }
