"""Commercial facts in the back office: they come by import and are looked at here."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest

from accounts.admin.base import ReadOnlyAdmin
from accounts.models import (
    CampaignResponse,
    CompetitorAt,
    Cost,
    CustomerEvent,
    CustomerLine,
    ExtraGiven,
    Invoice,
    MarketSignal,
    Opportunity,
    OrderProgress,
    Payment,
    Product,
    ProductLine,
    Promise,
    UsageDay,
)

OPEN_OR_NOT = admin.EmptyFieldListFilter


class FactAdmin(ReadOnlyAdmin):
    """Newest first by `day`, found by the customer's code and by `search_fields`."""

    customer_path = "customer"
    day: ClassVar[str]

    def get_ordering(self, request: HttpRequest) -> Any:
        return [f"-{self.day}", "-id"]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return ["customer__code", *super().get_search_fields(request)]


@admin.register(ProductLine)
class ProductLineAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "name_en")
    search_fields = ("code", "name", "name_en")


@admin.register(Product)
class ProductAdmin(ReadOnlyAdmin):
    list_display = ("code", "name", "line", "retired_on")
    list_filter = ("line", ("retired_on", OPEN_OR_NOT))
    list_select_related = ("line",)
    search_fields = ("code__startswith", "name")


@admin.register(CustomerLine)
class CustomerLineAdmin(FactAdmin):
    day = "recorded_at"
    list_display = ("customer", "line", "share", "valid_from", "valid_to")
    list_filter = ("line", ("valid_to", OPEN_OR_NOT))
    list_select_related = ("customer", "line")


@admin.register(Invoice)
class InvoiceAdmin(FactAdmin):
    day = "issued_on"
    list_display = ("number", "customer", "issued_on", "due_on", "amount", "currency", "paid_on")
    list_select_related = ("customer",)
    list_filter = (("paid_on", OPEN_OR_NOT), "due_on", ("cancelled_on", OPEN_OR_NOT))
    search_fields = ("number__startswith",)


@admin.register(Payment)
class PaymentAdmin(FactAdmin):
    day = "paid_on"
    list_display = ("number", "customer", "invoice", "paid_on", "amount", "currency")
    list_filter = ("paid_on", ("invoice", OPEN_OR_NOT))
    list_select_related = ("customer", "invoice")
    search_fields = ("number__startswith", "invoice__number__startswith")


@admin.register(OrderProgress)
class OrderProgressAdmin(FactAdmin):
    day = "reached_on"
    list_display = ("order", "customer", "stage", "reached_on", "expected_on")
    list_filter = ("stage", "reached_on")
    list_select_related = ("customer", "order")
    search_fields = ("order__number__startswith",)


@admin.register(UsageDay)
class UsageDayAdmin(FactAdmin):
    day = "day"
    list_display = ("customer", "day", "metric", "value", "source")
    list_select_related = ("customer",)
    list_filter = ("metric", "day")


@admin.register(CustomerEvent)
class CustomerEventAdmin(FactAdmin):
    day = "occurred_on"
    list_display = ("title", "kind", "customer", "occurred_on", "known_at", "deadline_on")
    list_select_related = ("customer",)
    list_filter = ("kind", "occurred_on")
    search_fields = ("title",)


@admin.register(MarketSignal)
class MarketSignalAdmin(FactAdmin):
    day = "published_on"
    list_display = ("title", "kind", "direction", "impact", "industry", "region", "published_on")
    list_select_related = ("customer",)
    list_filter = ("direction", "kind", "published_on")
    search_fields = ("title", "industry")


@admin.register(Opportunity)
class OpportunityAdmin(FactAdmin):
    day = "opened_on"
    list_display = ("title", "customer", "kind", "stage", "opened_on", "expected_on", "closed_on")
    list_select_related = ("customer",)
    list_filter = ("stage", "kind", ("closed_on", OPEN_OR_NOT))
    search_fields = ("title", "number__startswith")


@admin.register(CompetitorAt)
class CompetitorAdmin(FactAdmin):
    day = "seen_on"
    list_display = ("competitor", "customer", "line", "share", "seen_on", "contract_ends_on")
    list_filter = ("competitor", ("gone_on", OPEN_OR_NOT))
    list_select_related = ("customer", "line")
    search_fields = ("competitor",)


@admin.register(Promise)
class PromiseAdmin(FactAdmin):
    day = "promised_on"
    list_display = ("what", "customer", "promised_by", "due_on", "kept_on", "broken_on")
    list_select_related = ("customer",)
    list_filter = (("kept_on", OPEN_OR_NOT), ("broken_on", OPEN_OR_NOT), "due_on")
    search_fields = ("what",)


@admin.register(ExtraGiven)
class ExtraAdmin(FactAdmin):
    day = "given_on"
    list_display = ("what", "kind", "customer", "given_on", "occasion", "reaction")
    list_select_related = ("customer",)
    list_filter = ("kind", "given_on")
    search_fields = ("what",)


@admin.register(CampaignResponse)
class CampaignResponseAdmin(FactAdmin):
    day = "answered_on"
    list_display = ("campaign", "customer", "answer", "answered_on", "contact")
    list_filter = ("answer", "campaign")
    list_select_related = ("customer", "contact")
    search_fields = ("campaign",)


@admin.register(Cost)
class CostAdmin(FactAdmin):
    day = "month"
    list_display = ("month", "kind", "channel", "customer", "amount", "currency", "note")
    list_select_related = ("customer",)
    list_filter = ("kind", "channel", "month")
