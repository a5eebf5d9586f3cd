"""The very rows behind an indicator, and the numbers on the way from them to the raw figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils.functional import Promise

from accounts.models import Customer
from health.choices import Unit
from health.queries.measures import Measures, customer_reading, in_window, measures_of
from health.registry import Figure, figures_of
from health.sources import SOURCES, Reading
from health.sql import with_clause
from health.sql.figures import source_ctes

ROWS_SHOWN = 500


class UnknownFigureError(LookupError):
    """No figure of this code is registered."""


@dataclass(frozen=True)
class EvidenceFigure:
    """`value` is a number or a date; None when there is none."""

    code: str
    label: str | Promise
    value: Any
    unit: Unit


@dataclass(frozen=True)
class Evidence:
    """Rows newest first, at most `ROWS_SHOWN` of `total`; `columns` are (name, label).

    Whoever may not see rows of `model`, or some of its fields, must not see them here either.
    """

    label: str | Promise
    meaning: str | Promise
    formula: str | Promise
    model: type[Model]
    columns: tuple[tuple[str, str | Promise], ...]
    rows: list[tuple]
    total: int
    figures: list[EvidenceFigure]
    window: tuple[date, date]

    @property
    def currency(self) -> str:
        """What amounts among the figures are in."""
        return next((sub.value for sub in self.figures if sub.unit == Unit.CURRENCY), "")


def rows_behind(customer: Customer, indicator_code: str, day: date) -> Evidence:
    """Facts that count for one figure of a customer on a day, as known now.

    Raises UnknownFigureError. Peers' pace is that which the day's scoring stored.
    """
    figures = figures_of((indicator_code,))
    if not figures:
        raise UnknownFigureError(indicator_code)
    figure = figures[indicator_code]
    reading = customer_reading(customer.pk, day)
    measures = measures_of(reading, [figure]).get(figure.code)
    last_day = measures.evaluated_on if measures else day
    return Evidence(
        label=figure.label,
        meaning=figure.explanation,
        formula=figure.formula,
        model=SOURCES[figure.source].model,
        columns=SOURCES[figure.source].row_columns,
        rows=_rows(figure, reading),
        total=measures.rows if measures else 0,
        figures=list(_figures(figure, measures)) if measures else [],
        window=figure.window_at(last_day),
    )


def _figures(figure: type[Figure], measures: Measures) -> Iterable[EvidenceFigure]:
    for sub in figure.evidence:
        yield EvidenceFigure(sub.column, sub.label, measures.columns[sub.column], sub.unit)


def _rows(figure: type[Figure], reading: Reading) -> list[tuple]:
    source = SOURCES[figure.source]
    columns = ", ".join(name for name, _ in source.row_columns)
    ctes = source_ctes([], reading, [source.code])
    sql = f"""
        {with_clause(ctes)}
        SELECT {columns} FROM {source.code}_rows WHERE {in_window(figure)}
        ORDER BY {source.day_column} DESC, id DESC LIMIT {ROWS_SHOWN}
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, reading.params)
        return cursor.fetchall()
