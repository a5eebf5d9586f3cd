"""Writing versions of the model: what another one adds, and how two of them differ."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Spec = Mapping[str, Any]


@dataclass(frozen=True)
class Difference:
    """One entry that differs. `part` is an indicator's, a cap's or the signals' code, or a group

    of bounds; `name` is what of it, `weight` or `curve` for instance. None is where one has none.
    """

    part: str
    name: str
    before: Any
    after: Any


def next_number(number: str, taken: Iterable[str]) -> str:
    """`"1.4"` → `"1.5"`, or the next one that nobody has taken."""
    head, _dot, last = number.rpartition(".")
    place = int(last) if last.isdecimal() else 0
    head = head if last.isdecimal() else number
    known = set(taken)
    while True:
        place += 1
        found = f"{head}.{place}" if head else str(place)
        if found not in known:
            return found


def differences(before: Spec, after: Spec) -> list[Difference]:
    """In the order in which the later one names things; what it left out comes last."""
    flat = _flat(before), _flat(after)
    places = [*flat[1], *(place for place in flat[0] if place not in flat[1])]
    return [
        Difference(part, name, *(one.get((part, name)) for one in flat))
        for part, name in places
        if flat[0].get((part, name)) != flat[1].get((part, name))
    ]


def _flat(spec: Spec) -> dict[tuple[str, str], Any]:
    return dict(_entries(spec))


def _entries(spec: Spec) -> Iterator[tuple[tuple[str, str], Any]]:
    for entry in spec["indicators"]:
        yield (entry["code"], "weight"), float(entry["weight"])
        yield (entry["code"], "curve"), _curve(entry["curve"])
    for cap in spec["caps"]:
        yield (cap["code"], "curve"), _curve(cap["curve"])
        yield (cap["code"], "applies_to"), sorted(cap["applies_to"])
    for name, value in (spec.get("signals") or {}).items():
        yield ("signals", name), value
    for group in ("weak_spot", "levels", "confidence"):
        for name, value in spec[group].items():
            yield (group, name), value


def _curve(breakpoints: Iterable[Iterable[float]]) -> list[list[float]]:
    return [[float(raw), float(points)] for raw, points in breakpoints]
