"""Piecewise linear curves from a raw figure to points."""

from dataclasses import dataclass
from itertools import pairwise


def _(text: str) -> str:
    """Marks a sentence for the catalogue."""
    return text


CLOSEST = 1e-6
"""Breakpoints that lie closer together would be a step, and its slope no number."""


@dataclass(frozen=True)
class Curve:
    """Straight lines between breakpoints (raw, points); flat before the first, after the last."""

    breakpoints: tuple[tuple[float, float], ...]

    def __post_init__(self) -> None:
        if not self.breakpoints:
            raise ValueError(_("a curve needs a breakpoint"))
        if any(left >= right for (left, _), (right, _) in pairwise(self.breakpoints)):
            raise ValueError(_("the breakpoints of a curve go from left to right"))
        if any(right - left < CLOSEST for (left, _), (right, _) in pairwise(self.breakpoints)):
            raise ValueError(_("the breakpoints of a curve lie too close together"))
        if any(not 0 <= points <= 100 for _, points in self.breakpoints):
            raise ValueError(_("points are between 0 and 100"))

    def __call__(self, raw: float) -> float:
        """Points, 0 … 100, for a raw figure."""
        first, last = self.breakpoints[0], self.breakpoints[-1]
        if raw <= first[0]:
            return first[1]
        for (left, low), (right, high) in pairwise(self.breakpoints):
            if raw < right:
                return low + (raw - left) * (high - low) / (right - left)
        return last[1]
