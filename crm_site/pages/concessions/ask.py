"""What is a customer to be granted? Within one's own limit it is so at once."""

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from common.views import ServiceFormView
from crm_site.pages.concessions.forms import AskForm
from crm_site.pages.customer import CustomerMixin
from crm_site.queries.concessions import departments, limits_told
from crm_site.queries.origins import purpose
from followups.choices import ConcessionKind
from followups.services.concessions import Asked, concession_ask


class ConcessionAsk(CustomerMixin, ServiceFormView):
    request: PersonRequest
    permission = "followups.add_concession"
    form_class = AskForm
    template_name = "pages/concession_ask.html"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"departments": departments()}

    def get_initial(self) -> dict[str, Any]:
        return {"token": uuid4(), "origin": self.request.GET.get("for", "").replace("\0", "")}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        limits = limits_told(self.request.user, self.customer)
        return super().get_context_data(**kwargs) | {"customer": self.profile, "limits": limits}

    def taken(self, form: Any) -> HttpResponse:
        said = dict(form.cleaned_data)
        said["kind"] = ConcessionKind(said["kind"])
        said["origin"] = purpose(said["origin"], self.customer)
        concession = concession_ask(
            customer=self.customer, asked=Asked(**said), by=self.request.user, at=timezone.now()
        )
        told = _("Whoever decides is asked.") if concession.is_waiting else _("Granted.")
        messages.success(self.request, told)
        return redirect("concession", concession.pk)
