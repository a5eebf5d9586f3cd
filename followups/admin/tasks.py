from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import PartInline, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import TypedFilter, by_state
from followups.models import RecurringTask, Task, TaskCheck, TaskEvent
from followups.queries.tasks import TASK_TIMES


class CheckInline(PartInline):
    model = TaskCheck
    fields = ("place", "text", "done_at", "done_by")


class EventInline(PartInline):
    model = TaskEvent
    fields = ("at", "action", "by", "reason")
    ordering = ("-pk",)


@admin.register(Task)
class TaskAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("title", "customer", "owner", "due_at", "kind", "done_at", "breached_at")
    list_filter = (
        by_state(
            _("state"),
            TASK_TIMES,
            *("due_at", "waits", "snoozed_until", "done_at", "cancelled_at"),
        ),
        *("kind", "is_promised", "due_at", ("owner", TypedFilter), BY_CUSTOMER),
    )
    list_select_related = ("customer", "owner")
    search_fields = ("words__icontains", "customer__code")
    search_help_text = _("A part of the title, or the customer's code.")
    ordering = ("due_at", "id")
    inlines = (CheckInline, EventInline)
    fieldsets = (
        (None, {"fields": ("title", "customer", "kind", "owner", "deputy", "note")}),
        (
            _("Deadline"),
            {"fields": ("due_at", "is_promised", "starts_at", "time_kind", "allowed", "minutes")},
        ),
        (
            _("What became of it"),
            {"fields": ("done_at", "cancelled_at", "snoozed_until", "waits", "needs")},
        ),
        (
            _("Reminders"),
            {
                "fields": (
                    "remind_at",
                    "reminded_at",
                    "breached_at",
                    "told",
                    "escalate_at",
                    "taken_over_at",
                )
            },
        ),
        (
            _("Where it comes from"),
            {"fields": ("origin", "ticket", "sop_run", "sop_step", "created_at", "created_by")},
        ),
    )
    readonly_fields = ("title",)


@admin.register(RecurringTask)
class RecurringTaskAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("words", "customer", "rhythm", "first_on", "last_on", "owner", "ended_at")
    list_filter = ("rhythm", ("ended_at", admin.EmptyFieldListFilter), BY_CUSTOMER)
    list_select_related = ("customer", "owner")
    search_fields = ("words__icontains", "customer__code")
    search_help_text = _("A part of the title, or the customer's code.")
    ordering = ("-id",)
