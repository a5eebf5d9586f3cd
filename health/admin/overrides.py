from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import HistoryPage, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from health.models import LevelOverride


@admin.register(LevelOverride)
class LevelOverrideAdmin(ReadOnlyAdmin, HistoryPage):
    """Set and taken back on the customer's page; here they are only looked at."""

    customer_path = "customer"
    list_display = (
        *("customer", "level", "computed_level", "starts_on", "ends_on", "by"),
        *("ended_at", "verdict"),
    )
    list_filter = (
        *("level", "verdict", ("ended_at", admin.EmptyFieldListFilter), "starts_on"),
        BY_CUSTOMER,
    )
    list_select_related = ("customer", "by")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("customer", "level", "reason", "by", "set_at")}),
        (_("Days"), {"fields": ("starts_on", "ends_on")}),
        (_("What the score said"), {"fields": ("computed_level", "computed_score")}),
        (
            pgettext_lazy("level", "Taken back"),
            {"fields": ("ended_at", "ended_by", "end_reason")},
        ),
        (_("Outcome"), {"fields": ("verdict",)}),
    )
