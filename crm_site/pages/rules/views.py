"""By which rules do we warn, how often were they wrong, and what if they were set otherwise?"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from accounts.clearance import veiled
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.rules.forms import RuleForm, initial_of
from crm_site.queries import rules as queries
from crm_site.queries.rules import RuleRow
from health.queries.dry_run import DryRun, dry_run
from health.queries.rules import RuleInForce
from health.services.rule_settings import rule_set
from health.warning_rules.base import bound

SEES_RULES, SETS_RULES = "health.view_rulesetting", "health.change_rulesetting"
TRY = "try"


class RuleList(PermissionMixin, TemplateView):
    permission = SEES_RULES
    template_name = "pages/rule_list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"rows": queries.rule_rows()}


class RulePage(ServiceFormView):
    """How it is set; with the button "try" nothing is saved, and the past is asked."""

    request: PersonRequest
    permission = SEES_RULES
    form_class = RuleForm
    template_name = "pages/rule.html"
    tried: DryRun | None = None

    @cached_property
    def row(self) -> RuleRow:
        return or_404(queries.rule_row(self.kwargs["rule"]))

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"rule": self.row.rule.figure}

    def get_initial(self) -> dict[str, Any]:
        return initial_of(self.row.rule)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, code = self.request.user, self.row.rule.code
        signals = queries.newest_signals(code, person)
        customers = veiled(person, [signal.customer for signal in signals])
        return super().get_context_data(**kwargs) | {
            "row": self.row,
            "rule": self.row.rule.figure,
            "explanation": self.row.rule.figure.explained(),
            "setting": self.row.rule.setting,
            "signals": list(zip(signals, customers, strict=True)),
            "tried": self.tried,
            "may_set": person.has_perm(SETS_RULES),
        }

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.request.user.has_perm(SETS_RULES):
            raise Http404
        return super().post(*args, **kwargs)

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if TRY in self.request.POST:
            form.fields["reason"].required = False
        return form

    def taken(self, form: Any) -> HttpResponse:
        rule = self.row.rule.figure
        if TRY in self.request.POST:
            said = form.cleaned_data
            trial = RuleInForce(
                bound(rule, form.numbers()), said.get("level", ""), frozenset(said["off_for"])
            )
            self.tried = dry_run(trial, timezone.localdate())
            return self.form_invalid(form)
        reason, person = form.cleaned_data["reason"], self.request.user
        rule_set(rule=rule, setting=form.setting(), reason=reason, by=person, at=timezone.now())
        messages.success(self.request, _("The rule is set; the next run goes by it."))
        return redirect("rule", rule.code)
