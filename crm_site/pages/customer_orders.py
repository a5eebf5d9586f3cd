"""What did this customer order?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter, FilterSet

from accounts.models import Customer, Order
from accounts.queries.orders import IS_CREDIT_NOTE, IS_ORDER, order_years
from common.lists import Column, Ids, ListPage, Page, in_order
from crm_site.pages.customer import SEES_ORDERS, CustomerMixin

KINDS = {"orders": IS_ORDER, "credit_notes": IS_CREDIT_NOTE}


class OrderFilter(FilterSet):
    year = ChoiceFilter(label=_("Year"), field_name="ordered_on__year", empty_label=_("all years"))
    kind = ChoiceFilter(
        label=_("Kind"),
        choices=[("orders", _("orders")), ("credit_notes", _("credit notes"))],
        method="of_kind",
        empty_label=_("orders and credit notes"),
    )

    class Meta:
        model = Order
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest, customer: Customer) -> None:
        super().__init__(data, queryset=Order.objects.filter(customer=customer), request=request)
        self.filters["year"].extra["choices"] = [
            (year, str(year)) for year in order_years(customer)
        ]
        for field in self.form.fields.values():
            field.widget.attrs["class"] = "form-select"

    def of_kind(self, orders: QuerySet[Order], _name: str, kind: str) -> QuerySet[Order]:
        return orders.filter(KINDS[kind])


class CustomerOrders(CustomerMixin, ListPage):
    permission = SEES_ORDERS
    filterset_class = OrderFilter
    columns = (
        Column("day", _("Day"), sorts=True),
        Column("number", _("Number")),
        Column("amount", _("Amount"), css="number"),
        Column("region", _("Delivery region")),
        Column("source", _("Source")),
    )
    default_sort = "-day"
    template_name = "pages/customer_orders.html"
    piece_name = "pages/_customer_orders.html"

    def filters(self) -> OrderFilter:
        return OrderFilter(self.request.GET, request=self.request, customer=self.customer)

    def ids(self, filters: FilterSet) -> Iterable[Ids]:
        order = ("-ordered_on", "-id") if self.sort().startswith("-") else ("ordered_on", "id")
        return [filters.qs.order_by(*order).values_list("pk", flat=True)]

    def rows(self, ids: Sequence[int]) -> Sequence[Order]:
        return in_order(Order.objects.filter(pk__in=ids), ids)

    def context(self, filters: FilterSet, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {"customer": self.customer, "today": timezone.localdate()}
