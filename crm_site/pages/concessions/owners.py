"""What did we grant in a year, and to whose customers?"""

from typing import Any

from django.utils import timezone
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from common.views import PermissionMixin
from crm_site.queries.conceded import conceded_by_owner, sees_costs
from followups.access import MANAGES_TASKS


class ConcessionOwners(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = MANAGES_TASKS
    template_name = "pages/concession_owners.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person = self.request.user
        rows = conceded_by_owner(person, timezone.localdate()) if sees_costs(person) else []
        return super().get_context_data(**kwargs) | {"rows": rows}
