"""What did this customer order?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from accounts.auth import PersonRequest
from accounts.clearance import veiled
from accounts.models import Customer, Order
from accounts.queries.orders import IS_CREDIT_NOTE, IS_ORDER, order_years
from accounts.services.access_log import export_note
from common.lists import Column, Ids, ListPage, Page, in_order, without_empty
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
    number = CharFilter(label=_("Number"), field_name="number", lookup_expr="icontains")

    class Meta:
        model = Order
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest, customer: Customer) -> None:
        super().__init__(data, queryset=Order.objects.filter(customer=customer), request=request)
        self.filters["year"].extra["choices"] = [
            (year, str(year)) for year in order_years(customer)
        ]
        for name, field in self.form.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "number" else "form-select"
        self.form.fields["number"].widget.attrs["placeholder"] = _("Number")

    def of_kind(self, orders: QuerySet[Order], _name: str, kind: str) -> QuerySet[Order]:
        return orders.filter(KINDS[kind])


class CustomerOrders(CustomerMixin, ListPage):
    request: PersonRequest
    permission = SEES_ORDERS
    filterset_class = OrderFilter
    columns = (
        Column("day", _("Day"), sorts=True, value=lambda order: order.ordered_on),
        Column("number", _("Number"), value=lambda order: order.number),
        Column("amount", _("Amount"), css="number", value=lambda order: order.amount),
        Column("currency", _("Currency"), value=lambda order: order.currency, is_shown=False),
        Column("region", _("Delivery region"), value=lambda order: order.region),
        Column("source", _("Source"), value=lambda order: order.source),
        Column("cancelled", _("Cancelled"), value=lambda row: row.cancelled_on, is_shown=False),
    )
    default_sort = "-day"
    template_name = "pages/customer_orders.html"
    piece_name = "pages/_customer_orders.html"

    def filters(self) -> OrderFilter:
        return OrderFilter(self.request.GET, request=self.request, customer=self.customer)

    def ids(self, filters: FilterSet) -> Iterable[Ids]:
        order = ("-ordered_on", "-id") if self.sort().startswith("-") else ("ordered_on", "id")
        return [filters.qs.order_by(*order).values_list("pk", flat=True)]

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        return veiled(self.request.user, in_order(Order.objects.filter(pk__in=ids), ids))

    def export_name(self) -> str:
        return f"{self.customer.code} {_('Orders')} {timezone.localdate()}"

    def exported(self, rows: int) -> None:
        export_note(
            user=self.request.user,
            subject="customer-orders",
            rows=rows,
            query=without_empty(self.request.GET),
            customer=self.customer,
        )

    def context(self, filters: FilterSet, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {"customer": self.profile, "today": timezone.localdate()}
