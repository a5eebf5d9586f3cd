from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import HistoryPage, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from health.models import ScoreDoubt


@admin.register(ScoreDoubt)
class ScoreDoubtAdmin(ReadOnlyAdmin, HistoryPage):
    """Said on the page that explains the score, answered on a page of its own."""

    customer_path = "customer"
    list_display = (
        *("customer", "day", "score", "version", "indicator", "by", "at"),
        "answer",
    )
    list_filter = (
        *("answer", ("answered_at", admin.EmptyFieldListFilter), "indicator", "version", "day"),
        BY_CUSTOMER,
    )
    list_select_related = ("customer", "version", "by")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("customer", "day", "indicator", "reason", "by", "at")}),
        (_("What the score said"), {"fields": ("score", "level", "version")}),
        (
            pgettext_lazy("doubt", "Answer"),
            {"fields": ("answer", "answer_text", "answered_by", "answered_at")},
        ),
    )
