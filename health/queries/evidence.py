"""The very rows behind an indicator, and the numbers on the way from them to the raw figure."""

from collections.abc import Iterable, Mapping
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
from health.sources import SOURCES, Reading, Source
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

    Whoever may not see rows of `models`, or some fields of theirs, must not see them here either.
    `model` is that of most rows; `fields` says which of its fields a column stands for, where that
    is not the one of its name. Without a `window` the rows are of any day.
    """

    label: str | Promise
    meaning: str | Promise
    formula: str | Promise
    models: tuple[type[Model], ...]
    model: type[Model]
    fields: Mapping[str, str]
    columns: tuple[tuple[str, str | Promise], ...]
    rows: list[tuple]
    total: int
    figures: list[EvidenceFigure]
    window: tuple[date, date] | None

    @property
    def currency(self) -> str:
        """What amounts among the figures are in."""
        return next((sub.value for sub in self.figures if sub.unit == Unit.CURRENCY), "")


def rows_behind(customer: Customer, indicator_code: str, day: date) -> Evidence:
    """Facts that count for one figure of the score; raises UnknownFigureError."""
    figures = figures_of((indicator_code,))
    if not figures:
        raise UnknownFigureError(indicator_code)
    return rows_of(customer, figures[indicator_code], day)


def rows_of(customer: Customer, figure: type[Figure], day: date) -> Evidence:
    """Facts that count for a figure of a customer on a day, as known now.

    Peers' pace is that which the day's scoring stored.
    """
    reading = customer_reading(customer.pk, day)
    measures = measures_of(reading, [figure]).get(figure.code)
    last_day = measures.evaluated_on if measures else day
    source, rows = SOURCES[figure.source], _rows(figure, reading)
    total = measures.rows if measures else 0
    if figure.instead and not total:
        instead = SOURCES[figure.instead]
        if others := _listed(instead, reading, "true"):
            source, rows, total = instead, others, len(others)
    is_windowed = source.code == figure.source and figure.is_windowed
    return Evidence(
        label=figure.label,
        meaning=figure.explanation,
        formula=figure.formula,
        models=tuple(
            model
            for code in (figure.source, *figure.borrowed)
            for model in (SOURCES[code].model, *SOURCES[code].also)
        ),
        fields=source.fields,
        model=source.model,
        columns=source.row_columns,
        rows=rows,
        total=total,
        figures=list(_figures(figure, measures)) if measures else [],
        window=figure.window_at(last_day) if is_windowed else None,
    )


def _figures(figure: type[Figure], measures: Measures) -> Iterable[EvidenceFigure]:
    for sub in figure.evidence:
        yield EvidenceFigure(sub.column, sub.label, measures.columns[sub.column], sub.unit)


def _rows(figure: type[Figure], reading: Reading) -> list[tuple]:
    return _listed(SOURCES[figure.source], reading, in_window(figure))


def _listed(source: Source, reading: Reading, condition: str) -> list[tuple]:
    columns = ", ".join(name for name, _ in source.row_columns)
    ctes = source_ctes([], reading, [source.code])
    sql = f"""
        {with_clause(ctes)}
        SELECT {columns} FROM {source.code}_rows WHERE {condition}
        ORDER BY {source.day_column} {source.newest_first}, id DESC LIMIT {ROWS_SHOWN}
    """
    with connection.cursor() as cursor:
        cursor.execute(sql, reading.params)
        return cursor.fetchall()
