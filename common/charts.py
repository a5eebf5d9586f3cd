"""What a chart shows, apart from how it is drawn.

A page builds a `Chart` and gives it to `components/_chart.html`, which draws it and puts the same
figures into a table behind it. `static/js/charts.js` turns `data` into options of the library.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Literal

from django.utils.functional import Promise

Value = Decimal | float | int | None


@dataclass(frozen=True, slots=True)
class Series:
    """One line or one row of bars: a value for every label, None where there is none.

    `texts` are the same values as a person reads them, for the tooltip and the table. A dashed
    line is one to compare others with; stacked bars stand on one another. `level` is the health
    level whose colour the series has.
    """

    name: str | Promise
    values: Sequence[Value]
    texts: Sequence[str]
    kind: Literal["line", "dashed", "bar", "stacked"] = "line"
    level: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A stretch of the scale that belongs to a health level."""

    level: str
    name: str | Promise
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Words:
    """A column of the table that is not drawn: a text for every label."""

    name: str | Promise
    texts: Sequence[str]


@dataclass(frozen=True, slots=True)
class Chart:
    """`id` is unique on its page. `low` and `high` fix the scale; None lets it follow the data.

    `marks` are words at the place of a label: something began there. `words` are what the table
    says beside the values, `note` a sentence below. `links` lead from labels to what is behind
    them. `beside` is the id of a table on the page that has the figures; then none is behind it.
    """

    id: str
    title: str | Promise
    label_name: str | Promise
    labels: Sequence[str]
    series: Sequence[Series]
    bands: Sequence[Band] = ()
    marks: Sequence[tuple[int, str]] = ()
    words: Sequence[Words] = ()
    links: Sequence[str] = ()
    note: str | Promise = ""
    low: float | None = None
    high: float | None = None
    beside: str = ""

    @property
    def is_empty(self) -> bool:
        return all(value is None for series in self.series for value in series.values)

    @property
    def data_id(self) -> str:
        return f"{self.id}-data"

    @property
    def data(self) -> dict[str, object]:
        return {
            "labels": list(self.labels),
            "series": [
                {
                    "name": str(series.name),
                    "kind": series.kind,
                    "level": series.level,
                    "values": [None if value is None else float(value) for value in series.values],
                    "texts": list(series.texts),
                }
                for series in self.series
            ],
            "bands": [asdict(band) | {"name": str(band.name)} for band in self.bands],
            "marks": [list(mark) for mark in self.marks],
            "low": self.low,
            "high": self.high,
        }

    def rows(self) -> Iterator[tuple[str, list[str]]]:
        """(label, one text for every series and for all words), in the order of the labels."""
        columns: list[Series | Words] = [*self.series, *self.words]
        for place, label in enumerate(self.labels):
            yield label, [column.texts[place] for column in columns]

    def linked_rows(self) -> Iterator[tuple[str, str, list[str]]]:
        """`rows` with the link of each label, empty without one."""
        for place, (label, texts) in enumerate(self.rows()):
            yield label, self.links[place] if self.links else "", texts
