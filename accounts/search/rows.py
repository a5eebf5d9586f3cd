"""From rows to hits: which rows, in which order, and what is said of them."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower, Reverse

from accounts.models import Customer
from accounts.search.registry import Hit, Rank
from common.search import begins, ends

# So many of each part are looked at to find the best of them.
CANDIDATES = 60
# Of a shorter one the whole has to be typed.
SHORTEST_NUMBER, LONGEST_NUMBER = 3, 80


def rank_of(words: Iterable[str], wanted: str) -> Rank:
    """How well the best of a hit's words fits what is wanted."""
    beginning = [word for word in words if word.startswith(wanted)]
    if wanted in beginning:
        return Rank.EXACT
    return Rank.BEGINS if beginning else Rank.CONTAINS


def line(*parts: object) -> str:
    """What is known of a hit, in one line."""
    return " · ".join(str(part) for part in parts if part)


def best_first(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """Of equally good ones the shorter name first: what was typed is more of it."""
    return sorted(hits, key=lambda hit: (hit.rank, len(hit.title)))[:limit]


def by_rank(hits: Iterable[Hit], limit: int) -> list[Hit]:
    """Of equally good ones the one that was given first."""
    return sorted(hits, key=lambda hit: hit.rank)[:limit]


def of_active(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Those of `rows` whose customer is neither archived nor merged into another."""
    return rows.exclude(customer__in=Customer.objects.inactive())


def any_of(parts: Sequence[QuerySet[Any]]) -> list[int]:
    """Ids of rows of any part, not many of each; each part is read by its own index."""
    if not parts:
        return []
    first, *others = [part.values_list("pk", flat=True)[:CANDIDATES] for part in parts]
    return list(dict.fromkeys(first.union(*others, all=True) if others else first))


def numbered(rows: QuerySet[Any], text: str) -> list[QuerySet[Any]]:
    """Those of `rows` whose `number` begins with the text, and those where it ends so.

    In the order of the index that finds them, so that no number is common enough to have the
    whole table read.
    """
    if len(text) > LONGEST_NUMBER:
        return []
    head, end = Lower("number"), Reverse(Lower("number"))
    if len(text) < SHORTEST_NUMBER:
        return [rows.alias(head=head).filter(head=text.casefold())]
    return [
        rows.filter(begins("number", text)).order_by(head),
        rows.filter(ends("number", text)).order_by(end),
    ]
