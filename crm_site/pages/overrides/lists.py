"""Where does a level stand by somebody's decision, and what came of such decisions?"""

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
from crm_site.queries import overrides as queries
from crm_site.queries.overrides import OverrideRow, override_rows
from health.choices import OverrideVerdict
from health.models import LevelOverride

SEES_OVERRIDES = "health.view_leveloverride"
STANDS, OVER = "stands", "over"


class OverrideFilter(ListFilter):
    state = ChoiceFilter(
        label=_("State"),
        choices=((STANDS, pgettext_lazy("level", "stands now")), (OVER, _("over"))),
        method="of_state",
        empty_label=_("all of them"),
    )
    verdict = ChoiceFilter(
        label=_("Judged afterwards"),
        choices=OverrideVerdict.choices,
        empty_label=_("whatever came of it"),
    )

    class Meta:
        model = LevelOverride
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        overrides = queries.overrides_visible_to(request.user)
        super().__init__(data, queryset=overrides, request=request)
        self.today = timezone.localdate()

    def of_state(
        self, overrides: QuerySet[LevelOverride], _name: str, code: str
    ) -> QuerySet[LevelOverride]:
        chosen = queries.standing_ones if code == STANDS else queries.past_ones
        return chosen(overrides, self.today)


class OverrideList(NotedList):
    permission = SEES_OVERRIDES
    filterset_class = OverrideFilter
    columns = (
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column("level", pgettext_lazy("health", "Level"), value=lambda row: str(row.level.label)),
        Column("computed", _("By the score then"), value=lambda row: str(row.computed.label)),
        Column(
            "score",
            _("Score"),
            value=lambda row: row.override.computed_score,
            is_shown=False,
        ),
        Column("since", _("From"), sorts=True, value=lambda row: row.override.starts_on),
        Column("until", _("Last day"), value=lambda row: row.override.last_day),
        Column("by", pgettext_lazy("level", "Set by"), value=lambda row: str(row.override.by)),
        Column("reason", _("Reason"), value=lambda row: row.override.reason),
        Column(
            "verdict",
            pgettext_lazy("level", "What came of it"),
            value=lambda row: row.verdict and str(row.verdict.label),
        ),
    )
    default_sort = "-since"
    template_name = "pages/override_list.html"
    piece_name = "pages/_override_list.html"
    export_title = _("Levels set by hand")
    export_subject = "override-list"

    def ids(self, filters: OverrideFilter) -> Iterable[Ids]:
        return [queries.by_first_day(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[OverrideRow]:
        return override_rows(ids, self.request.user, timezone.localdate())

    def context(self, filters: OverrideFilter, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {"judged": queries.judged(filters.narrowed())}
