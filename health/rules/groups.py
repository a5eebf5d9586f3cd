"""How a group of companies is doing, from how its members are."""

from collections.abc import Sequence
from decimal import Decimal

Member = tuple[Decimal, Decimal]
"""The score of a member, and what it bought in a year."""


def group_score(members: Sequence[Member]) -> Decimal | None:
    """The mean of the members' scores, weighted by what they buy; None without a member.

    Who gave back more than it bought weighs nothing. Where nobody bought anything, all weigh the
    same.
    """
    if not members:
        return None
    weights = [max(value, Decimal()) for _score, value in members]
    if not any(weights):
        weights = [Decimal(1)] * len(members)
    pairs = zip(members, weights, strict=True)
    total = sum((score * weight for (score, _value), weight in pairs), Decimal())
    return round(total / sum(weights, Decimal()), 2)
