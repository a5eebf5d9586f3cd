"""What is this task, and what became of it? And everything that one may do with it."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView

from accounts.auth import PersonRequest
from accounts.forms import seen_anew
from common.views import PermissionMixin, came_from, or_404
from crm_site.pages.tasks.forms import (
    DelegateForm,
    DoForm,
    MoveForm,
    ReasonForm,
    SeenForm,
    SnoozeForm,
    TaskForm,
    WaitForm,
)
from crm_site.pages.tasks.today import ACTS, PLANS, SEES_TASKS
from crm_site.queries.origins import origin_of
from crm_site.queries.plan import touches_of_task
from crm_site.queries.tasks import (
    check_of,
    customers_of,
    end_of_next_day,
    events_of,
    needs_of,
    people_for,
    task_rows,
    task_seen,
    waitable_for,
    waits_of,
    workers,
)
from followups.access import may_act_on, may_move
from followups.choices import TaskAction, TaskKind
from followups.models import Task
from followups.rules.tasks import follows
from followups.services.tasks import (
    NewTask,
    Seen,
    check_set,
    task_cancel,
    task_delegate,
    task_do,
    task_open,
    task_reopen,
    task_reschedule,
    task_snooze,
    task_wait,
    task_wake,
)

FORMS: dict[TaskAction, type[SeenForm]] = {
    TaskAction.DO: DoForm,
    TaskAction.SNOOZE: SnoozeForm,
    TaskAction.WAKE: SeenForm,
    TaskAction.DELEGATE: DelegateForm,
    TaskAction.RESCHEDULE: MoveForm,
    TaskAction.WAIT: WaitForm,
    TaskAction.CANCEL: ReasonForm,
    TaskAction.REOPEN: ReasonForm,
}
SERVICES: dict[TaskAction, Callable[..., Task]] = {
    TaskAction.DO: task_do,
    TaskAction.SNOOZE: task_snooze,
    TaskAction.WAKE: task_wake,
    TaskAction.DELEGATE: task_delegate,
    TaskAction.RESCHEDULE: task_reschedule,
    TaskAction.WAIT: task_wait,
    TaskAction.CANCEL: task_cancel,
    TaskAction.REOPEN: task_reopen,
}
QUESTIONS: dict[TaskAction, str | Promise] = {
    TaskAction.DO: gettext_lazy("What came of it?"),
    TaskAction.SNOOZE: gettext_lazy("Until when is it put off?"),
    TaskAction.WAKE: gettext_lazy("Bring it back?"),
    TaskAction.DELEGATE: gettext_lazy("Who is to do it?"),
    TaskAction.RESCHEDULE: gettext_lazy("When is it to be due?"),
    TaskAction.WAIT: gettext_lazy("What does it wait for?"),
    TaskAction.CANCEL: gettext_lazy("Why is it called off?"),
    TaskAction.REOPEN: gettext_lazy("Why is it opened again?"),
}
BUTTONS: dict[TaskAction, str | Promise] = {
    TaskAction.DO: gettext_lazy("Mark as done"),
    TaskAction.SNOOZE: gettext_lazy("Put off"),
    TaskAction.WAKE: gettext_lazy("Bring back"),
    TaskAction.DELEGATE: gettext_lazy("Hand on"),
    TaskAction.RESCHEDULE: gettext_lazy("Move the deadline"),
    TaskAction.WAIT: gettext_lazy("Let it wait"),
    TaskAction.CANCEL: gettext_lazy("Call off"),
    TaskAction.REOPEN: gettext_lazy("Open again"),
}
DONE_WORDS: dict[TaskAction, str | Promise] = {
    TaskAction.DO: gettext_lazy("Done: %(task)s"),
    TaskAction.SNOOZE: gettext_lazy("Put off: %(task)s"),
    TaskAction.WAKE: gettext_lazy("Brought back: %(task)s"),
    TaskAction.DELEGATE: gettext_lazy("Handed on: %(task)s"),
    TaskAction.RESCHEDULE: gettext_lazy("Deadline moved: %(task)s"),
    TaskAction.WAIT: gettext_lazy("Noted what it waits for: %(task)s"),
    TaskAction.CANCEL: gettext_lazy("Called off: %(task)s"),
    TaskAction.REOPEN: gettext_lazy("Opened again: %(task)s"),
}
MOVED_BY_MANAGERS = (TaskAction.RESCHEDULE, TaskAction.WAIT, TaskAction.CANCEL)


class TaskMixin(PermissionMixin):
    """A page below `/tasks/<pk>/`; whoever may not see the task finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def task(self) -> Task:
        return or_404(task_seen(self.person, self.kwargs["pk"]))

    def may(self, action: TaskAction) -> bool:
        state = self.task.state_on(timezone.localdate())
        if follows(state, action) is None or not self.person.has_perm(ACTS):
            return False
        asks = may_move if action in MOVED_BY_MANAGERS else may_act_on
        return asks(self.person, self.task)

    def back_url(self) -> str:
        if url := came_from(self.request):
            return url
        visible = task_seen(self.person, self.kwargs["pk"])
        return reverse("task", args=[visible.pk]) if visible else reverse("today")


class TaskPage(TaskMixin):
    request: PersonRequest
    permission = SEES_TASKS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        now = timezone.now()
        [row] = task_rows([self.task.pk], self.request.user, now)
        actions = [(action.value, BUTTONS[action]) for action in FORMS if self.may(action)]
        needs, needed_by = waits_of(self.task, self.request.user)
        context = {
            "origin": origin_of(self.task.origin, self.request.user),
            "row": row,
            "task": self.task,
            "now": now,
            "state": self.task.state_on(timezone.localdate(now)),
            "actions": actions,
            "checks": list(self.task.checks.select_related("done_by")),
            "touches": touches_of_task(self.task),
            "needs": needs,
            "needed_by": needed_by,
            "events": events_of(self.task, self.request.user),
        }
        return render(self.request, "pages/task.html", context)


class TaskAct(TaskMixin, FormView):
    """One action: its form on a page of its own, or sent straight from a row."""

    request: PersonRequest
    permission = ACTS
    template_name = "pages/task_act.html"

    @cached_property
    def action(self) -> TaskAction:
        known = {action.value: action for action in FORMS}
        if self.kwargs["action"] not in known:
            raise Http404
        return known[self.kwargs["action"]]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        asks = may_move if self.action in MOVED_BY_MANAGERS else may_act_on
        if not asks(self.request.user, self.task):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[forms.Form]:
        return FORMS[self.action]

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs = super().get_form_kwargs()
        if self.action == TaskAction.DELEGATE:
            kwargs["people"] = list(people_for(self.task))
        if self.action == TaskAction.WAIT:
            kwargs["tasks"] = waitable_for(self.task, self.request.user)
            kwargs["is_promised"] = self.task.is_promised
        return kwargs

    def get_initial(self) -> dict[str, Any]:
        return {
            "version": self.task.version,
            "due": end_of_next_day(timezone.now()),
            "needs": needs_of(self.task, self.request.user),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        fields = dict(form.cleaned_data)
        seen = Seen(self.task.pk, fields.pop("version"), self.request.user, timezone.now())
        try:
            task = SERVICES[self.action](seen=seen, **fields)
        except ValidationError as error:
            return self._show_again(form, error)
        messages.success(self.request, DONE_WORDS[self.action] % {"task": task})
        return redirect(self.back_url())

    def _show_again(self, form: Any, error: ValidationError) -> HttpResponse:
        """What was typed stays; sending it once more is then done knowingly."""
        form.add_error(None, error)
        self.__dict__.pop("task", None)
        seen_anew(form, version=self.task.version)
        return self.form_invalid(form)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "task": self.task,
            "question": QUESTIONS[self.action],
            "button": BUTTONS[self.action],
            "back_url": self.back_url(),
        }


class TaskCheckSet(TaskMixin):
    """A point of the checklist, ticked or not."""

    request: PersonRequest
    permission = ACTS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        check = check_of(self.task, kwargs["check"])
        if check is None or not may_act_on(self.request.user, self.task):
            raise Http404
        try:
            check_set(
                check=check,
                is_done=request.POST.get("done") == "1",
                by=self.request.user,
                at=timezone.now(),
            )
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect("task", self.task.pk)


class TaskNew(PermissionMixin, FormView):
    """What is to be done, for whom and by when?"""

    request: PersonRequest
    permission = PLANS
    form_class = TaskForm
    template_name = "pages/task_new.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        people = {"visible": customers_of(self.request.user), "people": list(workers())}
        return super().get_form_kwargs() | people

    def get_initial(self) -> dict[str, Any]:
        return {
            "customer": self.request.GET.get("customer", "").replace("\0", ""),
            "kind": TaskKind.OTHER,
            "due": end_of_next_day(timezone.now()),
            "minutes": 30,
            "token": uuid4(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        fields, person = form.cleaned_data, self.request.user
        new = NewTask(
            origin=f"person:{person.pk}:{fields['token']}",
            customer=fields["customer"].pk,
            kind=TaskKind(fields["kind"]),
            owner=(fields["owner"] or person).pk,
            starts_at=timezone.now(),
            due_at=fields["due"],
            words=fields["words"],
            note=fields["note"],
            minutes=fields["minutes"],
            checklist=fields["checklist"],
        )
        try:
            task = task_open(new=new, by=person)
        except ValidationError as error:
            form.add_error("owner", error)
            return self.form_invalid(form)
        messages.success(self.request, _("Opened: %(task)s") % {"task": task})
        return redirect("task", task.pk)
