from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import TypedFilter
from followups.models import FollowUp


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("happened_at", "customer", "channel", "subject", "by", "sentiment")
    list_filter = (
        *("happened_at", "channel", "sentiment"),
        *(("by", TypedFilter), BY_CUSTOMER),
        *("invited", "attended"),
    )
    list_select_related = ("customer", "by")
    search_fields = ("subject", "customer__code", "by__username")
    search_help_text = _("The subject, somebody's username, or the customer's code.")
    ordering = ("-happened_at", "-id")
    fieldsets = (
        (None, {"fields": ("customer", "happened_at", "channel", "subject", "by", "minutes")}),
        (_("Who was there"), {"fields": ("contact", "participants", "invited", "attended")}),
        (
            _("What was said"),
            {"fields": ("business_review", "problem_solving", "value_delivery", "sentiment")},
        ),
        (
            _("What follows"),
            {"fields": ("next_step", "next_step_on", "ticket", "task", "written_at")},
        ),
    )
