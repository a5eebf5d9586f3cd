"""Where something comes from, as a link: a task or a concession names it in its origin."""

from typing import Any, NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.clearance import veiled
from accounts.models import Customer, User
from followups.choices import TicketState
from followups.models import CustomerPlan, Ticket
from followups.queries.states import ticket_in
from followups.rules.customer_plans import PLAN, REVIEW
from health.models import Warning, WinBack
from health.models.warning import OPEN
from health.models.winback import AT_WORK

LONGEST_KEY = 18
MOST_TICKETS = 20
# What a concession may be asked for.
PURPOSES: dict[str, type[Model]] = {
    "warning": Warning,
    "winback": WinBack,
    PLAN: CustomerPlan,
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
    "follow_up": Place(_("Follow-up"), "follow-up", "followups.view_followup"),
    PLAN: Place(_("Customer plan"), "customer-plan", "followups.view_customerplan"),
    REVIEW: Place(_("Customer plan"), "customer-plan", "followups.view_customerplan"),
    "concession": Place(_("Concession"), "concession", "followups.view_concession"),
    "sop": Place(_("Procedure"), "sop-run", "followups.view_soprun"),
}


def origin_of(origin: str, person: User | AnonymousUser) -> Origin | None:
    """`"concession:12:2"` → the page of concession 12; None where there is none to open."""
    kind, _colon, rest = origin.partition(":")
    place, key = PLACES.get(kind), number_of(rest.partition(":")[0])
    if place is None or key is None or not person.has_perm(place.permission):
        return None
    return Origin(place.label, reverse(place.url_name, args=[key]))


INSTEAD = {
    "concession": Place(_("Decide"), "concession-decide", "followups.change_concession"),
    REVIEW: Place(_("Write the review"), "customer-plan-review", "followups.change_customerplan"),
}


def instead_of_done(origin: str, person: User | AnonymousUser) -> Origin | None:
    """A task that is done by what is said on another page: the page to say it on."""
    kind, _colon, rest = origin.partition(":")
    place = INSTEAD.get(kind)
    if place is None or not person.has_perm(place.permission):
        return None
    numbers = [number_of(one) for one in rest.split(":")]
    keys = numbers[:2] if kind == REVIEW else numbers[:1]
    return None if None in keys else Origin(place.label, reverse(place.url_name, args=keys))


def purposes_of(customer: Customer, person: User | AnonymousUser) -> list[tuple[str, str]]:
    """What something may be for: what is open of this customer, by origin, with its words."""
    found: list[tuple[str, str]] = []
    if person.has_perm("health.view_warning"):
        for row in Warning.objects.filter(OPEN, customer=customer).order_by("-pk"):
            words = f"{PLACES['warning'].label}: {row.get_cause_display()}"
            found.append((f"warning:{row.pk}", words))
    if person.has_perm("health.view_winback"):
        for one in WinBack.objects.filter(AT_WORK, customer=customer).order_by("-pk"):
            words = f"{PLACES['winback'].label}: {one.get_first_cause_display()}"
            found.append((f"winback:{one.pk}", words))
    if person.has_perm("followups.view_ticket"):
        for ticket in _open_tickets(customer, person):
            words = f"{ticket.number} {ticket.subject}".strip()
            found.append((f"ticket:{ticket.pk}", words))
    if person.has_perm("followups.view_customerplan"):
        plans = CustomerPlan.objects.filter(customer=customer).order_by("-year")[:2]
        found += [(f"{PLAN}:{one.pk}", f"{_('Customer plan')} {one.year}") for one in plans]
    return found


def _open_tickets(customer: Customer, person: User | AnonymousUser) -> list[Any]:
    rows = Ticket.objects.filter(ticket_in(TicketState.OPEN), customer=customer)
    return veiled(person, rows.order_by("-opened_at")[:MOST_TICKETS])


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
