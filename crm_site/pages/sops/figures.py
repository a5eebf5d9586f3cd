"""How are the procedures kept? Figures, each of which opens the tasks behind it."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from django_filters import ChoiceFilter

from common.lists import Ids, Page
from common.views import PermissionMixin
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.sops.library import SEES_RUNS, SopNamed
from crm_site.pages.tasks.lists import TaskList
from crm_site.queries import sops as queries
from followups.choices import StepOutcome
from followups.models import Sop, Task
from followups.queries.tasks import sorted_by

USUAL = 90
PERIODS = [
    ("30", _("begun in the last 30 days")),
    ("90", _("begun in the last 90 days")),
    ("365", _("begun in the last year")),
]


def period_of(text: str) -> int:
    """The days of a period that somebody asks for; the usual one for nonsense."""
    return int(text) if text in dict(PERIODS) else USUAL


class SopAdherence(PermissionMixin, TemplateView):
    permission = SEES_RUNS
    template_name = "pages/sop_adherence.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days, now = period_of(self.request.GET.get("period", "")), timezone.now()
        rows = queries.kept_rows(self.person, days, now)
        return super().get_context_data(**kwargs) | {
            "rows": rows,
            "period": str(days),
            "periods": PERIODS,
            "outcomes": list(StepOutcome),
            "is_empty": not any(row.kept.begun for row in rows),
        }


class SopTaskFilter(ListFilter):
    """Without a period the usual one, so that a figure and its list say the same."""

    period = ChoiceFilter(
        label=_("Period"), choices=PERIODS, method="unused", empty_label=None, initial=str(USUAL)
    )
    became = ChoiceFilter(
        label=_("What became of it"),
        choices=StepOutcome.choices,
        method="unused",
        empty_label=_("all steps"),
    )

    class Meta:
        model = Task
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, queryset=Task.objects.none(), request=request)
        self.now = timezone.now()

    def unused(self, tasks: QuerySet[Task], _name: str, _value: str) -> QuerySet[Task]:
        """`behind` takes the values together."""
        return tasks

    def behind(self, sop: Sop) -> QuerySet[Task]:
        days = period_of(self.values.get("period", ""))
        became = self.values.get("became", "")
        return queries.tasks_behind(self.request.user, sop, days=days, became=became, now=self.now)


class SopTasks(SopNamed, TaskList):
    permission = SEES_RUNS
    filterset_class = SopTaskFilter
    template_name = "pages/sop_tasks.html"
    export_title = _("Steps of a procedure")
    export_subject = "sop-tasks"

    def ids(self, filters: Any) -> Iterable[Ids]:
        return [sorted_by(filters.behind(self.sop), self.sort())]

    def context(self, filters: Any, page: Page) -> dict[str, Any]:
        return super().context(filters, page) | {"sop": self.sop, "version": self.version}
