"""The night, step by step: the product in one screen.

Each step is one service in its own transaction that counts what it did; running a night again
repeats nothing.
"""

import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import pghistory

from accounts.services.assignments import owners_refresh
from health.services.score import score

log = logging.getLogger(__name__)

Counts = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Night:
    """`day` has ended and is taken as of its end; `morning` is the day that the company works next.

    They follow each other, except when somebody runs an old night again.
    """

    day: date
    morning: date


def _owners(night: Night) -> Counts:
    return {"changed": owners_refresh(day=night.morning)}


def _scores(night: Night) -> Counts:
    return asdict(score(day=night.day))


STEPS: tuple[tuple[str, Callable[[Night], Counts]], ...] = (
    ("owners", _owners),
    ("scores", _scores),
)


def night_run(night: Night) -> list[Counts]:
    """Take all steps in order; a step that fails stops the night, and a rerun takes it up again.

    Returns `[{"step": "owners", "changed": 3}, …]`.
    """
    done = []
    with pghistory.context(user="system:night"):
        for name, step in STEPS:
            counts = {"step": name, **step(night)}
            log.info("night of %s: %s", night.day, counts)
            done.append(counts)
    return done
