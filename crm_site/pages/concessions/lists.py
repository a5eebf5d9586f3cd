"""Which concessions were asked for, and which wait for me?"""

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from common.lists import Column, Ids
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.noted_list import NotedList
from crm_site.queries import concessions as queries
from crm_site.queries.concessions import ConcessionRow, concession_rows
from followups.choices import ConcessionKind, ConcessionState
from followups.models import Concession

MINE, FOR_ME = "mine", "for_me"


class ConcessionFilter(ListFilter):
    whose = ChoiceFilter(
        label=_("Whose"),
        choices=(
            (FOR_ME, _("waiting for my decision")),
            (MINE, _("asked for by me")),
        ),
        method="of_person",
        empty_label=_("everybody's"),
    )
    state = ChoiceFilter(
        label=_("State"),
        choices=ConcessionState.choices,
        method="of_state",
        empty_label=_("all of them"),
    )
    kind = ChoiceFilter(label=_("Kind"), choices=ConcessionKind.choices, empty_label=_("all kinds"))

    class Meta:
        model = Concession
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        rows = queries.concessions_visible_to(request.user)
        super().__init__(data, queryset=rows, request=request)

    def of_person(self, rows: QuerySet[Concession], _name: str, code: str) -> QuerySet[Concession]:
        chosen = queries.asked_by if code == MINE else queries.waiting_for
        return chosen(rows, self.request.user.pk)

    def of_state(self, rows: QuerySet[Concession], _name: str, code: str) -> QuerySet[Concession]:
        return queries.in_state(rows, code)


class ConcessionList(NotedList):
    permission = "followups.view_concession"
    filterset_class = ConcessionFilter
    columns = (
        Column("kind", _("Kind"), value=lambda row: row.concession.get_kind_display()),
        Column(
            "amount",
            pgettext_lazy("concession", "How much"),
            css="number",
            value=lambda row: row.amount,
        ),
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column(
            "asked",
            pgettext_lazy("concession", "Asked"),
            sorts=True,
            value=lambda row: timezone.localtime(row.concession.asked_at),
        ),
        Column(
            "asked_by",
            pgettext_lazy("concession", "Asked by"),
            value=lambda row: str(row.concession.asked_by),
            is_shown=False,
        ),
        Column("reason", _("Reason"), value=lambda row: row.row.reason),
        Column("state", _("State"), value=lambda row: str(row.state.label)),
        Column(
            "decider",
            _("Who decides"),
            value=lambda row: row.decider and str(row.decider),
        ),
        Column("cost", _("Cost"), css="number", value=lambda row: row.row.cost),
        Column("answer", _("In words"), value=lambda row: row.row.answer, is_shown=False),
        Column(
            "help",
            _("Answer of the department"),
            value=lambda row: row.help and str(row.help),
            is_shown=False,
        ),
        Column(
            "helps_on",
            _("Helps from"),
            value=lambda row: row.help and row.help.helps_on,
            is_shown=False,
        ),
    )
    default_sort = "-asked"
    template_name = "pages/concession_list.html"
    piece_name = "pages/_concession_list.html"
    export_title = _("Concessions")
    export_subject = "concession-list"

    def ids(self, filters: ConcessionFilter) -> Iterable[Ids]:
        return [queries.by_when_asked(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[ConcessionRow]:
        return concession_rows(ids, self.request.user)
