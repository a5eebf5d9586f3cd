from django.contrib import admin

from accounts.admin.base import ReadOnlyAdmin
from followups.models import FollowUp


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("happened_at", "customer", "channel", "subject", "by", "sentiment")
    list_filter = ("channel", "sentiment", "invited", "attended", "happened_at")
    list_select_related = ("customer", "by")
    search_fields = ("subject", "customer__code", "by__username")
    ordering = ("-happened_at", "-id")
