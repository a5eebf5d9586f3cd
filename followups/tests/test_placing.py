"""Pieces of work on the days of one person."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from followups.rules.placing import Piece, place

MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)


def days(count: int, room: int = 240) -> dict[date, int]:
    return {MONDAY + number * DAY: room for number in range(count)}


def piece(key: str, minutes: int = 60, best: int = 0, first: int = 0, last: int = 4) -> Piece:
    return Piece(key, minutes, MONDAY + first * DAY, MONDAY + last * DAY, MONDAY + best * DAY)


def test_a_piece_goes_to_its_best_day():
    assert place([piece("a", best=3)], days(5)).days == {"a": MONDAY + 3 * DAY}


def test_where_that_is_full_the_nearest_day_takes_it_of_two_the_earlier():
    room = days(5) | {MONDAY + 2 * DAY: 60}
    placed = place([piece(key, best=2) for key in "abc"], room)
    assert placed.days == {"a": MONDAY + 2 * DAY, "b": MONDAY + DAY, "c": MONDAY + DAY}


def test_a_day_that_is_not_worked_takes_nothing():
    room = days(5)
    del room[MONDAY + 2 * DAY]
    assert place([piece("a", best=2)], room).days == {"a": MONDAY + DAY}


def test_the_important_ones_choose_first():
    small = Piece("a", 60, MONDAY, MONDAY + DAY, MONDAY, rank=3)
    large = Piece("z", 60, MONDAY, MONDAY + DAY, MONDAY, rank=0)
    assert place([small, large], days(2, room=60)).days == {"z": MONDAY, "a": MONDAY + DAY}


def test_one_that_has_only_that_day_gets_it_though_another_likes_it_better():
    free, bound = piece("a", minutes=240), piece("b", minutes=240, last=0)
    placed = place([free, bound], days(2))
    assert placed.days == {"b": MONDAY, "a": MONDAY + DAY}
    assert placed.over == {}


def test_what_is_too_much_is_spread_evenly_and_reported():
    placed = place([piece(f"{n}", minutes=120) for n in range(30)], days(5))
    taken = [list(placed.days.values()).count(day) for day in days(5)]
    assert taken == [6] * 5
    assert placed.over == dict.fromkeys(days(5), 6 * 120 - 240)


def test_a_day_that_was_too_full_before_is_nobodys_fault_but_counts_what_comes_on_top():
    placed = place([piece("a", last=0)], {MONDAY: -30})
    assert placed.over == {MONDAY: 60}


PIECES = st.lists(
    st.tuples(st.integers(5, 120), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9)),
    max_size=25,
)
ROOMS = st.lists(st.integers(-60, 270), min_size=10, max_size=10)


def made(raw: list[tuple[int, int, int, int]]) -> list[Piece]:
    return [
        piece(str(number), minutes, best, min(one, other), max(one, other))
        for number, (minutes, best, one, other) in enumerate(raw)
    ]


def allows_it(pieces: list[Piece], room: dict[date, int]) -> bool:
    """What is guaranteed of: every run of days has room for what has to be done within it."""
    longest = max((one.minutes for one in pieces), default=1)
    for first in room:
        for last in (day for day in room if day >= first):
            inside = sum(p.minutes for p in pieces if first <= p.first and p.last <= last)
            spare = sum(max(room[day] - (longest - 1), 0) for day in room if first <= day <= last)
            if inside > spare:
                return False
    return True


@settings(max_examples=300, deadline=None)
@given(PIECES, ROOMS)
def test_no_day_is_overfilled_when_the_total_allows_it(raw, rooms):
    pieces, room = made(raw), dict(zip(days(10), rooms, strict=True))
    placed = place(pieces, room)
    assert placed.days.keys() == {one.key for one in pieces}
    for one in pieces:
        assert one.first <= placed.days[one.key] <= one.last
    if allows_it(pieces, room):
        assert placed.over == {}


@settings(max_examples=100, deadline=None)
@given(PIECES, ROOMS)
def test_the_order_in_which_pieces_come_changes_nothing(raw, rooms):
    pieces, room = made(raw), dict(zip(days(10), rooms, strict=True))
    assert place(pieces, room).days == place(pieces[::-1], room).days
