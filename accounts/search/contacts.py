"""People at customers, by their name and by the ways to reach them."""

import re
from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Collate, Lower
from django.db.models.lookups import StartsWith
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts.access import rows_visible_to
from accounts.clearance import hidden_from, may_see, veiled
from accounts.models import Contact, User
from accounts.rules.names import index_names, normalise
from accounts.search.registry import Hit, Rank, Source, register
from accounts.search.rows import CANDIDATES, any_of, best_first, line, of_active, rank_of
from common.lists import in_order
from common.search import (
    SHORTEST_INDEXED,
    HasPart,
    digits_from_the_end,
    nearly,
    readings,
)

# Fewer digits, or a shorter beginning of an address, would find half of the people.
SHORTEST_TAIL = 4
SHORTEST_ADDRESS = 3
COUNTRY = "86"
LONGEST_WITHOUT_COUNTRY = 11
PHONE = re.compile(r"[\d\s()+./-]+")
PHONES = ("mobile", "phone")


@register
class ContactSource(Source):
    code = "contacts"
    label = _("Contacts")
    help = _("A name, its pinyin or initials; the end of a phone number; the start of an e-mail.")
    permission = "accounts.view_contact"
    place = 2

    def hits(self, user: User, text: str, limit: int) -> list[Hit]:
        visible = of_active(rows_visible_to(user, Contact.objects.all()))
        found = any_of(_found(visible, text, hidden_from(user, Contact)))
        return best_first([_hit(user, one, text) for one in _read(found)], limit)

    def near(self, user: User, text: str, limit: int) -> list[Hit]:
        """Whose customer is not active is left out afterwards, so that one index is enough."""
        if not may_see(user, Contact, "name"):
            return []
        visible = rows_visible_to(user, Contact.objects.all())
        found = nearly(visible, readings("name"), normalise(text), CANDIDATES)
        return best_first([_hit(user, one, text, Rank.NEAR) for one in _read(found)], limit)


def phone_digits(text: str) -> str:
    """What of a phone number tells it apart; "" for what is none. `+86 138…` is `138…`."""
    if not PHONE.fullmatch(text):
        return ""
    digits = re.sub(r"\D", "", text)
    return digits.removeprefix(COUNTRY) if len(digits) > LONGEST_WITHOUT_COUNTRY else digits


def _found(
    visible: QuerySet[Contact], text: str, hidden: Collection[str]
) -> list[QuerySet[Contact]]:
    """A part for each field that is not hidden and that the text could stand in."""
    name, digits, address = normalise(text), phone_digits(text), text.casefold()
    wanted: dict[str, Q] = {}
    if len(name) >= SHORTEST_INDEXED and not digits:
        wanted["name"] = Q(HasPart(readings("name"), name))
    if len(digits) >= SHORTEST_TAIL:
        wanted |= {field: _ends(field, digits) for field in PHONES}
    if (
        len(digits or address) >= (SHORTEST_TAIL if digits else SHORTEST_ADDRESS)
        and address.isascii()
    ):
        wanted["email"] = Q(StartsWith(Collate(Lower("email"), "C"), address))
    return [visible.filter(asked) for field, asked in wanted.items() if field not in hidden]


def _ends(field: str, digits: str) -> Q:
    return Q(StartsWith(Collate(digits_from_the_end(field), "C"), digits[::-1]))


def _read(ids: list[int]) -> list[Contact]:
    if not ids:
        return []
    contacts = of_active(Contact.objects.filter(pk__in=ids))
    return in_order(contacts.select_related("customer"), ids)


def _hit(user: User, contact: Contact, text: str, rank: Rank | None = None) -> Hit:
    shown: Any = veiled(user, [contact])[0]
    customer: Any = veiled(user, [contact.customer])[0]
    if rank is None:
        rank = _rank(shown, text)
    return Hit(
        rank,
        title=shown.name,
        detail=line(customer, shown.title, shown.mobile or shown.phone, _left(shown)),
        url_name="customer-detail",
        args=(contact.customer.code,),
        tail="#contacts",
    )


def _left(shown: Any) -> str:
    has_left = isinstance(shown.left_on, date) and shown.left_on <= timezone.localdate()
    return pgettext("contact", "has left") if has_left else ""


def _rank(shown: Any, text: str) -> Rank:
    """By what the person may see of the contact, so that the order tells nothing either."""
    by_address = rank_of([shown.email.casefold()], text.casefold())
    if digits := phone_digits(text):
        phones = [phone_digits(shown.mobile), phone_digits(shown.phone)]
        return min(by_address, rank_of(phones, digits))
    by_name = rank_of(index_names(shown.name).search_text.split("\n"), normalise(text))
    return min(by_name, by_address)
