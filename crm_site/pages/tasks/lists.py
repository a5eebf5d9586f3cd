"""Which tasks are there? Of whom, due when, for which customers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_filters import CharFilter, ChoiceFilter

from accounts.choices import Tier
from common.lists import Column, Ids, Page
from crm_site.pages.customer_filters import ListFilter
from crm_site.pages.noted_list import NotedList
from crm_site.pages.tasks.today import SEES_TASKS
from crm_site.queries.tasks import TaskRow, owners_of, task_rows
from followups.access import mine, tasks_visible_to
from followups.choices import TaskKind
from followups.models import Task
from followups.queries.tasks import TASK_TIMES, at_work, of_customers_called, of_owner, sorted_by

ME = "me"
SEARCH_BOX = forms.TextInput({"class": "form-control", "placeholder": _("Search")})


class TaskFilter(ListFilter):
    q = CharFilter(label=_("Search"), method="of_text", widget=SEARCH_BOX)
    owner = ChoiceFilter(label=_("Owner"), method="of_owner", empty_label=_("all people"))
    due = ChoiceFilter(
        label=_("Due"),
        choices=[(state.code, state.label) for state in TASK_TIMES],
        method="of_time",
        empty_label=_("all that is open"),
    )
    kind = ChoiceFilter(label=_("Kind"), choices=TaskKind.choices, empty_label=_("all kinds"))
    tier = ChoiceFilter(
        label=_("Tier"),
        choices=Tier.choices,
        field_name="customer__tier",
        empty_label=_("all tiers"),
    )

    class Meta:
        model = Task
        fields: list[str] = []

    def __init__(self, data: QueryDict, *, request: HttpRequest) -> None:
        super().__init__(data, queryset=tasks_visible_to(request.user), request=request)
        self.now = timezone.now()
        people = [(str(person.pk), str(person)) for person in owners_of(self.queryset)]
        self.filters["owner"].extra["choices"] = [(ME, _("me, also as deputy")), *people]

    def matching(self) -> QuerySet[Task]:
        tasks = self.narrowed()
        return tasks if "due" in self.values else at_work(tasks)

    def of_text(self, tasks: QuerySet[Task], _name: str, text: str) -> QuerySet[Task]:
        return of_customers_called(tasks, text, self.request.user)

    def of_owner(self, tasks: QuerySet[Task], _name: str, owner: str) -> QuerySet[Task]:
        """One's own are also those that one does for somebody, as on one's day."""
        return tasks.filter(mine(self.request.user)) if owner == ME else of_owner(tasks, int(owner))

    def of_time(self, tasks: QuerySet[Task], _name: str, code: str) -> QuerySet[Task]:
        [state] = [state for state in TASK_TIMES if state.code == code]
        return tasks.filter(state.rows(self.now))


class TaskList(NotedList):
    permission = SEES_TASKS
    filterset_class = TaskFilter
    columns = (
        Column("task", _("Task"), value=lambda row: row.task.title),
        Column("customer", _("Customer"), value=lambda row: row.customer.name),
        Column("code", _("Customer code"), value=lambda row: row.customer.code, is_shown=False),
        Column("owner", _("Owner"), value=lambda row: str(row.task.owner)),
        Column("due", _("Due"), sorts=True, value=lambda row: timezone.localtime(row.task.due_at)),
        Column("kind", _("Kind"), value=lambda row: row.task.get_kind_display()),
        Column("state", _("State"), value=lambda row: str(row.task.state.label)),
        Column(
            "breached",
            _("Deadline passed"),
            value=lambda row: row.task.breached_at and timezone.localtime(row.task.breached_at),
            is_shown=False,
        ),
    )
    default_sort = "due"
    template_name = "pages/task_list.html"
    piece_name = "pages/_task_list.html"
    export_title = _("Tasks")
    export_subject = "task-list"

    def ids(self, filters: TaskFilter) -> Iterable[Ids]:
        return [sorted_by(filters.matching(), self.sort())]

    def rows(self, ids: Sequence[int]) -> Sequence[TaskRow]:
        return task_rows(ids, self.request.user, timezone.now())

    def context(self, filters: TaskFilter, page: Page) -> dict[str, Any]:
        return {"now": filters.now, "may_move_any": any(row.may_move for row in page.rows)}
