"""What have we learnt? The library of cases: searched, read, made anonymous."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_filters import CharFilter, ChoiceFilter

from common.lists import Column, Ids
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.customer_filters import ListFilter, typed
from crm_site.pages.noted_list import NotedList
from crm_site.pages.winbacks.forms import AnonymousForm
from crm_site.queries import cases as queries
from crm_site.queries.cases import CaseRow, case_row, case_rows, case_seen
from crm_site.queries.origins import origin_of
from health.choices import CaseOutcome, CaseTrouble, WinBackReason
from health.models import Case
from health.services.cases import case_make_anonymous

SEES, KEEPS = "health.view_case", "health.change_case"


class CaseFilter(ListFilter):
    q = CharFilter(label=gettext_lazy("Search"), method="of_text", widget=typed())
    trouble = ChoiceFilter(
        label=gettext_lazy("Trouble"),
        choices=CaseTrouble.choices,
        empty_label=gettext_lazy("all kinds"),
    )
    reason = ChoiceFilter(
        label=gettext_lazy("Root cause"),
        choices=WinBackReason.choices,
        empty_label=gettext_lazy("all reasons"),
    )
    outcome = ChoiceFilter(
        label=gettext_lazy("Outcome"),
        choices=CaseOutcome.choices,
        empty_label=gettext_lazy("whatever came of it"),
    )

    class Meta:
        model = Case
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, queryset=queries.cases_visible_to(request.user), request=request)

    def of_text(self, rows: QuerySet[Case], _name: str, text: str) -> QuerySet[Case]:
        return queries.with_words(rows, text)


class CaseList(NotedList):
    permission = SEES
    filterset_class = CaseFilter
    columns = (
        Column(
            "trouble",
            gettext_lazy("Trouble"),
            value=lambda row: row.case.get_trouble_display(),
        ),
        Column(
            "reason", gettext_lazy("Root cause"), value=lambda row: row.case.get_reason_display()
        ),
        Column(
            "customer",
            gettext_lazy("Customer"),
            value=lambda row: row.customer and row.customer.name,
        ),
        Column("done", gettext_lazy("What was done"), value=lambda row: row.row.done),
        Column(
            "outcome", gettext_lazy("Outcome"), value=lambda row: row.case.get_outcome_display()
        ),
        Column("lesson", gettext_lazy("Lesson"), value=lambda row: row.row.lesson),
        Column(
            "written",
            pgettext_lazy("case", "Written"),
            sorts=True,
            value=lambda row: row.written_at and timezone.localtime(row.written_at),
        ),
    )
    default_sort = "-written"
    template_name = "pages/case_list.html"
    piece_name = "pages/_case_list.html"
    export_title = gettext_lazy("Cases")
    export_subject = "case-list"

    def ids(self, filters: CaseFilter) -> Iterable[Ids]:
        return [queries.newest_first(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[CaseRow]:
        return case_rows(ids, self.request.user)


class CaseMixin(PermissionMixin):
    """A page below `/cases/<pk>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def case(self) -> Case:
        return or_404(case_seen(self.person, self.kwargs["pk"]))

    def shown(self) -> dict[str, Any]:
        row = case_row(self.case, self.person)
        return {"row": row, "origin": row.customer and origin_of(self.case.origin, self.person)}


class CasePage(CaseMixin):
    permission = SEES

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        return render(request, "pages/case.html", self.shown())


class CaseAnonymous(CaseMixin, ServiceFormView):
    permission = KEEPS
    form_class = AnonymousForm
    template_name = "pages/case_anonymous.html"

    def get_initial(self) -> dict[str, Any]:
        return {"done": self.case.done, "lesson": self.case.lesson}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.shown()

    def taken(self, form: Any) -> HttpResponse:
        case_make_anonymous(case=self.case, **form.cleaned_data)
        messages.success(self.request, _("The case names nobody any more."))
        return redirect("case", self.case.pk)
