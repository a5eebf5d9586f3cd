"""What every record in the back office has in common."""

from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.db.models import ForeignKey, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from accounts.access import customers_visible_to, rows_visible_to
from accounts.models import Customer
from accounts.queries.history import record_changes, version_of
from accounts.services.versions import version_claim

MOST_CHANGES = 200


class RecordAdmin(admin.ModelAdmin):
    """Nothing is deleted, and what one may not see is not there.

    `customer_path` leads from a row to its customer; rows that belong to nobody have none.
    """

    customer_path: ClassVar[str] = ""
    list_per_page = 50
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if not self.customer_path:
            return rows
        return rows_visible_to(request.user, rows, self.customer_path)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A company out of sight cannot be chosen either."""
        if db_field.related_model is Customer:
            kwargs["queryset"] = customers_visible_to(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def _get_obj_does_not_exist_redirect(self, *_args: Any) -> HttpResponse:
        raise Http404


class ReadOnlyAdmin(RecordAdmin):
    """Facts come by import, and access by its services: here they are only looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VersionedForm(forms.ModelForm):
    """Knows which version of the record the person was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    visible: QuerySet[Customer]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        if self.instance.pk:
            try:
                version_claim(
                    record=self.instance,
                    version=self.cleaned_data.get("version") or 0,
                    visible=self.visible,
                )
            except forms.ValidationError as error:
                self._show_again(error)
        return cleaned

    def _show_again(self, error: forms.ValidationError) -> None:
        """What was typed stays; saving once more is then done knowingly."""
        self.add_error(None, error)
        self.add_error(None, _("Look at your own entries below; save again to keep them."))
        typed = cast(QueryDict, self.data).copy()
        typed[self.add_prefix("version")] = self.initial["version"]
        self.data = typed


class HistoryAdmin(RecordAdmin):
    """A record whose changes are kept: shows them, and lets nobody overwrite one unseen."""

    form = VersionedForm

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.visible = customers_visible_to(request.user)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (None, {"fields": ["version"]})]

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> TemplateResponse:
        record = self.get_object(request, object_id)
        if record is None or not self.has_view_permission(request, record):
            raise Http404
        context = {
            **self.admin_site.each_context(request),
            "title": _("History of %(record)s") % {"record": record},
            "opts": self.opts,
            "object": record,
            "changes": record_changes(record, customers_visible_to(request.user), MOST_CHANGES),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/record_history.html", context)
