"""When a customer on another level than before is worse off, and when better."""

from health.choices import ATTENTION, Level


def is_worse(then: Level, now: Level) -> bool:
    """Nobody knows any more how it is doing: that is worse than healthy, better than yellow."""
    return ATTENTION[now] > ATTENTION[then]


def is_better(then: Level, now: Level) -> bool:
    return ATTENTION[now] < ATTENTION[then]
