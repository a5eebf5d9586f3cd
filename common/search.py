"""Finding any part of a text through the index on its two-character substrings.

    Customer.objects.filter(HasPart(F("search_text"), "杭州"))
    nearly(Customer.objects.all(), F("search_text"), "hangzuho", limit=20)

The column holds parts on lines of their own (`accounts.rules.names.index_names`). A single
character is looked for at the head of a part only: no index helps it, and anywhere else it
would find nearly everything.

All of it goes by functions and indexes of our own rather than an extension: trigrams do not find
two Chinese characters, and how they split Chinese depends on the locale of the server.

A number is found from its beginning or by its end (`begins`, `ends`): among five million of them
no three characters in the middle are rare enough for an index to be of use.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice, pairwise
from typing import Any

from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import F, Func, Lookup, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Lower, Reverse
from django.db.models.lookups import StartsWith
from django.db.models.sql.compiler import SQLCompiler

SHORTEST_INDEXED = 2
SHORTEST_MISTYPED = 4
"""One slip in a shorter word makes any other word of it."""
LONGEST_MISTYPED = 24
"""A longer one could be mistyped in too many places to look for all of them."""
LONGEST_SLIP_BY_SLIP, PLACES = 6, 5
MOST_LOOKED_AT = 1_000
WITHOUT_LIMIT = 2**31


class HasPart(Lookup):
    lookup_name = "has_part"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        wanted, pattern = str(self.rhs), like_escaped(str(self.rhs))
        if len(wanted) < SHORTEST_INDEXED:
            sql = f"({column} LIKE %s OR {column} LIKE %s)"
            return sql, (*params, f"{pattern}%", *params, f"%\n{pattern}%")
        sql = f"(search_bigrams({column}) @> search_bigrams(%s) AND {column} LIKE %s)"
        return sql, (*params, wanted, *params, f"%{pattern}%")


class MayHaveNearPart(Lookup):
    """Whether the column has what one slip would have left of the text; `nearly` looks closer."""

    lookup_name = "may_have_near_part"
    prepare_rhs = False

    def as_sql(
        self, compiler: SQLCompiler, connection: BaseDatabaseWrapper
    ) -> tuple[str, tuple[Any, ...]]:
        column, params = self.process_lhs(compiler, connection)
        wanted = left_by_a_slip(str(self.rhs))
        sql = " OR ".join([f"search_bigrams({column}) @> %s::text[]"] * len(wanted))
        return f"({sql})", tuple(value for bigrams in wanted for value in (*params, bigrams))


def nearly(
    rows: QuerySet[Any],
    column: Combinable,
    text: str,
    limit: int,
    seen: Combinable | None = None,
) -> list[int]:
    """Ids of up to `limit` rows whose column has a part that was meant if one finger slipped.

    One character may be wrong, missing, too much, or swapped with the next. Of very many rows
    that might fit only the first are looked at. The column is the one with the index; `seen` is
    what is left of it for somebody who may not see all, and what then decides.
    """
    if not may_be_mistyped(text):
        return []
    meant = re.compile("|".join(".".join(map(re.escape, runs)) for runs in slips(text)))
    candidates = rows.filter(_maybe(rows, column, text)).values_list("pk", seen or column)
    with transaction.atomic(), connection.cursor() as cursor:
        # Where nearly every row might fit, the planner would rather take row after row apart.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        looked_at = list(candidates[:MOST_LOOKED_AT])
        cursor.execute("SET LOCAL enable_seqscan = on; SET LOCAL enable_indexscan = on")
    return list(islice((pk for pk, parts in looked_at if meant.search(parts)), limit))


def _maybe(rows: QuerySet[Any], column: Combinable, text: str) -> Q:
    """Where only some rows count, the index is read first and by itself: a limit sees to that."""
    maybe = Q(MayHaveNearPart(column, text))
    if not rows.query.where:
        return maybe
    return Q(pk__in=rows.model._default_manager.filter(maybe).values("pk")[:WITHOUT_LIMIT])


def may_be_mistyped(text: str) -> bool:
    """Whether it is worth looking for what else was meant; a number is never another number."""
    fits = SHORTEST_MISTYPED <= len(text) <= LONGEST_MISTYPED
    return fits and not any(map(str.isdigit, text))


def slips(text: str) -> Iterator[tuple[str, ...]]:
    """All that becomes `text` by one slip, as runs with any one character between them.

    A slip at either end is found by what is left of the text without that character.
    """
    for i in range(len(text)):
        head, tail = text[:i], text[i + 1 :]
        yield (head + tail,)  # one too many
        if 0 < i < len(text) - 1:
            yield head, tail  # a wrong one
        if i:
            yield head, text[i:]  # one is missing
            yield (head[:-1] + text[i] + head[-1] + tail,)  # swapped


def left_by_a_slip(text: str) -> list[list[str]]:
    """Lists of bigrams, of which whatever was meant by `text` has at least one whole.

    Letters are so common in pinyin that an index takes milliseconds for each list. So in a
    longer word they are what slips at several neighbouring places leave alone.
    """
    left: Iterable[tuple[str, ...]] = slips(text)
    if text.isascii() and len(text) > LONGEST_SLIP_BY_SLIP:
        edges = [place * len(text) // PLACES for place in range(PLACES + 1)]
        left = ((text[: max(start - 1, 0)], text[end:]) for start, end in pairwise(edges))
    return [sorted(set(chain.from_iterable(map(_bigrams, runs)))) for runs in left]


def _bigrams(text: str) -> list[str]:
    return [text[i : i + 2] for i in range(len(text) - 1)]


def readings(name: str) -> Func:
    """A person's name as it is found: itself, its pinyin and its initials, on lines of their own.

    An index on this needs no column that somebody could forget to fill.
    """
    return Func(F(name), function="search_readings", output_field=TextField())


def digits_from_the_end(name: str) -> Reverse:
    """The digits of a phone number, the last one first: what its tail is looked up by."""
    return Reverse(Func(F(name), Value("[^0-9]"), Value(""), Value("g"), function="regexp_replace"))


def begins(name: str, text: str) -> Q:
    """Whether the column begins with the text, whatever the case; indexed by `Lower(name)`."""
    return Q(StartsWith(Lower(name), text.casefold()))


def ends(name: str, text: str) -> Q:
    """Whether the column ends with the text; indexed by `Reverse(Lower(name))`."""
    return Q(StartsWith(Reverse(Lower(name)), text.casefold()[::-1]))


def like_escaped(text: str) -> str:
    """The text with every character that LIKE would understand taken literally."""
    return text.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
