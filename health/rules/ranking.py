"""How well a figure tells those who left from those who stayed, and how sure that is.

The AUC is the share of pairs, one who left and one who stayed, in which the one who left has the
figure of more danger; a pair with the same figure counts half. 0.5 is a coin.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from operator import mul
from random import Random
from statistics import quantiles

ROUNDS, FEWEST_ROUNDS = 1_000, 200
MOST_STEPS = 5_000_000
"""Rounds × cases; with more cases there are fewer rounds."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure and its 95% interval, None where nothing can be said."""

    value: float | None
    interval: Interval | None = None


class Ranking:
    """Cases in the order of their danger, sorted once, weighed as often as one likes.

    `groups` says for each case whose it is, counted from 0: the cases of a customer are drawn
    together.
    """

    def __init__(
        self, dangers: Sequence[float], left: Sequence[bool], groups: Sequence[int]
    ) -> None:
        cases = list(zip(dangers, left, groups, strict=True))
        stayed = sorted((danger, group) for danger, gone, group in cases if not gone)
        values = [danger for danger, _group in stayed]
        gone = [(danger, group) for danger, is_gone, group in cases if is_gone]
        self._stayed = [group for _danger, group in stayed]
        self._gone = [group for _danger, group in gone]
        # So many who stayed are in less danger than each who left, and in no more.
        self._less = [bisect_left(values, danger) for danger, _group in gone]
        self._no_more = [bisect_right(values, danger) for danger, _group in gone]

    def auc(self, weights: Sequence[int]) -> float | None:
        """With the groups taken so many times each; None when all of them left, or none."""
        below = [0, *accumulate(map(weights.__getitem__, self._stayed))]
        gone = [weights[group] for group in self._gone]
        pairs = below[-1] * sum(gone)
        if not pairs:
            return None
        less = sum(map(mul, gone, map(below.__getitem__, self._less)))
        no_more = sum(map(mul, gone, map(below.__getitem__, self._no_more)))
        return (less + no_more) / 2 / pairs


def rounds_for(cases: int) -> int:
    return max(FEWEST_ROUNDS, min(ROUNDS, MOST_STEPS // max(1, cases)))


def bootstrap(
    rankings: Mapping[str, Ranking],
    pairs: Mapping[str, tuple[str, str]],
    *,
    groups: int,
    rounds: int,
    seed: int,
) -> dict[str, Estimate]:
    """The AUC of each ranking, and by how much the first of each of `pairs` is better.

    In each round as many groups are drawn as there are, each as often as it comes: the same ones
    for all rankings, so that a difference is one on the same customers.
    """
    values = _with_differences(rankings, pairs, [1] * groups)
    draws: dict[str, list[float]] = {name: [] for name in values}
    random = Random(seed)  # noqa: S311 (nobody is to be kept from guessing it)
    for _round in range(rounds):
        weights = [0] * groups
        for drawn in random.choices(range(groups), k=groups):
            weights[drawn] += 1
        for name, value in _with_differences(rankings, pairs, weights).items():
            if value is not None:
                draws[name].append(value)
    return {name: Estimate(value, _interval(draws[name])) for name, value in values.items()}


def _with_differences(
    rankings: Mapping[str, Ranking], pairs: Mapping[str, tuple[str, str]], weights: Sequence[int]
) -> dict[str, float | None]:
    found = {name: ranking.auc(weights) for name, ranking in rankings.items()}
    for name, (one, other) in pairs.items():
        a, b = found[one], found[other]
        found[name] = None if a is None or b is None else a - b
    return found


def _interval(draws: Sequence[float]) -> Interval | None:
    """Between the 2.5% and the 97.5% of what was drawn."""
    if len(draws) < FEWEST_ROUNDS:
        return None
    cuts = quantiles(draws, n=40, method="inclusive")
    return cuts[0], cuts[-1]
