"""What would change? Deadlines of many tasks are moved after a look at it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.auth import PersonRequest
from accounts.forms import ids_of
from common.views import PermissionMixin, came_from
from crm_site.pages.tasks.forms import ManyForm, MovesForm
from crm_site.pages.tasks.today import ACTS
from crm_site.queries.tasks import moves_for
from followups.services.tasks import Move, tasks_reschedule

MOST_AT_ONCE = 200


class TasksReschedule(PermissionMixin):
    """The choice is in the address; what is sent are the very tasks and deadlines looked at."""

    request: PersonRequest
    permission = ACTS

    def get(self, request: HttpRequest) -> HttpResponse:
        ids = ids_of(request.GET.getlist("task"))
        if not ids:
            messages.warning(request, _("Choose at least one task."))
            return redirect(self._back())
        if len(ids) > MOST_AT_ONCE:
            message = _("At most %(most)d tasks are moved at once.")
            messages.warning(request, message % {"most": MOST_AT_ONCE})
            return redirect(self._back())
        form = ManyForm(request.GET if "days" in request.GET else None)
        days = form.cleaned_data["days"] if form.is_bound and form.is_valid() else None
        return self._page(ids, form, days)

    def post(self, request: HttpRequest) -> HttpResponse:
        form = MovesForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("Say why the deadlines move."))
            return redirect(f"{reverse('tasks-reschedule')}?{request.GET.urlencode()}")
        now = timezone.now()
        wanted = form.cleaned_data["moves"]
        allowed = {one.row.task.pk for one in moves_for(self.request.user, list(wanted), 1, now)}
        moved = tasks_reschedule(
            moves=[Move(pk, *move) for pk, move in wanted.items() if pk in allowed],
            by=self.request.user,
            at=now,
            reason=form.cleaned_data["reason"],
        )
        self._tell(len(moved.done), list(moved.left.values()))
        return redirect(self._back())

    def _page(self, ids: list[int], form: ManyForm, days: int | None) -> HttpResponse:
        moves = moves_for(self.request.user, ids, days or 1, timezone.now())
        context = {
            "form": form,
            "days": days,
            "moves": moves,
            "left": len(ids) - len(moves),
            "confirm": MovesForm(initial={"moves": " ".join(move.word for move in moves)}),
            "asked": [(name, value) for name in ("task", "next") for value in self._asked(name)],
            "back_url": self._back(),
        }
        return render(self.request, "pages/tasks_reschedule.html", context)

    def _asked(self, name: str) -> list[str]:
        return self.request.GET.getlist(name)

    def _back(self) -> str:
        return came_from(self.request) or reverse("task-list")

    def _tell(self, done: int, left: list[Any]) -> None:
        if done:
            message = ngettext("%(n)d deadline moved.", "%(n)d deadlines moved.", done)
            messages.success(self.request, message % {"n": done})
        if left:
            message = ngettext(
                "%(n)d task was left as it is: %(why)s",
                "%(n)d tasks were left as they are: %(why)s",
                len(left),
            )
            messages.warning(self.request, message % {"n": len(left), "why": left[0]})
