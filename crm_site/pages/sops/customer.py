"""By which procedures is this customer served? What applies, what runs, what is different."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from common.views import ServiceFormView, or_404
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.sops.forms import ExceptionForm, StartForm
from crm_site.pages.sops.library import SEES_RUNS, SopNamed
from crm_site.pages.sops.words import lines_named, scope_told
from crm_site.queries import sops as queries
from followups.queries.sops import applies, at_work_since
from followups.services.sop_runs import exception_add, exception_end, sop_start

STARTS = "followups.add_soprun"
EXEMPTS = "followups.add_sopexception"


class CustomerSops(CustomerMixin, TemplateView):
    permission = SEES_RUNS
    template_name = "pages/customer_sops.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = queries.applying_to(self.customer, timezone.localdate())
        lines = lines_named()
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "runs": queries.runs_of(self.customer, self.person),
            "served": [(one, queries.purpose_of(one)) for one in found.served],
            "others": [(one, scope_told(one, lines)) for one in found.others],
            "exceptions": found.exceptions,
        }


class CustomerSopMixin(SopNamed, CustomerMixin):
    """A page below `/customers/<code>/sops/<sop>/`."""


class SopStart(CustomerSopMixin, ServiceFormView):
    """Who would do what until when; then it begins."""

    permission = STARTS
    form_class = StartForm
    template_name = "pages/sop_start.html"

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid4()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "sop": self.sop,
            "version": self.version,
            "steps": queries.planned_steps(self.customer, self.version, now),
            "applies": applies(self.customer, self.version, timezone.localdate(now)),
            "at_work": at_work_since(self.customer, self.sop),
        }

    def taken(self, form: Any) -> HttpResponse:
        origin = f"portal:{form.cleaned_data['token']}"
        run = sop_start(
            customer=self.customer, sop=self.sop, origin=origin, by=self.person, at=timezone.now()
        )
        messages.success(self.request, _("Begun: each step is a task now."))
        return redirect("sop-run", run.pk)


class SopExceptionNew(CustomerSopMixin, ServiceFormView):
    permission = EXEMPTS
    form_class = ExceptionForm
    template_name = "pages/sop_exception.html"

    def get_initial(self) -> dict[str, Any]:
        is_served = applies(self.customer, self.version, timezone.localdate())
        return {"is_served": "" if is_served else "on"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"customer": self.profile, "sop": self.sop, "version": self.version}
        return super().get_context_data(**kwargs) | shown

    def taken(self, form: Any) -> HttpResponse:
        exception_add(
            customer=self.customer,
            sop=self.sop,
            new=form.exception(),
            by=self.person,
            at=timezone.now(),
        )
        messages.success(self.request, _("The exception is noted."))
        return redirect("customer-sops", self.customer.code)


class SopExceptionEnd(CustomerMixin):
    permission = EXEMPTS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        exception = or_404(queries.exception_seen(self.person, self.customer, kwargs["pk"]))
        exception_end(exception=exception, by=self.person, at=timezone.now())
        messages.success(request, _("The exception holds no more."))
        return redirect("customer-sops", self.customer.code)
