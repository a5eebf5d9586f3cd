"""What can be measured: figures, each a small class in `health/indicators/`.

A figure is a raw number about a customer on a day. An `Indicator` is a figure that earns points;
any other figure may cap the points of indicators, or move the score. Which of them count, and how
much, is data of a model version: a figure without a version is measured by nobody, and an
indicator that a version names but nobody has registered is not applicable.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, timedelta
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, ClassVar, TypeVar

from django.utils.functional import Promise

from health.choices import Dimension, IndicatorStatus, Unit
from health.rules.version import CODE


class SubFigure:
    """A number on the way to a raw figure, shown beside its evidence."""

    def __init__(self, column: str, label: str | Promise, unit: Unit) -> None:
        self.column, self.label, self.unit = column, label, unit


class Figure:
    """One raw number a customer and day, as SQL over one source.

    `columns` are aggregates over the rows of the source, one row a customer; `derived` are built
    from columns and earlier derived ones; `raw` from both. `measured_if` false means `absent`.
    `rows` says which rows of the window are the evidence. The vocabulary of each source is in
    its docstring in `health/sources/`.
    """

    code: ClassVar[str]
    label: ClassVar[str | Promise]
    explanation: ClassVar[str | Promise] = ""
    formula: ClassVar[str | Promise] = ""
    """How the raw number follows from those in `evidence`, in their words."""
    unit: ClassVar[Unit]
    source: ClassVar[str]
    window: ClassVar[int]
    """Days; the window of N at D is (D − N, D]."""
    is_windowed: ClassVar[bool] = True
    """No: its evidence are `rows` of any day."""
    columns: ClassVar[Mapping[str, str]] = {}
    derived: ClassVar[Mapping[str, str]] = {}
    raw: ClassVar[str]
    measured_if: ClassVar[str]
    evaluated: ClassVar[str] = "evaluated_on"
    """The day that counts for it; null where the source knows nothing of the customer."""
    absent: ClassVar[IndicatorStatus] = IndicatorStatus.NOT_APPLICABLE
    rows: ClassVar[str] = "true"
    evidence: ClassVar[tuple[SubFigure, ...]] = ()
    instead: ClassVar[str] = ""
    """The source whose rows are the evidence where its own has none."""
    borrowed: ClassVar[Mapping[str, Mapping[str, str]]] = {}
    """Columns of other sources that `derived` and `raw` use as well, by the source's code."""

    @classmethod
    def reach(cls) -> int | None:
        """How many days of rows it takes; None for all."""
        return cls.window if cls.is_windowed else None

    @classmethod
    def reach_of_borrowed(cls) -> int | None:
        """The same of the rows of other sources."""
        return None

    @classmethod
    def behind(cls, day: str) -> str:
        """SQL: is a row of the source evidence? `day` is the row's own."""
        recent = f" AND {day} > evaluated_on - {cls.window:d}" if cls.is_windowed else ""
        return f"({cls.rows}){recent}"

    @classmethod
    def window_at(cls, day: date) -> tuple[date, date]:
        """First and last day of the window that ends on `day`, both included."""
        return day - timedelta(days=cls.window - 1), day


class Indicator(Figure):
    """A figure that earns points; `weight` and `curve` are what a new version proposes for it."""

    dimension: ClassVar[Dimension]
    is_our_work: ClassVar[bool] = False
    """It says how we do our work rather than how the customer behaves."""
    weight: ClassVar[float]
    curve: ClassVar[tuple[tuple[float, float], ...]]


_figures: dict[str, type[Figure]] = {}


FigureType = TypeVar("FigureType", bound=type[Figure])


def register(figure: FigureType) -> FigureType:
    """Class decorator. Codes become names in SQL, so they are checked here."""
    if not CODE.fullmatch(figure.code):
        raise ValueError(f"{figure.code!r} cannot be the code of a figure")
    if figure.code in _figures:
        raise ValueError(f"two figures are called {figure.code}")
    _figures[figure.code] = figure
    return figure


def unregister(code: str) -> None:
    del _figures[code]


@contextmanager
def registered(figure: type[Figure]) -> Iterator[type[Figure]]:
    """Have one more figure for a while; for tests and trials."""
    register(figure)
    try:
        yield figure
    finally:
        unregister(figure.code)


def figures_of(codes: tuple[str, ...]) -> dict[str, type[Figure]]:
    """Those of the figures that somebody has registered, in the order of `codes`."""
    return {code: _figures[code] for code in codes if code in _figures}


def indicators() -> list[type[Indicator]]:
    """Every registered indicator, for whoever writes a new version."""
    return [figure for figure in _figures.values() if issubclass(figure, Indicator)]


def proposed(indicator: type[Indicator]) -> dict[str, Any]:
    """The entry of a version's content for it, as it proposes itself."""
    return {
        "code": indicator.code,
        "dimension": indicator.dimension,
        "weight": indicator.weight,
        "curve": [list(point) for point in indicator.curve],
    }


def load_indicators() -> None:
    """Import every module of `health/indicators/`, so that a new file is all it takes."""
    package = import_module("health.indicators")
    for module in iter_modules(package.__path__, f"{package.__name__}."):
        import_module(module.name)
