"""Which column is which: the proposal as a person sees it, and what the person says to it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import QueryDict
from django.utils.text import capfirst

from accounts.imports.columns import IGNORED, Told
from accounts.imports.fields import Field
from accounts.imports.registry import Kind, kind_by_code
from accounts.models import ImportUpload
from accounts.services.imports import LONGEST_CONSTANT

MOST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """A column of the file; `place` counts from 0, `field` is empty where it is left out."""

    place: int
    name: str
    samples: list[str]
    field: str

    @property
    def input(self) -> str:
        return f"column-{self.place}"


@dataclass(frozen=True, slots=True)
class ConstantRow:
    field: Field
    value: str

    @property
    def input(self) -> str:
        return f"constant-{self.field.name}"


@dataclass(frozen=True, slots=True)
class ColumnsForm:
    """`missing` are fields without which the file is of no use, `more` how many columns of it are
    left out without being shown."""

    rows: list[ColumnRow]
    choices: list[tuple[str, str, bool]]
    constants: list[ConstantRow]
    missing: list[str]
    more: int

    @property
    def has_constants(self) -> bool:
        return any(row.value for row in self.constants)


def columns_form(upload: ImportUpload, told: Told) -> ColumnsForm:
    kind = kind_by_code(upload.kind)
    rows = [
        ColumnRow(place, name, _samples(upload, place), told.columns.get(name, IGNORED))
        for place, name in enumerate(upload.header)
    ]
    shown = _shown(upload)
    given = {*told.columns.values(), *told.constants}
    return ColumnsForm(
        rows=[row for row in rows if row.place in shown],
        choices=[(field.name, capfirst(str(field.label)), field.required) for field in kind.fields],
        constants=[ConstantRow(f, told.constants.get(f.name, "")) for f in kind.fields],
        missing=[capfirst(str(field.label)) for field in kind.missing(given)],
        more=len(rows) - len(shown),
    )


def columns_kept(upload: ImportUpload) -> Told:
    return Told(upload.mapping, upload.constants, is_complete=True)


def columns_said(upload: ImportUpload, post: QueryDict) -> Told:
    """What a person has sent; columns that were not shown stay as they are proposed."""
    shown = _shown(upload)
    columns = {
        name: post.get(f"column-{place}", IGNORED)
        if place in shown
        else upload.mapping.get(name, IGNORED)
        for place, name in enumerate(upload.header)
    }
    return Told(columns, _constants(kind_by_code(upload.kind), post), is_complete=True)


def _constants(kind: Kind, post: Mapping[str, str]) -> dict[str, str]:
    said = {field.name: post.get(f"constant-{field.name}", "") for field in kind.fields}
    kept = {name: value.replace("\0", "").strip() for name, value in said.items()}
    return {name: value[:LONGEST_CONSTANT] for name, value in kept.items() if value}


def _shown(upload: ImportUpload) -> set[int]:
    """Places of the columns that a person is shown: what is used, and the first of the others."""
    used = [place for place, name in enumerate(upload.header) if upload.mapping.get(name)]
    others = [place for place in range(len(upload.header)) if place not in set(used)]
    return {*used, *others[: max(MOST_SHOWN - len(used), 0)]}


def _samples(upload: ImportUpload, place: int) -> list[str]:
    return [row[place] if place < len(row) else "" for row in upload.samples]
