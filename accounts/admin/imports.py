from django.contrib import admin
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin, RecordAdmin
from accounts.imports.outcome import RefusedRow
from accounts.models import Feed, ImportBatch


@admin.register(ImportBatch)
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = (
        *("id", "kind", "source", "file_name", "state", "user"),
        *("rows", "created", "updated", "unchanged", "refused", "started_at"),
    )
    list_filter = ("kind", "state", "source")
    list_select_related = ("user",)
    search_fields = ("file_name",)
    exclude = ("errors", "undone")
    readonly_fields = ("refused_rows",)

    @admin.display(description=_("refused rows"))
    def refused_rows(self, batch: ImportBatch) -> SafeString:
        rows = [RefusedRow(**error).shown() for error in batch.errors]
        return render_to_string("admin/refused_rows.html", {"rows": rows, "batch": batch})


@admin.register(Feed)
class FeedAdmin(RecordAdmin):
    """How fresh each source is; the import keeps it, people say when it counts as stale."""

    list_display = ("kind", "source", "live_from", "last_fact_on", "stale_after_days")
    readonly_fields = ("kind", "source", "last_fact_on")

    def has_add_permission(self, request: object) -> bool:
        return False
