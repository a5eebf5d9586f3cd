"""All records of one kind of a customer: all tickets, all contracts, all promises …"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter, FilterSet

from accounts.auth import PersonRequest
from accounts.clearance import hidden_from, veiled
from accounts.services.access_log import export_note
from common.lists import Ids, ListPage, Page, in_order, without_empty
from crm_site.pages.customer import SEES_CUSTOMERS, CustomerMixin
from crm_site.records import BY_CODE, Section


class RecordFilter(FilterSet):
    """By the number only where its records have one that the person may see."""

    number = CharFilter(label=_("Number"), field_name="number", lookup_expr="icontains")
    only = ChoiceFilter(
        label=_("State"),
        choices=[("open", _("open ones"))],
        method="of_state",
        empty_label=_("all"),
    )

    def __init__(
        self, data: QueryDict, *, request: HttpRequest, rows: QuerySet[Any], section: Section
    ) -> None:
        self.section = section
        super().__init__(data, queryset=rows, request=request)
        if section.is_open(timezone.localdate()) is None:
            del self.filters["only"]
        hidden = hidden_from(request.user, section.model)
        if "number" not in section.fields or "number" in hidden:
            del self.filters["number"]
        for name, field in self.form.fields.items():
            field.widget.attrs["class"] = "form-control" if name == "number" else "form-select"
            field.widget.attrs |= {"placeholder": _("Number")} if name == "number" else {}

    def of_state(self, rows: QuerySet[Any], _name: str, _value: str) -> QuerySet[Any]:
        return rows.filter(self.section.is_open(timezone.localdate()))


class CustomerRecords(CustomerMixin, ListPage):
    """One page for every section; who may not see the section's model finds no page."""

    request: PersonRequest
    permission = SEES_CUSTOMERS
    filterset_class = RecordFilter
    template_name = "pages/customer_records.html"
    piece_name = "pages/_customer_record_list.html"

    def get(self, request: HttpRequest, **kwargs: str) -> HttpResponse:
        self.columns = self.section.columns(timezone.localdate())
        self.default_sort = f"-{next(column.key for column in self.columns if column.sorts)}"
        return super().get(request, **kwargs)

    @cached_property
    def section(self) -> Section:
        section = BY_CODE.get(self.kwargs["section"])
        if section is None or not self.request.user.has_perm(section.permission):
            raise Http404
        return section

    def filters(self) -> RecordFilter:
        rows = self.section.rows(self.customer)
        return RecordFilter(self.request.GET, request=self.request, rows=rows, section=self.section)

    def ids(self, filters: FilterSet) -> Iterable[Ids]:
        rows = filters.qs.order_by(*self.section.newest)
        if not self.sort().startswith("-"):
            rows = rows.reverse()
        return [rows.values_list("pk", flat=True)]

    def rows(self, ids: Sequence[int]) -> Sequence[Any]:
        found = self.section.rows(self.customer).filter(pk__in=ids)
        related = {path.partition("__")[0] for path in self.section.fields if "__" in path}
        rows = found.select_related(*related) if related else found
        return veiled(self.request.user, in_order(rows, ids))

    def export_name(self) -> str:
        return f"{self.customer.code} {self.section.label} {timezone.localdate()}"

    def exported(self, rows: int) -> None:
        export_note(
            user=self.request.user,
            subject=f"customer-{self.section.code}",
            rows=rows,
            query=without_empty(self.request.GET),
            customer=self.customer,
        )

    def context(self, filters: FilterSet, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {
            "customer": self.profile,
            "section": self.section,
            "shown": [column for column in self.columns if column.is_shown],
        }
