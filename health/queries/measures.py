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
from health.sql.figures import STORED_PEERS, measured_from, scope_cte, source_ctes, sources_of


@dataclass(frozen=True)
class Measures:
    """What was found behind a figure.

    `evaluated_on` is the last day that counts: the scoring day, or the last one of a feed that
    has stopped. `rows` counts the rows that are its evidence; `columns` are the numbers on the
    way, by name.
    """

    evaluated_on: date
    rows: int
    columns: Mapping[str, Any]


def customer_reading(customer_id: int, day: date) -> Reading:
    return reading_of(day, [customer_id])


def measures_of(reading: Reading, figures: Iterable[type[Figure]]) -> dict[str, Measures]:
    """Measure one customer, in one statement; without those of whose source it is unknown."""
    own: dict[str, list[type[Figure]]] = {}
    for figure in figures:
        own.setdefault(figure.source, []).append(figure)
    every = [figure for some in own.values() for figure in some]
    if not every:
        return {}
    ctes = {
        "scope": scope_cte(reading),
        **source_ctes(
            [*every, *(_counting(figure) for figure in every)], reading, sorted(sources_of(every))
        ),
        "peers": STORED_PEERS,
    }
    parts = ", ".join(_part(source, some) for source, some in own.items())
    with connection.cursor() as cursor:
        cursor.execute(f"{with_clause(ctes)} SELECT * FROM {parts}", reading.params)
        names = [column.name for column in cursor.description or ()]
        row = cursor.fetchone()
    found = dict(zip(names, row or (None,) * len(names), strict=True))
    measured = {figure.code: _measures(figure, found) for figure in every}
    return {code: measures for code, measures in measured.items() if measures}


def _part(source: str, figures: list[type[Figure]]) -> str:
    """One row with the columns of a source's figures, named so that sources keep out of the way."""
    names = {sub.column for figure in figures for sub in figure.evidence}
    names |= {f"rows_{figure.code}" for figure in figures}
    columns = {name: name for name in sorted(names)}
    columns |= {f"evaluated_{figure.code}": figure.evaluated for figure in figures}
    listed = ", ".join(f"{sql} AS {source}_{name}" for name, sql in columns.items())
    return f"(SELECT {listed} {measured_from(source, figures)}) AS of_{source}"


def _measures(figure: type[Figure], found: Mapping[str, Any]) -> Measures | None:
    evaluated_on = found[f"{figure.source}_evaluated_{figure.code}"]
    if evaluated_on is None:
        return None
    columns = {sub.column: found[f"{figure.source}_{sub.column}"] for sub in figure.evidence}
    return Measures(
        evaluated_on=evaluated_on,
        rows=found[f"{figure.source}_rows_{figure.code}"] or 0,
        columns=columns,
    )


def in_window(figure: type[Figure]) -> str:
    """SQL: is a row of the source evidence for the figure?"""
    return figure.behind(SOURCES[figure.source].day_column)


def _counting(figure: type[Figure]) -> type[Figure]:
    counted = {f"rows_{figure.code}": f"count(*) FILTER (WHERE {in_window(figure)})"}
    return type("Counting", (figure,), {"columns": counted, "borrowed": {}})
