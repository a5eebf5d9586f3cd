"""Which scores does somebody hold wrong, and where does the model err?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from common.lists import Column, Ids, Page
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.noted_list import NotedList
from crm_site.queries import doubts as queries
from crm_site.queries.doubts import WHOLE, DoubtRow, doubt_rows
from health.models import ScoreDoubt
from health.queries.doubts import doubt_counts

SEES_DOUBTS = "health.view_scoredoubt"
OPEN, ANSWERED, SCORE = "open", "answered", "score"


class DoubtFilter(ListFilter):
    state = ChoiceFilter(
        label=_("State"),
        choices=(
            (OPEN, pgettext_lazy("doubts", "not answered yet")),
            (ANSWERED, pgettext_lazy("doubts", "answered")),
        ),
        method="of_state",
        empty_label=_("all of them"),
    )
    indicator = ChoiceFilter(
        label=_("Indicator"), method="of_indicator", empty_label=_("all indicators")
    )
    version = ChoiceFilter(
        label=_("Model version"), field_name="version__number", empty_label=_("all versions")
    )

    class Meta:
        model = ScoreDoubt
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        doubts = queries.doubts_visible_to(request.user)
        super().__init__(data, queryset=doubts, request=request)
        indicators = queries.doubted_indicators(doubts)
        self.filters["indicator"].extra["choices"] = [(SCORE, WHOLE), *indicators]
        numbers = queries.doubted_versions(doubts)
        self.filters["version"].extra["choices"] = [(number, number) for number in numbers]

    def of_state(self, doubts: QuerySet[ScoreDoubt], _name: str, code: str) -> QuerySet[ScoreDoubt]:
        chosen = queries.unanswered_ones if code == OPEN else queries.answered_ones
        return chosen(doubts)

    def of_indicator(
        self, doubts: QuerySet[ScoreDoubt], _name: str, code: str
    ) -> QuerySet[ScoreDoubt]:
        if code == SCORE:
            return queries.about_the_whole(doubts)
        return doubts.filter(indicator=code)


class DoubtList(NotedList):
    permission = SEES_DOUBTS
    filterset_class = DoubtFilter
    columns = (
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column("day", _("Day"), value=lambda row: row.doubt.day),
        Column("score", _("Score"), value=lambda row: row.doubt.score),
        Column("level", _("Level by the score"), value=lambda row: str(row.level.label)),
        Column("version", _("Model version"), value=lambda row: row.doubt.version.number),
        Column("indicator", _("Indicator"), value=lambda row: str(row.indicator)),
        Column("reason", _("Reason"), value=lambda row: row.doubt.reason),
        Column(
            "said",
            pgettext_lazy("doubt", "Said"),
            sorts=True,
            value=lambda row: timezone.localtime(row.doubt.at),
        ),
        Column(
            "by",
            pgettext_lazy("doubt", "Said by"),
            value=lambda row: str(row.doubt.by),
            is_shown=False,
        ),
        Column(
            "answer",
            pgettext_lazy("doubt", "Answer"),
            value=lambda row: row.answer and str(row.answer.label),
        ),
        Column(
            "answered_by",
            _("Answered by"),
            value=lambda row: row.doubt.answered_by and str(row.doubt.answered_by),
            is_shown=False,
        ),
        Column("text", _("In words"), value=lambda row: row.doubt.answer_text, is_shown=False),
    )
    default_sort = "-said"
    template_name = "pages/doubt_list.html"
    piece_name = "pages/_doubt_list.html"
    export_title = _("Doubts about scores")
    export_subject = "doubt-list"

    def ids(self, filters: DoubtFilter) -> Iterable[Ids]:
        return [queries.by_when_said(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[DoubtRow]:
        return doubt_rows(ids, self.request.user)

    def context(self, filters: DoubtFilter, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {"counts": doubt_counts(filters.narrowed())}
