"""Who could take what? A team's tasks person by person, handed on after a look at both weeks."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from accounts.forms import LARGEST_ID, ids_of
from accounts.models import User
from common.views import PermissionMixin, or_404
from crm_site.pages.tasks.forms import reason_field
from crm_site.queries.board import board_of
from crm_site.queries.hand_on import board_called, columns_of, effects_of, handed_on
from crm_site.queries.origins import number_of
from followups.access import MANAGES_TASKS
from followups.services.hand_on import tasks_delegate

MOST_AT_ONCE = 50
BALANCE = gettext_lazy("The work of the team is shared out anew.")


class HandOnForm(forms.Form):
    """`tasks` are those that were looked at: `id:version`, several with spaces."""

    tasks = forms.CharField(widget=forms.HiddenInput, max_length=5_000)
    reason = reason_field(gettext_lazy("Reason"), required=True)

    def clean_tasks(self) -> dict[int, int]:
        try:
            pairs = [word.split(":", 1) for word in self.cleaned_data["tasks"].split()]
            found = {int(task): int(version) for task, version in pairs}
        except ValueError as error:
            raise forms.ValidationError(_("Look at the tasks again.")) from error
        is_wrong = any(not 0 < number <= LARGEST_ID for pair in found.items() for number in pair)
        if is_wrong or len(found) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Look at the tasks again."))
        return found


class BoardTasks(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = MANAGES_TASKS
    template_name = "pages/board_tasks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now, person = timezone.now(), self.request.user
        boards = board_of(person, now)
        board = board_called(boards, number_of(self.request.GET.get("team", "")))
        columns = columns_of(board, person, now) if board else []
        shown = {"now": now, "boards": boards, "board": board, "columns": columns}
        return super().get_context_data(**kwargs) | shown


class TasksHandOn(PermissionMixin):
    """Which tasks and to whom is in the address; what is sent are the very tasks looked at."""

    request: PersonRequest
    permission = MANAGES_TASKS

    @cached_property
    def to(self) -> User | None:
        """One of the people on the board: a lead hands on within the team."""
        pk = number_of(self.request.GET.get("to", ""))
        loads = (load for board in board_of(self.person, timezone.now()) for load in board.loads)
        return next((load.person for load in loads if load.person.pk == pk), None)

    def get(self, request: HttpRequest) -> HttpResponse:
        ids = ids_of(request.GET.getlist("task"))
        if not ids or len(ids) > MOST_AT_ONCE or self.to is None:
            message = _("Choose at least one task, at most %(most)d, and who is to have them.")
            messages.warning(request, message % {"most": MOST_AT_ONCE})
            return redirect("board-tasks")
        return self._shown(ids, None)

    def post(self, request: HttpRequest) -> HttpResponse:
        form, to, now = HandOnForm(request.POST), or_404(self.to), timezone.now()
        if not form.is_valid():
            return self._shown(ids_of(request.GET.getlist("task"))[:MOST_AT_ONCE], form)
        wanted = form.cleaned_data["tasks"]
        seen = {row.task.pk for row in handed_on(self.person, list(wanted), now)}
        moved = tasks_delegate(
            versions={task: version for task, version in wanted.items() if task in seen},
            to=to,
            by=self.person,
            at=now,
            reason=form.cleaned_data["reason"],
        )
        self._tell(to, len(moved.done), list(moved.left.values()))
        return redirect("board-tasks")

    def _shown(self, ids: list[int], form: HandOnForm | None) -> HttpResponse:
        now, to = timezone.now(), or_404(self.to)
        rows = handed_on(self.person, ids, now)
        words = " ".join(f"{row.task.pk}:{row.task.version}" for row in rows)
        context = {
            "now": now,
            "to": to,
            "rows": rows,
            "effects": effects_of(rows, to, timezone.localdate(now)),
            "form": form or HandOnForm(initial={"tasks": words, "reason": BALANCE}),
        }
        return render(self.request, "pages/tasks_hand_on.html", context)

    def _tell(self, to: User, done: int, left: list[Any]) -> None:
        if done:
            message = ngettext(
                "%(n)d task handed to %(name)s.", "%(n)d tasks handed to %(name)s.", done
            )
            messages.success(self.request, message % {"n": done, "name": to})
        if left:
            message = ngettext(
                "%(n)d task was left as it is: %(why)s",
                "%(n)d tasks were left as they are: %(why)s",
                len(left),
            )
            messages.warning(self.request, message % {"n": len(left), "why": left[0]})
