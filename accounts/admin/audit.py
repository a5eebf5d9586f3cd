from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import TypedFilter
from accounts.models import AccessLog


@admin.register(AccessLog)
class AccessLogAdmin(ReadOnlyAdmin):
    """Who had what shown or exported."""

    list_display = ("at", "user", "action", "subject", "customer", "field", "rows", "reason")
    list_filter = ("action", "at", ("user", TypedFilter), BY_CUSTOMER, "subject")
    list_select_related = ("user", "customer")
    search_fields = ("user__username", "user__name", "customer__code", "reason")
    search_help_text = _("Somebody's name, the reason, or the customer's code.")
