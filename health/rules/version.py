"""A version of the health model: the figures that `HealthModelVersion.spec` holds, checked.

    {"indicators": [{"code", "dimension", "weight", "curve": [[raw, points], …]}, …],
     "caps": [{"code", "curve", "applies_to": [indicator codes]}],
     "signals": {"code", "lowest", "highest"},
     "weak_spot": {"below", "factor", "dimensions": [codes], "measured_share"},
     "levels": {"healthy", "yellow", "orange"},
     "confidence": {"coverage", "weight"}}

A cap is a figure of its own (raw and curve) that limits the points of some indicators. Signals
are a figure whose raw number is added to the score, within bounds; without them nothing is.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from math import isfinite
from typing import Any

from health.rules.curves import Curve

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Codes become names in SQL."""


def _(text: str) -> str:
    """Marks a sentence for the catalogue."""
    return text


class SpecError(ValueError):
    """What makes no sense in a version; `message` is an English message id, without a number."""

    def __init__(self, number: str, message: str, detail: str = "") -> None:
        super().__init__(": ".join(filter(None, [f"model version {number}", message, detail])))
        self.message, self.detail = message, detail


@dataclass(frozen=True)
class WeightedIndicator:
    code: str
    dimension: str
    weight: float
    curve: Curve


@dataclass(frozen=True)
class Cap:
    code: str
    curve: Curve
    applies_to: frozenset[str]


@dataclass(frozen=True)
class WeakSpot:
    """Takes `factor` × (`below` − points) off for the weakest of `dimensions` when under `below`.

    A dimension counts only when indicators with at least `measured_share` of its weight have
    points.
    """

    below: float
    factor: float
    dimensions: tuple[str, ...]
    measured_share: float


@dataclass(frozen=True)
class Signals:
    """The figure `code` moves the score by its raw number, `lowest` … `highest`."""

    code: str
    lowest: float
    highest: float


@dataclass(frozen=True)
class Levels:
    """Lower bounds; each belongs to the better level, what is under `orange` is red."""

    healthy: float
    yellow: float
    orange: float

    @property
    def lines(self) -> tuple[float, ...]:
        """From the lowest to the highest."""
        return self.orange, self.yellow, self.healthy


@dataclass(frozen=True)
class Confidence:
    """Under this coverage (0 … 1), or this measured weight, confidence is low."""

    coverage: float
    weight: float


@dataclass(frozen=True)
class Version:
    number: str
    indicators: tuple[WeightedIndicator, ...]
    caps: tuple[Cap, ...]
    weak_spot: WeakSpot
    levels: Levels
    confidence: Confidence
    signals: Signals | None = None

    @classmethod
    def from_spec(cls, number: str, spec: Mapping[str, Any]) -> "Version":
        """Read a spec; SpecError says what makes no sense in it."""
        try:
            version = cls(
                number=number,
                indicators=tuple(_indicator(entry) for entry in spec["indicators"]),
                caps=tuple(_cap(entry) for entry in spec["caps"]),
                weak_spot=WeakSpot(
                    dimensions=tuple(spec["weak_spot"]["dimensions"]),
                    **_numbers(spec["weak_spot"], "below", "factor", "measured_share"),
                ),
                levels=Levels(**_numbers(spec["levels"], "healthy", "yellow", "orange")),
                confidence=Confidence(**_numbers(spec["confidence"], "coverage", "weight")),
                signals=_signals(spec.get("signals")),
            )
            problem = version.problem()
        except (AttributeError, KeyError, TypeError) as error:
            message = _("something is missing, or is of another shape")
            raise SpecError(number, message, str(error)) from error
        except ValueError as error:
            raise SpecError(number, str(error)) from error
        if problem:
            raise SpecError(number, problem)
        return version

    @property
    def figures(self) -> tuple[str, ...]:
        """Codes in the order in which a score row stores raw figures and states."""
        signals = [self.signals.code] if self.signals else []
        indicators = (entry.code for entry in self.indicators)
        return (*indicators, *(cap.code for cap in self.caps), *signals)

    def problem(self) -> str:
        """What makes no sense, as a message id; empty where all does."""
        codes, weak, levels = set(self.figures), self.weak_spot, self.levels
        indicators = {entry.code for entry in self.indicators}
        dimensions = {entry.dimension for entry in self.indicators}
        checks = (
            (self._is_finite(), _("figures are numbers")),
            (all(map(CODE.fullmatch, codes)), _("codes are small letters, digits and _")),
            (
                self.indicators and len(codes) == len(self.figures),
                _("every figure needs a code of its own"),
            ),
            (all(entry.weight > 0 for entry in self.indicators), _("weights are above 0")),
            (
                all(cap.applies_to <= indicators for cap in self.caps),
                _("a cap limits an unknown indicator"),
            ),
            (
                dimensions >= set(weak.dimensions),
                _("the weak spot names a dimension without indicators"),
            ),
            (
                0 <= weak.below <= 100 and weak.factor >= 0 and 0 <= weak.measured_share <= 1,
                _("the weak spot takes off what is missing to a line between 0 and 100"),
            ),
            (
                not self.signals or self.signals.lowest <= 0 <= self.signals.highest,
                _("signals may move a score by nothing"),
            ),
            (
                100 >= levels.healthy > levels.yellow > levels.orange > 0,
                _("levels go from healthy down to orange"),
            ),
            (0 <= self.confidence.coverage <= 1, _("coverage is between 0 and 1")),
        )
        return next((message for is_right, message in checks if not is_right), "")

    def _is_finite(self) -> bool:
        weak, levels, confidence = self.weak_spot, self.levels, self.confidence
        curves = [entry.curve for entry in self.indicators] + [cap.curve for cap in self.caps]
        signals = self.signals
        numbers = chain(
            (entry.weight for entry in self.indicators),
            chain.from_iterable(point for curve in curves for point in curve.breakpoints),
            (weak.below, weak.factor, weak.measured_share, *levels.lines),
            (confidence.coverage, confidence.weight),
            (signals.lowest, signals.highest) if signals else (),
        )
        return all(map(isfinite, numbers))

    def weight_of(self, dimension: str) -> float:
        return sum(entry.weight for entry in self.indicators if entry.dimension == dimension)

    def caps_of(self, code: str) -> tuple[Cap, ...]:
        return tuple(cap for cap in self.caps if code in cap.applies_to)


def _numbers(entry: Mapping[str, Any], *names: str) -> dict[str, float]:
    return {name: float(entry[name]) for name in names}


def _signals(entry: Mapping[str, Any] | None) -> Signals | None:
    return Signals(entry["code"], **_numbers(entry, "lowest", "highest")) if entry else None


def _curve(breakpoints: list[list[float]]) -> Curve:
    return Curve(tuple((float(raw), float(points)) for raw, points in breakpoints))


def _indicator(entry: Mapping[str, Any]) -> WeightedIndicator:
    return WeightedIndicator(
        entry["code"], entry["dimension"], float(entry["weight"]), _curve(entry["curve"])
    )


def _cap(entry: Mapping[str, Any]) -> Cap:
    return Cap(entry["code"], _curve(entry["curve"]), frozenset(entry["applies_to"]))
