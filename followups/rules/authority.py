"""Who may grant how much, and whom to ask for what is more.

A limit belongs to a kind of concession, a tier and a role. None is without end; where there is no
limit at all nothing may be granted.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from accounts.choices import Tier, TimeKind
from followups.choices import ConcessionKind as Kind
from followups.rules.deadlines import Allowed

# Each approver has eight hours of service time, then the next one is asked.
TIME_TO_DECIDE = Allowed(TimeKind.SERVICE, 8 * 60)
# What is counted in money costs as much as it is.
MONEY = (Kind.UPGRADE, Kind.GIFT, Kind.COMPENSATION)
MOST = {Kind.DISCOUNT: Decimal(100), Kind.EXTENSION: Decimal(365)}

Cell = tuple[str, str]
"""A tier and a role: a place in the table of a kind."""

Limits = Mapping[str, Decimal | None]
"""By role, for one kind and tier."""


def tier_of(tier: str) -> str:
    """Whoever has no tier counts as general."""
    return tier or Tier.GENERAL


def reaches(roles: Iterable[str], limits: Limits, amount: Decimal) -> bool:
    """Whether somebody with these roles may grant so much."""
    known = [limits[role] for role in roles if role in limits]
    return any(limit is None or amount <= limit for limit in known)


def widest(roles: Iterable[str], limits: Limits) -> Decimal | None:
    """The most that somebody with these roles may grant; None is without end."""
    known = [limits[role] for role in roles if role in limits]
    if None in known:
        return None
    return max((limit for limit in known if limit is not None), default=Decimal())


def next_to_ask(chain: Sequence[int], asked: Sequence[int]) -> int | None:
    """The first of those who may decide that has not been asked; after the last the first again."""
    fresh = [person for person in chain if person not in asked]
    if fresh:
        return fresh[0]
    return chain[0] if chain else None
