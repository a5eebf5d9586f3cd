"""Tickets, by their number and by what stands in their title."""

from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.db.models.lookups import Contains
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.access import rows_visible_to
from accounts.clearance import may_see, veiled
from accounts.models import User
from accounts.queries.customers import MOST_WORDS
from accounts.search.registry import Hit, Source, register
from accounts.search.rows import any_of, by_rank, line, numbered, of_active, rank_of
from common.search import SHORTEST_INDEXED, HasPart
from followups.models import Ticket


@register
class TicketSource(Source):
    code = "tickets"
    label = _("Tickets")
    help = _("The start or the end of a ticket number; words of the title.")
    permission = "followups.view_ticket"
    place = 4

    def hits(self, user: User, text: str, limit: int) -> list[Hit]:
        if not may_see(user, Ticket, "subject"):
            return []
        visible = of_active(rows_visible_to(user, Ticket.objects.all()))
        ids = any_of([*numbered(visible, text), *_titled(visible, text)])
        tickets = Ticket.objects.filter(pk__in=ids).select_related("customer") if ids else []
        newest = sorted(tickets, key=lambda one: (one.opened_at, one.pk), reverse=True)
        return by_rank([_hit(user, one, text) for one in newest], limit)


def _titled(visible: QuerySet[Ticket], text: str) -> list[QuerySet[Ticket]]:
    """Those in whose title every word occurs; one word at least has to be long enough for that."""
    words = text.casefold().split()[:MOST_WORDS]
    if not any(len(word) >= SHORTEST_INDEXED for word in words):
        return []
    for word in words:
        visible = visible.filter(_in_title(word))
    return [visible]


def _in_title(word: str) -> Q:
    """No index knows a single character; the longer words have found few rows to look through."""
    lookup = HasPart if len(word) >= SHORTEST_INDEXED else Contains
    return Q(lookup(Lower("subject"), word))


def _hit(user: User, ticket: Ticket, text: str) -> Hit:
    shown: Any = veiled(user, [ticket])[0]
    customer: Any = veiled(user, [ticket.customer])[0]
    opened = date_format(localtime(shown.opened_at), "SHORT_DATE_FORMAT")
    return Hit(
        rank_of([shown.number.casefold(), shown.subject.casefold()], text.casefold()),
        title=f"{shown.number} {shown.subject}",
        detail=line(customer, shown.get_kind_display(), opened),
        url_name="customer-records",
        args=(ticket.customer.code, "tickets"),
        tail=f"?{urlencode({'number': ticket.number})}",
    )
