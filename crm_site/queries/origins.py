"""Where something comes from, as a link: a task or a concession names it in its origin."""

from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Customer, User
from followups.models import CustomerPlan, Ticket
from health.models import Warning, WinBack

LONGEST_KEY = 18
# What a concession may be asked for.
PURPOSES: dict[str, type[Model]] = {
    "warning": Warning,
    "winback": WinBack,
    "customer-plan": CustomerPlan,
    "ticket": Ticket,
}


class Origin(NamedTuple):
    label: str | Promise
    url: str


class Place(NamedTuple):
    """The page of what an origin begins with, and who may open it."""

    label: str | Promise
    url_name: str
    permission: str


PLACES = {
    "warning": Place(pgettext_lazy("health", "Warning"), "warning", "health.view_warning"),
    "winback": Place(_("Win-back"), "winback", "health.view_winback"),
    "review": Place(_("Review of a lost customer"), "lost-review", "health.view_lostreview"),
    "customer-plan": Place(_("Customer plan"), "customer-plan", "followups.view_customerplan"),
    "plan-review": Place(_("Customer plan"), "customer-plan", "followups.view_customerplan"),
    "concession": Place(_("Concession"), "concession", "followups.view_concession"),
}


def origin_of(origin: str, person: User | AnonymousUser) -> Origin | None:
    """`"concession:12:2"` → the page of concession 12; None where there is none to open."""
    kind, _colon, rest = origin.partition(":")
    place, key = PLACES.get(kind), number_of(rest.partition(":")[0])
    if place is None or key is None or not person.has_perm(place.permission):
        return None
    return Origin(place.label, reverse(place.url_name, args=[key]))


def number_of(text: str) -> int | None:
    """None where it is no number of a row; digits of other scripts make none."""
    is_number = text.isascii() and text.isdecimal() and len(text) <= LONGEST_KEY
    return int(text) if is_number else None


def purpose(origin: str, customer: Customer) -> str:
    """What a form says that something is for; nothing where that is not this customer's."""
    kind, _colon, rest = origin.partition(":")
    model, key = PURPOSES.get(kind), number_of(rest)
    if model is None or key is None:
        return ""
    known = model._default_manager.filter(pk=key, customer=customer).exists()
    return f"{kind}:{key}" if known else ""
