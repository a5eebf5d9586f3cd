"""Finding the customer that a person means."""

import re
from collections.abc import Iterator

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Customer
from accounts.rules.names import normalise

LISTED = 10
# Eighteen digits always fit into the column.
_OWN_ID = re.compile("id:([0-9]{1,18})")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class RefError(LookupError):
    """Says in one line why a reference names nobody."""


class RefNotFound(RefError):
    """Nothing visible answers to this reference."""


class RefAmbiguous(RefError):
    """Several customers do; `customers` are the first ten of them."""

    def __init__(self, ref: str, customers: list[Customer]) -> None:
        self.customers = customers
        listed = ", ".join(f"{customer.code} {customer.name}" for customer in customers)
        super().__init__(
            _("“%(ref)s” may be any of: %(customers)s") % {"ref": ref, "customers": listed}
        )


def customer_by_ref(ref: str, customers: QuerySet[Customer]) -> Customer:
    """The one of `customers` that `ref` names.

    By customer code, then number in another system, then credit code, then name or alias
    (whatever their width, case and punctuation); `id:123` is the row's own id. Raises
    RefNotFound, and RefAmbiguous when the surest of these fits several.
    """
    for condition in _conditions(ref.strip()):
        found = list(customers.filter(condition).distinct().order_by("code")[:LISTED])
        if len(found) > 1:
            raise RefAmbiguous(ref, found)
        if found:
            return found[0]
    raise RefNotFound(_("There is no customer “%(ref)s”.") % {"ref": ref})


def _conditions(ref: str) -> Iterator[Q]:
    """From the surest to the loosest way of naming a customer."""
    if own := _OWN_ID.fullmatch(ref):
        yield Q(pk=int(own[1]))
        return
    if not ref or _UNSTORABLE.search(ref):
        return
    yield Q(code=ref)
    yield Q(identities__external_id=ref)
    yield Q(credit_code=ref.upper())
    if key := normalise(ref):
        yield Q(name_key=key) | Q(aliases__name_key=key)
