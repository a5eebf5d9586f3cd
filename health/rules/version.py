"""A version of the health model: the figures that `HealthModelVersion.spec` holds, checked.

    {"indicators": [{"code", "dimension", "weight", "curve": [[raw, points], …]}, …],
     "caps": [{"code", "curve", "applies_to": [indicator codes]}],
     "signals": {"code", "lowest", "highest"},
     "weak_spot": {"below", "factor", "dimensions": [codes], "measured_share"},
     "levels": {"healthy", "yellow", "orange"},
     "confidence": {"coverage", "weight"},
     "off": [indicators that are not used]}

A cap is a figure of its own (raw and curve) that limits the points of some indicators. Signals
are a figure whose raw number is added to the score, within bounds; without them nothing is.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any

from health.rules.curves import Curve

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
"""Codes become names in SQL."""

GROUPS = {
    "weak_spot": ("below", "factor", "measured_share"),
    "levels": ("healthy", "yellow", "orange"),
    "confidence": ("coverage", "weight"),
    "signals": ("lowest", "highest"),
}
"""Groups of bounds, and the numbers in each."""
LARGEST = 1_000_000
MOST_FIGURES = 64
"""A score row has room for the states of so many."""


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
    off: tuple[WeightedIndicator, ...] = ()
    """Not used, and kept as they were for whoever uses them again."""

    @classmethod
    def from_spec(cls, number: str, spec: Mapping[str, Any]) -> "Version":
        """Read a spec; SpecError says what makes no sense in it."""
        try:
            version = cls._read(number, spec)
        except KeyError as error:
            raise SpecError(number, _("something is missing"), str(error)) from error
        except (AttributeError, OverflowError, TypeError) as error:
            raise SpecError(number, _("something is of another shape")) from error
        except ValueError as error:
            raise SpecError(number, str(error)) from error
        for is_right, message in CHECKS:
            if not is_right(version):
                raise SpecError(number, message)
        return version

    @classmethod
    def _read(cls, number: str, spec: Mapping[str, Any]) -> "Version":
        _known(spec, "indicators", "caps", "off", *GROUPS)
        weak, signals = spec["weak_spot"], spec.get("signals")
        return cls(
            number=number,
            indicators=tuple(_indicator(entry) for entry in spec["indicators"]),
            caps=tuple(_cap(entry) for entry in spec["caps"]),
            weak_spot=WeakSpot(
                dimensions=tuple(weak["dimensions"]), **_group("weak_spot", weak, "dimensions")
            ),
            levels=Levels(**_group("levels", spec["levels"])),
            confidence=Confidence(**_group("confidence", spec["confidence"])),
            signals=Signals(signals["code"], **_group("signals", signals, "code"))
            if signals
            else None,
            off=tuple(_indicator(entry) for entry in spec.get("off", ())),
        )

    @property
    def codes(self) -> tuple[str, ...]:
        """Of whatever is in it, used or not."""
        return (*self.figures, *(entry.code for entry in self.off))

    @property
    def figures(self) -> tuple[str, ...]:
        """Codes in the order in which a score row stores raw figures and states."""
        signals = [self.signals.code] if self.signals else []
        indicators = (entry.code for entry in self.indicators)
        return (*indicators, *(cap.code for cap in self.caps), *signals)

    @property
    def numbers(self) -> Iterator[float]:
        """All that somebody may type."""
        entries = (*self.indicators, *self.off)
        yield from (entry.weight for entry in entries)
        curves = [entry.curve for entry in entries] + [cap.curve for cap in self.caps]
        for curve in curves:
            yield from chain.from_iterable(curve.breakpoints)
        groups = [self.weak_spot, self.levels, self.confidence, self.signals or self.levels]
        for group in groups:
            yield from filter(is_number, vars(group).values())

    def weight_of(self, dimension: str) -> float:
        return sum(entry.weight for entry in self.indicators if entry.dimension == dimension)

    def caps_of(self, code: str) -> tuple[Cap, ...]:
        return tuple(cap for cap in self.caps if code in cap.applies_to)


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: Any) -> float:
    if not is_number(value):
        raise ValueError(_("figures are numbers"))
    return float(value)


def _known(entry: Mapping[str, Any], *names: str) -> None:
    if not entry.keys() <= set(names):
        raise ValueError(_("there is an entry that nobody knows"))


def _group(group: str, entry: Mapping[str, Any], *others: str) -> dict[str, float]:
    """The numbers of a group of bounds; `others` are its entries that are none."""
    _known(entry, *GROUPS[group], *others)
    return {name: _number(entry[name]) for name in GROUPS[group]}


def _curve(breakpoints: list[list[float]]) -> Curve:
    return Curve(tuple((_number(raw), _number(points)) for raw, points in breakpoints))


def _indicator(entry: Mapping[str, Any]) -> WeightedIndicator:
    _known(entry, "code", "dimension", "weight", "curve")
    return WeightedIndicator(
        entry["code"], entry["dimension"], _number(entry["weight"]), _curve(entry["curve"])
    )


def _cap(entry: Mapping[str, Any]) -> Cap:
    _known(entry, "code", "curve", "applies_to")
    return Cap(entry["code"], _curve(entry["curve"]), frozenset(entry["applies_to"]))


CHECKS: tuple[tuple[Callable[[Version], Any], str], ...] = (
    (
        lambda version: all(abs(number) <= LARGEST for number in version.numbers),
        _("figures are numbers up to a million"),
    ),
    (lambda version: version.indicators, _("at least one indicator is used")),
    (
        lambda version: all(map(CODE.fullmatch, version.figures)),
        _("codes are small letters, digits and _"),
    ),
    (
        lambda version: len(set(version.codes)) == len(version.codes),
        _("every figure needs a code of its own"),
    ),
    (lambda version: len(version.figures) <= MOST_FIGURES, _("there are at most 64 figures")),
    (
        lambda version: all(entry.weight > 0 for entry in version.indicators),
        _("weights are above 0"),
    ),
    (
        lambda version: all(cap.applies_to <= set(version.codes) for cap in version.caps),
        _("a cap limits an unknown indicator"),
    ),
    (
        lambda version: (
            0 <= version.weak_spot.below <= 100
            and version.weak_spot.factor >= 0
            and 0 <= version.weak_spot.measured_share <= 1
        ),
        _("the weak spot takes off what is missing to a line between 0 and 100"),
    ),
    (
        lambda version: (
            not version.signals or version.signals.lowest <= 0 <= version.signals.highest
        ),
        _("signals may move a score by nothing"),
    ),
    (
        lambda version: (
            100 >= version.levels.healthy > version.levels.yellow > version.levels.orange > 0
        ),
        _("levels go from healthy down to orange"),
    ),
    (lambda version: 0 <= version.confidence.coverage <= 1, _("coverage is between 0 and 1")),
)
"""What has to hold, and what to say where it does not: message ids."""
