"""Why is the score what it is? From the score to each indicator to the very rows behind it."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.http import Http404
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext, pgettext
from django.views.generic import TemplateView

from accounts.clearance import hidden_from
from accounts.rules.clearance import HIDDEN, Classes, masked
from common.templatetags.figures import DASH, figure, money
from common.views import view_permission
from crm_site.pages.customer import SEES_HEALTH, YEAR, CustomerMixin
from crm_site.pages.reasons import Why, change_sentence, measured_text, why
from health.choices import Unit
from health.queries.compare import Comparison, compare
from health.queries.evidence import Evidence, EvidenceFigure, UnknownFigureError, rows_behind
from health.queries.explain import NotScoredError, explain
from health.queries.trend import newest_day, trend

FIRST_YEAR, LAST_YEAR = 1900, 9000
LONG = 12


class ScoredDayMixin(CustomerMixin):
    """A page about the score of a day: `?day=`, or the newest one that is stored."""

    @cached_property
    def day(self) -> date:
        if asked := _date(self.request.GET.get("day", "")):
            return asked
        return newest_day(self.customer.pk) or timezone.localdate()

    with_rows = True

    @cached_property
    def why(self) -> Why | None:
        """None when no score is stored for the day."""
        try:
            return why(explain(self.customer, self.day, with_rows=self.with_rows))
        except NotScoredError:
            return None


class CustomerWhy(ScoredDayMixin, TemplateView):
    permission = SEES_HEALTH
    template_name = "pages/customer_why.html"

    @cached_property
    def since(self) -> date | None:
        """The day to compare with: `?since=`, or that of a week before."""
        if asked := _date(self.request.GET.get("since", "")):
            return asked
        return self.why.explanation.day_before if self.why else None

    @cached_property
    def comparison(self) -> Comparison | None:
        if self.since is None:
            return None
        try:
            return compare(self.customer, self.since, self.day)
        except NotScoredError:
            return None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        days = trend(self.customer.pk, self.day - YEAR, timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "day": self.day,
            "why": self.why,
            "since": self.since,
            "comparison": self.comparison,
            "sentence": change_sentence(self.comparison) if self.comparison else "",
            "before": [point.day for point in days if point.day < self.day][-1:],
            "after": [point.day for point in days if point.day > self.day][:1],
        }


class CustomerIndicator(ScoredDayMixin, TemplateView):
    """The rows are orders and the like, so whoever may not see those sees the figures only."""

    permission = SEES_HEALTH
    template_name = "pages/customer_indicator.html"
    with_rows = False

    @cached_property
    def evidence(self) -> Evidence:
        try:
            return rows_behind(self.customer, self.kwargs["indicator"], self.day)
        except UnknownFigureError as error:
            raise Http404 from error

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code, evidence = self.kwargs["indicator"], self.evidence
        person = self.request.user
        hidden = frozenset().union(*(hidden_from(person, model) for model in evidence.models))
        indicators = self.why.explanation.indicators if self.why else ()
        return super().get_context_data(**kwargs) | {
            "customer": self.profile,
            "day": self.day,
            "indicator": next((one for one in indicators if one.code == code), None),
            "evidence": evidence,
            "figures": figure_texts(evidence, hidden),
            "rows": row_texts(evidence, hidden),
            "may_see_rows": person.has_perms([view_permission(one) for one in evidence.models]),
        }


class Cell(NamedTuple):
    label: str | Promise
    text: str
    look: str
    """CSS class: `number`, `nowrap` for a day, `long` for what people wrote."""


def figure_texts(evidence: Evidence, hidden: Collection[str] = ()) -> list[tuple[str, str]]:
    """(label, value) of each number on the way to the figure."""

    def told(figure: EvidenceFigure) -> str:
        if figure.unit == Unit.MONEY and "amount" in hidden:
            return HIDDEN
        return measured_text(figure.value, figure.unit, evidence.currency)

    known = [figure for figure in evidence.figures if figure.value is not None]
    return [(str(figure.label), told(figure)) for figure in known]


def row_texts(evidence: Evidence, hidden: Collection[str] = ()) -> list[list[Cell]]:
    """The cells of each row; amounts in the currency of their own row."""
    names = [name for name, _label in evidence.columns]
    rows = (dict(zip(names, row, strict=True)) for row in evidence.rows)
    return [_cells(evidence, row, hidden) for row in rows]


def _cells(evidence: Evidence, row: dict[str, Any], hidden: Collection[str]) -> list[Cell]:
    classes: Classes | None = getattr(evidence.model, "classes", None)
    currency = row.get("currency", "")
    return [
        Cell(
            label,
            masked(row[name], classes.of(evidence.fields.get(name, name)).mask)
            if classes and evidence.fields.get(name, name) in hidden
            else _cell(evidence.model, name, row[name], currency),
            _look(row[name]),
        )
        for name, label in evidence.columns
    ]


def _look(value: Any) -> str:
    if isinstance(value, date):
        return "nowrap"
    if isinstance(value, Decimal | int) and not isinstance(value, bool):
        return "number"
    return "long" if isinstance(value, str) and len(value) > LONG else ""


def _cell(model: type[Model], name: str, value: Any, currency: str) -> str:
    if value is None:
        return DASH
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return pgettext("list of reasons", ", ").join(_word(model, name, one) for one in value)
    if name == "amount":
        return money(value, currency)
    return _written(value) or _word(model, name, value)


def _written(value: Any) -> str:
    """A day or a number; empty for anything else."""
    if isinstance(value, date):
        return date_format(value, "SHORT_DATE_FORMAT")
    return figure(value, 0 if value == int(value) else 2) if isinstance(value, Decimal) else ""


def _word(model: type[Model], name: str, value: Any) -> str:
    """A code as the words of the model's field have it."""
    try:
        field: Any = model._meta.get_field(name)
    except FieldDoesNotExist:
        return str(value)
    choices = getattr(field, "base_field", field).flatchoices
    return str(dict(choices).get(value, value))


def _date(text: str) -> date | None:
    """A day with room for every window around it; None for nonsense."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None
