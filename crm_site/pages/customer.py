"""How is this customer doing, and why? The page that somebody briefs themselves with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from accounts.access import customers_visible_to
from accounts.auth import PersonRequest
from accounts.choices import UsageMetric
from accounts.clearance import hidden_from, veiled
from accounts.models import Customer
from accounts.queries.billing import paying_months
from accounts.queries.history import record_changes
from accounts.queries.lines import line_amounts
from accounts.queries.orders import order_months
from accounts.queries.team import service_team
from accounts.queries.timeline import timeline
from accounts.queries.usage import usage_months
from common.lists import Column
from common.together import rows_together
from common.views import PermissionMixin, or_404
from crm_site.pages.customer_charts import (
    amounts_chart,
    lines_chart,
    order_days_chart,
    paying_chart,
    trend_chart,
    usage_chart,
)
from crm_site.pages.customer_glance import hints
from crm_site.pages.decision_chain import decision_chain
from crm_site.pages.reasons import why
from crm_site.queries import customer_page as parts
from crm_site.queries import lifecycle
from crm_site.queries.glance import glance
from crm_site.records import SECTIONS, Section
from health.queries.explain import explain
from health.queries.overrides import override_on
from health.queries.trend import peer_scores, trend

SEES_CUSTOMERS = "accounts.view_customer"
SEES_HEALTH = "health.view_healthscore"
SEES_ORDERS = "accounts.view_order"
SEES_CONTACTS = "accounts.view_contact"
SEES_BILLING = "accounts.view_invoice"
SEES_USAGE = "accounts.view_usageday"
SEES_TEAM = "accounts.view_assignment"
SEES_STAGES, SEES_RUNS = "accounts.view_customerstage", "followups.view_soprun"
FAMILY, FEEDS, CONTACTS, ORDERS = "family", "feeds", "contacts", "orders"
STAGE, RUNS = "stage", "runs"
CHANGES = 8
LINES = 12
RECORDS = 5
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
        return or_404(parts.customer_called(self.visible, self.kwargs["code"]))

    @cached_property
    def profile(self) -> Any:
        """The customer as this person may see it: what a template gets."""
        return veiled(self.request.user, [self.customer])[0]


class CustomerDetail(CustomerMixin, TemplateView):
    """Part by part, each only for whom it is for, and all of it in a fixed number of statements."""

    permission = SEES_CUSTOMERS
    template_name = "pages/customer.html"
    request: PersonRequest

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        person, customer, today = self.request.user, self.customer, timezone.localdate()
        seen = glance(customer, timezone.now(), today, person.has_perm)
        context = {
            "customer": self.profile,
            "today": today,
            "hints": hints(seen, customer, today),
            "timeline": timeline(customer, person, today, LINES),
            "changes": record_changes(
                customer, self.visible, hidden_from(person, Customer), CHANGES
            ),
            **self.records(today),
        }
        for permission, part in PARTS.items():
            if person.has_perm(permission):
                context |= part(customer, today)
        return super().get_context_data(**kwargs) | context

    def records(self, today: date) -> dict[str, Any]:
        """All that is rows and no figures, in one statement."""
        person, customer = self.request.user, self.customer
        seen = [section for section in SECTIONS if person.has_perm(section.permission)]
        wanted = {
            section.code: section.first_rows(customer, today, RECORDS + 1) for section in seen
        }
        wanted |= {
            FAMILY: parts.family_part(customer, self.visible),
            FEEDS: parts.feeds_part(customer),
        }
        if person.has_perm(SEES_CONTACTS):
            wanted[CONTACTS] = parts.contacts_part(customer, today)
        if person.has_perm(SEES_ORDERS):
            wanted[ORDERS] = parts.orders_part(customer, today)
        if person.has_perm(SEES_STAGES):
            wanted[STAGE] = lifecycle.stage_part(customer)
        if person.has_perm(SEES_RUNS):
            wanted[RUNS] = lifecycle.runs_part(customer)
        found = rows_together(Customer.objects.filter(pk=customer.pk), wanted)
        contacts = veiled(person, found.get(CONTACTS, [])[: parts.MOST_CONTACTS])
        return {
            "family": parts.family_of(customer, found[FAMILY]),
            "feeds": parts.feed_states(found[FEEDS], today),
            "contacts": contacts,
            "has_more_contacts": len(found.get(CONTACTS, [])) > len(contacts),
            "chain": decision_chain(contacts, today),
            "stage": next(iter(veiled(person, found.get(STAGE, []))), None),
            "runs": found.get(RUNS, []),
            "latest_orders": veiled(person, found.get(ORDERS, [])),
            "records": [
                RecordsPart(
                    section,
                    section.brief_columns(today),
                    veiled(person, found[section.code][:RECORDS]),
                    has_more=len(found[section.code]) > RECORDS,
                )
                for section in seen
                if found[section.code]
            ],
            "empty_sections": [section for section in seen if not found[section.code]],
        }


@dataclass(frozen=True, slots=True)
class RecordsPart:
    """The first records of a section; `has_more` when its list has others."""

    section: Section
    columns: Sequence[Column]
    rows: Sequence[Any]
    has_more: bool


def health_part(customer: Customer, day: date) -> dict[str, Any]:
    """The newest score of the last year, why it is so, and how it came to it; {} without any."""
    points = trend(customer.pk, day - YEAR, day)
    if not points:
        return {}
    explanation = explain(customer, points[-1].day, with_rows=False)
    peers = peer_scores(customer.tier, points[0].day, points[-1].day)
    return {
        "why": why(explanation),
        "decision": override_on(customer, day) if explanation.score is not None else None,
        "trend_chart": trend_chart(points, peers, explanation.levels),
    }


def orders_part(customer: Customer, day: date) -> dict[str, Any]:
    months = order_months(customer, day, MONTHS)
    lines = line_amounts(customer, day)
    return {
        "months": months,
        "amounts_chart": amounts_chart(months),
        "order_days_chart": order_days_chart(months),
        "lines": lines,
        "lines_chart": lines_chart(lines) if lines.any else None,
    }


def billing_part(customer: Customer, day: date) -> dict[str, Any]:
    return {"paying_chart": paying_chart(paying_months(customer, day, MONTHS))}


def usage_part(customer: Customer, day: date) -> dict[str, Any]:
    """Visits and meetings in one drawing; counts of a product are of another size."""
    months = usage_months(customer, day, MONTHS)
    charts = [
        usage_chart(
            months, (UsageMetric.LOGIN, UsageMetric.DOWNLOAD, UsageMetric.MEETING), "visits"
        ),
        usage_chart(months, (UsageMetric.PRODUCT,), "product"),
    ]
    return {"usage_charts": [chart for chart in charts if not chart.is_empty]}


def team_part(customer: Customer, day: date) -> dict[str, Any]:
    return {"team": service_team(customer, day)}


PARTS: dict[str, Callable[[Customer, date], dict[str, Any]]] = {
    SEES_HEALTH: health_part,
    SEES_ORDERS: orders_part,
    SEES_BILLING: billing_part,
    SEES_USAGE: usage_part,
    SEES_TEAM: team_part,
}
