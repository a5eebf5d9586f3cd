"""Rows of text, read into values and copied into the staging table."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from accounts.imports.columns import Columns
from accounts.imports.fields import NOTHING, CellRefused, Field
from accounts.imports.files import Table
from accounts.imports.outcome import Outcome
from accounts.imports.registry import Kind
from accounts.imports.run import STAGING, Run
from accounts.rules.parsing.refusal import Refusal, gettext_noop
from accounts.rules.parsing.text import clean

MOST_REMEMBERED = 4_096
LONGEST_REMEMBERED = 60
# Types whose values the driver writes slowly, one by one; as text they are remembered.
WRITTEN = {"date", "timestamptz", "numeric"}
LIST = "varchar[]"


class RowReader:
    """Reads the cells of one row into a value for each staged column."""

    def __init__(self, kind: Kind, header: Sequence[str], columns: Columns) -> None:
        self.kind = kind
        self.width = len(header)
        self.blank = dict.fromkeys(kind.staged()) | columns.values
        positions = {column: position for position, column in enumerate(header)}
        self.sources = [
            (positions[column], name, ColumnReader(field))
            for name, column in columns.names.items()
            if (field := kind.field(name))
        ]
        self.names = columns.names

    def read(self, cells: list[str]) -> dict[str, Any]:
        """Raises CellRefused for the first cell that cannot be taken."""
        spare = self.width - len(cells)
        if spare < 0 and any(map(str.strip, cells[self.width :])):
            raise CellRefused("", Refusal(gettext_noop("the row has more cells than the header")))
        if spare > 0:
            cells = cells + [""] * spare
        row = self.blank | {
            name: value_of[cells[position]] for position, name, value_of in self.sources
        }
        self.kind.complete(row)
        return row

    def cell_of(self, field: str, cells: list[str]) -> tuple[str, str]:
        """The file's column for a field, and what is in it."""
        column = self.names.get(field, field)
        for position, name, _value_of in self.sources:
            if name == field and position < len(cells):
                return column, cells[position]
        return column, ""


class ColumnReader(dict[str, Any]):
    """What the cells of one column say; days, customers and words come again and again.

    A dictionary, so that a cell that has been there is read without a call.
    """

    def __init__(self, field: Field) -> None:
        super().__init__()
        self.field = field

    def __missing__(self, cell: str) -> Any:
        value = _value(self.field, cell)
        if len(self) < MOST_REMEMBERED and len(cell) <= LONGEST_REMEMBERED:
            self[cell] = value
        return value


def _value(field: Field, cell: str) -> Any:
    try:
        text = clean(cell)
        if text and not (field.type.knows_nothing and text.lower() in NOTHING):
            return field.type.parse(text)
    except Refusal as refusal:
        raise CellRefused(field.name, refusal) from None
    if field.required:
        raise CellRefused(field.name, Refusal(gettext_noop("is missing")))
    return None


def rows_stage(run: Run, kind: Kind, table: Table, columns: Columns) -> None:
    """Copy every good row into the staging table and note every other one."""
    staged = kind.staged()
    run.temp_empty(STAGING, {"row_no": "bigint", **staged})
    reader = RowReader(kind, table.header, columns)
    rows = _good_rows(reader, table, run.outcome)
    run.copy(STAGING, ["row_no", *staged], _written(rows, list(staged.values())))
    run.execute(f"ANALYZE {STAGING}")


def _good_rows(reader: RowReader, table: Table, outcome: Outcome) -> Iterator[list[Any]]:
    for number, cells in table.rows:
        if isinstance(cells, Refusal):
            outcome.rows += 1
            outcome.refuse(number, "", "", cells)
        elif any(cells) and any(map(str.strip, cells)):
            outcome.rows += 1
            try:
                row = reader.read(cells)
            except CellRefused as refused:
                column, cell = reader.cell_of(refused.field, cells)
                outcome.refuse(number, column, cell, refused.refusal)
            else:
                yield [number, *row.values()]


def _written(rows: Iterator[list[Any]], types: Sequence[str]) -> Iterator[list[Any]]:
    """The rows with days, moments, numbers and lists as text; `types` are those behind the number.

    Each column remembers its own: 1.0 and 1.00 are equal, but not the same text.
    """
    writers = [
        (place, _list_written if sql == LIST else lru_cache(MOST_REMEMBERED)(str))
        for place, sql in enumerate(types, start=1)
        if sql == LIST or sql in WRITTEN
    ]
    for row in rows:
        for place, text in writers:
            if row[place] is not None:
                row[place] = text(row[place])
        yield row


def _list_written(parts: Iterable[str]) -> str:
    """As the database writes a list of texts."""
    escaped = [part.replace("\\", r"\\").replace('"', r"\"") for part in parts]
    return "{" + ",".join([f'"{part}"' for part in escaped]) + "}"
