"""Which customer needs somebody first?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.lists import Column, Ids, ListPage, Page
from crm_site.pages.customer_filters import SEES_HEALTH, CustomerFilter
from crm_site.queries.customer_list import CustomerRow, customer_ids, customer_rows

SEES_ORDERS = "accounts.view_order"


class CustomerList(ListPage):
    permission = "accounts.view_customer"
    filterset_class = CustomerFilter
    columns = (
        Column("name", _("Customer"), sorts=True),
        Column("attention", _("Health"), sorts=True, permission=SEES_HEALTH),
        Column("score", _("Score"), sorts=True, permission=SEES_HEALTH, css="number"),
        Column("weeks", _("12 weeks"), permission=SEES_HEALTH),
        Column("change", _("7 days"), sorts=True, permission=SEES_HEALTH, css="number"),
        Column("tier", _("Tier"), sorts=True),
        Column("owner", _("Owner"), sorts=True),
        Column("region", _("Region")),
        Column("last_order", _("Last order"), permission=SEES_ORDERS, css="number"),
        Column("amount", _("In 365 days"), permission=SEES_ORDERS, css="number"),
    )
    default_sort = "attention"
    template_name = "pages/customer_list.html"
    piece_name = "pages/_customer_list.html"

    def ids(self, filters: CustomerFilter) -> Iterable[Ids]:
        return customer_ids(filters.selection(), self.sort())

    def rows(self, ids: Sequence[int]) -> Sequence[CustomerRow]:
        may = self.request.user.has_perm
        return customer_rows(
            ids,
            timezone.localdate(),
            with_health=may(SEES_HEALTH),
            with_orders=may(SEES_ORDERS),
        )

    def context(self, filters: CustomerFilter, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {"today": timezone.localdate()}
