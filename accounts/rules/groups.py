"""Companies and their parents: no company above itself, and at most four levels."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.rules.parsing.refusal import Refusal, gettext_noop

MOST_LEVELS = 4
ABOVE_ITSELF = Refusal(gettext_noop("would put a company above itself"))
TOO_DEEP = Refusal(
    gettext_noop("would make a group of more than %(most)d levels"), most=MOST_LEVELS
)


@dataclass(frozen=True, slots=True)
class Wish:
    """Row `row` of a file wants `child` under `parent`; a refused new child does not exist."""

    row: int
    child: int
    parent: int
    child_is_new: bool = False


def misplaced(parents: Mapping[int, int], wishes: Iterable[Wish]) -> dict[int, Refusal]:
    """Which wishes cannot come true, by row, given the `parents` of today (child → parent).

    All wishes are taken together, so that their order in the file does not matter; of those that
    only contradict each other, the later ones are refused.
    """
    standing = {wish.row: wish for wish in wishes}
    refused: dict[int, Refusal] = {}
    gone: set[int] = set()
    while blamed := _orphans(standing, gone) or _blamed(parents, standing):
        refused |= blamed
        lost = [standing.pop(row) for row in blamed]
        gone |= {wish.child for wish in lost if wish.child_is_new}
    return refused


def _orphans(standing: Mapping[int, Wish], gone: set[int]) -> dict[int, Refusal]:
    return {
        row: Refusal(gettext_noop("is a company whose own row is refused"))
        for row, wish in standing.items()
        if wish.parent in gone
    }


def _blamed(parents: Mapping[int, int], standing: Mapping[int, Wish]) -> dict[int, Refusal]:
    placed = dict(parents) | {wish.child: wish.parent for wish in standing.values()}
    row_of = {wish.child: wish.row for wish in standing.values()}
    blamed: dict[int, Refusal] = {}
    for child in placed:
        path = _path(placed, child)
        if len(path) <= MOST_LEVELS:
            continue
        circle = _circle(path)
        rows = [row_of[company] for company in circle or path if company in row_of]
        if rows:
            blamed[max(rows)] = ABOVE_ITSELF if circle else TOO_DEEP
    return blamed


def _path(placed: Mapping[int, int], company: int) -> list[int]:
    """The company and those above it, as far as it takes to see that they are too many."""
    path = [company]
    while len(path) <= 2 * MOST_LEVELS and path[-1] in placed:
        path.append(placed[path[-1]])
    return path


def _circle(path: list[int]) -> list[int]:
    """The part of the path that comes round to itself."""
    return [company for company in path if path.count(company) > 1]
