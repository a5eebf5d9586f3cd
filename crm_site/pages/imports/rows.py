"""Rows of an upload in the words of whoever looks, and no more of them than they may see."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.clearance import hidden_from
from accounts.imports.fields import Field
from accounts.imports.outcome import RefusedRow
from accounts.imports.preview import stored_as
from accounts.imports.registry import Kind
from accounts.imports.templates import allowed_words
from accounts.models import UploadRow, User
from accounts.rules.clearance import masked
from common.templatetags.figures import DASH

NAMING = 3


@dataclass(frozen=True, slots=True)
class Said:
    """A field, what the file says of it, and for a change what was there before."""

    label: str
    value: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class ShownRow:
    """`name` tells which record it is; a refused row has the file's column, cell and the reason."""

    number: int
    name: str = ""
    values: list[Said] = field(default_factory=list)
    changes: list[Said] = field(default_factory=list)
    column: str = ""
    cell: str = ""
    reason: str = ""


class RowReader:
    """Makes rows of one kind of file readable for one person."""

    def __init__(self, person: User, kind: Kind) -> None:
        self.fields = {one.name: one for one in kind.fields}
        self.words = {one.name: allowed_words(one.type) for one in kind.fields if one.type.words}
        hidden = hidden_from(person, kind.model)
        classes: Any = getattr(kind.model, "classes", None)
        self.masks = {
            name: classes.of(column.name).mask
            for name, column in stored_as(kind).items()
            if column.name in hidden
        }

    def read(self, rows: Iterable[UploadRow]) -> list[ShownRow]:
        return [self._refused(row) if "message" in row.detail else self._row(row) for row in rows]

    def _refused(self, row: UploadRow) -> ShownRow:
        error = refusal(row)
        return ShownRow(error.row, column=error.column, cell=error.value, reason=error.reason)

    def _row(self, row: UploadRow) -> ShownRow:
        said = row.detail["values"]  # jsonb has an order of its own
        values = [
            Said(self._label(name), self._text(name, said[name]))
            for name in self.fields
            if name in said
        ]
        changes = [
            Said(self._label(name), self._text(name, after), before=self._text(name, before))
            for name, before, after in row.detail["changes"]
        ]
        name = " · ".join(said.value for said in values[:NAMING])
        return ShownRow(row.row_no, name, values, changes)

    def _label(self, name: str) -> str:
        return capfirst(str(self.fields[name].label))

    def _text(self, name: str, value: Any) -> str:
        if name in self.masks:
            value = masked(value, self.masks[name])
        words = self.words.get(name, {})
        if isinstance(value, list):
            return ", ".join(words.get(one, str(one)) for one in value) or DASH
        return words.get(value) or _plain(self.fields[name], value)


def refusal(row: UploadRow) -> RefusedRow:
    kept = {name: value for name, value in row.detail.items() if name != "cells"}
    return RefusedRow(**kept)


def _plain(of: Field, value: Any) -> str:
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    try:
        if of.type.sql == "date":
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT")
        if of.type.sql == "timestamptz":
            moment = localtime(datetime.fromisoformat(value))
            return date_format(moment, "SHORT_DATETIME_FORMAT")
    except ValueError:  # it is masked
        pass
    return str(value)


def refused_cells(row: UploadRow, width: int) -> list[str]:
    """What a row has in the file's `width` columns, the reason, and whatever it has beyond them.

    The surplus stays: without it the row would be taken the next time, and perhaps wrongly.
    """
    cells = row.detail.get("cells", [])
    blank = [""] * (width - len(cells))
    return [*cells[:width], *blank, _reason(row), *cells[width:]]


def _reason(row: UploadRow) -> str:
    error = refusal(row)
    return f"{error.column}: {error.reason}" if error.column else error.reason
