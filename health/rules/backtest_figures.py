"""What a back-test says in figures. Where there are too few cases it says nothing."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from health.choices import LeavingLabel, Level
from health.rules.backtest import IN_TIME, Case, has_left
from health.rules.ranking import Estimate, Ranking, bootstrap, rounds_for

FEWEST_CUSTOMERS, FEWEST_EACH = 30, 10
"""Customers in all, and of those who left and of those who stayed."""
BANDS = (0, 60, 70, 80, 90, 100)
PLACES = 4

Figures = dict[str, Any]
Estimates = Mapping[str, Estimate]


def too_few(cases: Sequence[Case], label: LeavingLabel) -> bool:
    """Customers are counted, not cases: twelve evenings of one customer are no twelve findings."""
    left = {case.customer for case in cases if has_left(case, label)}
    stayed = {case.customer for case in cases if not has_left(case, label)}
    return len(left | stayed) < FEWEST_CUSTOMERS or min(len(left), len(stayed)) < FEWEST_EACH


def counts(cases: Sequence[Case], label: LeavingLabel) -> Figures:
    """How many there were, left, were warned of; and how far the warnings were right.

    `customers` counts one once a month, as it can be warned of and leave in each.
    """
    left = [has_left(case, label) for case in cases]
    warned = [case.is_warned for case in cases]
    caught = sum(map(all, zip(left, warned, strict=True)))
    agree = sum(gone == told for gone, told in zip(left, warned, strict=True))
    few = too_few(cases, label)
    return {
        "customers": len(cases),
        "left": sum(left),
        "warned": sum(warned),
        "too_few": few,
        "precision": None if few else share(caught, sum(warned)),
        "recall": None if few else share(caught, sum(left)),
        "accuracy": None if few else share(agree, len(cases)),
        "accuracy_nobody_leaves": None if few else share(len(cases) - sum(left), len(cases)),
    }


def by_level(cases: Sequence[Case], label: LeavingLabel) -> Figures:
    return {level: _group([c for c in cases if c.level == level], label) for level in _levels()}


def calibration(cases: Sequence[Case], label: LeavingLabel) -> list[Figures]:
    """How many left of those with a score from one line to the next; 100 is in the last."""
    found = []
    for low, high in pairwise(BANDS):
        own = [
            case for case in cases if low <= case.score < high or case.score == high == BANDS[-1]
        ]
        found.append({"from": low, "to": high, **_group(own, label)})
    return found


def _levels() -> Iterable[Level]:
    return (level for level in Level if level != Level.UNSCORED)


def _group(cases: Sequence[Case], label: LeavingLabel) -> Figures:
    left = sum(has_left(case, label) for case in cases)
    enough = len(cases) >= FEWEST_EACH
    return {
        "customers": len(cases),
        "left": left,
        "share": share(left, len(cases)) if enough else None,
    }


def rankings(cases: Sequence[Case], label: LeavingLabel) -> dict[str, Ranking]:
    """By the score, by recency, and by the points of purchases where all have them."""
    left = [has_left(case, label) for case in cases]
    places = {customer: place for place, customer in enumerate(_customers(cases))}
    groups = [places[case.customer] for case in cases]
    found = {
        "auc": Ranking([-case.score for case in cases], left, groups),
        "auc_recency": Ranking([case.silent for case in cases], left, groups),
    }
    points = [-case.points for case in cases if case.points is not None]
    if len(points) == len(cases):
        found["auc_purchasing"] = Ranking(points, left, groups)
    return found


def _customers(cases: Sequence[Case]) -> list[int]:
    return sorted({case.customer for case in cases})


def aucs(cases: Sequence[Case], label: LeavingLabel) -> Figures:
    """Without intervals, which are for all months together."""
    names = ("auc", "auc_purchasing", "auc_recency")
    if too_few(cases, label):
        return dict.fromkeys(names)
    weights = [1] * len(_customers(cases))
    found = {name: one.auc(weights) for name, one in rankings(cases, label).items()}
    return {name: rounded(found.get(name)) for name in names}


OTHER = "other_"
OVER_RECENCY = {
    "auc_over_recency": ("auc", "auc_recency"),
    "auc_purchasing_over_recency": ("auc_purchasing", "auc_recency"),
}
OVER_MODEL = "auc_over_model"


def estimates(
    cases: Sequence[Case], others: Sequence[Case] | None, label: LeavingLabel, *, seed: int
) -> dict[str, Estimate]:
    """AUCs with their intervals; of `others` too, the same cases as another version has them.

    Theirs begin with `other_`, but for `auc_over_model`: how much better they are.
    """
    if too_few(cases, label):
        return {}
    found = rankings(cases, label)
    pairs = dict(OVER_RECENCY)
    if others is not None:
        found |= {OTHER + name: one for name, one in rankings(others, label).items()}
        pairs |= {OTHER + name: (OTHER + a, OTHER + b) for name, (a, b) in OVER_RECENCY.items()}
        pairs[OVER_MODEL] = (f"{OTHER}auc", "auc")
    pairs = {name: pair for name, pair in pairs.items() if set(pair) <= set(found)}
    size = {"groups": len(_customers(cases)), "rounds": rounds_for(len(cases))}
    return bootstrap(found, pairs, **size, seed=seed)


def told(estimates: Estimates, names: Iterable[str], prefix: str = "") -> Figures:
    """The figures of these names, each with its interval beside it."""
    found: Figures = {}
    for name in names:
        one = estimates.get(prefix + name, Estimate(None))
        found[name] = rounded(one.value)
        found[f"{name}_interval"] = one.interval and [rounded(end) for end in one.interval]
    return found


def lead(days: Sequence[int | None]) -> Figures:
    """How far ahead those who left were warned of; None is one without a warning in force."""
    warned = [one for one in days if one is not None]
    early = sum(one >= IN_TIME for one in warned)
    enough = len(days) >= FEWEST_EACH
    return {
        "median_lead_days": median(warned) if enough and warned else None,
        "leavers": len(days),
        "leavers_warned": len(warned),
        "leavers_warned_in_time": early,
        "share_warned_in_time": share(early, len(days)) if enough else None,
    }


def share(part: int, whole: int) -> float | None:
    return round(part / whole, PLACES) if whole else None


def rounded(value: float | None) -> float | None:
    return None if value is None else round(value, PLACES)
