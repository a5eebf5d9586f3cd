"""Seconds of a piece of work, measured so that a busy machine disturbs little."""

from collections.abc import Callable
from time import perf_counter


def seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def best_of(rounds: int, *works: Callable[[], object]) -> list[float]:
    """The shortest of `rounds` for each work; the works take turns, so that load hits all."""
    measured = [[seconds(work) for work in works] for _ in range(rounds)]
    return [min(times) for times in zip(*measured, strict=True)]
