"""Why is there a warning, who must do what by when, and what became of it?"""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.auth import PersonRequest
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.rules.words import signals_shown
from crm_site.pages.warnings.forms import OPEN_THEM, DecisionForm, EndForm
from crm_site.pages.warnings.lists import DECIDES, SEES_WARNINGS
from crm_site.queries.plans import plans_of
from crm_site.queries.warnings import (
    WORST_FIRST,
    decisions,
    events_of,
    held_batch,
    held_of,
    newest_held,
    warning_rows,
    warning_seen,
)
from health.choices import WarningOutcome
from health.models import Warning
from health.services.held import Decision, held_open, held_start_from
from health.services.warning_acts import may_end_warning, warning_acknowledge, warning_end

ACTS, FILES_PLANS = "health.change_warning", "health.add_improvementplan"


class WarningMixin(PermissionMixin):
    """A page below `/warnings/<pk>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, Any]

    @cached_property
    def warning(self) -> Warning:
        return or_404(warning_seen(self.request.user, self.kwargs["pk"]))


class WarningPage(WarningMixin):
    request: PersonRequest
    permission = SEES_WARNINGS

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        now = timezone.now()
        [row] = warning_rows([self.warning.pk], self.request.user, now)
        may_act = self.warning.is_open and self.request.user.has_perm(ACTS)
        may_end = may_act and may_end_warning(self.warning, self.request.user)
        plans = plans_of(self.warning, self.request.user, now)
        context = {
            "row": row,
            "warning": row.warning,
            "now": now,
            "events": events_of(self.warning),
            "signals": signals_shown(row.signals, self.request.user),
            "plans": plans,
            "running": any(one.plan.is_running for one in plans),
            "may_plan": self.warning.is_open and self.request.user.has_perm(FILES_PLANS),
            "may_act": may_act,
            "may_end": may_end,
        }
        return render(self.request, "pages/warning.html", context)


class WarningSeen(WarningMixin):
    request: PersonRequest
    permission = ACTS

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # noqa: ARG002
        try:
            warning_acknowledge(warning=self.warning, by=self.request.user, at=timezone.now())
        except ValidationError as error:
            messages.warning(request, error.messages[0])
        return redirect("warning", self.warning.pk)


class WarningEnd(WarningMixin, ServiceFormView):
    request: PersonRequest
    permission = ACTS
    form_class = EndForm
    template_name = "pages/warning_end.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [row] = warning_rows([self.warning.pk], self.request.user, timezone.now())
        return super().get_context_data(**kwargs) | {"row": row}

    def taken(self, form: Any) -> HttpResponse:
        warning_end(
            warning=self.warning,
            outcome=WarningOutcome(form.cleaned_data["outcome"]),
            reason=form.cleaned_data["reason"],
            by=self.request.user,
            at=timezone.now(),
        )
        messages.success(self.request, _("The warning has ended."))
        return redirect("warning", self.warning.pk)


class WarningsHeld(ServiceFormView):
    """Too many at once: what is to become of them?"""

    request: PersonRequest
    permission = DECIDES
    form_class = DecisionForm
    template_name = "pages/warnings_held.html"

    def get_initial(self) -> dict[str, Any]:
        return {"newest": newest_held()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        batch = held_batch()
        return super().get_context_data(**kwargs) | {
            "held": held_of(batch, self.request.user) if batch else None,
            "levels": WORST_FIRST,
            "decisions": decisions(),
        }

    def taken(self, form: Any) -> HttpResponse:
        batch = held_batch()
        if batch is None:
            messages.warning(self.request, _("Somebody has decided about these already."))
            return redirect("warnings-held")
        fields = form.cleaned_data
        decide = held_open if fields["decision"] == OPEN_THEM else held_start_from
        decision = Decision(
            by=self.request.user,
            reason=fields["reason"],
            at=timezone.now(),
            tiers=fields["tiers"],
            causes=fields["causes"],
            up_to=fields["newest"],
        )
        count = decide(batch=batch, decision=decision)
        message = ngettext("Decided for %(n)d customer.", "Decided for %(n)d customers.", count)
        messages.success(self.request, message % {"n": count})
        return redirect("warnings-held")
