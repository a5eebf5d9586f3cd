"""What do I have to do today? The page that a day begins with."""

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from common.views import PermissionMixin
from crm_site.queries.today import today_of

SEES_TASKS, ACTS, PLANS = "followups.view_task", "followups.change_task", "followups.add_task"
HEADINGS = {
    "overdue": _("Overdue"),
    "today": _("Due today"),
    "coming": _("In the next 7 days"),
    "ahead": _("Further ahead"),
}


class Today(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = SEES_TASKS
    template_name = "pages/today.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        now = timezone.now()
        whole = self.request.GET.get("whole", "")
        day = today_of(self.request.user, now, whole)
        return super().get_context_data(**kwargs) | {
            "now": now,
            "today": timezone.localdate(now),
            "day": day,
            "whole": whole,
            "parts": [(HEADINGS[part.code], part) for part in day.parts if part.count],
        }
