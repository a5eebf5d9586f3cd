"""Which column of a file gives which field: as told, as last time, or as the header suggests."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from accounts.imports.errors import UnusableColumns
from accounts.imports.registry import Kind
from accounts.rules.names import normalise
from accounts.rules.parsing.refusal import Refusal
from accounts.rules.parsing.text import clean

IGNORED = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person has said about a file: field by column, and values for whole columns.

    Once that is everything, nothing is guessed or remembered besides.
    """

    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    is_complete: bool = False


NOTHING_TOLD = Told()


@dataclass(frozen=True, slots=True)
class Columns:
    """`mapping` is field by column, in the file's order, with "" for columns that are left out."""

    mapping: dict[str, str]
    constants: dict[str, str]
    values: dict[str, Any]  # the constants as the fields read them

    @property
    def names(self) -> dict[str, str]:
        """Column by field."""
        return {field: column for column, field in self.mapping.items() if field != IGNORED}

    @property
    def given(self) -> set[str]:
        """The fields that the file, or a constant, says something of."""
        return {*self.names, *self.constants}


def map_columns(
    kind: Kind, header: Sequence[str], told: Told, last_time: Told = NOTHING_TOLD
) -> Columns:
    """Find every field's column; UnusableColumns when a needed one has none.

    What is told comes first, and a constant makes its field's column needless.
    """
    for name in (*told.columns.values(), *told.constants):
        if name != IGNORED and kind.field(name) is None:
            raise _no_such_field(kind, name)
    chosen = {_find(header, column): name for column, name in told.columns.items()}
    _refuse_twice([*chosen.values(), *told.constants])
    constants = {
        name: value for name, value in last_time.constants.items() if name not in chosen.values()
    }
    constants |= told.constants
    taken = {*chosen.values(), *constants}
    found: dict[str, str] = {}
    if last_time.columns:
        found = {c: name for c, name in last_time.columns.items() if name not in taken}
    elif not told.is_complete:
        found = _guess(kind, header, taken)
    mapping = dict.fromkeys(header, IGNORED) | found | chosen
    _refuse_missing(kind, header, {*mapping.values(), *constants})
    values = {name: _constant(kind, name, value) for name, value in constants.items()}
    return Columns(mapping, constants, values)


def columns_propose(kind: Kind, header: Sequence[str], last_time: Told) -> Told:
    """What to begin with when a person is asked: as last time, or as the header suggests."""
    found = last_time.columns or _guess(kind, header, set())
    return Told({**dict.fromkeys(header, IGNORED), **found}, last_time.constants)


def _guess(kind: Kind, header: Sequence[str], taken: set[str]) -> dict[str, str]:
    """Columns by the words that mean a field; the surest word of all wins."""
    columns = {normalise(column): column for column in reversed(header)}
    hits = [
        (rank, position, field.name, columns[key])
        for position, field in enumerate(kind.fields)
        if field.name not in taken
        for rank, key in enumerate(map(normalise, field.headers()))
        if key in columns
    ]
    guessed: dict[str, str] = {}
    for _rank, _position, name, column in sorted(hits):
        if column not in guessed and name not in guessed.values():
            guessed[column] = name
    return guessed


def _find(header: Sequence[str], wanted: str) -> str:
    if wanted in header:
        return wanted
    alike = [column for column in header if normalise(column) == normalise(wanted)]
    if len(alike) == 1:
        return alike[0]
    raise UnusableColumns(
        _("The file has no column “%(column)s”; its columns are: %(columns)s.")
        % {"column": wanted, "columns": ", ".join(header)}
    )


def _no_such_field(kind: Kind, name: str) -> UnusableColumns:
    return UnusableColumns(
        _("%(kind)s have no field “%(field)s”; the fields are: %(fields)s.")
        % {
            "kind": kind.code,
            "field": name,
            "fields": ", ".join(field.name for field in kind.fields),
        }
    )


def _refuse_twice(names: Sequence[str]) -> None:
    given = [name for name in names if name != IGNORED]
    for name in given:
        if given.count(name) > 1:
            raise UnusableColumns(_("The field “%(field)s” is given twice.") % {"field": name})


def _refuse_missing(kind: Kind, header: Sequence[str], given: set[str]) -> None:
    if missing := kind.missing(given):
        raise UnusableColumns(
            _("No column for %(fields)s; the file's columns are: %(columns)s.")
            % {
                "fields": ", ".join(f"{field.label} ({field.name})" for field in missing),
                "columns": ", ".join(header),
            }
        )


def _constant(kind: Kind, name: str, value: str) -> Any:
    field = kind.field(name)
    try:
        text = clean(value)
        return field.type.parse(text) if field and text else None
    except Refusal as refusal:
        raise UnusableColumns(
            _("%(field)s = “%(value)s”: %(reason)s")
            % {"field": name, "value": value, "reason": _(refusal.message) % refusal.params}
        ) from None
