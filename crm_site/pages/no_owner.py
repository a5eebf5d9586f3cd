"""Which customers have no owner?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import CharFilter, ChoiceFilter

from accounts.access import customers_visible_to
from accounts.choices import Tier
from accounts.clearance import hidden_from, veiled
from accounts.forms import candidate_label
from accounts.models import Customer
from accounts.queries.customers import customers_found
from accounts.queries.load import owner_candidates
from common.lists import Column, Ids, Page
from crm_site.pages.customer_filters import NO_TIER, ListFilter
from crm_site.pages.noted_list import NotedList
from crm_site.queries.customer_list import Selection, customer_ids
from crm_site.queries.no_owner import (
    NoOwnerRow,
    customers_without_owner,
    no_owner_rows,
    regions_of,
)

GIVES_OWNERS = "accounts.change_assignment"
SEARCH_BOX = forms.TextInput({"class": "form-control", "placeholder": _("Search")})


class NoOwnerFilter(ListFilter):
    q = CharFilter(label=_("Search"), method="of_text", widget=SEARCH_BOX)
    tier = ChoiceFilter(
        label=_("Tier"),
        choices=[*Tier.choices, (NO_TIER, _("no tier"))],
        method="of_tier",
        empty_label=_("all tiers"),
    )
    region = ChoiceFilter(label=_("Region"), empty_label=_("all regions"))

    class Meta:
        model = Customer
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        customers = customers_without_owner(customers_visible_to(request.user))
        super().__init__(data, queryset=customers, request=request)
        self.hidden = hidden_from(request.user, Customer)
        regions = regions_of(customers)
        self.filters["region"].extra["choices"] = [(region, region) for region in regions]

    def selection(self) -> Selection:
        customers = self.narrowed()
        return Selection(customers=customers, text=self.text, hidden=self.hidden)

    def of_text(self, customers: QuerySet[Customer], _name: str, text: str) -> QuerySet[Customer]:
        return customers_found(customers, text, self.hidden)

    def of_tier(self, customers: QuerySet[Customer], _name: str, tier: str) -> QuerySet[Customer]:
        return customers.filter(tier="" if tier == NO_TIER else tier)


class NoOwnerList(NotedList):
    permission = GIVES_OWNERS
    filterset_class = NoOwnerFilter
    columns = (
        Column("name", _("Customer"), sorts=True, value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column("tier", _("Tier"), sorts=True, value=lambda row: row.customer.get_tier_display()),
        Column("region", _("Region"), value=lambda row: row.customer.region),
        Column("industry", _("Industry"), value=lambda row: row.customer.industry, is_shown=False),
        Column(
            "before",
            pgettext_lazy("owner", "Before"),
            value=lambda row: row.before and row.before.user,
        ),
        Column(
            "since",
            _("Without an owner since"),
            value=lambda row: row.before and row.before.valid.upper,
            is_shown=False,
        ),
        Column(
            "planned",
            pgettext_lazy("owner", "Planned"),
            value=lambda row: row.planned and row.planned.user,
        ),
    )
    default_sort = "tier"
    template_name = "pages/no_owner.html"
    piece_name = "pages/_no_owner.html"
    export_title = _("Customers without an owner")
    export_subject = "no-owner"

    def ids(self, filters: NoOwnerFilter) -> Iterable[Ids]:
        return customer_ids(filters.selection(), self.sort())

    def rows(self, ids: Sequence[int]) -> Sequence[NoOwnerRow]:
        rows = no_owner_rows(ids, timezone.localdate())
        customers = veiled(self.request.user, [row.customer for row in rows])
        return [
            NoOwnerRow(customer, row.before, row.planned)
            for customer, row in zip(customers, rows, strict=True)
        ]

    def context(self, filters: NoOwnerFilter, page: Page) -> dict[str, Any]:
        return {
            "total": filters.selection().matching().count(),
            "owners": [
                (person.pk, candidate_label(person, load))
                for person, load in owner_candidates(timezone.localdate())
            ]
            if page.rows
            else [],
        }
