"""How pressing something is: the sum of four answers, so that anybody can count it again.

What it is, how much working time is left for it, whom it is for and how they are doing.
docs/today.md has the same figures as a table.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from accounts.choices import Tier
from common.working_time import WorkingCalendar
from health.choices import Level


class Matter(Enum):
    """What somebody has to see to."""

    CLOCK = "clock"  # a step of a ticket
    PROMISED = "promised"  # a deadline that only a manager moves
    WARNING = "warning"  # what else a warning or a win-back asks for, or a warning itself
    RENEWAL = "renewal"
    PROMISE = "promise"  # what we told the customer
    DECISION = "decision"  # somebody waits for a yes or a no
    NEXT_ORDER = "next_order"  # by the customer's own rhythm
    TASK = "task"
    DATE = "date"  # a birthday, a day in the customer's year


class Pressure(Enum):
    """How much of its time is left, in working time."""

    LATE = "late"
    HOUR = "hour"
    HALF_DAY = "half_day"
    TODAY = "today"
    SOON = "soon"  # two working days
    WEEK = "week"  # five
    LATER = "later"


MATTERS = {
    Matter.CLOCK: 40,
    Matter.PROMISED: 40,
    Matter.WARNING: 30,
    Matter.RENEWAL: 25,
    Matter.PROMISE: 25,
    Matter.DECISION: 25,
    Matter.NEXT_ORDER: 15,
    Matter.TASK: 10,
    Matter.DATE: 5,
}
PRESSURES = {
    Pressure.LATE: 40,
    Pressure.HOUR: 35,
    Pressure.HALF_DAY: 30,
    Pressure.TODAY: 25,
    Pressure.SOON: 15,
    Pressure.WEEK: 5,
    Pressure.LATER: 0,
}
TIERS = {Tier.STRATEGIC: 15, Tier.KEY: 10, Tier.POTENTIAL: 5, Tier.GENERAL: 0}
LEVELS = {Level.RED: 15, Level.ORANGE: 10, Level.YELLOW: 5}
HOUR, HALF_DAY = 60, 240  # minutes
SOON, WEEK = 2, 5  # working days
IMPROVEMENT_PARTS = 2  # its number and the step
ORIGINS = {
    "warning": Matter.WARNING,
    "plan": Matter.WARNING,  # an improvement plan
    "winback": Matter.WARNING,
    "concession": Matter.DECISION,
}


@dataclass(frozen=True, slots=True)
class Urgency:
    """Tier and level are None where there is none, or it is not for this person to know."""

    matter: Matter
    pressure: Pressure
    tier: Tier | None
    level: Level | None
    due_at: datetime

    @property
    def points(self) -> int:
        tier = TIERS[self.tier] if self.tier else 0
        level = LEVELS.get(self.level, 0) if self.level else 0
        return MATTERS[self.matter] + PRESSURES[self.pressure] + tier + level

    @property
    def order(self) -> tuple[int, datetime]:
        """Most points first; of as many what is due first."""
        return -self.points, self.due_at


def matter_of_task(origin: str, *, is_promised: bool) -> Matter:
    if is_promised:
        return Matter.PROMISED
    kind, *rest = origin.split(":")
    if kind == "plan" and len(rest) != IMPROVEMENT_PARTS:
        return Matter.TASK  # of the cadence, which also names the touch and its period
    return ORIGINS.get(kind, Matter.TASK)


def pressure(calendar: WorkingCalendar, now: datetime, due_at: datetime) -> Pressure:
    """By the calendar of whoever has to do it: a weekend between is no time left."""
    if due_at <= now:
        return Pressure.LATE
    today, day = now.astimezone(calendar.zone).date(), due_at.astimezone(calendar.zone).date()
    if day > today:
        days = calendar.working_days_between(today, day)
        return Pressure.SOON if days <= SOON else Pressure.WEEK if days <= WEEK else Pressure.LATER
    minutes = calendar.minutes_between(now, due_at)
    if minutes <= HOUR:
        return Pressure.HOUR
    return Pressure.HALF_DAY if minutes <= HALF_DAY else Pressure.TODAY
