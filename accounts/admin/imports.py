from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin, RecordAdmin
from accounts.admin.filters import TypedFilter, by_state
from accounts.imports.outcome import RefusedRow
from accounts.models import Feed, ImportBatch
from accounts.queries.states import BATCH_STATES, FEED_STATES


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = (
        *("id", "kind", "source", "file_name", "state", "user"),
        *("rows", "created", "updated", "unchanged", "refused", "started_at"),
    )
    list_filter = (
        by_state(_("refused rows"), BATCH_STATES, "refused", "state", parameter="rows_refused"),
        "state",
        "started_at",
        "kind",
        "source",
        ("user", TypedFilter),
    )
    list_select_related = ("user",)
    search_fields = ("file_name",)
    readonly_fields = ("refused_rows",)
    search_help_text = _("A part of the file's name.")
    fieldsets = (
        (None, {"fields": ("kind", "source", "state", "user", "started_at", "finished_at")}),
        (
            _("What came of it"),
            {"fields": ("rows", "created", "updated", "unchanged", "refused", "stubs")},
        ),
        (_("Refused rows"), {"fields": ("refused_rows",)}),
        (
            _("How the file was read"),
            {"fields": ("file_name", "encoding", "delimiter", "mapping", "constants")},
        ),
    )

    @admin.display(description=_("refused rows"))
    def refused_rows(self, batch: ImportBatch) -> SafeString:
        rows = [RefusedRow(**error).shown() for error in batch.errors]
        return render_to_string("admin/refused_rows.html", {"rows": rows, "batch": batch})


@admin.register(Feed)
class FeedAdmin(RecordAdmin):
    """How fresh each source is; the import keeps it, people say when it counts as stale."""

    list_display = ("kind", "source", "live_from", "last_fact_on", "stale_after_days")
    list_filter = (by_state(_("state"), FEED_STATES, "last_fact_on", "stale_after_days"), "source")
    search_fields = ("kind", "source")
    readonly_fields = ("kind", "source", "last_fact_on")
    fieldsets = (
        (None, {"fields": ("kind", "source")}),
        (
            _("How fresh"),
            {
                "fields": ("live_from", "last_fact_on", "stale_after_days"),
                "description": _(
                    "Facts from before the first day are not missed. After so many days without "
                    "a new one the feed has stopped, and what it should tell counts as unknown."
                ),
            },
        ),
    )

    def has_add_permission(self, request: object) -> bool:
        return False
