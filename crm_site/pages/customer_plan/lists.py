"""Which customers have a plan, who lacks one, and where is a review late?"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from accounts.access import customers_visible_to
from accounts.clearance import hidden_from
from accounts.models import Customer
from common.lists import Column, Ids, Page
from crm_site.pages.customer_filters import ListFilter, team_choices
from crm_site.pages.customer_plan.views import SEES_PLANS
from crm_site.pages.narrowing import ANY, TIER_CHOICES
from crm_site.pages.noted_list import NotedList
from crm_site.queries import plan_list as queries
from crm_site.queries.customer_list import Selection, customer_ids
from crm_site.queries.dimensions import OWNER, owners_of
from crm_site.queries.plan_list import PlanListRow, plan_list_rows

MISSING, THERE, NOT_AGREED = "missing", "there", "not_agreed"
LATE_REVIEW, LATE_MEASURE = "late_review", "late_measure"
STATES = (
    (MISSING, _("a plan is missing")),
    (THERE, _("there is a plan")),
    (NOT_AGREED, _("not agreed with the customer")),
    (LATE_REVIEW, _("a review is overdue")),
    (LATE_MEASURE, _("a measure is overdue")),
)


class PlanFilter(ListFilter):
    customer: ClassVar[str] = ""
    behind_more: ClassVar[Sequence[str]] = ("team", "year")

    plan = ChoiceFilter(
        label=_("Plan"), choices=STATES, method="of_plan", empty_label=_("with a plan or without")
    )
    tier = ChoiceFilter(
        label=_("Tier"), choices=TIER_CHOICES, method="of_dimension", empty_label=_("all tiers")
    )
    owner = ChoiceFilter(
        label=_("Owner"), method="of_dimension", empty_label=pgettext_lazy("filter", "any owner")
    )
    team = ChoiceFilter(label=_("Team"), method="of_dimension", empty_label=ANY)
    year = ChoiceFilter(
        label=_("Year"),
        method="of_year",
        empty_label=_("this year"),
        widget=forms.Select({"class": "form-select"}),
    )

    class Meta:
        model = Customer
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        self.now = timezone.now()
        this = timezone.localdate(self.now).year
        years = {str(year): year for year in (this - 1, this + 1)}
        self.of = years.get(data.get("year", ""), this)
        customers = queries.planned_or_to_plan(request.user, self.of)
        super().__init__(data, queryset=customers, request=request)
        self.filters["year"].extra["choices"] = [(year, year) for year in years]
        owners = list(owners_of(customers_visible_to(request.user)))
        self.filters["owner"].extra["choices"] = [
            *((owner.username, str(owner)) for owner in owners),
            (OWNER.none, OWNER.nothing),
        ]
        self.filters["team"].extra["choices"] = team_choices(owners)

    def selection(self) -> Selection:
        hidden = hidden_from(self.request.user, Customer)
        return Selection(customers=self.narrowed(), hidden=hidden)

    def of_year(self, rows: QuerySet[Customer], _name: str, _year: str) -> QuerySet[Customer]:
        """The rows are those of this year already."""
        return rows

    def of_plan(self, rows: QuerySet[Customer], _name: str, code: str) -> QuerySet[Customer]:
        chosen: dict[str, Callable[[], QuerySet[Customer]]] = {
            MISSING: lambda: queries.without_plan(rows, self.of),
            THERE: lambda: queries.with_plan(rows, self.of),
            NOT_AGREED: lambda: queries.not_agreed(rows, self.of),
            LATE_REVIEW: lambda: queries.with_late_review(rows, self.of, self.now),
            LATE_MEASURE: lambda: queries.with_late_measure(rows, self.of, self.now),
        }
        return chosen[code]()


class PlanList(NotedList):
    permission = SEES_PLANS
    filterset_class = PlanFilter
    columns = (
        Column("name", _("Customer"), sorts=True, value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column("tier", _("Tier"), sorts=True, value=lambda row: row.customer.get_tier_display()),
        Column("owner", _("Owner"), sorts=True, value=lambda row: str(row.customer.owner or "")),
        Column(
            "team",
            _("Team"),
            value=lambda row: str((row.customer.owner and row.customer.owner.team) or ""),
            is_shown=False,
        ),
        Column("plan", _("Plan"), value=lambda row: row.plan and row.plan.year),
        Column("agreed", _("Agreed on"), value=lambda row: row.plan and row.plan.agreed_on),
        Column("done", _("Measures done"), css="number", value=lambda row: row.done),
        Column("measures", _("Measures"), value=lambda row: row.measures, is_shown=False),
        Column("late", _("Measures overdue"), css="number", value=lambda row: row.late),
        Column(
            "review",
            _("Next review"),
            value=lambda row: row.review_due and timezone.localdate(row.review_due),
        ),
    )
    default_sort = "tier"
    template_name = "pages/customer_plan_list.html"
    piece_name = "pages/_customer_plan_list.html"
    export_title = _("Customer plans")
    export_subject = "customer-plan-list"

    def ids(self, filters: PlanFilter) -> Iterable[Ids]:
        return customer_ids(filters.selection(), self.sort())

    def rows(self, ids: Sequence[int]) -> Sequence[PlanListRow]:
        filters = self.filters()
        return plan_list_rows(ids, self.request.user, timezone.now(), filters.of)

    def filters(self) -> Any:
        """Once: the rows want to know the year, too."""
        if not hasattr(self, "_filters"):
            self._filters = super().filters()
        return self._filters

    def context(self, filters: PlanFilter, page: Page) -> dict[str, Any]:  # noqa: ARG002
        gaps = queries.plan_gaps(self.request.user, filters.now, filters.of)
        return {"gaps": gaps, "year": filters.of}
