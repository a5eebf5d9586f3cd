"""The facts of one customer, read by the very SQL that scores everybody."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from health.queries.reading import reading_of
from health.registry import Figure
from health.sources import SOURCES, Reading
from health.sql import with_clause
from health.sql.figures import STORED_PEERS, measured_from, scope_cte, source_ctes


@dataclass(frozen=True)
class Measures:
    """What was found behind figures of one source.

    `evaluated_on` is the last day that counts: the scoring day, or the last one of a feed that
    has stopped. `rows` are counts of the rows in each figure's window, by its code; `columns`
    whatever the source and the figures call by name.
    """

    evaluated_on: date
    rows: Mapping[str, int]
    columns: Mapping[str, Any]


def customer_reading(customer_id: int, day: date) -> Reading:
    return reading_of(day, [customer_id])


def measures_of(reading: Reading, source: str, figures: Iterable[type[Figure]]) -> Measures | None:
    """Measure one customer; None when the source knows nothing of it."""
    figures = list(figures)
    names = {name for figure in figures for name in _names(figure)}
    ctes = {
        "scope": scope_cte(reading),
        **source_ctes([*figures, *(_counting(figure) for figure in figures)], reading, [source]),
        "peers": STORED_PEERS,
    }
    columns = ["evaluated_on", *sorted(names), *(f"rows_{figure.code}" for figure in figures)]
    sql = f"{with_clause(ctes)} SELECT {', '.join(columns)} {measured_from(source, figures)}"
    with connection.cursor() as cursor:
        cursor.execute(sql, reading.params)
        row = cursor.fetchone()
    found = dict(zip(columns, row or (None,) * len(columns), strict=True))
    if found["evaluated_on"] is None:
        return None
    return Measures(
        evaluated_on=found["evaluated_on"],
        rows={figure.code: found[f"rows_{figure.code}"] for figure in figures},
        columns={name: found[name] for name in names},
    )


def in_window(figure: type[Figure]) -> str:
    """SQL: is a row of the source evidence for the figure?"""
    day = SOURCES[figure.source].day_column
    return f"({figure.rows}) AND {day} > evaluated_on - {figure.window:d}"


def _counting(figure: type[Figure]) -> type[Figure]:
    counted = {f"rows_{figure.code}": f"count(*) FILTER (WHERE {in_window(figure)})"}
    return type("Counting", (Figure,), {"source": figure.source, "columns": counted})


def _names(figure: type[Figure]) -> set[str]:
    return {sub.column for sub in figure.evidence}
