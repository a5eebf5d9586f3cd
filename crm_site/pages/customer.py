"""How is this customer doing, and why? The page that somebody briefs themselves with."""

from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.access import customers_visible_to
from accounts.clearance import hidden_from, veiled
from accounts.models import Customer
from accounts.queries.history import record_changes
from accounts.queries.orders import order_months, standing_orders
from common.views import PermissionMixin
from crm_site.pages.customer_charts import amounts_chart, order_days_chart, trend_chart
from crm_site.pages.reasons import why
from crm_site.queries import customer_page as parts
from health.queries.explain import explain
from health.queries.trend import trend

SEES_CUSTOMERS = "accounts.view_customer"
SEES_HEALTH = "health.view_healthscore"
SEES_ORDERS = "accounts.view_order"
SEES_CONTACTS = "accounts.view_contact"
LATEST = 8
MONTHS = 24
YEAR = timedelta(days=365)


class CustomerMixin(PermissionMixin):
    """A page below `/customers/<code>/`; whoever may not see the customer finds no page."""

    kwargs: dict[str, str]

    @cached_property
    def visible(self) -> QuerySet[Customer]:
        return customers_visible_to(self.request.user)

    @cached_property
    def customer(self) -> Customer:
        customer = parts.customer_called(self.visible, self.kwargs["code"])
        if customer is None:
            raise Http404
        return customer

    @cached_property
    def profile(self) -> Any:
        """The customer as this person may see it: what a template gets."""
        return veiled(self.request.user, [self.customer])[0]


class CustomerDetail(CustomerMixin, TemplateView):
    permission = SEES_CUSTOMERS
    template_name = "pages/customer.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may, customer, today = self.request.user.has_perm, self.customer, timezone.localdate()
        context = {
            "customer": self.profile,
            "today": today,
            "family": parts.family_of(customer, self.visible),
            "changes": record_changes(
                customer, self.visible, hidden_from(self.request.user, Customer), LATEST
            ),
            "feeds": parts.feed_states(customer, today),
        }
        if may(SEES_HEALTH):
            context |= health_part(customer, today)
        if may(SEES_ORDERS):
            context |= orders_part(customer, today)
        if may(SEES_CONTACTS):
            context |= {"contacts": veiled(self.request.user, parts.contacts_of(customer))}
        return super().get_context_data(**kwargs) | context


def health_part(customer: Customer, day: date) -> dict[str, Any]:
    """The newest score of the last year, why it is so, and how it came to it; {} without any."""
    points = trend(customer.pk, day - YEAR, day)
    if not points:
        return {}
    explanation = explain(customer, points[-1].day)
    return {
        "why": why(explanation),
        "trend_chart": trend_chart(points, explanation.levels),
    }


def orders_part(customer: Customer, day: date) -> dict[str, Any]:
    months = order_months(customer, day, MONTHS)
    return {
        "months": months,
        "amounts_chart": amounts_chart(months),
        "order_days_chart": order_days_chart(months),
        "latest_orders": standing_orders(customer, day)[:LATEST],
    }
