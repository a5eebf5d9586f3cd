"""Which clocks run on a ticket, and for how long.

A target's time is in minutes of office hours, minutes on the clock, or working days; the three
are never mixed. A contract that promises something else comes before the policy.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from accounts.choices import ServiceClock as Clock
from accounts.choices import Severity, TicketKind, Tier
from accounts.choices import TimeKind as Time

HOUR = 60
NEW_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Target:
    """`allowed` is in minutes, or in days where the kind of time is working days."""

    clock: Clock
    allowed: int
    time_kind: Time


@dataclass(frozen=True, slots=True)
class Policy:
    """The targets of one kind of ticket, and those that a major one has besides."""

    targets: tuple[Target, ...]
    major: tuple[Target, ...] = ()
    is_technical: bool = False


@dataclass(frozen=True, slots=True)
class Standard:
    """What a contract promises, from its first day to before `ends_before`.

    Without a kind or a severity ("") it holds for all of them.
    """

    target: Target
    kind: str
    severity: str
    starts_on: date
    ends_before: date | None

    def holds_for(self, kind: str, severity: str, day: date) -> bool:
        return (
            self.kind in ("", kind)
            and self.severity in ("", severity)
            and self.starts_on <= day
            and (self.ends_before is None or day < self.ends_before)
        )

    @property
    def rank(self) -> tuple[bool, bool, date]:
        """The more precise one comes first, then the newer contract."""
        return (bool(self.kind), bool(self.severity), self.starts_on)


POLICIES: dict[str, Policy] = {
    TicketKind.ISSUE: Policy(  # 15-30-60
        (
            Target(Clock.CONFIRMED, 15, Time.SERVICE),
            Target(Clock.WORK_STARTED, 30, Time.SERVICE),
            Target(Clock.FIRST_SOLUTION, 60, Time.SERVICE),
        ),
        major=(
            Target(Clock.ESCALATED, 15, Time.SERVICE),
            Target(Clock.SOLVED, 48 * HOUR, Time.ELAPSED),
        ),
        is_technical=True,
    ),
    TicketKind.COMPLAINT: Policy(  # 1-2-5
        (
            Target(Clock.CONFIRMED, 1 * HOUR, Time.SERVICE),
            Target(Clock.WORK_STARTED, 2 * HOUR, Time.SERVICE),
            Target(Clock.SOLVED, 5, Time.WORKING_DAYS),
            Target(Clock.REVISITED, 5, Time.WORKING_DAYS),
        ),
        major=(Target(Clock.ESCALATED, 24 * HOUR, Time.ELAPSED),),
    ),
    TicketKind.DELIVERY: Policy(  # 2-24
        (
            Target(Clock.CONFIRMED, 2 * HOUR, Time.SERVICE),
            Target(Clock.FIRST_SOLUTION, 24 * HOUR, Time.ELAPSED),
            Target(Clock.SOLVED, 24 * HOUR, Time.ELAPSED),
        ),
        is_technical=True,
    ),
    TicketKind.SUGGESTION: Policy(  # 24-72
        (
            Target(Clock.CONFIRMED, 1, Time.WORKING_DAYS),
            Target(Clock.FIRST_SOLUTION, 3, Time.WORKING_DAYS),  # the decision, with its reason
        ),
    ),
}
EVERYTHING_ELSE = Policy(
    (
        Target(Clock.CONFIRMED, 8 * HOUR, Time.SERVICE),
        Target(Clock.WORK_STARTED, 1, Time.WORKING_DAYS),
    ),
)


def is_new(activated_on: date | None, day: date) -> bool:
    """Whether a customer is in the first days of its activation, 0 to 30."""
    return activated_on is not None and day - activated_on <= NEW_FOR


def clocks_for(kind: str, severity: str, tier: str, *, new: bool = False) -> tuple[Target, ...]:
    """The targets by policy; strategic and new customers wait half as long for technical ones."""
    policy = POLICIES.get(kind, EVERYTHING_ELSE)
    targets = policy.targets + (policy.major if severity == Severity.MAJOR else ())
    if policy.is_technical and (new or tier == Tier.STRATEGIC):
        return tuple(_halved(target) for target in targets)
    return targets


def _halved(target: Target) -> Target:
    """A half minute or half day counts as a whole one."""
    return replace(target, allowed=-(-target.allowed // 2))


def clocks_promised(
    targets: Iterable[Target], standards: Iterable[Standard], kind: str, severity: str, day: date
) -> tuple[Target, ...]:
    """`targets`, with what the contracts in force on `day` promise instead or besides."""
    promised = sorted(
        (standard for standard in standards if standard.holds_for(kind, severity, day)),
        key=lambda standard: standard.rank,
    )
    by_clock = {target.clock: target for target in targets}
    by_clock |= {standard.target.clock: standard.target for standard in promised}
    return tuple(by_clock.values())
