"""Commercial facts in the back office: they come by import and are looked at here."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.filters import TypedFilter, by_state
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
from accounts.queries import states

OPEN_OR_NOT = admin.EmptyFieldListFilter
BY_CUSTOMER = ("customer", TypedFilter)
# What the states of an invoice are told by.
OF_INVOICES = ("amount", "due_on", "paid_on", "cancelled_on")


class FactAdmin(ReadOnlyAdmin):
    """Newest first by `day`, found by the customer's code and by `search_fields`."""

    customer_path = "customer"
    day: ClassVar[str]
    list_select_related: ClassVar[Any] = ("customer",)
    search_help_text: ClassVar[Any] = _("The beginning of a number, or the customer's code.")

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
    list_filter = ("line", by_state(_("state"), states.PRODUCT_STATES, "retired_on"))
    list_select_related = ("line",)
    search_fields = ("code__startswith", "name")


@admin.register(CustomerLine)
class CustomerLineAdmin(FactAdmin):
    day = "recorded_at"
    list_display = ("line", "customer", "share", "valid_from", "valid_to")
    list_filter = (
        by_state(_("state"), states.LINE_STATES, "valid_from", "valid_to"), "line", BY_CUSTOMER,
    )  # fmt: skip
    list_select_related = ("customer", "line")
    search_help_text = _("The customer's code.")


@admin.register(Invoice)
class InvoiceAdmin(FactAdmin):
    day = "issued_on"
    list_display = ("number", "customer", "issued_on", "due_on", "amount", "currency", "paid_on")
    list_filter = (
        by_state(_("state"), states.INVOICE_STATES, *OF_INVOICES),
        by_state(_("due"), states.INVOICE_DUE, *OF_INVOICES, parameter="due"),
        "currency",
        BY_CUSTOMER,
    )
    search_fields = ("number__startswith",)
    fieldsets = (
        (None, {"fields": ("number", "customer", "order")}),
        (_("Amount"), {"fields": ("amount", "currency")}),
        (_("Dates"), {"fields": ("issued_on", "due_on", "paid_on", "cancelled_on")}),
    )


@admin.register(Payment)
class PaymentAdmin(FactAdmin):
    day = "paid_on"
    list_display = ("number", "customer", "invoice", "paid_on", "amount", "currency")
    list_filter = ("paid_on", ("invoice", OPEN_OR_NOT), "currency", BY_CUSTOMER)
    list_select_related = ("customer", "invoice")
    search_fields = ("number__startswith", "invoice__number__startswith")


@admin.register(OrderProgress)
class OrderProgressAdmin(FactAdmin):
    day = "reached_on"
    list_display = ("order", "customer", "stage", "reached_on", "expected_on")
    list_filter = ("stage", "reached_on", BY_CUSTOMER)
    list_select_related = ("customer", "order")
    search_fields = ("order__number__startswith",)


@admin.register(UsageDay)
class UsageDayAdmin(FactAdmin):
    day = "day"
    list_display = ("day", "customer", "metric", "value", "source")
    list_filter = ("metric", "day", BY_CUSTOMER)
    search_help_text = _("The customer's code.")


@admin.register(CustomerEvent)
class CustomerEventAdmin(FactAdmin):
    day = "occurred_on"
    list_display = ("kind", "title", "customer", "occurred_on", "known_at", "deadline_on")
    list_filter = (
        by_state(_("deadline"), states.EVENT_DEADLINES, "deadline_on", parameter="deadline"),
        "occurred_on",
        BY_CUSTOMER,
        "kind",
    )
    search_fields = ("title",)
    search_help_text = _("What happened, or the customer's code.")
    fieldsets = (
        (None, {"fields": ("kind", "title", "customer", "contact", "note")}),
        (_("Dates"), {"fields": ("occurred_on", "known_at", "deadline_on")}),
    )


@admin.register(MarketSignal)
class MarketSignalAdmin(FactAdmin):
    day = "published_on"
    list_display = ("title", "kind", "direction", "impact", "industry", "region", "published_on")
    list_filter = (
        by_state(_("state"), states.SIGNAL_STATES, "published_on", "ends_on"),
        "direction",
        "published_on",
        BY_CUSTOMER,
        "kind",
    )
    search_fields = ("title", "industry")
    search_help_text = _("What happened, the industry, or the customer's code.")
    fieldsets = (
        (None, {"fields": ("title", "kind", "direction", "impact", "origin")}),
        (_("Whom it concerns"), {"fields": ("customer", "industry", "region")}),
        (_("Dates"), {"fields": ("published_on", "deadline_on", "ends_on")}),
    )


@admin.register(Opportunity)
class OpportunityAdmin(FactAdmin):
    day = "opened_on"
    list_display = ("title", "customer", "kind", "stage", "opened_on", "expected_on", "closed_on")
    list_filter = (
        by_state(_("state"), states.OPPORTUNITY_STATES, "closed_on", "expected_on"),
        by_state(
            _("deadline"),
            states.OPPORTUNITY_DEADLINES,
            *("deadline_on", "closed_on"),
            parameter="deadline",
        ),
        "stage",
        "kind",
        BY_CUSTOMER,
    )
    search_fields = ("title", "number__startswith")
    search_help_text = _("The title, the beginning of a number, or the customer's code.")
    fieldsets = (
        (None, {"fields": ("number", "title", "customer", "kind", "stage", "cause", "lines")}),
        (_("Amount"), {"fields": ("amount", "currency", "probability")}),
        (_("Dates"), {"fields": ("opened_on", "expected_on", "deadline_on", "closed_on")}),
        (
            _("Negotiation"),
            {
                "fields": (
                    *("sticking_point", "competitors", "decision_makers"),
                    *("next_step", "lost_reason"),
                )
            },
        ),
    )


@admin.register(CompetitorAt)
class CompetitorAdmin(FactAdmin):
    day = "seen_on"
    list_display = ("competitor", "customer", "line", "share", "seen_on", "contract_ends_on")
    list_filter = (
        by_state(_("state"), states.COMPETITOR_STATES, "competitor", "gone_on"),
        by_state(
            _("their contract ends"),
            states.COMPETITOR_CONTRACTS,
            *("contract_ends_on", "gone_on"),
            parameter="ends",
        ),
        "line",
        BY_CUSTOMER,
    )
    list_select_related = ("customer", "line")
    search_fields = ("competitor",)
    search_help_text = _("The competitor, or the customer's code.")


@admin.register(Promise)
class PromiseAdmin(FactAdmin):
    day = "promised_on"
    list_display = ("what", "customer", "promised_by", "due_on", "kept_on", "broken_on")
    list_filter = (
        by_state(_("state"), states.PROMISE_STATES, "due_on", "kept_on", "broken_on"),
        BY_CUSTOMER,
    )
    search_fields = ("what",)
    search_help_text = _("What was promised, or the customer's code.")
    fieldsets = (
        (None, {"fields": ("what", "customer", "contact", "promised_by", "consent")}),
        (_("Dates"), {"fields": ("promised_on", "due_on", "kept_on", "broken_on")}),
    )


@admin.register(ExtraGiven)
class ExtraAdmin(FactAdmin):
    day = "given_on"
    list_display = ("what", "kind", "customer", "given_on", "cost", "currency", "reaction")
    list_filter = ("kind", "given_on", "reaction", BY_CUSTOMER)
    search_fields = ("what",)
    search_help_text = _("What was given, or the customer's code.")


@admin.register(CampaignResponse)
class CampaignResponseAdmin(FactAdmin):
    day = "answered_on"
    list_display = ("campaign", "customer", "answer", "answered_on", "contact", "channel")
    list_filter = ("answer", "answered_on", BY_CUSTOMER)
    list_select_related = ("customer", "contact")
    search_fields = ("campaign",)
    search_help_text = _("The campaign, or the customer's code.")


@admin.register(Cost)
class CostAdmin(FactAdmin):
    day = "month"
    list_display = ("month", "kind", "channel", "customer", "amount", "currency", "note")
    list_filter = ("kind", "channel", "month", BY_CUSTOMER)
    search_help_text = _("The customer's code.")
