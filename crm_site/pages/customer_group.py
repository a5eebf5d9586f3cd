"""How is the group doing? A group of companies, rolled up, so that none is treated alone."""

from typing import Any

from django.http import Http404
from django.utils import timezone
from django.views.generic import TemplateView

from crm_site.pages.customer import SEES_CUSTOMERS, SEES_HEALTH, SEES_ORDERS, CustomerMixin
from crm_site.queries.group_page import group_of


class CustomerGroup(CustomerMixin, TemplateView):
    """Of the members only those that the person may see; without one there is no such page."""

    permission = SEES_CUSTOMERS
    template_name = "pages/customer_group.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may, today = self.request.user.has_perm, timezone.localdate()
        group = group_of(
            self.customer,
            self.visible,
            today,
            with_health=may(SEES_HEALTH),
            with_orders=may(SEES_ORDERS),
        )
        if not any(row.customer != self.customer for row in group.rows):
            raise Http404
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "group": group,
            "today": today,
        }
