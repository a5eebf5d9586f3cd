"""The figures of a customer's page as charts."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Literal

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.choices import UsageMetric
from accounts.models.people import name_for_reader
from accounts.queries.billing import PayingMonth
from accounts.queries.lines import LineAmounts
from accounts.queries.orders import Months
from accounts.queries.usage import UsageMonths
from common.charts import Band, Chart, Series, Words
from common.templatetags.figures import figure, money
from health.choices import Level
from health.queries.trend import TrendPoint
from health.rules.version import Levels

MOST_LINES = 8
PEERS_NOTE = gettext_lazy(
    "Peers: the mean of all scored customers of the same tier, or of all tiers on days with fewer"
    " than 20 of them. A dip that all share, as in Spring Festival, is no trouble of this customer."
)


def trend_chart(
    points: Sequence[TrendPoint], peers: Mapping[date, Decimal], levels: Levels
) -> Chart:
    """The stored days, beside what peers scored on those of which it is known.

    A mark stands where another model version began. Who was never scored has nothing to compare.
    """
    scores = {point.day: point.score for point in points}
    alike = {day: peers.get(day) for day in scores}
    has_peers = any(None not in (scores[day], alike[day]) for day in scores)
    return Chart(
        id="health-trend",
        title=_("Health score, day by day"),
        label_name=_("Day"),
        labels=[date_format(day, "SHORT_DATE_FORMAT") for day in scores],
        series=[
            _scores(_("Score"), scores),
            *([_scores(_("Peers"), alike, "dashed")] if has_peers else []),
        ],
        words=[Words(_("Model version"), [point.version for point in points])],
        note=PEERS_NOTE if has_peers else "",
        bands=[
            Band(Level.HEALTHY, Level.HEALTHY.label, levels.healthy, 100),
            Band(Level.YELLOW, Level.YELLOW.label, levels.yellow, levels.healthy),
            Band(Level.ORANGE, Level.ORANGE.label, levels.orange, levels.yellow),
            Band(Level.RED, Level.RED.label, 0, levels.orange),
        ],
        marks=[
            (place, _("model %(version)s") % {"version": point.version})
            for place, (before, point) in enumerate(pairwise(points), start=1)
            if point.version != before.version
        ],
        low=0,
        high=100,
    )


def _scores(
    name: str, scores: Mapping[date, Decimal | None], kind: Literal["line", "dashed"] = "line"
) -> Series:
    values = list(scores.values())
    return Series(name, values, [figure(value, 2) for value in values], kind)


def amounts_chart(months: Months) -> Chart:
    """Amounts a month in the main currency; what credit notes took back stands beside them."""
    return Chart(
        id="order-amounts",
        title=_("Ordered a month, in %(currency)s") % {"currency": months.currency},
        label_name=_("Month"),
        labels=_labels(months),
        series=[
            _bars(_("Orders"), [month.amount for month in months.months], months.currency),
            _bars(_("Credit notes"), [month.credited for month in months.months], months.currency),
        ],
    )


def order_days_chart(months: Months) -> Chart:
    days = [month.order_days for month in months.months]
    texts = [ngettext("%(days)d day", "%(days)d days", count) % {"days": count} for count in days]
    return Chart(
        id="order-days",
        title=_("Days with an order a month"),
        label_name=_("Month"),
        labels=_labels(months),
        series=[Series(name=_("Order days"), values=days, texts=texts, kind="bar")],
    )


def lines_chart(bought: LineAmounts) -> Chart:
    """What was bought in a year, by product line; the small ones together."""
    names = [name_for_reader(line.name, line.name_en) or _("no line") for line in bought.lines]
    amounts = [line.amount for line in bought.lines]
    if len(names) > MOST_LINES:
        names = [*names[: MOST_LINES - 1], _("others")]
        amounts = [*amounts[: MOST_LINES - 1], sum(amounts[MOST_LINES - 1 :], Decimal())]
    return Chart(
        id="product-lines",
        title=_("Ordered in 365 days by product line, in %(currency)s")
        % {"currency": bought.currency},
        label_name=_("Product line"),
        labels=names,
        series=[_bars(_("Orders"), amounts, bought.currency)],
    )


def paying_chart(months: Sequence[PayingMonth]) -> Chart:
    """How late invoices were paid, by the month in which they fell due."""
    late = [month.days_late for month in months]
    return Chart(
        id="paying",
        title=_("Days paid late on average, by month due"),
        label_name=_("Month"),
        labels=[month.first.strftime("%Y-%m") for month in months],
        series=[
            Series(_("Days late"), late, [figure(days) for days in late], kind="bar"),
        ],
    )


def usage_chart(months: UsageMonths, metrics: Collection[UsageMetric], name: str) -> Chart:
    """Sums of a month, a line for each of `metrics` that anybody measured."""
    measured = [metric for metric in metrics if metric in months.values]
    return Chart(
        id=f"usage-{name}",
        title=_("Used a month"),
        label_name=_("Month"),
        labels=[first.strftime("%Y-%m") for first in months.firsts],
        series=[
            Series(
                metric.label,
                months.values[metric],
                [figure(value, 0) for value in months.values[metric]],
            )
            for metric in measured
        ],
    )


def _labels(months: Months) -> list[str]:
    return [month.first.strftime("%Y-%m") for month in months.months]


def _bars(name: str, amounts: list[Decimal], currency: str) -> Series:
    texts = [money(amount, currency) for amount in amounts]
    return Series(name=name, values=amounts, texts=texts, kind="bar")
