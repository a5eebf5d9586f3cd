"""The cadence, and exceptions from it for a whole product line; those of customers are made on
their pages.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryAdmin, VersionedForm
from followups.choices import FollowUpChannel, Touch
from followups.models import CadenceException, CadenceRule

KEEPS_CADENCE = "followups.change_cadencerule"


class CadenceForm(VersionedForm):
    channels = forms.MultipleChoiceField(
        label=_("Channels that count"),
        choices=FollowUpChannel.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None: only the task itself counts."),
    )
    carries = forms.MultipleChoiceField(
        label=_("May count as well as"),
        choices=Touch.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("The planner then plans them together."),
    )


@admin.register(CadenceRule)
class CadenceRuleAdmin(HistoryAdmin):
    """The next run of the planner goes by it."""

    form = CadenceForm
    list_display = ("touch", "tier", "times", "period", "on_request", "minutes", "role")
    list_filter = ("tier", "touch", "period")
    readonly_fields = ("touch", "tier")
    fieldsets = (
        (None, {"fields": ("touch", "tier", "times", "period", "on_request", "in_person")}),
        (_("What counts"), {"fields": ("channels", "needs_modules", "carries", "rest_days")}),
        (_("Work"), {"fields": ("kind", "minutes", "role")}),
    )


class LineForm(VersionedForm):
    """Here an exception is always of a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "line" in self.fields:
            self.fields["line"].required = True


@admin.register(CadenceException)
class CadenceExceptionAdmin(HistoryAdmin):
    form = LineForm
    list_display = ("line", "touch", "times", "period", "starts_on", "ends_on", "reason")
    list_filter = ("touch",)
    list_select_related = ("line",)
    fieldsets = (
        (
            None,
            {"fields": (*("line", "touch", "times", "period", "reason", "starts_on", "ends_on"),)},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[CadenceException]:
        return super().get_queryset(request).filter(customer=None)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(KEEPS_CADENCE)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm(KEEPS_CADENCE)
