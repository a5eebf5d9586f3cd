from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import TypedFilter, by_state
from followups.models import Need
from followups.queries.states import NEED_STATES


@admin.register(Need)
class NeedAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = (
        *("title", "customer", "dimension", "weight", "raised_on"),
        *("due_on", "solved_on", "confirmed_on", "owner"),
    )
    list_filter = (
        by_state(_("state"), NEED_STATES, *("due_on", "solved_on", "confirmed_on", "cancelled_on")),
        *("dimension", "weight", "raised_on"),
        *(("owner", TypedFilter), BY_CUSTOMER),
    )
    list_select_related = ("customer", "owner")
    search_fields = ("number__startswith", "title", "customer__code")
    search_help_text = _("The need, the beginning of a number, or the customer's code.")
    ordering = ("-raised_on", "-id")
    fieldsets = (
        (None, {"fields": ("number", "title", "customer", "owner", "description")}),
        (_("How much it matters"), {"fields": ("dimension", "weight", "urgency", "importance")}),
        (_("Dates"), {"fields": ("raised_on", "due_on", "solved_on", "cancelled_on")}),
        (_("Outcome"), {"fields": ("solution", "confirmed_on", "confirmed_by")}),
    )
