"""Tickets, by their number and by what stands in their title."""

from typing import Any

from django.db.models import QuerySet
from django.db.models.functions import Lower
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from accounts.access import rows_visible_to
from accounts.clearance import may_see, veiled
from accounts.models import User
from accounts.queries.customers import MOST_WORDS
from accounts.search.registry import Hit, Source, register
from accounts.search.rows import any_of, best_first, line, numbered, rank_of
from common.lists import in_order
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
        visible = rows_visible_to(user, Ticket.objects.all())
        ids = any_of([*numbered(visible, text), *_titled(visible, text)], limit)
        tickets = Ticket.objects.filter(pk__in=ids).select_related("customer") if ids else []
        return best_first([_hit(user, one, text) for one in in_order(tickets, ids)], limit)


def _titled(visible: QuerySet[Ticket], text: str) -> list[QuerySet[Ticket]]:
    """Those in whose title every word occurs; one word at least has to be long enough for that."""
    words = text.casefold().split()[:MOST_WORDS]
    if not any(len(word) >= SHORTEST_INDEXED for word in words):
        return []
    for word in words:
        visible = visible.filter(HasPart(Lower("subject"), word))
    return [visible]


def _hit(user: User, ticket: Ticket, text: str) -> Hit:
    shown: Any = veiled(user, [ticket])[0]
    customer: Any = veiled(user, [ticket.customer])[0]
    opened = date_format(localtime(shown.opened_at), "SHORT_DATE_FORMAT")
    return Hit(
        rank_of([shown.number.casefold(), shown.subject.casefold()], text.casefold()),
        title=f"{shown.number} {shown.subject}",
        detail=line(customer, shown.get_kind_display(), opened),
        url_name="customer-detail",
        args=(ticket.customer.code,),
        tail="#tickets",
    )
