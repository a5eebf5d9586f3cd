"""What is different between two versions of a procedure, step by step and field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

Fields = Mapping[str, Any]


class Changed(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class StepChange:
    """`fields` are those that differ; places count from 1, and one that is not there is None."""

    how: Changed
    before: Fields | None
    after: Fields | None
    place_before: int | None = None
    place: int | None = None
    fields: tuple[str, ...] = ()

    @property
    def is_moved(self) -> bool:
        return None not in (self.place, self.place_before) and self.place != self.place_before


def fields_changed(before: Fields, after: Fields) -> tuple[str, ...]:
    return tuple(name for name, value in after.items() if before.get(name) != value)


def steps_changed(before: Mapping[Any, Fields], after: Mapping[Any, Fields]) -> list[StepChange]:
    """Of steps by key, in order: those of `after`, then those that are gone."""
    old = {key: place for place, key in enumerate(before, 1)}
    found = [
        _kept(before.get(key), fields, old.get(key), place)
        for place, (key, fields) in enumerate(after.items(), 1)
    ]
    gone: Sequence[StepChange] = [
        StepChange(Changed.REMOVED, fields, None, old[key])
        for key, fields in before.items()
        if key not in after
    ]
    return [*found, *gone]


def _kept(before: Fields | None, after: Fields, place_before: int | None, place: int) -> StepChange:
    if before is None:
        return StepChange(Changed.ADDED, None, after, None, place)
    fields = fields_changed(before, after)
    is_same = not fields and place == place_before
    how = Changed.SAME if is_same else Changed.CHANGED
    return StepChange(how, before, after, place_before, place, fields)
