"""The score is wrong, says somebody on the page that explains it, with a reason."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.auth import PersonRequest
from common.views import ServiceFormView
from crm_site.pages.customer_why import ScoredDayMixin
from crm_site.pages.doubts.forms import DoubtForm
from health.models import ScoreDoubt
from health.queries.doubts import doubt_of
from health.queries.explain import Explanation
from health.services.doubts import Said, doubt_raise


class CustomerDoubt(ScoredDayMixin, ServiceFormView):
    """About the score of `?day=`; the page itself is for when something was left out."""

    request: PersonRequest
    permission = "health.add_scoredoubt"
    form_class = DoubtForm
    template_name = "pages/customer_doubt.html"
    with_rows = False

    @cached_property
    def explanation(self) -> Explanation:
        if self.why is None:
            raise Http404
        return self.why.explanation

    @cached_property
    def mine(self) -> ScoreDoubt | None:
        return doubt_of(self.customer, self.day, self.request.user)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"indicators": self.explanation.indicators}

    def get_initial(self) -> dict[str, Any]:
        said = self.mine
        return {"indicator": said.indicator, "reason": said.reason} if said else {}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        shown = {"customer": self.profile, "day": self.day, "why": self.why, "mine": self.mine}
        return super().get_context_data(**kwargs) | shown

    def taken(self, form: Any) -> HttpResponse:
        said = Said(form.cleaned_data["reason"], form.cleaned_data["indicator"])
        person, now = self.request.user, timezone.now()
        doubt_raise(customer=self.customer, day=self.day, said=said, by=person, at=now)
        messages.success(self.request, _("Thank you; whoever answers for the model is told."))
        why = reverse("customer-why", args=[self.customer.code])
        return redirect(f"{why}?day={self.day}")
