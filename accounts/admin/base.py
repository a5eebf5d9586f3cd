"""What every record in the back office has in common."""

from collections.abc import Callable, Iterable
from functools import cache
from html import unescape
from itertools import chain
from typing import Any, ClassVar, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import label_for_field, lookup_field
from django.db.models import ForeignKey, Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import customers_visible_to, rows_visible_to
from accounts.admin.filters import KeySelect, TypedFilter, TypedSelect
from accounts.clearance import hidden_from, may_reveal
from accounts.models import Customer, User
from accounts.models.facts import Imported
from accounts.queries.history import record_changes, version_of
from accounts.rules.clearance import masked
from accounts.services.access_log import export_note
from accounts.services.versions import version_claim
from common.exports import table_workbook, workbook_response
from common.lists import BLOCK, MOST_EXPORTED, cut_note
from common.words import in_words

MOST_CHANGES = 200
ORIGIN = ("source", "external_id", "batch", "recorded_at")
SEES_BATCH = "accounts.view_importbatch"
CAME_BY_IMPORT = {
    "description": gettext_lazy("Facts come by import: correct them where they come from."),
}


class VeiledAdmin:
    """What is above somebody's clearance shows its mask, and nobody can ask by it.

    For a `ModelAdmin` and for its inlines alike.
    """

    model: type[Model]

    def get_list_display(self, request: HttpRequest) -> Any:
        return self._veil(request, super().get_list_display(request))  # type: ignore[misc]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fixed = super().get_readonly_fields(request, obj)  # type: ignore[misc]
        hidden = sorted(hidden_from(request.user, self.model))
        return self._veil(request, list(dict.fromkeys([*fixed, *hidden])))

    def get_exclude(self, request: HttpRequest, obj: Any = None) -> Any:
        """So that no form takes a value for it either."""
        excluded = super().get_exclude(request, obj) or ()  # type: ignore[misc]
        return [*excluded, *sorted(hidden_from(request.user, self.model))]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)  # type: ignore[misc]
        return [
            (title, {**options, "fields": self._veil(request, options["fields"])})
            for title, options in fieldsets
        ]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_fields(request, obj)  # type: ignore[misc]
        return list(dict.fromkeys(self._veil(request, fields)))

    def get_sortable_by(self, request: HttpRequest) -> Any:
        return self._open(request, super().get_sortable_by(request))  # type: ignore[misc]

    def get_search_fields(self, request: HttpRequest) -> Any:
        return self._open(request, super().get_search_fields(request))  # type: ignore[misc]

    def get_list_filter(self, request: HttpRequest) -> Any:
        return self._open(request, super().get_list_filter(request))  # type: ignore[misc]

    def _veil(self, request: HttpRequest, names: Iterable[Any]) -> list[Any]:
        """The same function for a field each time, because Django compares them."""
        hidden = hidden_from(request.user, self.model)
        person = request.user
        return [
            mask_of(self.model, name, may_reveal(person, self.model, name))
            if name in hidden
            else name
            for name in names
        ]

    def _open(self, request: HttpRequest, entries: Iterable[Any]) -> list[Any]:
        """Entries of a list of fields, paths and filters that are about nothing hidden."""
        hidden = hidden_from(request.user, self.model)
        return [entry for entry in entries if _fields_of(entry).isdisjoint(hidden)]


class PartInline(VeiledAdmin, admin.TabularInline):
    """Parts of a record that are only looked at, by whoever sees the record."""

    extra = 0
    can_delete = False

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_view_permission(self, *_args: Any) -> bool:
        return True


@cache
def mask_of(model: type[Model], name: str, revealable: bool) -> Callable[[Any], str]:
    """A column of the back office in the place of a hidden field."""

    def hint_at(row: Any) -> str:
        return masked(getattr(row, name), row.classes.of(name).mask)

    def mask(row: Any) -> str:
        hint = hint_at(row)
        if not (hint and revealable):
            return hint
        customer = row if isinstance(row, Customer) else row.customer
        url = reverse("reveal", args=[customer.code, model._meta.model_name, row.pk, name])
        return format_html('{} <a href="{}">{}</a>', hint, url, _("show"))

    mask.short_description = model._meta.get_field(name).verbose_name  # type: ignore
    mask.__name__ = f"masked_{name}"
    mask.hint = hint_at  # type: ignore[attr-defined]
    return mask


def _fields_of(entry: Any) -> frozenset[str]:
    """The fields that an entry of a list of fields, paths or filters is about."""
    name = entry[0] if isinstance(entry, tuple) else entry
    if isinstance(name, str):
        return frozenset({name.lstrip("-^=@").partition("__")[0]})
    return getattr(name, "reads", frozenset())


@admin.display(description=gettext_lazy("customer"), ordering="customer__name_pinyin")
def customer_link(row: Any) -> str:
    """To the customer's page in the portal."""
    if row.customer is None:
        return ""
    url = reverse("customer-detail", args=[row.customer.code])
    return format_html('<a href="{}">{}</a>', url, row.customer)


class RecordAdmin(VeiledAdmin, admin.ModelAdmin):
    """Nothing is deleted, and what one may not see is not there.

    `customer_path` leads from a row to its customer; rows that belong to nobody have none.
    """

    customer_path: ClassVar[str] = ""
    actions: Any = ("export_rows",)
    list_per_page = 50
    show_full_result_count = False

    @property
    def media(self) -> forms.Media:
        """With what a filter needs in which one types."""
        media = super().media
        is_typed = any(isinstance(one, tuple) and one[1] is TypedFilter for one in self.list_filter)
        # The language of the person decides which words it loads.
        return media + TypedSelect(None, self.admin_site).media if is_typed else media

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        rows = super().get_queryset(request)
        if not self.customer_path:
            return rows
        return rows_visible_to(request.user, rows, self.customer_path)

    def get_list_display(self, request: HttpRequest) -> Any:
        """The first column leads to the record itself, a customer after it to the customer."""
        first, *others = super().get_list_display(request)
        return [first, *(customer_link if name == "customer" else name for name in others)]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        title = capfirst(str(self.opts.verbose_name_plural))
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def formfield_for_foreignkey(
        self, db_field: ForeignKey, request: HttpRequest, **kwargs: Any
    ) -> Any:
        """A company out of sight cannot be chosen either."""
        if db_field.related_model is Customer:
            kwargs["queryset"] = customers_visible_to(request.user)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs["widget"] = KeySelect(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        """Nor can an address ask for it, such as `?margin__gt=5`."""
        hidden = hidden_from(request.user, self.model) if request else frozenset()
        if not _fields_of(lookup).isdisjoint(hidden):
            return False
        return super().lookup_allowed(lookup, value, cast(HttpRequest, request))

    @admin.action(description=gettext_lazy("Export as an Excel file"))
    def export_rows(self, request: HttpRequest, rows: QuerySet) -> HttpResponse:
        """The chosen rows in the columns of the list, masked as they are there."""
        names = self.get_list_display(request)
        header = [capfirst(str(label_for_field(name, self.model, self))) for name in names]
        chosen = list(rows.order_by().values_list("pk", flat=True)[: MOST_EXPORTED + 1])
        found = rows[:MOST_EXPORTED].iterator(chunk_size=BLOCK)
        table = ([_exported(name, row, self) for name in names] for row in found)
        content = table_workbook(header, chain(table, cut_note(len(chosen))))
        export_note(
            user=cast(User, request.user),
            subject=self.opts.label_lower,
            rows=min(len(chosen), MOST_EXPORTED),
            query=request.GET,
            chosen=chosen[:MOST_EXPORTED],
        )
        return workbook_response(content, f"{self.opts.verbose_name_plural} {timezone.localdate()}")

    def _get_obj_does_not_exist_redirect(self, *_args: Any) -> HttpResponse:
        raise Http404


def _exported(name: Any, row: Model, model_admin: Any) -> Any:
    """What a cell of the list says: the word for a stored code, the name of a record."""
    if hint := getattr(name, "hint", None):
        return hint(row)
    field, _attribute, value = lookup_field(name, row, model_admin)
    if field is not None and getattr(field, "flatchoices", None):
        return in_words(field, value)
    if isinstance(field, ForeignKey):
        return str(getattr(row, field.name) or "")
    return unescape(strip_tags(value)) if isinstance(value, SafeString) else value


class RowsInline(VeiledAdmin, admin.TabularInline):
    """Rows that are only looked at, on the page of what they belong to."""

    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return self._veil(request, self.fields or ())


class ReadOnlyAdmin(RecordAdmin):
    """Facts come by import, and access by its services: here they are only looked at.

    Where a fact came from stands at the end of its page, so `fieldsets` leave that out.
    """

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if not issubclass(self.model, Imported):
            return fieldsets
        origin = [name for name in ORIGIN if name != "batch" or request.user.has_perm(SEES_BATCH)]
        shown = [
            (title, {**options, "fields": [one for one in options["fields"] if one not in ORIGIN]})
            for title, options in fieldsets
        ]
        return [*shown, (_("Record"), {"fields": self._veil(request, origin), **CAME_BY_IMPORT})]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VersionedForm(forms.ModelForm):
    """Knows which version of the record the person was shown."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    visible: QuerySet[Customer]
    hidden: frozenset[str]

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
                    hidden=self.hidden,
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


class HistoryPage(RecordAdmin):
    """A record whose changes are kept, with the page that shows them."""

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
            "changes": record_changes(
                record,
                customers_visible_to(request.user),
                hidden_from(request.user, self.model),
                MOST_CHANGES,
            ),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/record_history.html", context)


class HistoryAdmin(HistoryPage):
    """One that is changed here: nobody overwrites what somebody else did, unseen."""

    form = VersionedForm

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        form: Any = super().get_form(request, *args, **kwargs)
        form.visible = customers_visible_to(request.user)
        form.hidden = hidden_from(request.user, self.model)
        return form

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        return [*fieldsets, (None, {"fields": ["version"]})]
