"""When a warning of the score opens, gets worse or better, and what it obliges people to.

Worse counts at once. Better counts where the score is two points above the line, or above it on
three stored days in a row, so that a score that swings about a line does not ring every day.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from accounts.choices import Tier, TimeKind
from followups.choices import TaskKind
from health.choices import ATTENTION, DutyCode, Level, WarningCause, WarningState
from health.rules.version import Levels

WARNED = (Level.YELLOW, Level.ORANGE, Level.RED)
CLEARLY = Decimal(2)
IN_A_ROW = 3
# A run that would open more than this opens none: a first import or a broken feed must not bury
# the company.
FLOOD_COUNT, FLOOD_SHARE = 25, 0.03
# Whoever has no order for a year and for six own intervals, and no contract, sleeps.
DORMANT_AFTER, DORMANT_INTERVALS = 365, 6
SENIOR_TIERS = (Tier.STRATEGIC, Tier.KEY)
HOUR = 60


@dataclass(frozen=True, slots=True)
class Duty:
    """`role` says who: the customer's owner, the director, or the executive sponsor."""

    code: DutyCode
    kind: TaskKind
    role: str
    time_kind: TimeKind
    allowed: int
    minutes: int


OWNER, DIRECTOR, SPONSOR = "owner", "director", "sponsor"
DUTIES: dict[Level, tuple[Duty, ...]] = {
    Level.YELLOW: (Duty(DutyCode.PLAN, TaskKind.PLAN, OWNER, TimeKind.WORKING_DAYS, 2, 60),),
    Level.ORANGE: (
        Duty(DutyCode.START, TaskKind.CONTACT, OWNER, TimeKind.WORKING_DAYS, 1, 60),
        Duty(DutyCode.EFFORT, TaskKind.EFFORT, DIRECTOR, TimeKind.WORKING_DAYS, 1, 60),
    ),
    Level.RED: (
        Duty(DutyCode.INTERVENE, TaskKind.INTERVENTION, OWNER, TimeKind.ELAPSED, 24 * HOUR, 120),
        Duty(
            DutyCode.SENIOR_VISIT, TaskKind.SENIOR_VISIT, SPONSOR, TimeKind.ELAPSED, 72 * HOUR, 240
        ),
    ),
}


# News of the market wants a talk rather than a plan: whether they have to save, and where we help.
SPECIAL: dict[tuple[str, Level], tuple[Duty, ...]] = {
    (WarningCause.MARKET, Level.YELLOW): (
        Duty(DutyCode.SPECIAL, TaskKind.CONTACT, OWNER, TimeKind.WORKING_DAYS, 2, 60),
    )
}
LEVEL_OF_DUTY = {duty.code: level for level, duties in DUTIES.items() for duty in duties} | {
    DutyCode.SPECIAL: Level.YELLOW
}


def duties_of(cause: str, level: Level, tier: str) -> tuple[Duty, ...]:
    """Senior visits are for strategic and key customers."""
    duties = SPECIAL.get((cause, level), DUTIES[level])
    return tuple(
        duty for duty in duties if duty.code != DutyCode.SENIOR_VISIT or tier in SENIOR_TIERS
    )


def level_of(score: Decimal, lines: Levels) -> Level:
    """By the rounded score; a lower bound belongs to the better level."""
    if score >= Decimal(str(lines.healthy)):
        return Level.HEALTHY
    if score >= Decimal(str(lines.yellow)):
        return Level.YELLOW
    return Level.ORANGE if score >= Decimal(str(lines.orange)) else Level.RED


def is_worse(level: Level, other: Level) -> bool:
    return ATTENTION[level] > ATTENTION[other]


def next_level(current: Level, scores: Sequence[Decimal], lines: Levels) -> Level:
    """The level of a warning, given the stored scores of its last days, the newest first."""
    newest = level_of(scores[0], lines)
    if not is_worse(current, newest):
        return newest
    reached = {
        Level.HEALTHY: Decimal(str(lines.healthy)),
        Level.YELLOW: Decimal(str(lines.yellow)),
        Level.ORANGE: Decimal(str(lines.orange)),
    }
    for level, line in reached.items():
        if is_worse(current, level) and _is_reached(line, scores):
            return level
    return current


def _is_reached(line: Decimal, scores: Sequence[Decimal]) -> bool:
    row = scores[:IN_A_ROW]
    return scores[0] >= line + CLEARLY or (len(row) == IN_A_ROW and min(row) >= line)


def is_flood(opening: int, scored: int) -> bool:
    return opening > max(FLOOD_COUNT, FLOOD_SHARE * scored)


def state_of(
    *, is_open: bool, is_acknowledged: bool, done: Set[str], is_planned: bool = False
) -> WarningState:
    """How far people are; `done` are codes of the duties, or steps of a plan, that were done."""
    if not is_open:
        return WarningState.RESOLVED
    if done - {DutyCode.PLAN}:
        return WarningState.IN_PROGRESS
    if DutyCode.PLAN in done or is_planned:
        return WarningState.PLANNED
    return WarningState.ACKNOWLEDGED if is_acknowledged else WarningState.OPEN
