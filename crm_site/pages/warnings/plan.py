"""What are we going to do about it? A plan for the customer, filed, extended, and ended."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from accounts.clearance import veiled
from common.views import ServiceFormView, or_404
from crm_site.pages.warnings.plan_forms import (
    PlanEndForm,
    PlanForm,
    SeenPlanForm,
    step_set,
    steps_of,
)
from crm_site.pages.warnings.warning import WarningMixin
from crm_site.queries import plans as queries
from crm_site.queries.warnings import warning_rows
from health.choices import PlanOutcome
from health.models import ImprovementPlan
from health.playbooks import PLAYBOOKS, Playbook
from health.services.plans import Ended, plan_end, plan_extend, plan_file

FILES, ENDS = "health.add_improvementplan", "health.change_improvementplan"


class WarningPlan(WarningMixin, ServiceFormView):
    """A new plan from a playbook, or more steps for the one that runs."""

    request: PersonRequest
    permission = FILES
    form_class = PlanForm
    template_name = "pages/warning_plan.html"

    @cached_property
    def running(self) -> ImprovementPlan | None:
        return queries.running_plan(self.warning.customer_id)

    @cached_property
    def book(self) -> Playbook:
        usual = queries.likely_trouble(self.warning.customer)
        return queries.playbook(self.request.GET.get("trouble", ""), usual)

    @cached_property
    def formset(self) -> Any:
        people = queries.helpers_of(self.warning.customer)
        data = self.request.POST if self.request.method == "POST" else None
        steps = []
        if self.running is None:
            steps = queries.proposed_steps(self.warning, self.book, people, timezone.now())
        return step_set(data, people, steps)

    def get_form_class(self) -> type[forms.Form]:
        """What was typed for a plan of its own is a plan's, also when another one runs now."""
        if self.request.method == "POST":
            return PlanForm if not self.request.POST.get("seen") else SeenPlanForm
        return PlanForm if self.running is None else SeenPlanForm

    def get_initial(self) -> dict[str, Any]:
        now = timezone.now()
        goal, review_on = str(self.book.goal), queries.review_day(now)
        seen = self.running and self.running.pk
        return {"seen": seen, "trouble": self.book.trouble, "goal": goal, "review_on": review_on}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [row] = warning_rows([self.warning.pk], self.request.user, timezone.now())
        return super().get_context_data(**kwargs) | {
            "row": row,
            "book": self.book,
            "books": PLAYBOOKS.values(),
            "formset": self.formset,
            "adds": not isinstance(kwargs.get("form") or self.get_form(), PlanForm),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        return super().form_valid(form) if self.formset.is_valid() else self.form_invalid(form)

    def taken(self, form: Any) -> HttpResponse:
        person, now, steps = self.request.user, timezone.now(), steps_of(self.formset)
        if isinstance(form, PlanForm):
            customer, plan = self.warning.customer, form.plan(steps)
            plan_file(customer=customer, plan=plan, by=person, at=now)
            messages.success(self.request, _("The plan is filed; its steps are tasks now."))
        else:
            running = queries.plan_seen(person, form.cleaned_data["seen"])
            if running is None or running.customer_id != self.warning.customer_id:
                raise Http404
            plan_extend(plan=running, steps=steps, by=person, at=now)
            messages.success(self.request, _("The steps are added to the plan."))
        return redirect("warning", self.warning.pk)


class PlanEnd(ServiceFormView):
    request: PersonRequest
    permission = ENDS
    form_class = PlanEndForm
    template_name = "pages/plan_end.html"

    @cached_property
    def plan(self) -> ImprovementPlan:
        return or_404(queries.plan_seen(self.request.user, self.kwargs["pk"]))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        plan, customer = veiled(self.request.user, [self.plan, self.plan.customer])
        return super().get_context_data(**kwargs) | {"plan": plan, "customer": customer}

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        ended = Ended(PlanOutcome(said["outcome"]), said["result"], said["lesson"])
        plan_end(plan=self.plan, ended=ended, by=self.request.user, at=timezone.now())
        messages.success(self.request, _("The plan has ended; what came of it is kept."))
        return redirect("customer-detail", self.plan.customer.code)
