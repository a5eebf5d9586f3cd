"""What is a customer to be granted? Within one's own limit it is so at once."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy

from accounts.auth import PersonRequest
from common.views import ServiceFormView
from crm_site.pages.concessions.forms import AskForm, LimitForm
from crm_site.pages.customer import CustomerMixin
from crm_site.queries.conceded import conceded
from crm_site.queries.concessions import decision_told, departments, limits_told
from crm_site.queries.origins import purpose, purposes_of
from followups.choices import ConcessionKind, ConcessionState
from followups.services.concessions import Asked, concession_ask

TOLD = {
    ConcessionState.WAITING: gettext_lazy("Whoever decides is asked."),
    ConcessionState.GRANTED: gettext_lazy("Granted."),
    ConcessionState.REFUSED: gettext_lazy("It has been refused."),
    ConcessionState.WITHDRAWN: gettext_lazy("It is not asked for any more."),
}


class ConcessionAsk(CustomerMixin, ServiceFormView):
    request: PersonRequest
    permission = "followups.add_concession"
    form_class = AskForm
    template_name = "pages/concession_ask.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "departments": departments(),
            "purposes": purposes_of(self.customer, self.request.user),
        }

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid4(), "origin": self.request.GET.get("for", "").replace("\0", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "limits": limits_told(person, self.customer),
            "so_far": conceded(self.customer, person, timezone.localdate()),
        }

    def taken(self, form: Any) -> HttpResponse:
        said = dict(form.cleaned_data)
        said["kind"] = ConcessionKind(said["kind"])
        said["origin"] = purpose(said["origin"], self.customer)
        concession = concession_ask(
            customer=self.customer, asked=Asked(**said), by=self.request.user, at=timezone.now()
        )
        messages.success(self.request, TOLD[concession.state])
        return redirect("concession", concession.pk)


class ConcessionLimit(CustomerMixin):
    """Who decides about what is being typed? Said beside the form as one types."""

    request: PersonRequest
    permission = "followups.add_concession"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        customer, form, told = self.customer, LimitForm(request.GET), None
        if form.is_valid() and form.cleaned_data["amount"]:
            said = form.cleaned_data
            told = decision_told(
                self.request.user, customer, said["kind"], said["amount"], timezone.now()
            )
        return render(request, "pages/_concession_limit.html", {"told": told})
