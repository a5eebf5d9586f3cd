from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.admin.base import HistoryPage, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from health.models import Case, LostReview


@admin.register(LostReview)
class LostReviewAdmin(ReadOnlyAdmin, HistoryPage):
    """Completed in the portal; here they are only looked at."""

    customer_path = "customer"
    list_display = ("customer", "opened_at", "first_cause", "root_cause", "completed_at")
    list_filter = ("root_cause", ("completed_at", admin.EmptyFieldListFilter), BY_CUSTOMER)
    list_select_related = ("customer",)
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("customer", "origin", "opened_at", "task")}),
        (
            _("What was found out"),
            {"fields": ("what_happened", "first_cause", "root_cause", "could_have", "lesson")},
        ),
        (pgettext_lazy("review", "End"), {"fields": ("completed_at", "completed_by")}),
    )


@admin.register(Case)
class CaseAdmin(ReadOnlyAdmin, HistoryPage):
    """Written from reviews and warnings; read and made anonymous in the portal."""

    customer_path = "customer"
    list_display = ("customer", "trouble", "reason", "outcome", "written_at")
    list_filter = ("trouble", "reason", "outcome", BY_CUSTOMER)
    list_select_related = ("customer",)
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("customer", "trouble", "reason", "outcome", "origin")}),
        (_("What was learnt"), {"fields": ("done", "lesson")}),
        (pgettext_lazy("case", "Written"), {"fields": ("written_by", "written_at")}),
    )
