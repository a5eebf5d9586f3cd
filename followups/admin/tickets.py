from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryPage, ReadOnlyAdmin, RowsInline
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import TypedFilter, by_state
from followups.choices import TicketState
from followups.models import SlaClock, Ticket
from followups.models.ticket import STEPS
from followups.queries.states import CLOCK_STATES, TICKET_CLOCKS, TICKET_STATES


class SlaClockInline(RowsInline):
    model = SlaClock
    fields = ("clock", "allowed", "time_kind", "due_at", "met_at", "applies")
    ordering = ("due_at", "id")


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin, HistoryPage):
    customer_path = "customer"
    list_display = (
        *("number", "customer", "kind", "severity", "subject"),
        *("opened_at", "state", "department", "owner"),
    )
    list_filter = (
        by_state(_("state"), TICKET_STATES, "cancelled_on", "reopened_at", *STEPS),
        by_state(
            _("time"),
            TICKET_CLOCKS,
            *("cancelled_on", "closed_at", "reopened_at"),
            parameter="clock",
        ),
        *("kind", "severity", "opened_at", "department"),
        *(("owner", TypedFilter), BY_CUSTOMER),
        "channel",
    )
    list_select_related = ("customer", "department", "owner")
    search_fields = ("number__startswith", "customer__code", "subject")
    search_help_text = _("The beginning of a number, the subject, or the customer's code.")
    ordering = ("-opened_at", "-id")
    inlines = (SlaClockInline,)
    fieldsets = (
        (None, {"fields": ("number", "customer", "kind", "severity", "subject", "body")}),
        (_("Where it came from"), {"fields": ("channel", "contact", "order", "line", "repeats")}),
        (_("Who looks after it"), {"fields": ("department", "owner")}),
        (_("Steps"), {"fields": ("opened_at", *STEPS, "cancelled_on")}),
        (_("Outcome"), {"fields": ("cause", "solution", "verified_by", "decision_reason")}),
    )

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
        by_state(_("state"), CLOCK_STATES, "due_at", "met_at", "applies", "ticket"),
        *("clock", "time_kind", "due_at"),
        BY_CUSTOMER,
    )
    list_select_related = ("ticket", "customer")
    search_fields = ("ticket__number__startswith", "customer__code")
    search_help_text = _("The beginning of a ticket's number, or the customer's code.")
    ordering = ("-due_at", "-id")

    @admin.display(description=_("in time"), boolean=True)
    def is_met(self, clock: SlaClock) -> bool | None:
        return clock.is_met
