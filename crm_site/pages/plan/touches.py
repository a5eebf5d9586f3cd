"""Which touches are planned, made, overdue?"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import ChoiceFilter

from accounts.choices import Tier
from common.lists import Column, Ids, Page
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.noted_list import NotedList
from crm_site.pages.plan.cadence import SEES_PLAN
from crm_site.queries import plan as queries
from followups.choices import Touch
from followups.models import PlannedTouch
from followups.queries.touches import TOUCH_STATES, in_touch_state


class TouchFilter(ListFilter):
    """Of the periods that are not over."""

    touch = ChoiceFilter(label=_("Touch"), choices=Touch.choices, empty_label=_("all kinds"))
    tier = ChoiceFilter(label=_("Tier"), choices=Tier.choices, empty_label=_("all tiers"))
    state = ChoiceFilter(
        label=_("State"),
        choices=[(state.code, state.label) for state in TOUCH_STATES],
        method="of_state",
        empty_label=_("all of them"),
    )

    class Meta:
        model = PlannedTouch
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        rows = queries.touches_on(request.user, timezone.localdate())
        super().__init__(data, queryset=rows, request=request)
        self.now = timezone.now()

    def of_state(
        self, rows: QuerySet[PlannedTouch], _name: str, code: str
    ) -> QuerySet[PlannedTouch]:
        return rows.filter(in_touch_state(code, self.now))


class TouchList(NotedList):
    permission = SEES_PLAN
    filterset_class = TouchFilter
    columns = (
        Column("touch", _("Touch"), value=lambda row: row.touch.get_touch_display()),
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column("tier", _("Tier"), value=lambda row: row.touch.get_tier_display()),
        Column("due", _("Planned for"), sorts=True, value=lambda row: row.touch.due_on),
        Column("owner", _("Owner"), value=lambda row: row.touch.owner and str(row.touch.owner)),
        Column("state", _("State"), value=lambda row: str(row.state.label)),
        Column("done", _("Done on"), value=lambda row: row.touch.was_on),
    )
    default_sort = "due"
    template_name = "pages/touch_list.html"
    piece_name = "pages/_touch_list.html"
    export_title = _("Planned touches")
    export_subject = "touch-list"

    def ids(self, filters: TouchFilter) -> Iterable[Ids]:
        return [queries.touches_sorted(filters.narrowed(), self.sort())]

    def rows(self, ids: Sequence[int]) -> Sequence[queries.TouchRow]:
        return queries.touch_rows(ids, self.person, timezone.now())

    def context(self, filters: TouchFilter, page: Page) -> dict[str, Any]:  # noqa: ARG002
        return {"total": filters.narrowed().count()}
