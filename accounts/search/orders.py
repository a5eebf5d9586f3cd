"""Orders, by the beginning or the end of their number."""

from typing import Any

from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.access import rows_visible_to
from accounts.clearance import may_see, veiled
from accounts.models import Order, User
from accounts.search.registry import Hit, Source, register
from accounts.search.rows import any_of, best_first, line, numbered, of_active, rank_of
from common.lists import in_order


@register
class OrderSource(Source):
    code = "orders"
    label = _("Orders")
    help = _("The start or the end of an order number.")
    permission = "accounts.view_order"
    place = 3

    def hits(self, user: User, text: str, limit: int) -> list[Hit]:
        if not may_see(user, Order, "number"):
            return []
        visible = of_active(rows_visible_to(user, Order.objects.all()))
        ids = any_of(numbered(visible, text))
        orders = Order.objects.filter(pk__in=ids).select_related("customer") if ids else []
        return best_first([_hit(user, one, text) for one in in_order(orders, ids)], limit)


def _hit(user: User, order: Order, text: str) -> Hit:
    shown: Any = veiled(user, [order])[0]
    customer: Any = veiled(user, [order.customer])[0]
    return Hit(
        rank_of([shown.number.casefold()], text.casefold()),
        title=shown.number,
        detail=line(customer, date_format(shown.ordered_on, "SHORT_DATE_FORMAT")),
        url_name="customer-orders",
        args=(order.customer.code,),
        tail=f"?{urlencode({'number': order.number})}",
    )
