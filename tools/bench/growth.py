"""`python -m tools.bench --growth 1000,10000`: how scoring and planning grow.

Each size has a scratch database of its own; the smallest shows also what a row of scores takes.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager

from tools.bench.disk import measure_score_disk
from tools.bench.figures import Figure
from tools.bench.plan import measure_plan
from tools.bench.score import measure_score_changed, measure_score_full

FIGURES = {
    "score_full": measure_score_full,
    "score_changed": measure_score_changed,
    "plan": measure_plan,
}


def sizes(text: str) -> list[int]:
    """`1000,10000` → [1000, 10000]"""
    return sorted(int(size) for size in text.split(","))


def grown(
    companies: list[int], company: Callable[[int], AbstractContextManager[None]]
) -> Iterator[Figure]:
    """`company` is a database with so many customers until its block ends."""
    for customers in companies:
        with company(customers):
            for name, measure in FIGURES.items():
                yield Figure(f"{name}_{customers}", *measure())
            if customers == companies[0]:
                yield Figure("score_disk", *measure_score_disk())
