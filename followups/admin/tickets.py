from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryPage, ReadOnlyAdmin, RowsInline
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import TypedFilter, by_state
from followups.choices import TicketState
from followups.models import DeadlineChange, SlaClock, Ticket
from followups.models.ticket import STEPS
from followups.queries.calendars import clocks_with_horizon
from followups.queries.states import CLOCK_STATES, TICKET_CLOCKS, TICKET_STATES


class Horizon:
    """Says of a deadline that nobody knows the make-up days until then."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return clocks_with_horizon(super().get_queryset(request))  # type: ignore[misc]

    @admin.display(description=_("calendar"))
    def beyond(self, clock: SlaClock) -> object:
        return _("beyond the official calendar") if clock.is_beyond else ""  # type: ignore[attr-defined]


class SlaClockInline(Horizon, RowsInline):
    model = SlaClock
    fields = ("clock", "allowed", "time_kind", "due_at", "beyond", "met_at", "applies")
    ordering = ("due_at", "id")


class DeadlineChangeInline(RowsInline):
    model = DeadlineChange
    fields = ("which", "before", "after", "cause", "reason", "at", "by")
    ordering = ("-at", "id")

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).select_related("clock", "by")

    @admin.display(description=_("clock"))
    def which(self, change: DeadlineChange) -> str:
        return change.clock.get_clock_display() if change.clock else ""


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
    inlines = (SlaClockInline, DeadlineChangeInline)
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
class SlaClockAdmin(Horizon, ReadOnlyAdmin):
    customer_path = "customer"
    list_display = (
        "ticket", "customer", "clock", "allowed", "time_kind", "due_at", "beyond", "met_at",
        "is_met",
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


@admin.register(DeadlineChange)
class DeadlineChangeAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("at", "customer", "ticket", "which", "before", "after", "cause", "by")
    list_filter = ("cause", "at", ("by", TypedFilter), BY_CUSTOMER)
    list_select_related = ("customer", "ticket", "clock", "by")
    search_fields = ("ticket__number__startswith", "customer__code", "reason")
    search_help_text = _("The beginning of a ticket's number, or the customer's code.")
    ordering = ("-at", "-id")

    @admin.display(description=_("clock"))
    def which(self, change: DeadlineChange) -> str:
        return change.clock.get_clock_display() if change.clock else ""
