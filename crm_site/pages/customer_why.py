"""Why is the score what it is? From the score to each indicator to the very rows behind it."""

from datetime import date
from typing import Any

from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from common.templatetags.figures import money
from crm_site.pages.customer import SEES_HEALTH, YEAR, CustomerMixin
from crm_site.pages.reasons import Why, measured_text, why
from health.queries.evidence import Evidence, UnknownFigureError, rows_behind
from health.queries.explain import NotScoredError, explain
from health.queries.trend import newest_day, trend

FIRST_YEAR, LAST_YEAR = 1900, 9000


class ScoredDayMixin(CustomerMixin):
    """A page about the score of a day: `?day=`, or the newest one that is stored."""

    @cached_property
    def day(self) -> date:
        if asked := _date(self.request.GET.get("day", "")):
            return asked
        return newest_day(self.customer.pk) or timezone.localdate()

    @cached_property
    def why(self) -> Why | None:
        """None when no score is stored for the day."""
        try:
            return why(explain(self.customer, self.day))
        except NotScoredError:
            return None


class CustomerWhy(ScoredDayMixin, TemplateView):
    permission = SEES_HEALTH
    template_name = "pages/customer_why.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = trend(self.customer.pk, self.day - YEAR, timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "day": self.day,
            "why": self.why,
            "before": [point.day for point in days if point.day < self.day][-1:],
            "after": [point.day for point in days if point.day > self.day][:1],
        }


class CustomerIndicator(ScoredDayMixin, TemplateView):
    """The rows are orders and the like, so whoever may not see those sees the figures only."""

    permission = SEES_HEALTH
    template_name = "pages/customer_indicator.html"

    @cached_property
    def evidence(self) -> Evidence:
        try:
            return rows_behind(self.customer, self.kwargs["indicator"], self.day)
        except UnknownFigureError as error:
            raise Http404 from error

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code, evidence = self.kwargs["indicator"], self.evidence
        indicators = self.why.explanation.indicators if self.why else ()
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "day": self.day,
            "indicator": next((one for one in indicators if one.code == code), None),
            "evidence": evidence,
            "figures": figure_texts(evidence),
            "rows": row_texts(evidence),
        }


def figure_texts(evidence: Evidence) -> list[tuple[str, str]]:
    """(label, value) of each number on the way to the figure."""
    return [
        (str(figure.label), measured_text(figure.value, figure.unit, evidence.currency))
        for figure in evidence.figures
    ]


def row_texts(evidence: Evidence) -> list[list[tuple[str, str]]]:
    """(column, text) of each cell; amounts in the currency of their own row."""
    names = [name for name, _label in evidence.columns]
    return [_cells(dict(zip(names, row, strict=True))) for row in evidence.rows]


def _cells(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, _cell(name, value, row.get("currency", ""))) for name, value in row.items()]


def _cell(name: str, value: Any, currency: str) -> str:
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return money(value, currency) if name == "amount" else str(value)


def _date(text: str) -> date | None:
    """A day with room for every window around it; None for nonsense."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
