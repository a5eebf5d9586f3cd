"""Versions of the model: drafted here as well, previewed and published in the portal."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import HistoryAdmin, VersionedForm
from health.models import HealthModelVersion
from health.services.versions import spec_check, version_change, version_draft


class DraftForm(VersionedForm):
    """A new draft begins with the content of another version."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "based_on" in self.fields:
            self.fields["based_on"].required = True

    def clean_spec(self) -> Any:
        spec = self.cleaned_data["spec"]
        if not isinstance(spec, dict):
            raise forms.ValidationError(_("This is not the content of a model."))
        spec_check(self.instance.number, spec)
        return spec


@admin.register(HealthModelVersion)
class HealthModelVersionAdmin(HistoryAdmin):
    """Only drafts are changed; whatever scored once stays as it was."""

    form = DraftForm
    list_display = ("number", "state", "drafted_by", "drafted_at", "published_at", "note")
    list_filter = ("state",)
    search_fields = ("number", "note")
    list_select_related = ("drafted_by",)
    readonly_fields = (
        *("number", "state", "revision", "drafted_at", "drafted_by", "pages"),
        *("preview", "previewed_at", "published_at", "published_by", "reason"),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": ("based_on", "note"),
                "description": gettext_lazy("The draft begins with what this version weighs."),
            },
        ),
    )
    fieldsets = (
        (None, {"fields": ("number", "state", "pages", "note")}),
        (
            gettext_lazy("How it came about"),
            {
                "fields": (
                    *("based_on", "drafted_at", "drafted_by", "revision", "previewed_at"),
                    *("published_at", "published_by", "reason"),
                ),
            },
        ),
        (
            gettext_lazy("What it weighs"),
            {
                "fields": ("spec", "preview"),
                "description": gettext_lazy(
                    "Weights, curves, caps and bounds. A published version never changes, so that "
                    "old scores stay readable; a change is a new version."
                ),
            },
        ),
    )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        return super().get_fieldsets(request, obj) if obj else self.add_fieldsets

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)
        return [*fixed, "based_on"] if obj else fixed

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may = super().has_change_permission(request, obj)
        return may and (obj is None or obj.is_open)

    @admin.display(description=gettext_lazy("in the portal"))
    def pages(self, version: HealthModelVersion) -> str:
        pages = [("version", _("Look at it"))]
        if version.is_open:
            pages += [("version-edit", _("Change it with its effect beside it"))]
        if version.preview:
            pages += [("version-preview", _("What it does to everybody"))]
        links = ((reverse(name, args=[version.pk]), label) for name, label in pages)
        return format_html_join(" · ", '<a href="{}">{}</a>', links)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            values = {"revision": obj.revision, "spec": obj.spec, "note": obj.note}
            version = version_change(version=obj, **values)
        else:
            version = version_draft(
                based_on=obj.based_on,
                spec=obj.based_on.spec,
                note=obj.note,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        obj.pk = version.pk
        obj.refresh_from_db()
