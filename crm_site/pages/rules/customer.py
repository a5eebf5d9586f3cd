"""What warns of this customer, and what was looked at and does not?"""

from typing import Any

from django.http import Http404
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from crm_site.pages.customer import SEES_HEALTH
from crm_site.pages.customer_why import ScoredDayMixin
from crm_site.pages.evidence import evidence_shown
from crm_site.pages.rules.words import findings_shown
from health.queries.evidence import rows_of
from health.queries.rules import findings_of, rules_in_force


class CustomerRules(ScoredDayMixin, TemplateView):
    """Each rule with its numbers, those that warn first."""

    request: PersonRequest
    permission = SEES_HEALTH
    template_name = "pages/customer_rules.html"
    piece_name = "pages/_customer_rules.html"

    def get_template_names(self) -> list[str]:
        is_piece = self.request.headers.get("HX-Request") == "true"
        return [self.piece_name if is_piece else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = rules_in_force()
        found = findings_of(self.customer.pk, self.day, rules)
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "day": self.day,
            "said": findings_shown(found, rules, self.request.user),
        }


class CustomerRule(ScoredDayMixin, TemplateView):
    """The facts behind what one rule says; whoever may not see them sees the figures only."""

    request: PersonRequest
    permission = SEES_HEALTH
    template_name = "pages/customer_rule.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rules = rules_in_force([self.kwargs["rule"]])
        if not rules:
            raise Http404
        [rule] = rules.values()
        evidence = rows_of(self.customer, rule.figure, self.day)
        found = findings_of(self.customer.pk, self.day, rules)
        said = findings_shown(found, rules, self.request.user)
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "day": self.day,
            "rule": rule.figure,
            "explanation": rule.figure.explained(),
            "said": next(iter(said), None),
            "evidence": evidence,
            **evidence_shown(evidence, self.request.user),
        }
