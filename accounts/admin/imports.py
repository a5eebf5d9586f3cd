from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin, RecordAdmin
from accounts.admin.filters import TypedFilter, by_state
from accounts.imports.outcome import RefusedRow
from accounts.models import Feed, ImportBatch
from accounts.queries.states import BATCH_STATES, FEED_STATES


class BatchList(ChangeList):
    """Without what only the page of an import shows: a thousand refused rows are heavy."""

    def get_queryset(self, *args: Any, **kwargs: Any) -> QuerySet:
        return super().get_queryset(*args, **kwargs).defer("errors", "mapping", "undone")


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
    readonly_fields = ("refused_rows", "what_was_undone")
    search_help_text = _("A part of the file's name.")
    fieldsets = (
        (None, {"fields": ("kind", "source", "state", "user", "started_at", "finished_at")}),
        (
            _("What came of it"),
            {"fields": ("rows", "created", "updated", "unchanged", "refused", "stubs")},
        ),
        (_("Refused rows"), {"fields": ("refused_rows",)}),
        (_("Undoing"), {"fields": ("undo_asked_at", "what_was_undone")}),
        (
            _("How the file was read"),
            {"fields": ("file_name", "encoding", "delimiter", "mapping", "constants")},
        ),
    )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return BatchList

    @admin.display(description=_("undone"))
    def what_was_undone(self, batch: ImportBatch) -> str:
        if reason := batch.undone.get("error"):
            return gettext("It could not be undone: %(reason)s") % {"reason": reason}
        if "deleted" not in batch.undone:
            return ""
        return gettext(
            "This import was undone: %(deleted)s records are gone, %(restored)s are as they were "
            "before."
        ) % {name: batch.undone[name] for name in ("deleted", "restored")}

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
