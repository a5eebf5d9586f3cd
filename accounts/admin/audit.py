from django.contrib import admin

from accounts.admin.base import ReadOnlyAdmin
from accounts.models import AccessLog


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """Who had what shown or exported."""

    list_display = ("at", "user", "action", "subject", "customer", "field", "rows", "reason")
    list_filter = ("action", "subject", "at")
    list_select_related = ("user", "customer")
    search_fields = ("user__username", "user__name", "customer__code", "reason")
