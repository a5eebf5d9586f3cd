"""The places that the search of every page looks into.

An app registers its sources when it starts: a class with `@register` in a module that its
`AppConfig.ready` imports.
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar

from django.urls import reverse
from django.utils.functional import Promise

from accounts.models import User
from common.registry import Registry


class Rank(IntEnum):
    """How well a hit fits, best first."""

    EXACT = 0
    BEGINS = 1
    CONTAINS = 2
    NEAR = 3  # not what was typed, but one slip away


@dataclass(frozen=True, slots=True)
class Hit:
    """Something found, as the person may see it.

    `title` is what it is called, `detail` a line that tells it from others of that name; the page
    behind it is the URL name with its `args`, and `tail` is what follows in the address.
    """

    rank: Rank
    title: str
    detail: str
    url_name: str
    args: tuple[str, ...]
    tail: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.args) + self.tail


class Source:
    """One kind of things to be found, for whoever has the `permission`."""

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    help: ClassVar[str | Promise]
    """What of it one may type."""
    permission: ClassVar[str]
    place: ClassVar[int]
    """Where it stands among the others, from 1."""

    def hits(self, user: User, text: str, limit: int) -> list[Hit]:
        """Up to `limit` hits, the best first; `text` is tidied and not empty.

        Only rows that this person may see are found, and none by a field hidden from them.
        """
        raise NotImplementedError

    def near(self, user: User, text: str, limit: int) -> list[Hit]:  # noqa: ARG002
        """Hits of what may have been meant; asked for only where little else is found."""
        return []


_registry: Registry[Source] = Registry("sources of the search")
register = _registry.register


def sources() -> list[Source]:
    return sorted(_registry.by_code.values(), key=lambda source: source.place)
