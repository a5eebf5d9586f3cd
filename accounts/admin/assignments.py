from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryPage, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import TypedFilter, by_state
from accounts.models import Assignment
from accounts.queries.states import ASSIGNMENT_STATES


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin, HistoryPage):
    """Who answers for, or may see, whom: written by the services, looked at here."""

    customer_path = "customer"
    list_display = (
        *("kind", "role", "customer", "user", "deputy"),
        *("first_day", "last_day", "reason"),
    )
    list_filter = (
        by_state(_("state"), ASSIGNMENT_STATES, "valid"),
        "kind",
        "role",
        ("user", TypedFilter),
        BY_CUSTOMER,
    )
    list_select_related = ("customer", "user", "deputy")
    search_fields = ("user__name", "user__username", "customer__code", "origin")
    search_help_text = _("Somebody's name, or the customer's code.")
    ordering = ("-id",)
    fieldsets = (
        (None, {"fields": ("kind", "role", "customer", "user", "deputy")}),
        (_("Days"), {"fields": ("first_day", "last_day")}),
        (_("Why"), {"fields": ("reason", "origin")}),
    )

    @admin.display(description=_("first day"))
    def first_day(self, assignment: Assignment) -> object:
        return assignment.valid.lower

    @admin.display(description=_("first day after"))
    def last_day(self, assignment: Assignment) -> object:
        return assignment.valid.upper
