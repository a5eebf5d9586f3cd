from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin, RowsInline
from followups.choices import TicketState
from followups.models import SlaClock, Ticket


class SlaClockInline(RowsInline):
    model = SlaClock
    fields = ("clock", "allowed", "time_kind", "due_at", "met_at", "applies")
    ordering = ("due_at", "id")


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("number", "customer", "kind", "severity", "subject", "opened_at", "state")
    list_filter = (
        "kind",
        "severity",
        "channel",
        ("solved_at", admin.EmptyFieldListFilter),
        ("closed_at", admin.EmptyFieldListFilter),
        ("cancelled_on", admin.EmptyFieldListFilter),
        "opened_at",
    )
    list_select_related = ("customer",)
    search_fields = ("number__startswith", "customer__code", "subject")
    ordering = ("-opened_at", "-id")
    inlines = (SlaClockInline,)

    @admin.display(description=_("state"))
    def state(self, ticket: Ticket) -> Any:
        return TicketState(ticket.state).label


@admin.register(SlaClock)
class SlaClockAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = (
        "ticket", "customer", "clock", "allowed", "time_kind", "due_at", "met_at", "is_met",
    )  # fmt: skip
    list_filter = (
        "clock",
        "time_kind",
        "applies",
        ("met_at", admin.EmptyFieldListFilter),
        "due_at",
    )
    list_select_related = ("ticket", "customer")
    search_fields = ("ticket__number__startswith", "customer__code")
    ordering = ("-due_at", "-id")

    @admin.display(description=_("in time"), boolean=True)
    def is_met(self, clock: SlaClock) -> bool | None:
        return clock.is_met
