from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryPage, ReadOnlyAdmin
from health.models import HealthModelVersion


@admin.register(HealthModelVersion)
class HealthModelVersionAdmin(ReadOnlyAdmin, HistoryPage):
    """Versions are made and published by their services; here they are only looked at."""

    list_display = ("number", "state", "published_at", "note")
    list_filter = ("state",)
    search_fields = ("number", "note")
    fieldsets = (
        (None, {"fields": ("number", "state", "published_at", "note")}),
        (
            _("What it weighs"),
            {
                "fields": ("spec",),
                "description": _(
                    "Weights, curves, caps and bounds. A published version never changes, so that "
                    "old scores stay readable; a change is a new version."
                ),
            },
        ),
    )
