"""In which stage is this customer, since when and why?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.queries.stages import stage_now
from accounts.services.stages import stage_release, stage_set
from common.views import ServiceFormView
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.lifecycle.forms import StageForm
from crm_site.queries import lifecycle as queries
from health.queries.lifecycle import declining

SEES_STAGE, SETS_STAGE = "accounts.view_customerstage", "accounts.add_customerstage"


class CustomerStagePage(CustomerMixin, ServiceFormView):
    """Its history; whoever may, sets it by hand for a time."""

    permission = SEES_STAGE
    form_class = StageForm
    template_name = "pages/customer_stage.html"

    def get_initial(self) -> dict[str, Any]:
        now = stage_now(self.customer)
        return {"stage": now.stage, "seen": now.pk} if now else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        history = queries.stage_history(self.customer, self.person)
        today = timezone.localdate()
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "now": next((row for row in history if row.until is None), None),
            "history": history,
            "is_declining": declining(today).filter(customer=self.customer).exists(),
            "may_set": self.person.has_perm(SETS_STAGE),
        }

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.person.has_perm(SETS_STAGE):
            raise Http404
        return super().post(*args, **kwargs)

    def taken(self, form: StageForm) -> HttpResponse:
        stage_set(customer=self.customer, new=form.new(), by=self.person, day=timezone.localdate())
        messages.success(self.request, _("The stage is set; afterwards the rule decides again."))
        return redirect("customer-stage", self.customer.code)


class StageRelease(CustomerMixin):
    """The rule decides again."""

    permission = SETS_STAGE

    def get(self, _request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        return redirect("customer-stage", self.customer.code)

    def post(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        day = timezone.localdate()
        merit = queries.merit_of(self.customer, day)
        seen = request.POST.get("seen", "")
        number = int(seen) if seen.isdecimal() else None
        try:
            stage_release(customer=self.customer, merit=merit, day=day, seen=number)
            messages.success(request, _("The rule decides again."))
        except ValidationError as error:
            messages.error(request, error.messages[0])
        return redirect("customer-stage", self.customer.code)
