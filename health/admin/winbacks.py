from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import HistoryPage, ReadOnlyAdmin, RowsInline
from accounts.admin.facts import BY_CUSTOMER
from health.models import WinBack, WinBackResult


class ResultsInline(RowsInline):
    model = WinBackResult
    fields = ("days", "judged_on", "order_days", "amount", "currency", "verdict")


@admin.register(WinBack)
class WinBackAdmin(ReadOnlyAdmin, HistoryPage):
    """Begun and ended in the portal; here they are only looked at."""

    customer_path = "customer"
    list_display = (
        *("customer", "first_cause", "root_cause", "offer", "owner", "opened_on"),
        *("deadline_on", "ended_at", "outcome"),
    )
    list_filter = (
        *("root_cause", "offer", "outcome", ("ended_at", admin.EmptyFieldListFilter), "opened_on"),
        BY_CUSTOMER,
    )
    list_select_related = ("customer", "owner")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
    inlines = (ResultsInline,)
    fieldsets = (
        (
            None,
            {"fields": ("customer", "warning", "opened_on", "opened_by", "owner", "deadline_on")},
        ),
        (
            _("Reason and offer"),
            {"fields": ("first_cause", "root_cause", "offer", "offer_note")},
        ),
        (
            _("What they used to buy"),
            {"fields": ("usual_days", "usual_order_days", "usual_amount", "usual_currency")},
        ),
        (
            pgettext_lazy("win-back", "End"),
            {"fields": ("ended_at", "ended_by", "outcome", "end_reason")},
        ),
    )
