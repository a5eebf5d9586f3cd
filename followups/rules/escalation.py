"""Who is told, step by step, when a deadline has passed."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST = 10  # a line of managers that leads round in a circle ends


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands in the company; people are ids. Who has left is not `is_active`."""

    lead: int | None
    line_manager: int | None
    is_active: bool = True
    name: str = ""


def chain(
    owner: int,
    places: Mapping[int, Place],
    *,
    heads: Sequence[int],
    absent: Collection[int] = (),
    fallback: int | None = None,
) -> list[int]:
    """Whom to tell after the owner: the team's lead, the managers above, the heads.

    Who is absent, has left or has been told already is left out. Where nobody is left it is
    `fallback`; an empty list only without one.
    """
    told = [owner]
    for person in (*_above(owner, places), *heads):
        place = places.get(person)
        if person not in told and person not in absent and place and place.is_active:
            told.append(person)
    if len(told) == 1 and fallback not in (None, owner):
        told.append(fallback)
    return told[1:]


def _above(owner: int, places: Mapping[int, Place]) -> Iterator[int]:
    """The lead and the managers above the lead, then those of the owner's own line."""
    place = places.get(owner)
    if place is None:
        return
    yield from _line(place.lead, places)
    yield from _line(place.line_manager, places)


def _line(person: int | None, places: Mapping[int, Place]) -> Iterator[int]:
    """Somebody, and manager after manager above."""
    for _step in range(LONGEST):
        if person is None:
            return
        yield person
        above = places.get(person)
        person = above.line_manager if above else None
