"""How the seeded procedures are written down; frozen as they are.

Words are pairs of Chinese and English, so that one is never changed without the other.
"""

from typing import NamedTuple

Words = tuple[str, str]
NOTHING: Words = ("", "")


class Step(NamedTuple):
    """`due` is a kind of time and an amount of it, from the start or from the step before."""

    title: Words
    due: tuple[str, int]
    input: Words
    output: Words
    checklist: tuple[Words, ...]
    template: Words = NOTHING
    role: str = "owner"
    kind: str = "other"
    anchor: str = "before"
    minutes: int = 30


class Procedure(NamedTuple):
    code: str
    stage: str
    title: Words
    purpose: Words
    steps: tuple[Step, ...]
    tiers: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()


def service(minutes: int) -> tuple[str, int]:
    return ("service", minutes)


def hours(count: int) -> tuple[str, int]:
    """On the clock, nights and holidays included."""
    return ("elapsed", count * 60)


def days(count: int) -> tuple[str, int]:
    """On the calendar, as day 7 and day 30 are meant."""
    return ("elapsed", count * 24 * 60)


def working_days(count: int) -> tuple[str, int]:
    return ("working_days", count)
