"""When a level may be set by hand, and what came of it when it is over."""

from collections.abc import Iterable
from datetime import timedelta

from health.choices import ATTENTION, Level, OverrideVerdict

LONGEST = timedelta(days=90)
USUAL = timedelta(days=30)
# Unknown and not scored say what is known of a customer, and no person can decide that.
SETTABLE = (Level.HEALTHY, Level.YELLOW, Level.ORANGE, Level.RED)


def verdict_of(decided: Level, computed: Level, seen: Iterable[Level]) -> OverrideVerdict:
    """Whether the score's own level came to where a person had seen the customer.

    `computed` is the score's level when the person decided; `seen` are its levels on the days on
    which the decision stood, and on the day after. One that goes as far in the same direction, or
    farther, bears the decision out. Days on which the score proves nothing do not count.
    """
    known = [ATTENTION[level] for level in seen if level in SETTABLE]
    if not known:
        return OverrideVerdict.NO_SCORE
    line = ATTENTION[decided]
    is_better = line < ATTENTION[computed]
    reached = min(known) <= line if is_better else max(known) >= line
    return OverrideVerdict.BORNE_OUT if reached else OverrideVerdict.NOT_BORNE_OUT
