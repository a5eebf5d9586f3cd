"""A table out of a file: CSV and its relatives, or the first sheet of a workbook.

Text is streamed, so that memory does not grow with the file. A row's number is the one that a
spreadsheet shows: the header of an ordinary file is row 1, a cell with line breaks is one row.
"""

import csv
import io
from collections import deque
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from itertools import count, islice
from pathlib import Path
from typing import TextIO

from django.utils.translation import gettext as _

from accounts.imports.encodings import detect_encoding
from accounts.imports.errors import UnreadableFile
from accounts.imports.workbooks import is_old_workbook, is_zip, workbook_rows
from accounts.rules.parsing.refusal import Refusal, gettext_noop

DELIMITERS = ",;\t|"
MOST_COLUMNS = 1_000
LONGEST_NAME = 100
LONGEST_LINE = LONGEST_CELL = 8 << 20
MOST_LINES_OF_ROW = 1_000
SAMPLE_CHARACTERS = 1 << 16
SAMPLE_ROWS = 50

csv.field_size_limit(LONGEST_CELL)

ENDINGS = (".csv", ".tsv", ".txt", ".xlsx")

Row = tuple[int, "list[str] | Refusal"]


class BrokenRow(Refusal):
    """A row whose quotation marks do not match; `line` is its first line as it stands there."""

    def __init__(self, line: str) -> None:
        super().__init__(gettext_noop("a quotation mark is not closed, or out of place"))
        self.line = line


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` are (number, cells); a row that cannot be read has a Refusal for cells."""

    encoding: str
    delimiter: str
    header: list[str]
    rows: Iterator[Row] = field(repr=False)


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Read the file's first table; UnreadableFile when there is none."""
    head = _head(path)
    if is_old_workbook(head):
        raise UnreadableFile(_("This workbook is encrypted or an old .xls; save it as .xlsx."))
    if is_zip(head):
        with closing(workbook_rows(path)) as rows:
            yield _table("xlsx", "", enumerate(rows, start=1))
    else:
        with _open_text(path) as (encoding, text):
            delimiter = _detect_delimiter(text)
            yield _table(encoding, delimiter, _text_rows(text, delimiter))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        raise UnreadableFile(error.strerror) from error
    if not head:
        raise UnreadableFile(_("The file is empty."))
    return head


@contextmanager
def _open_text(path: Path) -> Iterator[tuple[str, TextIO]]:
    encoding = detect_encoding(path)
    with path.open(encoding=encoding, errors="replace", newline="") as text:
        yield encoding, text


def _table(encoding: str, delimiter: str, rows: Iterator[Row]) -> Table:
    for _number, cells in rows:
        if isinstance(cells, Refusal):
            raise UnreadableFile(_("The first row, with the column names, cannot be read."))
        if any(cell.strip() for cell in cells):
            return Table(encoding, delimiter, _column_names(cells), rows)
    raise UnreadableFile(_("The file has no header row."))


def _column_names(cells: list[str]) -> list[str]:
    """Every column gets a name of its own: a blank one `#3`, a second `Amount` `Amount (2)`."""
    while not cells[-1].strip():
        cells.pop()
    if len(cells) > MOST_COLUMNS:
        raise UnreadableFile(
            _("The table has %(count)d columns; %(most)d is the most.")
            % {"count": len(cells), "most": MOST_COLUMNS}
        )
    names: dict[str, None] = {}
    for position, cell in enumerate(cells, start=1):
        name = " ".join(cell.replace("\x00", "").split())[:LONGEST_NAME] or f"#{position}"
        copies = count(2)
        unique = name
        while unique in names:
            unique = f"{name} ({next(copies)})"
        names[unique] = None
    return list(names)


def _text_rows(text: TextIO, delimiter: str) -> Iterator[Row]:
    """Rows of a text file; a misplaced quote costs its own row and no other."""
    lines = _Lines(text)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    for number in count(1):
        lines.of_row.clear()
        try:
            yield number, next(reader)
        except StopIteration:
            return
        except csv.Error:
            lines.give_back()
            yield number, BrokenRow(lines.of_row[0].rstrip("\r\n"))


class _Lines:
    """The lines of a text; a row that turns out broken gives back all of its lines but one.

    A mark that nobody closes would otherwise swallow the rest of the file.
    """

    def __init__(self, text: TextIO) -> None:
        self.text = text
        self.of_row: list[str] = []
        self.given_back: deque[str] = deque()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.of_row) == MOST_LINES_OF_ROW:
            raise StopIteration
        line = self.given_back.popleft() if self.given_back else _line(self.text)
        if not line:
            raise StopIteration
        self.of_row.append(line)
        return line

    def give_back(self) -> None:
        self.given_back.extendleft(reversed(self.of_row[1:]))


def _line(text: TextIO) -> str:
    line = text.readline(LONGEST_LINE)
    if len(line) == LONGEST_LINE and not line.endswith(("\n", "\r")):
        raise UnreadableFile(
            _("A line is longer than %(count)d characters: this is no table.")
            % {"count": LONGEST_LINE}
        )
    return line


def _detect_delimiter(text: TextIO) -> str:
    """The separator that splits the header and agrees with it in most of the first rows."""
    start = text.tell()
    sample = text.read(SAMPLE_CHARACTERS)
    text.seek(start)
    return max(DELIMITERS, key=lambda delimiter: _agreement(sample, delimiter))


def _agreement(sample: str, delimiter: str) -> tuple[float, int]:
    widths: list[int] = []
    rows = _text_rows(io.StringIO(sample, newline=""), delimiter)
    for _number, cells in islice(rows, SAMPLE_ROWS):
        if cells and not isinstance(cells, Refusal):
            widths.append(len(cells))
    if not widths or widths[0] == 1:
        return (0, 0)
    alike = sum(width == widths[0] for width in widths)
    return (alike / len(widths), widths[0])
