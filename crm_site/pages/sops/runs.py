"""How far is this procedure, and is it to go on?"""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.sops.forms import StopForm
from crm_site.pages.sops.library import SEES_RUNS
from crm_site.queries import sops as queries
from followups.models import SopRun
from followups.services.sop_runs import sop_stop

STOPS = "followups.change_soprun"


class RunMixin(PermissionMixin):
    """A page below `/sop-runs/<pk>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def run(self) -> SopRun:
        return or_404(queries.run_seen(self.person, self.kwargs["pk"]))

    def shown(self) -> dict[str, Any]:
        now = timezone.now()
        row = queries.run_row(self.run, self.person)
        steps = queries.steps_of_run(self.run, self.person, now)
        may_stop = row.is_at_work and self.person.has_perm(STOPS)
        return {"row": row, "run": row.run, "steps": steps, "now": now, "may_stop": may_stop}


class RunPage(RunMixin, TemplateView):
    permission = SEES_RUNS
    template_name = "pages/sop_run.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.shown()


class RunStop(RunMixin, ServiceFormView):
    permission = STOPS
    form_class = StopForm
    template_name = "pages/sop_stop.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.shown()

    def taken(self, form: Any) -> HttpResponse:
        reason = form.cleaned_data["reason"]
        sop_stop(run=self.run, reason=reason, by=self.person, at=timezone.now())
        messages.success(self.request, _("Stopped; what was left is called off."))
        return redirect("sop-run", self.run.pk)
