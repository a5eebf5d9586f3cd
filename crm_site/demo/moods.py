"""How a customer feels about us, and how much of us it uses, over time.

Every family of facts reads the same curves, so that tickets, answers, payments and notes tell the
same story as the orders. Days are counted back from the last: 90 is three months ago.
"""

from dataclasses import dataclass
from itertools import pairwise

from crm_site.demo.stories import Story
from crm_site.demo.turns import Turn

Curve = tuple[tuple[int, float], ...]
"""(days ago, value), the oldest first; straight lines between, level before and after."""

GOOD, FAIR = 0.68, 0.45
COMPLAINTS_BEFORE_LAST_ORDER = (12, -3, -16)
SILENCE_AFTER_LAST_COMPLAINT = 18
LEFT_AGO = 58


@dataclass(frozen=True, slots=True)
class Weather:
    """`phases` name what the notes speak of, and since when; in silence nobody answers."""

    mood: Curve = ((1000, 0.8), (0, 0.8))
    activity: Curve = ((1000, 1.0), (0, 1.0))
    phases: tuple[tuple[int, str], ...] = ()
    silent_since: int | None = None

    def mood_at(self, ago: int) -> float:
        return _value(self.mood, ago)

    def activity_at(self, ago: int) -> float:
        return _value(self.activity, ago)

    def phase_at(self, ago: int) -> str:
        since = [name for first, name in self.phases if ago <= first]
        return since[-1] if since else "routine"

    def is_silent(self, ago: int) -> bool:
        return self.silent_since is not None and ago < self.silent_since


def weather(story: Story, turn: Turn, first: int, last: int) -> Weather:
    """Of a customer whose first and last orders were so many days ago."""
    if turn is Turn.THREE_COMPLAINTS:
        return _three_complaints(last)
    if story is Story.STOPPED:
        return _stopped(last)
    if story is Story.NEW:
        phases = ((300, "prospect"), (first + 10, "new"), (first - 75, "routine"))
        return Weather(activity=((first, 0.3), (first - 45, 1.0)), phases=phases)
    return _TURNS.get(turn) or _STORIES.get(story) or Weather()


def _three_complaints(last: int) -> Weather:
    first, *_, third = (last + before for before in COMPLAINTS_BEFORE_LAST_ORDER)
    silent = max(1, third - SILENCE_AFTER_LAST_COMPLAINT)
    return Weather(
        mood=((first + 30, 0.8), (first, 0.4), (third, 0.12)),
        activity=((first, 1.0), (third, 0.3), (silent, 0.0)),
        phases=((first, "trouble"), (silent, "silent")),
        silent_since=silent,
    )


def _stopped(last: int) -> Weather:
    """Without a quarrel: they drift to somebody else, and still pick up the telephone."""
    return Weather(
        mood=((last + 150, 0.75), (last, 0.5), (0, 0.45)),
        activity=((last + 60, 1.0), (last - 30, 0.1), (0, 0.0)),
        phases=((last + 60, "falling"), (last - 25, "gone")),
    )


_STORIES = {
    Story.FALLING: Weather(
        mood=((200, 0.78), (60, 0.52), (0, 0.46)),
        activity=((150, 1.0), (0, 0.35)),
        phases=((120, "falling"),),
    ),
    Story.GROWING: Weather(
        mood=((500, 0.78), (0, 0.92)),
        activity=((1000, 0.6), (0, 1.4)),
        phases=((300, "growing"),),
    ),
    Story.RECOVERING: Weather(
        mood=((440, 0.78), (395, 0.25), (215, 0.35), (110, 0.75), (0, 0.88)),
        activity=((420, 1.0), (380, 0.25), (200, 0.3), (110, 1.0)),
        phases=((405, "trouble"), (215, "rescue"), (110, "recovered")),
    ),
    Story.PROSPECT: Weather(activity=((1, 0.0),), phases=((1000, "prospect"),)),
    Story.HARVEST: Weather(mood=((1000, 0.84), (0, 0.84)), phases=((1000, "season"),)),
    Story.ONE_BIG_ORDER: Weather(phases=((1000, "project"),)),
    Story.CREDIT_NOTES: Weather(
        mood=((75, 0.8), (50, 0.5), (0, 0.68)), phases=((72, "returned"), (30, "routine"))
    ),
}
_TURNS = {
    Turn.DECISION_MAKER_LEFT: Weather(
        mood=((LEFT_AGO + 5, 0.8), (LEFT_AGO - 25, 0.5)),
        activity=((LEFT_AGO, 1.0), (LEFT_AGO - 30, 0.7)),
        phases=((LEFT_AGO - 8, "vacant"), (LEFT_AGO - 23, "left")),
    ),
    Turn.LATE_PAYER: Weather(mood=((1000, 0.74), (0, 0.7)), phases=((230, "late"),)),
}


def _value(curve: Curve, ago: int) -> float:
    if ago >= curve[0][0]:
        return curve[0][1]
    for (older, before), (newer, after) in pairwise(curve):
        if newer <= ago:
            return after + (before - after) * (ago - newer) / (older - newer)
    return curve[-1][1]
