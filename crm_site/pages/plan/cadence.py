"""How often is each tier to be touched, and how much of it is done?"""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from accounts.clearance import veiled
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.customer import CustomerMixin
from crm_site.pages.plan.forms import ExceptionForm
from crm_site.queries import plan as queries
from followups.queries.touches import TOUCH_STATES, touches_by_tier
from followups.services.cadence_exceptions import (
    NewException,
    cadence_exception_add,
    cadence_exception_end,
)

SEES_PLAN = "followups.view_plannedtouch"
KEEPS_CADENCE = "followups.change_cadencerule"
ADDS, CHANGES = "followups.add_cadenceexception", "followups.change_cadenceexception"


class CadencePage(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = SEES_PLAN
    template_name = "pages/plan.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        day, now = timezone.localdate(), timezone.now()
        rows = queries.touches_on(self.request.user, day)
        return super().get_context_data(**kwargs) | {
            "cadence": queries.cadence_rows(),
            "states": [(state.code, state.label) for state in TOUCH_STATES],
            "figures": touches_by_tier(rows, now),
            "may_edit": self.request.user.is_staff and self.request.user.has_perm(KEEPS_CADENCE),
        }


class CustomerCadence(CustomerMixin, TemplateView):
    """Which touches is this customer owed, when, and what has counted for them?"""

    request: PersonRequest
    permission = SEES_PLAN
    template_name = "pages/customer_cadence.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, day = self.request.user, timezone.localdate()
        rows = queries.touches_of(self.customer, day, timezone.now())
        exceptions = queries.exceptions_of(self.customer, day)
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "rows": rows,
            "exceptions": list(zip(exceptions, veiled(person, exceptions), strict=True)),
            "today": day,
        }


class CadenceExceptionNew(CustomerMixin, ServiceFormView):
    request: PersonRequest
    permission = ADDS
    form_class = ExceptionForm
    template_name = "pages/cadence_exception.html"

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid4(), "starts_on": timezone.localdate(), "times": 0}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"customer": self.profile}

    def taken(self, form: Any) -> HttpResponse:
        cadence_exception_add(
            customer=self.customer,
            new=NewException(**form.cleaned_data),
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The exception holds, and the plan follows it."))
        return redirect("customer-cadence", self.customer.code)


class CadenceExceptionEnd(CustomerMixin):
    permission = CHANGES

    def post(self, request: HttpRequest, code: str, pk: int) -> HttpResponse:
        exception = or_404(queries.exception_of(self.customer, pk))
        cadence_exception_end(exception=exception, at=timezone.now())
        messages.success(request, _("The exception has ended; the cadence holds again."))
        return redirect("customer-cadence", code)
