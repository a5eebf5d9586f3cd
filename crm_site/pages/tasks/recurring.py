"""What comes again and again? Agreements with customers, such as the report on the 15th."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.tasks.forms import RecurringForm
from crm_site.queries.tasks import customers_of, recurring_of, recurring_seen, workers
from followups.choices import Rhythm, TaskKind
from followups.services.recurring_tasks import (
    Recurrence,
    recurring_task_add,
    recurring_task_stop,
    recurring_tasks_open,
)

DEFAULTS = {"kind": TaskKind.OTHER, "rhythm": Rhythm.MONTH, "days_before": 7, "minutes": 30}
SEES_RECURRING, ADDS_RECURRING = "followups.view_recurringtask", "followups.add_recurringtask"


class RecurringTasks(ServiceFormView):
    """All that comes again, and a form for one more."""

    request: PersonRequest
    permission = SEES_RECURRING
    form_class = RecurringForm
    template_name = "pages/recurring_tasks.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        person = self.request.user
        people = {"visible": customers_of(person), "people": list(workers())}
        return super().get_form_kwargs() | people

    def get_initial(self) -> dict[str, Any]:
        code = self.request.GET.get("customer", "").replace("\0", "")
        return {"customer": code, "token": uuid4(), **DEFAULTS}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"rows": recurring_of(self.request.user)}

    def taken(self, form: Any) -> HttpResponse:
        if not self.request.user.has_perm(ADDS_RECURRING):
            raise Http404
        fields = dict(form.cleaned_data)
        customer = fields.pop("customer")
        fields |= {"rhythm": Rhythm(fields["rhythm"]), "kind": TaskKind(fields["kind"])}
        recurring = recurring_task_add(
            customer=customer, what=Recurrence(**fields), by=self.request.user
        )
        recurring_tasks_open(day=timezone.localdate(), only=recurring, at=timezone.now())
        messages.success(self.request, _("It comes again from now on."))
        return redirect("recurring-tasks")


class RecurringStop(PermissionMixin):
    request: PersonRequest
    permission = ADDS_RECURRING

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        recurring = or_404(recurring_seen(self.request.user, pk))
        recurring_task_stop(recurring=recurring, at=timezone.now())
        messages.success(request, _("It comes no more; what is open stays open."))
        return redirect("recurring-tasks")
