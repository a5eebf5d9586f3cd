"""Who has how much to do, and who is behind? The work of the people one answers for."""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from common.views import PermissionMixin
from crm_site.queries.board import board_of
from crm_site.queries.concessions import waiting_count
from crm_site.queries.plan_list import plan_gaps
from followups.access import MANAGES_TASKS


class Board(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = MANAGES_TASKS
    template_name = "pages/board.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, now = self.request.user, timezone.now()
        return super().get_context_data(**kwargs) | {
            "teams": board_of(person, now),
            "gaps": plan_gaps(person, now, timezone.localdate(now).year),
            "waiting": waiting_count(person),
        }
