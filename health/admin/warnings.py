from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import HistoryPage, PartInline, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from health.models import (
    HeldWarning,
    ImprovementPlan,
    PlanStep,
    Warning,
    WarningDuty,
    WarningEvent,
    WarningSignal,
)


class DutyInline(PartInline):
    model = WarningDuty
    fields = ("code", "round", "task")


class SignalInline(PartInline):
    model = WarningSignal
    fields = ("rule", "level", "began_on", "until", "ended_on", "evidence")


class EventInline(PartInline):
    model = WarningEvent
    fields = ("at", "as_of", "action", "rule", "level", "score", "by", "reason")
    ordering = ("-pk",)


@admin.register(Warning)
class WarningAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = (
        *("customer", "cause", "level", "score", "level_since", "opened_on", "acknowledged_at"),
        *("resolved_at", "outcome"),
    )
    list_filter = (
        *("level", "cause", ("resolved_at", admin.EmptyFieldListFilter), "outcome", "opened_on"),
        BY_CUSTOMER,
    )
    list_select_related = ("customer",)
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
    inlines = (SignalInline, DutyInline, EventInline)
    fieldsets = (
        (None, {"fields": ("customer", "cause", "level", "score", "as_of")}),
        (
            pgettext_lazy("warning", "Its life"),
            {
                "fields": (
                    "opened_on",
                    "opened_at",
                    "reopened_at",
                    "level_since",
                    "worst_level",
                    "round",
                )
            },
        ),
        (_("People"), {"fields": ("acknowledged_at", "acknowledged_by")}),
        (_("Outcome"), {"fields": ("resolved_at", "outcome", "reason")}),
    )


@admin.register(HeldWarning)
class HeldWarningAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("customer", "cause", "level", "score", "batch")
    list_filter = ("level", "cause", BY_CUSTOMER)
    list_select_related = ("customer", "batch")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("id",)


@admin.register(WarningSignal)
class WarningSignalAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("customer", "rule", "level", "began_on", "until", "ended_on", "is_quiet")
    list_filter = (
        *("level", ("ended_on", admin.EmptyFieldListFilter), "is_quiet", "rule", "began_on"),
        BY_CUSTOMER,
    )
    list_select_related = ("customer",)
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)


class StepInline(PartInline):
    model = PlanStep
    fields = ("place", "task")


@admin.register(ImprovementPlan)
class ImprovementPlanAdmin(ReadOnlyAdmin, HistoryPage):
    customer_path = "customer"
    list_display = ("customer", "trouble", "goal", "filed_by", "filed_at", "review_on", "outcome")
    list_filter = ("trouble", "outcome", ("ended_at", admin.EmptyFieldListFilter), BY_CUSTOMER)
    list_select_related = ("customer", "filed_by")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
    inlines = (StepInline,)
