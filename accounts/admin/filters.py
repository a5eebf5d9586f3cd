"""What the lists of the back office are narrowed by."""

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst

from accounts.queries.states import State

LONGEST_KEY = 19  # the figures of the longest bigint; nobody gets that far


class StateFilter(admin.SimpleListFilter):
    """States that follow from dates. `reads` are the fields that one must see to ask by them."""

    states: ClassVar[Sequence[State]]
    reads: ClassVar[frozenset[str]]

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [(state.code, state.label) for state in self.states]

    def queryset(self, request: HttpRequest, queryset: Any) -> QuerySet:
        now = timezone.localtime()
        chosen = [state.rows(now) for state in self.states if state.code == self.value()]
        return queryset.filter(*chosen)


def by_state(
    title: str | Promise, states: Sequence[State], *reads: str, parameter: str = "state"
) -> type[StateFilter]:
    """A filter for `list_filter`: `by_state(_("state"), INVOICE_STATES, "paid_on")`."""
    attributes = {
        "title": title,
        "states": states,
        "reads": frozenset(reads),
        "parameter_name": parameter,
    }
    return type("StateFilter", (StateFilter,), attributes)


class KeysOnly:
    """What is no key at all is nobody.

    Django's fields would ask the database for it, and fail while they show what was sent again.
    """

    def optgroups(self, name: str, value: Any, attrs: dict[str, Any] | None = None) -> Any:
        keys = [one for one in value if _is_key(str(one))]
        return super().optgroups(name, keys, attrs)  # type: ignore[misc]


class KeySelect(KeysOnly, AutocompleteSelect):
    """A field in which one types."""


class KeysSelect(KeysOnly, AutocompleteSelectMultiple):
    """One in which one types several."""


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < LONGEST_KEY


class TypedSelect(KeySelect):
    """Says what to type while it is empty, also to whoever hears the page."""

    def build_attrs(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().build_attrs(*args, **kwargs), "data-placeholder": self.attrs["title"]}

    @property
    def media(self) -> forms.Media:
        after = ("admin/js/autocomplete.js", "js/typed-filter.js")
        return super().media + forms.Media(js=after)


class TypedFilter(admin.RelatedFieldListFilter):
    """One record of a big table, found by typing: a list of ten thousand helps nobody."""

    template = "admin/typed_filter.html"

    def __init__(
        self,
        field: Any,
        request: HttpRequest,
        params: Any,
        model: Any,
        model_admin: Any,
        field_path: str,
    ) -> None:
        super().__init__(field, request, params, model, model_admin, field_path)
        site = model_admin.admin_site
        target = site.get_model_admin(field.related_model)
        self.may_search = target.has_view_permission(request)
        attrs = {"id": f"by-{field_path}", "title": capfirst(str(self.title))}
        widget = TypedSelect(field, site, attrs=attrs)
        self.choice = forms.ModelChoiceField(
            target.get_queryset(request), widget=widget, required=False
        )

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[Any]:
        return []

    def has_output(self) -> bool:
        return self.may_search

    def choices(self, changelist: Any) -> Iterator[Any]:
        """The one field, and what else the list is narrowed by."""
        mine = self.expected_parameters()
        value = (self.lookup_val or [""])[-1]
        kept = [(name, one) for name, values in changelist.filter_params.items() for one in values]
        yield {
            "field": self.choice.widget.render(self.lookup_kwarg, value),
            "label_for": f"by-{self.field_path}",
            "others": [(name, one) for name, one in kept if name not in mine],
            "is_on": bool(value),
            "without": changelist.get_query_string(remove=mine),
        }
