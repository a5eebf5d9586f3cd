from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import RowsInline
from accounts.admin.facts import BY_CUSTOMER, FactAdmin
from accounts.admin.filters import by_state
from accounts.models import Order, OrderLine
from accounts.queries.states import ORDER_STATES


class CreditNoteFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "credit"
    reads = frozenset({"amount"})

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("0", _("orders")), ("1", _("credit notes"))]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet[Order]:
        match self.value():
            case "0":
                return queryset.filter(amount__gte=0)
            case "1":
                return queryset.filter(amount__lt=0)
        return queryset


class OrderLineInline(RowsInline):
    model = OrderLine
    fields = ("product_code", "product_name", "quantity", "unit_price", "amount", "margin")


@admin.register(Order)
class OrderAdmin(FactAdmin):
    day = "ordered_on"
    list_display = (
        *("number", "customer", "ordered_on", "amount", "currency"),
        *("promised_on", "delivered_on", "cancelled_on"),
    )
    list_filter = (
        by_state(_("state"), ORDER_STATES, "amount", "promised_on", "delivered_on", "cancelled_on"),
        CreditNoteFilter,
        "ordered_on",
        "line",
        BY_CUSTOMER,
    )
    search_fields = ("number__startswith",)
    inlines = (OrderLineInline,)
    fieldsets = (
        (None, {"fields": ("number", "customer", "line", "region")}),
        (_("Amount"), {"fields": ("amount", "margin", "currency")}),
        (_("Dates"), {"fields": ("ordered_on", "promised_on", "delivered_on", "cancelled_on")}),
    )


@admin.register(OrderLine)
class OrderLineAdmin(FactAdmin):
    day = "id"  # as they were recorded; a million lines have no index for the moment
    list_display = (
        *("product_name", "product_code", "customer", "order"),
        *("quantity", "unit_price", "amount"),
    )
    list_filter = ("line", BY_CUSTOMER)
    list_select_related = ("customer", "order")
    search_fields = ("product_code__startswith", "order__number__startswith")
