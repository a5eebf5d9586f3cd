"""What do we want to reach with this customer, who does what, and how far are we?"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from common.views import PermissionMixin, or_404
from crm_site.pages.customer import CustomerMixin
from crm_site.queries import customer_plans as queries
from followups.models import CustomerPlan
from followups.rules.customer_plans import NEEDS_PLAN

SEES_PLANS = "followups.view_customerplan"
NEXT_YEAR_FROM = 10  # in October people begin to plan the next year


class PlanMixin(PermissionMixin):
    """A page below `/customer-plans/<pk>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def plan(self) -> CustomerPlan:
        return or_404(queries.plan_seen(self.person, self.kwargs["pk"]))


class PlanPage(PlanMixin, TemplateView):
    request: PersonRequest
    permission = SEES_PLANS
    template_name = "pages/customer_plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        page = queries.plan_page(self.plan, self.request.user, now)
        today, last = timezone.localdate(now), max(year for year, _pk in page.years)
        begins_next = today.month >= NEXT_YEAR_FROM and last == today.year
        return super().get_context_data(**kwargs) | {
            "page": page,
            "now": now,
            "next_year": today.year + 1 if begins_next else None,
        }


class CustomerPlanPage(CustomerMixin):
    """Leads to the plan of this year; where there is none it says so, and how to begin."""

    permission = SEES_PLANS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        today = timezone.localdate()
        plan = queries.plan_of(self.customer, today.year)
        if plan:
            return redirect("customer-plan", plan.pk)
        context = {
            "customer": self.profile,
            "year": today.year,
            "years": queries.years_of(self.customer),
            "needs_one": self.customer.tier in NEEDS_PLAN,
        }
        return render(request, "pages/customer_plan_none.html", context)
