"""How often a customer is to be touched, what counts as a touch, and when it is best.

A period is one of the calendar's own. A touch made in it counts for it, however early; one that
is made later counts for its own. What one logged follow-up has in it may count for several rows of
the table, but for none of them twice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import NamedTuple

from common.months import month_last, months_after
from followups.choices import CadencePeriod, FollowUpChannel, Touch

DAY = timedelta(days=1)
MONTHS = {
    CadencePeriod.MONTH: 1,
    CadencePeriod.QUARTER: 3,
    CadencePeriod.HALF_YEAR: 6,
    CadencePeriod.YEAR: 12,
}
FACE_TO_FACE = frozenset({FollowUpChannel.VISIT, FollowUpChannel.VIDEO})
# The channels of an answer, and of a touch that its task has made.
SURVEY, BY_TASK = "survey", "task"
ORDER = {touch: place for place, touch in enumerate(Touch)}
# Whoever was never touched has a place of their own in the period, so that not all share a day:
# multiples of the golden ratio lie as evenly as can be.
GOLDEN = 0.6180339887498949


@dataclass(frozen=True, slots=True)
class Period:
    kind: CadencePeriod
    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Rule:
    """A line of the cadence for one tier; see `models.CadenceRule`."""

    touch: Touch
    times: int
    period: CadencePeriod
    minutes: int
    kind: str = "contact"
    role: str = "csm"
    channels: frozenset[str] = frozenset()
    in_person: int = 0
    needs_modules: bool = False
    carries: frozenset[str] = frozenset()
    rest_days: int = 0
    on_request: bool = False

    def channels_of(self, slot: int) -> frozenset[str]:
        """The first ones of a period are those that are to be in person."""
        return self.channels & FACE_TO_FACE if slot <= self.in_person else self.channels


@dataclass(frozen=True, slots=True)
class Exemption:
    """What holds instead of the table; that of a customer comes before that of a line."""

    touch: Touch
    times: int
    period: CadencePeriod
    is_own: bool

    @property
    def a_year(self) -> int:
        return self.times * 12 // MONTHS[self.period]


@dataclass(frozen=True, slots=True, order=True)
class Logged:
    """A follow-up that was logged, or an answer to a survey (`number` 0).

    `task` is the one that it was logged for, 0 where it was for none; `at` the moment.
    """

    day: date
    number: int
    channel: str = ""
    is_complete: bool = False
    task: int = 0
    at: datetime | None = field(default=None, compare=False)


class Held(NamedTuple):
    """The task that a touch was planned with; `is_done` where nothing but the task has made it."""

    task: int
    is_done: bool


NOTHING_HELD: Mapping[int, Held] = MappingProxyType({})


@lru_cache(maxsize=64)
def period_of(kind: CadencePeriod, day: date) -> Period:
    months = MONTHS[kind]
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return Period(kind, first, month_last(months_after(first, months - 1)))


def exempted(rules: Sequence[Rule], exemptions: Sequence[Exemption]) -> Sequence[Rule]:
    """The rules as they hold for a customer."""
    best: dict[str, Exemption] = {}
    for one in sorted(exemptions, key=lambda one: (one.is_own, one.a_year)):
        best[one.touch] = one
    return [_exempted(rule, best.get(rule.touch)) for rule in rules] if best else rules


def _exempted(rule: Rule, one: Exemption | None) -> Rule:
    if one is None:
        return rule
    in_person = min(rule.in_person, one.times)
    return replace(rule, times=one.times, period=one.period, in_person=in_person)


def counts_for(rule: Rule, slot: int, logged: Logged) -> bool:
    if logged.channel == BY_TASK:
        return True
    if logged.channel == SURVEY:
        return rule.touch == Touch.NPS
    return logged.channel in rule.channels_of(slot) and (
        logged.is_complete or not rule.needs_modules
    )


def satisfied(
    rule: Rule,
    logged: Sequence[Logged],
    kept: Mapping[int, Logged],
    held: Mapping[int, Held] = NOTHING_HELD,
) -> dict[int, Logged]:
    """Which of the period's touches are made, by their number, and by what.

    What counted already goes on counting (`kept`). What was logged for a task counts for the touch
    that the task holds (`held`); then each counts where least else would.
    """
    owns = {one.task: slot for slot, one in held.items()}
    found = {
        slot: one
        for slot, one in kept.items()
        if one in logged and counts_for(rule, slot, one) and owns.get(one.task, slot) == slot
    }
    for one in sorted(logged, key=lambda one: (one.task not in owns, one)):
        if one in found.values():
            continue
        free = [slot for slot in range(1, rule.times + 1) if slot not in found]
        slots = _open_to(owns.get(one.task), free, held)
        slot = next((slot for slot in slots if counts_for(rule, slot, one)), None)
        if slot is not None:
            found[slot] = one
    return found


def _open_to(own: int | None, free: Sequence[int], held: Mapping[int, Held]) -> list[int]:
    """Which touches one may make that was logged for the task of number `own`: no other one, once
    that task is done.
    """
    done = {slot for slot in free if slot in held and held[slot].is_done}
    others = [slot for slot in free if slot not in done]
    if own is None or own not in free:
        return others
    return [own] if own in done else [own, *others]


def targets(
    rule: Rule, period: Period, open_slots: Sequence[int], last: date | None, customer: int
) -> dict[int, date]:
    """On which day each open touch is best: each in its share of the period, in the old rhythm.

    A period of n touches has n shares; those that are made have taken the first ones. The next
    touch is best one share after the customer was last touched, the others a share later each, but
    none outside its own share.
    """
    share = period.days / rule.times
    made = rule.times - len(open_slots)
    found: dict[int, date] = {}
    for number, slot in enumerate(open_slots, 1):
        begins = period.first + timedelta(days=round(share * (made + number - 1)))
        ends = period.first + timedelta(days=round(share * (made + number)) - 1)
        if last is None:
            best = begins + timedelta(days=int((customer * GOLDEN % 1) * share))
        else:
            best = last + timedelta(days=round(share * number))
        found[slot] = min(max(best, begins), ends)
    return found


def rested_on(rule: Rule, last: date | None) -> date | None:
    """The first day on which a customer may be asked again; None where nothing keeps us."""
    if last is None or not rule.rest_days:
        return None
    return last + timedelta(days=rule.rest_days)


def richness(rule: Rule) -> tuple[int, int, int]:
    """The less, the richer: what may count for most others, then the longest."""
    return -len(rule.carries), -rule.minutes, ORDER[rule.touch]
