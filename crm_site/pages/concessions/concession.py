"""What was asked for, why, and what is the answer?"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.concessions.forms import GRANT, DecideForm, WithdrawForm
from crm_site.queries.concessions import concession_page, concession_seen
from followups.models import Concession
from followups.services.concessions import (
    concession_grant,
    concession_refuse,
    concession_withdraw,
)

SEES, ASKS, DECIDES = (f"followups.{one}_concession" for one in ("view", "add", "change"))


class ConcessionMixin(PermissionMixin):
    """A page below `/concessions/<pk>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def concession(self) -> Concession:
        return or_404(concession_seen(self.person, self.kwargs["pk"]))

    def shown(self) -> dict[str, Any]:
        return {"page": concession_page(self.concession, self.person), "now": timezone.now()}


class ConcessionPage(ConcessionMixin):
    permission = SEES

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        return render(request, "pages/concession.html", self.shown())


class ConcessionActView(ConcessionMixin, ServiceFormView):
    """Something that is said about it, by the one form of its page."""

    template_name = "pages/concession_act.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.shown()


class ConcessionDecide(ConcessionActView):
    permission = DECIDES
    form_class = DecideForm
    extra_context: dict[str, Any] = {"is_decision": True}

    def taken(self, form: Any) -> HttpResponse:
        said = form.cleaned_data
        decide = concession_grant if said["decision"] == GRANT else concession_refuse
        decide(
            concession=self.concession,
            by=self.person,
            at=timezone.now(),
            answer=said["answer"],
        )
        messages.success(self.request, _("Decided; whoever has asked is told."))
        return redirect("concession", self.concession.pk)


class ConcessionWithdraw(ConcessionActView):
    permission = ASKS
    form_class = WithdrawForm

    def taken(self, form: Any) -> HttpResponse:
        concession_withdraw(
            concession=self.concession,
            by=self.person,
            at=timezone.now(),
            reason=form.cleaned_data["reason"],
        )
        messages.success(self.request, _("It is not asked for any more."))
        return redirect("concession", self.concession.pk)
