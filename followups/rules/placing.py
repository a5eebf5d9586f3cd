"""Who does what on which day: pieces of work on the days of one person.

Each piece has a window of days and one that is best. A day has room for so many minutes, which is
what the limit of the person leaves beside the work that is there already.

What is guaranteed, with m the minutes of the longest piece: if for every run of days the pieces
whose windows lie within it take no more than the sum of `room - (m - 1)` over its days, no day is
overfilled. (Work that cannot be divided may leave up to m - 1 minutes of a day unused, and no
program can be sure to do better without trying all ways.) Otherwise the work is laid as near to its
best days as it can be, and what has no room goes to the days on which least is to be done; how much
that is over the limit is reported.

Proof, for `_by_deadline`: say a piece with deadline d has no room. Go back from d to the last day t
on which nothing due by d waited at closing; every day after t was closed by a piece due by d that
did not fit, so it was filled to more than room - m, with pieces due by d that were not free before.
All of these, and the one left over, lie within t + 1 … d, and take more than the sum there.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Piece:
    """`key` tells it from others, and decides between equals; `rank` 0 is placed first."""

    key: str
    minutes: int
    first: date
    last: date
    best: date
    rank: int = 0


@dataclass(slots=True)
class Placed:
    """The day of each piece by its key, and the minutes that are over the limit, by day."""

    days: dict[str, date] = field(default_factory=dict)
    over: dict[date, int] = field(default_factory=dict)

    @property
    def minutes_over(self) -> int:
        return sum(self.over.values())


Way = Callable[[Sequence[Piece], dict[date, int]], dict[str, date]]


def place(pieces: Sequence[Piece], room: Mapping[date, int]) -> Placed:
    """A day for every piece. `room` has every day that is worked; each window has one of them."""
    best: Placed | None = None
    for way in (_nearest, _tightest_first, _by_deadline):
        left = dict(room)
        days = way(pieces, left)
        _spread([piece for piece in pieces if piece.key not in days], left, days)
        placed = Placed(days, _over(pieces, days, room))
        if best is None or placed.minutes_over < best.minutes_over:
            best = placed
        if not best.minutes_over:
            break
    return best or Placed()


def _nearest(pieces: Sequence[Piece], left: dict[date, int]) -> dict[str, date]:
    """Each as near to its best day as there is room, the important ones first."""
    return _laid(sorted(pieces, key=lambda one: (one.rank, one.best, one.key)), left)


def _tightest_first(pieces: Sequence[Piece], left: dict[date, int]) -> dict[str, date]:
    """Those that have fewest days first, and of them the longest."""
    return _laid(
        sorted(pieces, key=lambda one: (one.last - one.first, -one.minutes, one.key)), left
    )


def _laid(pieces: Sequence[Piece], left: dict[date, int]) -> dict[str, date]:
    found: dict[str, date] = {}
    least = min((piece.minutes for piece in pieces), default=0)
    days = sorted(day for day in left if left[day] >= least)
    for piece in pieces:
        begin, end = bisect_left(days, piece.first), bisect_right(days, piece.last)
        near = _outwards(days, begin, end, piece.best)
        day = next((day for day in near if left[day] >= piece.minutes), None)
        if day is not None:
            found[piece.key] = day
            left[day] -= piece.minutes
            if left[day] < least:  # no piece has to look at it any more
                del days[bisect_left(days, day)]
    return found


def _outwards(days: Sequence[date], begin: int, end: int, best: date) -> Iterator[date]:
    """The days of a window, the nearest to `best` first; of two the earlier."""
    after = min(max(bisect_left(days, best, begin, end), begin), end)
    before = after - 1
    while before >= begin or after < end:
        is_after = before < begin or (after < end and (days[after] - best) < (best - days[before]))
        yield days[after] if is_after else days[before]
        after, before = (after + 1, before) if is_after else (after, before - 1)


def _by_deadline(pieces: Sequence[Piece], left: dict[date, int]) -> dict[str, date]:
    """Day after day, what is due first is done first; a day closes when that does not fit."""
    waiting = sorted(pieces, key=lambda one: (one.last, one.first, one.key))
    found: dict[str, date] = {}
    for day in sorted(left):
        for piece in [one for one in waiting if one.first <= day <= one.last]:
            if left[day] < piece.minutes:
                break
            found[piece.key] = day
            left[day] -= piece.minutes
        waiting = [one for one in waiting if one.key not in found and one.last > day]
    return found


def _spread(pieces: Sequence[Piece], left: dict[date, int], found: dict[str, date]) -> None:
    """What has no room goes where least is to be done, the longest first."""
    days = sorted(left)
    for piece in sorted(pieces, key=lambda one: (-one.minutes, one.key)):
        window = days[bisect_left(days, piece.first) : bisect_right(days, piece.last)]
        day = max(window, key=lambda day: (left[day], -abs((day - piece.best).days)))
        found[piece.key] = day
        left[day] -= piece.minutes


def _over(
    pieces: Sequence[Piece], days: Mapping[str, date], room: Mapping[date, int]
) -> dict[date, int]:
    """Only what these pieces put over the limit: a day may have been too full before."""
    taken: dict[date, int] = {}
    for piece in pieces:
        taken[days[piece.key]] = taken.get(days[piece.key], 0) + piece.minutes
    over = {day: minutes - max(room[day], 0) for day, minutes in taken.items()}
    return {day: minutes for day, minutes in sorted(over.items()) if minutes > 0}
