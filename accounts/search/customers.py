"""Companies, by any of their names and numbers."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.access import customers_visible_to
from accounts.clearance import hidden_from, veiled
from accounts.models import Customer, User
from accounts.models.customer import ACTIVE
from accounts.queries.customers import (
    customers_beginning,
    customers_found,
    customers_named,
    customers_nearly_named,
)
from accounts.rules.names import normalise
from accounts.search.registry import Hit, Rank, Source, register
from accounts.search.rows import CANDIDATES, best_first, line, rank_of
from common.search import SHORTEST_INDEXED

READ = ("code", "name", "short_name", "tier", "region", "credit_code", "search_text")


@register
class CustomerSource(Source):
    code = "customers"
    label = _("Customers")
    help = _("Any part of a name or alias, its pinyin or initials; a code or credit code.")
    permission = "accounts.view_customer"
    place = 1

    def hits(self, user: User, text: str, limit: int) -> list[Hit]:
        visible, hidden = customers_visible_to(user).filter(ACTIVE), hidden_from(user, Customer)
        named = customers_named(visible, text, hidden)
        found = {customer.pk: customer for customer in _found(visible, text, named, hidden, limit)}
        hits = [
            _hit(user, one, Rank.EXACT if one.pk in named else _rank(one, text, hidden))
            for one in found.values()
        ]
        return best_first(hits, limit)

    def near(self, user: User, text: str, limit: int) -> list[Hit]:
        """Whoever is not active is left out afterwards, lest their index be used for this."""
        visible = customers_visible_to(user)
        near = customers_nearly_named(visible, text, CANDIDATES, hidden_from(user, Customer))
        found = _called(visible.filter(ACTIVE), near)
        return best_first([_hit(user, one, Rank.NEAR) for one in found], limit)


def _found(
    visible: QuerySet[Customer], text: str, named: list[int], hidden: frozenset[str], limit: int
) -> Iterator[Customer]:
    """Those who are called so come first; the same one may come again.

    A single character is only looked for where a name begins: no index finds it elsewhere.
    """
    yield from _called(visible, named[:limit])
    if normalise(text):
        yield from customers_beginning(visible, text).only(*READ)[:limit]
    if any(len(normalise(word)) >= SHORTEST_INDEXED for word in text.split()):
        yield from customers_found(visible, text, hidden).only(*READ)[:CANDIDATES]


def _called(visible: QuerySet[Customer], ids: list[int]) -> Iterable[Customer]:
    return visible.filter(pk__in=ids).only(*READ) if ids else ()


def _rank(customer: Customer, text: str, hidden: frozenset[str]) -> Rank:
    words = customer.search_text.split("\n")
    if "credit_code" in hidden and customer.credit_code:
        words.remove(normalise(customer.credit_code))
    return rank_of(words, normalise(text))


def _hit(user: User, customer: Customer, rank: Rank) -> Hit:
    shown: Any = veiled(user, [customer])[0]
    return Hit(
        rank,
        title=shown.name,
        detail=line(shown.code, shown.get_tier_display(), shown.region),
        url_name="customer-detail",
        args=(customer.code,),
    )
