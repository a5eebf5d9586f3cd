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

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from health.rules.curves import Curve


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
        """Read a spec; ValueError says what makes no sense in it."""
        try:
            version = cls(
                number=number,
                indicators=tuple(_indicator(entry) for entry in spec["indicators"]),
                caps=tuple(_cap(entry) for entry in spec["caps"]),
                weak_spot=WeakSpot(
                    **{**spec["weak_spot"], "dimensions": tuple(spec["weak_spot"]["dimensions"])}
                ),
                levels=Levels(**spec["levels"]),
                confidence=Confidence(**spec["confidence"]),
                signals=Signals(**spec["signals"]) if spec.get("signals") else None,
            )
        except (KeyError, TypeError) as error:
            raise ValueError(f"model version {number}: {error}") from error
        version.check()
        return version

    @property
    def figures(self) -> tuple[str, ...]:
        """Codes in the order in which a score row stores raw figures and states."""
        signals = [self.signals.code] if self.signals else []
        indicators = (entry.code for entry in self.indicators)
        return (*indicators, *(cap.code for cap in self.caps), *signals)

    def check(self) -> None:
        codes = set(self.figures)
        if not self.indicators or "" in codes or len(codes) != len(self.figures):
            raise ValueError(f"model version {self.number}: every figure needs a code of its own")
        if any(indicator.weight <= 0 for indicator in self.indicators):
            raise ValueError(f"model version {self.number}: weights are above 0")
        if any(not cap.applies_to <= codes for cap in self.caps):
            raise ValueError(f"model version {self.number}: a cap limits an unknown indicator")
        if self.signals and not self.signals.lowest <= 0 <= self.signals.highest:
            raise ValueError(f"model version {self.number}: signals may move a score by nothing")
        if not 100 >= self.levels.healthy > self.levels.yellow > self.levels.orange > 0:
            raise ValueError(f"model version {self.number}: levels go from healthy down to orange")

    def weight_of(self, dimension: str) -> float:
        return sum(entry.weight for entry in self.indicators if entry.dimension == dimension)

    def caps_of(self, code: str) -> tuple[Cap, ...]:
        return tuple(cap for cap in self.caps if code in cap.applies_to)


def _curve(breakpoints: list[list[float]]) -> Curve:
    return Curve(tuple((float(raw), float(points)) for raw, points in breakpoints))


def _indicator(entry: Mapping[str, Any]) -> WeightedIndicator:
    return WeightedIndicator(
        entry["code"], entry["dimension"], float(entry["weight"]), _curve(entry["curve"])
    )


def _cap(entry: Mapping[str, Any]) -> Cap:
    return Cap(entry["code"], _curve(entry["curve"]), frozenset(entry["applies_to"]))
