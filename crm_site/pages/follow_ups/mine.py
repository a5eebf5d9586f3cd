"""How good are my logs? For their writer alone; a lead sees the team's total and nobody's rank."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from common.views import PermissionMixin
from crm_site.pages.follow_ups.log import LOGS
from crm_site.queries.follow_ups import MOST_LOGS, log_rows
from followups.queries.follow_ups import drafts_of, quality_by_period, team_led_by

PERIODS = {"month": _("This month"), "quarter": _("This quarter")}


class MyFollowUps(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = LOGS
    template_name = "pages/my_follow_ups.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, today = self.request.user, timezone.localdate()
        team = team_led_by(person)
        mine = quality_by_period([person.pk], today)
        asked = self.request.GET.get("period")
        since = next((one.since for one in mine if one.code == asked), mine[-1].since)
        only_missing = self.request.GET.get("only") == "missing"
        return super().get_context_data(**kwargs) | {
            "mine": [(PERIODS[one.code], one) for one in mine],
            "team": [(PERIODS[one.code], one) for one in quality_by_period(team, today)]
            if team
            else [],
            "rows": log_rows(person, since, only_missing=only_missing),
            "most": MOST_LOGS,
            "only_missing": only_missing,
            "period": asked,
            "drafts": drafts_of(person),
        }
