from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin, RowsInline
from accounts.models import Order, OrderLine


class CreditNoteFilter(admin.SimpleListFilter):
    title = _("kind")
    parameter_name = "credit"

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
class OrderAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("number", "customer", "ordered_on", "amount", "currency", "cancelled_on")
    list_filter = (CreditNoteFilter, ("cancelled_on", admin.EmptyFieldListFilter), "ordered_on")
    list_select_related = ("customer",)
    search_fields = ("number__startswith", "customer__code")
    ordering = ("-ordered_on", "-id")
    inlines = (OrderLineInline,)
