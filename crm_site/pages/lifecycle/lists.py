"""Who went to another stage, and what the playbooks have begun for whom?"""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_filters import ChoiceFilter

from accounts.choices import LifecycleStage
from accounts.models import CustomerStage
from accounts.queries.stages import moves
from common.lists import Column, Ids
from common.months import month_first, months_after
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.lifecycle.overview import SEES_PLAYBOOKS
from crm_site.pages.lifecycle.words import RUN_STATES, playbook_choices
from crm_site.pages.noted_list import NotedList
from crm_site.queries import lifecycle as queries
from crm_site.queries.lifecycle import MoveRow
from crm_site.queries.sops import RunRow
from followups.models import SopRun

MONTHS = 12
CODE = Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False)


def month_choices() -> list[tuple[str, str]]:
    """This month and those before."""
    this = month_first(timezone.localdate())
    firsts = [months_after(this, -number) for number in range(MONTHS)]
    return [(f"{one:%Y-%m}", date_format(one, "YEAR_MONTH_FORMAT")) for one in firsts]


class MoveFilter(ListFilter):
    month = ChoiceFilter(
        label=_("Month"), choices=month_choices, method="of_month", empty_label=None
    )
    stage = ChoiceFilter(
        label=pgettext_lazy("stages", "To"),
        choices=LifecycleStage.choices,
        empty_label=_("to any stage"),
    )
    before = ChoiceFilter(
        label=pgettext_lazy("stages", "From"),
        choices=LifecycleStage.choices,
        empty_label=_("from any stage"),
    )

    class Meta:
        model = CustomerStage
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        """Without a month it is this one."""
        data = data.copy()
        data.setdefault("month", f"{timezone.localdate():%Y-%m}")
        super().__init__(data, queryset=queries.stages_visible_to(request.user), request=request)

    def of_month(self, rows: QuerySet[Any], _name: str, month: str) -> QuerySet[Any]:
        return moves(rows, *queries.month_of(date.fromisoformat(f"{month}-01")))


class MoveList(NotedList):
    permission = SEES_PLAYBOOKS
    filterset_class = MoveFilter
    columns = (
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        CODE,
        Column("day", _("Day"), sorts=True, value=lambda row: row.row.since),
        Column("before", pgettext_lazy("stages", "From"), value=lambda row: row.before.label),
        Column(
            "stage",
            pgettext_lazy("stages", "To"),
            value=lambda row: row.row.get_stage_display(),
        ),
        Column("why", _("Why"), value=lambda row: row.row.note or row.row.why),
    )
    default_sort = "-day"
    template_name = "pages/lifecycle_moves.html"
    piece_name = "pages/_lifecycle_moves.html"
    export_title = _("Moves between lifecycle stages")
    export_subject = "lifecycle-moves"

    def ids(self, filters: MoveFilter) -> Iterable[Ids]:
        return [queries.move_ids(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[MoveRow]:
        return queries.move_rows(ids, self.request.user)


class RunFilter(ListFilter):
    playbook = ChoiceFilter(
        label=pgettext_lazy("lifecycle", "Playbook"),
        choices=playbook_choices,
        field_name="rule__code",
        empty_label=_("all playbooks"),
    )
    state = ChoiceFilter(
        label=_("State"),
        choices=list(RUN_STATES.items()),
        method="of_state",
        empty_label=_("all of them"),
    )

    class Meta:
        model = SopRun
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, queryset=queries.runs_visible_to(request.user), request=request)

    def of_state(self, rows: QuerySet[Any], _name: str, state: str) -> QuerySet[Any]:
        return queries.in_state(rows, state, timezone.now())


def state_told(row: RunRow) -> str:
    """With the reason for which it was stopped."""
    if row.run.stopped_at:
        return row.run.why_stopped
    return str(RUN_STATES[queries.AT_WORK_NOW if row.is_at_work else queries.FINISHED])


class PlaybookRunList(NotedList):
    permission = SEES_PLAYBOOKS
    filterset_class = RunFilter
    columns = (
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        CODE,
        Column("procedure", _("Procedure"), value=lambda row: row.run.version.name),
        Column(
            "begun",
            pgettext_lazy("procedure", "Begun"),
            sorts=True,
            value=lambda row: timezone.localdate(row.run.started_at),
        ),
        Column("done", _("Steps done"), css="number", value=lambda row: row.done),
        Column("steps", _("Steps"), css="number", value=lambda row: row.steps, is_shown=False),
        Column(
            "planned",
            _("Planned until"),
            value=lambda row: timezone.localdate(row.run.planned_until),
        ),
        Column("state", _("State"), value=state_told),
    )
    default_sort = "-begun"
    template_name = "pages/lifecycle_runs.html"
    piece_name = "pages/_lifecycle_runs.html"
    export_title = _("Playbooks at work")
    export_subject = "lifecycle-runs"

    def ids(self, filters: RunFilter) -> Iterable[Ids]:
        return [queries.run_ids(filters.narrowed(), turned=self.sort().startswith("-"))]

    def rows(self, ids: Sequence[int]) -> Sequence[RunRow]:
        return queries.run_rows_of(ids, self.request.user)
