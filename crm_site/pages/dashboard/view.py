"""What is at risk, who acts, and how fast?"""

from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from common.charts import Chart, Series
from common.templatetags.figures import count
from common.views import PermissionMixin
from crm_site.pages.customer_filters import SEES_HEALTH
from crm_site.pages.dashboard import figures
from crm_site.pages.dashboard.breakdown import breakdown
from crm_site.pages.dashboard.figures import WarningLine
from crm_site.pages.dashboard.filters import DashboardFilter
from crm_site.pages.dashboard.links import Links
from crm_site.queries.dashboard import Asked, Dashboard, dashboard, newest_day, sees_values
from health.queries.acts import AGE_CHOICES

AGES_TABLE = "warning-ages"


class HealthDashboard(PermissionMixin, TemplateView):
    """Of the customers that the person may see; every figure opens the list behind it."""

    request: PersonRequest
    permission = SEES_HEALTH
    template_name = "pages/dashboard.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filters = DashboardFilter(self.request.GET, request=self.request)
        user, links = self.request.user, Links(filters.where)
        asked = Asked(user, timezone.localtime(), filters.visible, filters.where)
        found = dashboard(asked, filters.by)
        context = super().get_context_data(**kwargs) | {
            "filters": filters,
            "day": newest_day(found.spread),
            "customers": found.spread.customers,
            "currency": settings.COMPANY_CURRENCY,
            "breakdown": breakdown(found, filters, links),
            "risks": figures.risk_lines(found, links),
            "shifts": figures.shift_table(found, links),
        }
        if found.renewals is not None:
            values = sees_values(user)
            lines = figures.renewal_lines(found.renewals, links, with_values=values)
            context |= {"renewals": lines, "sees_values": values}
        return context | _of_warnings(found, links)


def _of_warnings(found: Dashboard, links: Links) -> dict[str, Any]:
    if found.warnings is None:
        return {}
    lines = figures.warning_lines(found, links)
    return {
        "warnings": lines,
        "warnings_chart": _ages_chart(lines[:-1]),
        "ages": [label for _code, label in AGE_CHOICES],
        "acting": figures.acting_lines(found, links),
    }


def _ages_chart(lines: list[WarningLine]) -> Chart:
    series = []
    for level, line in zip(figures.WARNED, lines, strict=True):
        values = [age.count for age in line.ages]
        texts = [count(value) for value in values]
        series.append(Series(level.label, values, texts, "stacked", level.value))
    return Chart(
        id="warning-ages-chart",
        title=_("Open warnings by age"),
        label_name=_("Open for"),
        labels=[str(label) for _code, label in AGE_CHOICES],
        series=series,
        beside=AGES_TABLE,
    )
