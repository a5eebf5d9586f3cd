"""The figures of a customer's page as charts."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.queries.orders import Months
from common.charts import Band, Chart, Series
from common.templatetags.figures import figure, money
from health.choices import Level
from health.queries.trend import TrendPoint
from health.rules.version import Levels


def trend_chart(points: Sequence[TrendPoint], levels: Levels) -> Chart:
    """The score of every day that has one, with a mark where another model version began."""
    return Chart(
        id="health-trend",
        title=_("Health score, day by day"),
        label_name=_("Day"),
        labels=[date_format(point.day, "SHORT_DATE_FORMAT") for point in points],
        series=[
            Series(
                name=_("Score"),
                values=[point.score for point in points],
                texts=[figure(point.score, 2) for point in points],
            )
        ],
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


def _labels(months: Months) -> list[str]:
    return [month.first.strftime("%Y-%m") for month in months.months]


def _bars(name: str, amounts: list[Decimal], currency: str) -> Series:
    texts = [money(amount, currency) for amount in amounts]
    return Series(name=name, values=amounts, texts=texts, kind="bar")
