"""What the search of every page finds, source by source."""

from collections.abc import Sequence
from dataclasses import dataclass

from accounts.models import User
from accounts.search.registry import Hit, Rank, Source, sources

LONGEST = 100
FEW = 3
"""With fewer hits than this, one looks for what may have been meant."""


@dataclass(frozen=True, slots=True)
class Group:
    """The hits of one source: those of what was typed, and those of what may have been meant."""

    source: Source
    hits: Sequence[Hit]
    near: Sequence[Hit]
    has_more: bool

    @property
    def count(self) -> int:
        return len(self.hits) + len(self.near)


def tidied(text: str) -> str:
    """What is searched for: one line of limited length, without signs that nobody can see."""
    words = " ".join(text[:LONGEST].split())
    return "".join(sign for sign in words if sign.isprintable()).strip()


def sources_for(user: User) -> list[Source]:
    return [source for source in sources() if user.has_perm(source.permission)]


def found(user: User, text: str, limit: int) -> list[Group]:
    """Up to `limit` hits of every source that has any; `text` is `tidied`.

    Where all of them together have few, there are also those of what may have been meant.
    """
    if not text:
        return []
    asked = [(source, source.hits(user, text, limit + 1)) for source in sources_for(user)]
    if sum(len(hits) for _source, hits in asked) < FEW:
        asked = [
            (source, hits + _others(source.near(user, text, limit), hits)) for source, hits in asked
        ]
    return [_group(source, hits, limit) for source, hits in asked if hits]


def _others(near: list[Hit], hits: list[Hit]) -> list[Hit]:
    """Those of `near` that are not among the `hits` anyway."""
    known = {(hit.title, hit.detail, hit.args) for hit in hits}
    return [hit for hit in near if (hit.title, hit.detail, hit.args) not in known]


def _group(source: Source, hits: list[Hit], limit: int) -> Group:
    shown = hits[:limit]
    return Group(
        source=source,
        hits=[hit for hit in shown if hit.rank < Rank.NEAR],
        near=[hit for hit in shown if hit.rank == Rank.NEAR],
        has_more=len(hits) > limit,
    )
