"""What is to be planned for one customer: which touches are owed, and which share a task.

State in, state out: what is there already (`Known`) and what has happened are compared with what
the cadence asks for, so that planning twice changes nothing, and a change of tier or owner, a touch
made early and an exception need no event of their own.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from followups.choices import TouchHold
from followups.rules.cadence import (
    Held,
    Logged,
    Period,
    Rule,
    period_of,
    rested_on,
    richness,
    satisfied,
    targets,
)


class Key(NamedTuple):
    """One touch that a customer is owed; with the customer it is unique."""

    touch: str
    period: str
    first: date
    slot: int


@dataclass(frozen=True, slots=True)
class KnownTask:
    """A planned task as it is; `day` is the one it is due on."""

    pk: int
    origin: str
    owner: int
    day: date
    minutes: int
    is_done: bool = False
    is_called_off: bool = False
    deputy: int | None = None

    @property
    def is_open(self) -> bool:
        return not (self.is_done or self.is_called_off)


@dataclass(frozen=True, slots=True)
class Known:
    """A touch that was planned before."""

    pk: int
    key: Key
    last: date
    tier: str
    owner: int | None
    target: date
    due: date | None
    follow_up: int | None
    done_on: date | None
    hold: str
    task: KnownTask | None


@dataclass(frozen=True, slots=True)
class Case:
    """A customer on a day. `logged` and `touched` (when last) are by touch, people are ids."""

    customer: int
    tier: str
    is_served: bool
    rules: Sequence[Rule]
    owners: Mapping[str, int | None]
    known: Sequence[Known] = ()
    logged: Mapping[str, Sequence[Logged]] = field(default_factory=dict)
    touched: Mapping[str, date] = field(default_factory=dict)


@dataclass(slots=True)
class Work:
    """A task of the plan: an open one (`known`), or one to be opened, or opened again.

    `carrier` is the richest of its touches, which it is named after; `first` to `last` are the days
    on which it counts for all of them.
    """

    customer: int
    origin: str
    owner: int
    rule: Rule
    first: date
    last: date
    best: date
    rank: int
    carrier: "Slot"
    known: KnownTask | None = None
    touches: list["Slot"] = field(default_factory=list)
    day: date | None = None

    @property
    def minutes(self) -> int:
        return self.known.minutes if self.known else self.rule.minutes

    @property
    def is_handed(self) -> bool:
        """It is somebody else's by now, and still with whom it was planned for."""
        known = self.carrier.known
        if self.known is None or known is None:
            return False
        return self.known.owner == known.owner != self.owner

    @property
    def is_as_planned(self) -> bool:
        """Nobody has moved it or handed it on since."""
        known = self.carrier.known
        return bool(
            self.known and known and self.known.day == known.due and self.known.owner == known.owner
        )


@dataclass(slots=True)
class Slot:
    """A touch as it is to be; `by` is the logged one that counts for it, `work` its task."""

    customer: int
    key: Key
    last: date
    tier: str
    owner: int | None
    target: date
    rule: Rule | None = None
    hold: str = ""
    by: Logged | None = None
    work: Work | None = None
    known: Known | None = None

    @property
    def origin(self) -> str:
        """Of the task of which this touch is the richest."""
        key = self.key
        return f"plan:{self.customer}:{key.touch}:{key.period}:{key.first}:{key.slot}"

    @property
    def task(self) -> KnownTask | None:
        """The one that it was planned with."""
        return self.known.task if self.known else None

    @property
    def is_made(self) -> bool:
        """By a follow-up, or because its task was done."""
        task = self.known.task if self.known else None
        return self.by is not None or bool(task and task.is_done)

    @property
    def is_owed(self) -> bool:
        return not (self.hold or self.is_made or self.is_dropped)

    @property
    def is_dropped(self) -> bool:
        """Somebody has called its task off; what the plan called off it may ask for again."""
        known = self.known
        return bool(known and known.task and known.task.is_called_off and not known.hold)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All touches of a customer, the tasks they need, and those that are over: done, called off."""

    customer: int
    is_served: bool
    slots: list[Slot]
    works: list[Work]
    done: list[tuple[KnownTask, Logged]]
    ended: list[KnownTask]

    @property
    def over(self) -> list[KnownTask]:
        return [*self.ended, *(task for task, _by in self.done)]


def plan_of(case: Case, day: date, rank: int) -> Outcome:
    """Compare what is with what is owed on `day`."""
    known = {one.key: one for one in case.known}
    slots = list(_wanted(case, known, day)) if case.is_served else []
    slots += _left_over(case, {slot.key for slot in slots}, day)
    works = _works_kept(slots, rank)
    done, ended = _over(slots, works)
    _works_needed(slots, works, rank)
    return Outcome(case.customer, case.is_served, slots, list(works.values()), done, ended)


def _wanted(case: Case, known: Mapping[Key, Known], day: date) -> Iterator[Slot]:
    for rule in case.rules:
        if not rule.times:
            continue
        period = period_of(rule.period, day)
        of_touch = case.logged.get(rule.touch, ())
        in_period = [one for one in of_touch if one.day in period]
        keys = _keys(rule.touch, rule.period, period.first, rule.times)
        counted, held = _counted(known, keys, in_period), _held(known, keys)
        made = satisfied(rule, in_period, counted, held)
        touched = case.touched.get(rule.touch)
        days = [one.day for one in of_touch if one.day <= day] + ([touched] if touched else [])
        before = max(days, default=None)
        slots = [_slot(case, rule, period, keys[slot], known) for slot in keys]
        for slot in slots:
            slot.by = made.get(slot.key.slot)
        best = targets(
            rule,
            period,
            [slot.key.slot for slot in slots if not slot.is_made],
            before,
            case.customer,
        )
        for slot in slots:
            _aim(slot, rule, period, best, before)
        yield from slots


@lru_cache(maxsize=256)
def _keys(touch: str, period: str, first: date, times: int) -> Mapping[int, Key]:
    """By their numbers; of very many customers they are the same."""
    return {slot: Key(str(touch), str(period), first, slot) for slot in range(1, times + 1)}


def _slot(case: Case, rule: Rule, period: Period, key: Key, known: Mapping[Key, Known]) -> Slot:
    before = known.get(key)
    owner = case.owners.get(rule.role) or case.owners.get("csm")
    target = before.target if before else period.last
    slot = Slot(case.customer, key, period.last, case.tier, owner, target, rule, known=before)
    slot.hold = "" if owner else str(TouchHold.NO_OWNER)
    return slot


def _counted(
    known: Mapping[Key, Known], keys: Mapping[int, Key], logged: Sequence[Logged]
) -> dict[int, Logged]:
    """What counted already for which number, as long as it is still there."""
    if not known:
        return {}
    by_number: dict[tuple[int, date], list[Logged]] = defaultdict(list)
    for one in logged:
        by_number[one.number, one.day].append(one)
    found = {}
    for slot, key in keys.items():
        before = known.get(key)
        if before and before.done_on and (ones := by_number[before.follow_up or 0, before.done_on]):
            found[slot] = ones.pop(0)
    return found


def _held(known: Mapping[Key, Known], keys: Mapping[int, Key]) -> dict[int, Held]:
    """The tasks that the numbers were planned with."""
    found = {}
    for slot, key in keys.items():
        before = known.get(key)
        if before and before.task:
            is_alone = before.task.is_done and before.done_on is None
            found[slot] = Held(before.task.pk, is_alone)
    return found


def _aim(
    slot: Slot, rule: Rule, period: Period, best: Mapping[int, date], before: date | None
) -> None:
    """A touch keeps the day it was first aimed at; nobody is asked before they have rested."""
    rested = rested_on(rule, before)
    if slot.is_made:
        return
    if rested is not None and rested > period.last:
        slot.hold = slot.hold or str(TouchHold.RESTS)
    if slot.known is None:
        slot.target = best[slot.key.slot]
    if rested is not None:
        slot.target = min(max(slot.target, rested), period.last)


def _left_over(case: Case, wanted: set[Key], day: date) -> Iterator[Slot]:
    """What was planned and is not asked for any more; what a past period has left stays owed."""
    for one in case.known:
        if one.key in wanted:
            continue
        slot = Slot(case.customer, one.key, one.last, one.tier, one.owner, one.target, known=one)
        is_past = one.last < day
        slot.rule = next(
            (rule for rule in case.rules if rule.touch == one.key.touch and rule.times), None
        )
        slot.by = Logged(one.done_on, one.follow_up or 0) if one.done_on else None
        if slot.is_made:
            yield slot
            continue
        if not case.is_served:
            slot.hold = str(TouchHold.ENDED)
        elif not is_past or slot.rule is None:
            slot.hold = str(TouchHold.CADENCE)
        elif slot.rule is not None:
            owner = case.owners.get(slot.rule.role) or case.owners.get("csm")
            slot.owner = owner or slot.owner
        yield slot


def _works_kept(slots: Sequence[Slot], rank: int) -> dict[str, Work]:
    """The open tasks whose richest touch is still owed, by their origin."""
    with_task = [slot for slot in slots if slot.task and slot.task.is_open and slot.is_owed]
    works: dict[str, Work] = {}
    for slot in with_task:
        task = slot.task
        if task and slot.rule and slot.owner and task.origin == slot.origin:
            works[task.origin] = _work(slot, slot.rule, rank, task)
    for slot in with_task:
        if slot.task and slot.task.origin in works:
            _join(slot, works[slot.task.origin])
    return works


def _work(slot: Slot, rule: Rule, rank: int, known: KnownTask | None = None) -> Work:
    return Work(
        customer=slot.customer,
        origin=slot.origin,
        owner=slot.owner or 0,
        rule=rule,
        first=slot.key.first,
        last=slot.last,
        best=known.day if known else slot.target,
        rank=rank,
        carrier=slot,
        known=known,
    )


def _join(slot: Slot, work: Work) -> None:
    slot.work = work
    work.touches.append(slot)
    work.first = max(work.first, slot.key.first)
    work.last = min(work.last, slot.last)


def _over(
    slots: Sequence[Slot], works: Mapping[str, Work]
) -> tuple[list[tuple[KnownTask, Logged]], list[KnownTask]]:
    """Open tasks that are needed no more: done where a touch made otherwise is why."""
    done: dict[int, tuple[KnownTask, Logged]] = {}
    ended: dict[int, KnownTask] = {}
    for slot in slots:
        task = slot.task
        if task is None or not task.is_open or task.origin in works:
            continue
        if slot.by is not None and task.origin == slot.origin:
            done[task.pk] = (task, slot.by)
        ended[task.pk] = task
    return list(done.values()), [task for pk, task in ended.items() if pk not in done]


def _works_needed(slots: Sequence[Slot], works: dict[str, Work], rank: int) -> None:
    """Tasks for those that have none: together with a richer one where that counts for both."""
    needy = [
        (richness(slot.rule), slot.key, slot)
        for slot in slots
        if slot.rule and slot.work is None and slot.is_owed
    ]
    needy.sort(key=itemgetter(0, 1))
    others = [slot for _richness, _key, slot in needy]
    for slot in others:
        carrier = next((work for work in works.values() if _carries(work, slot)), None)
        if carrier is not None:
            _swap_targets(slot, others, carrier.best)
            _join(slot, carrier)
        elif slot.owner and slot.rule:
            work = _work(slot, slot.rule, rank)
            works[work.origin] = work
            _join(slot, work)


def _carries(work: Work, slot: Slot) -> bool:
    """Whether a task counts for this touch, too: by the table, its day, and how it is made."""
    rule = slot.rule
    if rule is None or rule.touch not in work.rule.carries or work.owner != slot.owner:
        return False
    if any(one.key.touch == slot.key.touch for one in work.touches):
        return False
    ways, needed = work.rule.channels, rule.channels_of(slot.key.slot)
    return slot.key.first <= work.best <= slot.last and (
        not ways or not needed or bool(ways & needed)
    )


def _swap_targets(slot: Slot, others: Sequence[Slot], day: date) -> None:
    """Of several touches of a period the richer task stands for the one that is best about then."""
    alike = [
        one
        for one in others
        if one.work is None and (one.key.touch, one.key.first) == (slot.key.touch, slot.key.first)
    ]
    nearest = min(alike, key=lambda one: (abs((one.target - day).days), one.key))
    slot.target, nearest.target = nearest.target, slot.target
