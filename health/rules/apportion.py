from collections.abc import Mapping
from decimal import ROUND_FLOOR, Decimal

CENT = Decimal("0.01")


def apportion(parts: Mapping[str, float], total: Decimal) -> dict[str, Decimal]:
    """Round `parts` to 0.01 so that they add up to `total` exactly, by largest remainder.

    `total` is the sum of the parts rounded to 0.01, or differs from it by a few 0.01.
    """
    if not parts:
        return {}
    exact = {name: Decimal(part) for name, part in parts.items()}
    rounded = {name: part.quantize(CENT, ROUND_FLOOR) for name, part in exact.items()}
    by_remainder = sorted(parts, key=lambda name: rounded[name] - exact[name])
    missing = int((total - sum(rounded.values())) / CENT)
    for place in range(abs(missing)):
        # What is too much is taken from those that lost least by rounding down.
        order = by_remainder if missing > 0 else by_remainder[::-1]
        rounded[order[place % len(order)]] += CENT if missing > 0 else -CENT
    return rounded
