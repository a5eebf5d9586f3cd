"""Which customer needs somebody first?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.lists import Column, Ids, Page
from crm_site.pages.customer_filters import SEES_HEALTH, CustomerFilter
from crm_site.pages.noted_list import NotedList
from crm_site.queries.customer_list import CustomerRow, customer_ids, customer_rows

SEES_ORDERS = "accounts.view_order"


class CustomerList(NotedList):
    permission = "accounts.view_customer"
    filterset_class = CustomerFilter
    columns = (
        Column("name", _("Customer"), sorts=True, value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column(
            "attention",
            _("Health"),
            sorts=True,
            permission=SEES_HEALTH,
            value=lambda row: row.level.label,
        ),
        Column(
            "warned",
            _("Worst open warning"),
            permission="health.view_warning",
            value=lambda row: row.health and row.health.get_warned_display(),
            is_shown=False,
        ),
        Column(
            "computed",
            _("Level by the score"),
            permission=SEES_HEALTH,
            value=lambda row: row.health and row.health.level_by_score.label,
            is_shown=False,
        ),
        Column(
            "decided",
            _("Set by hand until"),
            permission=SEES_HEALTH,
            value=lambda row: row.health and row.health.decided_until,
            is_shown=False,
        ),
        Column(
            "score",
            _("Score"),
            sorts=True,
            permission=SEES_HEALTH,
            css="number",
            value=lambda row: row.score,
        ),
        Column("weeks", _("12 weeks"), permission=SEES_HEALTH),
        Column(
            "change",
            _("7 days"),
            sorts=True,
            permission=SEES_HEALTH,
            css="number",
            value=lambda row: row.change,
        ),
        Column("tier", _("Tier"), sorts=True, value=lambda row: row.tier and row.tier.label),
        Column("owner", _("Owner"), sorts=True, value=lambda row: row.customer.owner),
        Column("region", _("Region"), value=lambda row: row.customer.region),
        Column("industry", _("Industry"), value=lambda row: row.customer.industry, is_shown=False),
        Column(
            "last_order",
            _("Last order"),
            permission=SEES_ORDERS,
            css="number",
            value=lambda row: row.orders and row.orders.last_ordered_on,
        ),
        Column(
            "amount",
            _("In 365 days"),
            permission=SEES_ORDERS,
            css="number",
            value=lambda row: row.orders and row.orders.amount,
        ),
        Column(
            "currency",
            _("Currency"),
            permission=SEES_ORDERS,
            value=lambda row: row.orders and row.orders.currency,
            is_shown=False,
        ),
    )
    default_sort = "attention"
    template_name = "pages/customer_list.html"
    piece_name = "pages/_customer_list.html"
    export_title = _("Customers")
    export_subject = "customer-list"

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
