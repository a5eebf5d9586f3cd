from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.models import Assignment


@admin.register(Assignment)
class AssignmentAdmin(ReadOnlyAdmin):
    """Who answers for, or may see, whom: written by the services, looked at here."""

    customer_path = "customer"
    list_display = (
        *("customer", "user", "kind", "role", "deputy"),
        *("first_day", "last_day", "reason"),
    )
    list_filter = ("kind", "role")
    list_select_related = ("customer", "user", "deputy")
    search_fields = ("user__name", "user__username", "customer__code", "origin")
    ordering = ("-id",)

    @admin.display(description=_("first day"))
    def first_day(self, assignment: Assignment) -> object:
        return assignment.valid.lower

    @admin.display(description=_("first day after"))
    def last_day(self, assignment: Assignment) -> object:
        return assignment.valid.upper
