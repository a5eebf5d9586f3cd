"""What does this playbook do, for whom, and when?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from common.views import ServiceFormView, or_404
from crm_site.pages.lifecycle.forms import PlaybookForm, setting_of
from crm_site.pages.lifecycle.overview import SEES_PLAYBOOKS
from crm_site.pages.lifecycle.words import DAYS, LEAST, name_of
from crm_site.queries import lifecycle as queries
from followups.models import LifecycleRule
from followups.services.lifecycle import playbook_set

SETS_PLAYBOOKS = "followups.change_lifecyclerule"


class PlaybookPage(ServiceFormView):
    permission = SEES_PLAYBOOKS
    form_class = PlaybookForm
    template_name = "pages/playbook.html"

    @cached_property
    def rule(self) -> LifecycleRule:
        return or_404(queries.playbook_called(self.kwargs["playbook"]))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rule": self.rule}

    def get_initial(self) -> dict[str, Any]:
        return setting_of(self.rule)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rule = self.rule
        return super().get_context_data(**kwargs) | {
            "rule": rule,
            "name": name_of(rule),
            "steps": queries.steps_of(rule),
            "counts": queries.playbook_counts(rule, self.person, timezone.now()),
            "days_label": DAYS.get(rule.entry),
            "least_label": LEAST.get(rule.entry),
            "may_set": self.person.has_perm(SETS_PLAYBOOKS),
        }

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.person.has_perm(SETS_PLAYBOOKS):
            raise Http404
        return super().post(*args, **kwargs)

    def taken(self, form: PlaybookForm) -> HttpResponse:
        reason, now = form.cleaned_data["reason"], timezone.now()
        setting = form.setting()
        playbook_set(rule=self.rule, setting=setting, reason=reason, by=self.person, at=now)
        messages.success(self.request, _("The playbook is set; the next night goes by it."))
        return redirect("playbook", self.rule.code)
