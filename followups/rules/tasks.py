"""What may happen to a task in which state, and what it is then.

A deadline is a promise: putting a task off hides it for some days, but never past its deadline,
and a breach stays on record whatever happens afterwards.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from followups.choices import TaskAction as Action
from followups.choices import TaskState as State

AT_WORK = (State.OPEN, State.WAITING, State.SNOOZED)

# Where an action leads depends on more than the state: a task that waits for none of the others
# any more is open, and one that was called off while it waited may wait again.
TRANSITIONS: dict[tuple[State, Action], State] = {
    (State.OPEN, Action.DO): State.DONE,
    (State.OPEN, Action.SNOOZE): State.SNOOZED,
    (State.OPEN, Action.CANCEL): State.CANCELLED,
    (State.WAITING, Action.BEGIN): State.OPEN,
    (State.WAITING, Action.CANCEL): State.CANCELLED,
    (State.SNOOZED, Action.DO): State.DONE,
    (State.SNOOZED, Action.SNOOZE): State.SNOOZED,
    (State.SNOOZED, Action.WAKE): State.OPEN,
    (State.SNOOZED, Action.CANCEL): State.CANCELLED,
    (State.DONE, Action.REOPEN): State.OPEN,
    (State.CANCELLED, Action.REOPEN): State.OPEN,
    **{(state, Action.DELEGATE): state for state in AT_WORK},
    **{(state, Action.RESCHEDULE): state for state in AT_WORK},
    **{(state, Action.REWORD): state for state in AT_WORK},
    **{(state, Action.WAIT): State.WAITING for state in AT_WORK},
}
# What asks for the same again has nothing to do, and is no mistake.
REACHED = {Action.DO: State.DONE, Action.CANCEL: State.CANCELLED, Action.WAKE: State.OPEN}

SHARE_LEFT = 4  # a reminder comes when a quarter of the time is left
LATEST_REMINDER, EARLIEST_REMINDER = timedelta(minutes=5), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Dates:
    """What a task's state follows from; `waits` while a task that it needs has not ended."""

    done_at: datetime | None
    cancelled_at: datetime | None
    snoozed_until: date | None
    waits: bool


def state_on(dates: Dates, day: date) -> State:
    if dates.done_at:
        return State.DONE
    if dates.cancelled_at:
        return State.CANCELLED
    if dates.waits:
        return State.WAITING
    if dates.snoozed_until and dates.snoozed_until > day:
        return State.SNOOZED
    return State.OPEN


def follows(state: State, action: Action) -> State | None:
    """The state after the action; None where it cannot be taken."""
    return TRANSITIONS.get((state, action))


def is_reached(state: State, action: Action) -> bool:
    """Whether the action has nothing left to do."""
    return REACHED.get(action) == state


def remind_at(starts_at: datetime, due_at: datetime) -> datetime:
    """When somebody is reminded: with a quarter of the time left, at most a day before."""
    left = (due_at - starts_at) / SHARE_LEFT
    return due_at - min(max(left, LATEST_REMINDER), EARLIEST_REMINDER)


def waiting_for(task: int, needs: Mapping[int, Collection[int]]) -> set[int]:
    """The tasks that wait for this one, and those that wait for them; all by id.

    `needs` has what each waits for. It must wait for none of them itself: neither could begin.
    """
    found: set[int] = set()
    fresh = {task}
    while fresh:
        fresh = {pk for pk, needed in needs.items() if not fresh.isdisjoint(needed)} - found
        found |= fresh
    return found
