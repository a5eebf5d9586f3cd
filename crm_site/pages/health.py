"""How are my customers doing today? Levels, who needs attention, who moved, what is not known."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from accounts.queries.feeds import stale_feeds
from common.views import PermissionMixin
from crm_site.pages.customer_filters import SEES_HEALTH
from crm_site.pages.health_figures import figures, moved
from crm_site.queries.health_page import standing
from crm_site.queries.health_people import PERIODS, people

SEES_FEEDS, SEES_WARNINGS = "accounts.view_feed", "health.view_warning"
USUAL_PERIOD = min(PERIODS)


class Health(PermissionMixin, TemplateView):
    """Of the customers that the person may see; every figure opens the list behind it."""

    request: PersonRequest
    permission = SEES_HEALTH
    template_name = "pages/health.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user, period = self.request.user, self.period()
        found = standing(user)
        context = super().get_context_data(**kwargs) | {"standing": found}
        if user.has_perm(SEES_FEEDS):
            context["feeds"] = stale_feeds(timezone.localtime())
        if found.day is None:
            return context
        few = people(user, period, with_warnings=user.has_perm(SEES_WARNINGS))
        return context | {
            "figures": figures(found),
            "concerns": few.concerns,
            "moved": moved(found, few, period),
            "period": period,
            "periods": sorted(PERIODS),
        }

    def period(self) -> int:
        """`?days=28`; nonsense is the usual one."""
        asked = self.request.GET.get("days", "")
        return next((days for days in PERIODS if str(days) == asked), USUAL_PERIOD)
