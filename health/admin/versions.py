from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from health.models import HealthModelVersion


@admin.register(HealthModelVersion)
class HealthModelVersionAdmin(admin.ModelAdmin):
    """Versions are made and published by their services; here they are only looked at."""

    list_display = ("number", "state", "published_at", "note")
    list_filter = ("state",)
    search_fields = ("number", "note")

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _obj: Any = None) -> bool:
        return False
