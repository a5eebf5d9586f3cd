from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import PartInline, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from health.models import HeldWarning, Warning, WarningDuty, WarningEvent


class DutyInline(PartInline):
    model = WarningDuty
    fields = ("code", "round", "task")


class EventInline(PartInline):
    model = WarningEvent
    fields = ("at", "as_of", "action", "level", "score", "by", "reason")
    ordering = ("-pk",)


@admin.register(Warning)
class WarningAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = (
        *("customer", "level", "score", "level_since", "opened_on", "acknowledged_at"),
        *("resolved_at", "outcome"),
    )
    list_filter = (
        *("level", ("resolved_at", admin.EmptyFieldListFilter), "outcome", "opened_on"),
        BY_CUSTOMER,
    )
    list_select_related = ("customer",)
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
    inlines = (DutyInline, EventInline)
    fieldsets = (
        (None, {"fields": ("customer", "cause", "level", "score", "as_of")}),
        (
            pgettext_lazy("warning", "Its life"),
            {"fields": ("opened_on", "opened_at", "level_since", "worst_level", "round")},
        ),
        (_("People"), {"fields": ("acknowledged_at", "acknowledged_by")}),
        (_("Outcome"), {"fields": ("resolved_at", "outcome", "reason")}),
    )


@admin.register(HeldWarning)
class HeldWarningAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("customer", "level", "score", "batch")
    list_filter = ("level", BY_CUSTOMER)
    list_select_related = ("customer", "batch")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("id",)
