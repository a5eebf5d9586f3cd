"""Finding companies by what people remember of them."""

from collections.abc import Collection
from functools import reduce
from operator import or_

from django.db.models import F, Func, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Lower

from accounts.models import Customer, CustomerAlias, CustomerIdentity
from accounts.rules.names import normalise
from common.search import HasPart, nearly

MOST_WORDS = 8
# More hits by a number of another system than this are no use to anybody.
MOST_HITS = 200
# What is left to search in for whoever may not see credit codes.
WITHOUT_CREDIT_CODE = Func(
    F("search_text"),
    Coalesce(Lower(F("credit_code")), Value("")),
    Value("\n"),
    function="replace",
    output_field=TextField(),
)
# A shorter beginning of such a number would find hundreds; it has to be the whole number.
SHORTEST_HEAD = 3


def customers_found(
    customers: QuerySet[Customer], text: str, hidden: Collection[str] = ()
) -> QuerySet[Customer]:
    """Those of `customers` in which every word of `text` occurs; of many words the first count.

    A word is any part of a name, alias, its pinyin or initials, of the code or the credit code,
    or the beginning of a number in another system. Width, case and punctuation do not matter.
    Nobody finds a company by the credit code that is `hidden` from them.
    """
    words = text.split()[:MOST_WORDS]
    numbered = _numbered(customers, words)
    for word in words:
        customers = customers.filter(_has_word(word, numbered, F("search_text")))
        if "credit_code" in hidden:
            customers = customers.filter(_has_word(word, numbered, WITHOUT_CREDIT_CODE))
    return customers


def customers_named(
    customers: QuerySet[Customer], text: str, hidden: Collection[str] = ()
) -> list[int]:
    """Ids of those of `customers` whose name, alias, code or other number is exactly `text`."""
    number, key = text.strip(), normalise(text)
    aliases = CustomerAlias.objects.filter(name_key=key)
    identities = CustomerIdentity.objects.filter(external_id=number)
    # A union and not an OR, so that each part takes its own index.
    own, aliased, identified = (
        customers.filter(condition).order_by().values_list("pk", flat=True)
        for condition in (
            Q(code=number) | Q(name_key=key) | _has_credit_code(number, hidden),
            Q(pk__in=aliases.values("customer")),
            Q(pk__in=identities.values("customer")),
        )
    )
    return sorted(own.union(aliased, identified)[:MOST_HITS])


def customers_beginning(customers: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Those of `customers` whose name begins with `text`, in the order of their names."""
    return customers.filter(name_key__startswith=normalise(text)).order_by("name_key", "pk")


def customers_nearly_named(
    customers: QuerySet[Customer], text: str, limit: int, hidden: Collection[str] = ()
) -> list[int]:
    """Ids of up to `limit` of `customers` who were meant by `text` if one finger slipped."""
    seen = WITHOUT_CREDIT_CODE if "credit_code" in hidden else None
    return nearly(customers, F("search_text"), normalise(text), limit, seen)


def _has_credit_code(number: str, hidden: Collection[str]) -> Q:
    return Q(pk__in=[]) if "credit_code" in hidden else Q(credit_code=number.upper())


def _numbered(customers: QuerySet[Customer], words: list[str]) -> list[tuple[int, str]]:
    """(customer, number in another system) of every number that one of the words begins.

    A word without a digit begins a name; as a whole number `customers_named` finds it.
    """
    conditions = [_begins(word) for word in words if any(map(str.isdigit, word))]
    if not conditions:
        return []
    theirs = CustomerIdentity.objects.filter(customer__in=customers.order_by().values("pk"))
    identities = theirs.filter(reduce(or_, conditions)).order_by("external_id")
    return list(identities.values_list("customer", "external_id")[:MOST_HITS])


def _begins(word: str) -> Q:
    whole = len(word) < SHORTEST_HEAD
    return Q(external_id=word) if whole else Q(external_id__startswith=word)


def _has_word(word: str, numbered: list[tuple[int, str]], column: Combinable) -> Q:
    """The numbers were looked up before: OR with a subquery would keep both indexes from use."""
    found = Q(pk__in=[customer for customer, number in numbered if number.startswith(word)])
    part = normalise(word)
    return found | Q(HasPart(column, part)) if part else found
