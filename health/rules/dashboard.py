"""How the figures of managers are grouped."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_LINES = 20
FIRST_ACTS_OF = 90
"""Days of warnings of which it is told how soon somebody acted."""


@dataclass(frozen=True, slots=True)
class Age:
    """How long ago something began: `least` to `most` days, both included; None for no end."""

    code: str
    least: int
    most: int | None

    def days(self, today: date) -> tuple[date | None, date]:
        """The first and the last day on which something of this age began."""
        first = None if self.most is None else today - timedelta(days=self.most)
        return first, today - timedelta(days=self.least)


AGES = (Age("new", 0, 2), Age("week", 3, 7), Age("month", 8, 30), Age("old", 31, None))


def most_first(
    sizes: Mapping[str, tuple[int, ...]], last: str, name: Callable[[str], str]
) -> list[str]:
    """The keys by their sizes, those alike by name; `last` is the one that has no name."""

    def place(key: str) -> tuple[bool, list[int], str]:
        return key == last, [-size for size in sizes[key]], name(key)

    return sorted(sizes, key=place)


def with_tail(keys: Sequence[str], most: int) -> tuple[Sequence[str], Sequence[str]]:
    """Those to show one by one, and those that are summed up; never a tail of one."""
    if len(keys) <= most + 1:
        return keys, ()
    return keys[:most], keys[most:]
