"""Where do our customers stand, who moved this month, and which playbooks are at work?"""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from common.views import PermissionMixin
from crm_site.queries import lifecycle as queries

SEES_PLAYBOOKS = "followups.view_lifecyclerule"


class LifecyclePage(PermissionMixin, TemplateView):
    """Each figure opens its list."""

    permission = SEES_PLAYBOOKS
    template_name = "pages/lifecycle.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        today = timezone.localdate(now)
        first, last = queries.month_of(today)
        lines, without = queries.stage_lines(self.person, first, last)
        return super().get_context_data(**kwargs) | {
            "month": first,
            "lines": lines,
            "without": without,
            "declining": queries.declining_count(self.person, today),
            "playbooks": queries.playbook_rows(self.person, now),
        }
