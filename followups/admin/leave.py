from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.admin.base import HistoryAdmin
from accounts.admin.filters import TypedFilter, by_state
from followups.admin.horizon import PLAIN_FIELDS, keeper, keeps_all, moves_tell
from followups.models import Leave
from followups.queries.calendars import people_kept_by
from followups.queries.states import LEAVE_STATES
from followups.services.calendars import leave_save


@admin.register(Leave)
class LeaveAdmin(HistoryAdmin):
    """A lead enters it for the own people and sees when others are away, not why."""

    list_display = ("user", "starts_on", "ends_on", "deputy", "cancelled_on")
    list_filter = (
        by_state(gettext_lazy("state"), LEAVE_STATES),
        ("user", TypedFilter),
        "starts_on",
    )
    list_select_related = ("user", "deputy")
    search_fields = ("user__name", "user__username")
    formfield_overrides = PLAIN_FIELDS
    autocomplete_fields = ("user", "deputy")
    fieldsets = (
        (None, {"fields": ("user", "starts_on", "ends_on", "deputy", "note")}),
        (gettext_lazy("If it was cancelled"), {"fields": ("cancelled_on",)}),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or self.has_change_permission(request, obj):
            return fieldsets
        first, *others = fieldsets
        shown = [name for name in first[1]["fields"] if name != "note"]
        return [(first[0], {**first[1], "fields": shown}), *others]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if not super().has_change_permission(request, obj):
            return False
        if obj is None or keeps_all(request):
            return True
        return people_kept_by(keeper(request)).filter(pk=obj.user_id).exists()

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "user" and not keeps_all(request):
            kwargs["queryset"] = people_kept_by(keeper(request))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        moves_tell(request, leave_save(leave=obj, by=keeper(request), now=timezone.now()))
