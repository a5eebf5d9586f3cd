"""What a job notes of an upload's rows while it imports them, and how far it has come."""

import json
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from accounts.choices import RowOutcome
from accounts.imports.files import BrokenRow, open_table
from accounts.imports.outcome import RefusedRow
from accounts.imports.preview import RowPreview
from accounts.models import ImportUpload, UploadRow
from accounts.rules.parsing.refusal import Refusal
from accounts.services.imports.witness import Witness

CELLS = "upload_cells"

Noted = tuple[int, str, dict[str, Any]]
"""The row's number, its outcome and detail."""


@contextmanager
def notes_taken(upload: ImportUpload) -> "Iterator[Notes]":
    """Notes go into a file, so that a million of them need no memory.

    Progress goes over a connection of its own: what the job's transaction writes, nobody sees yet.
    """
    with closing(connection.copy()) as beside, TemporaryFile("w+", encoding="utf-8") as lines:
        notes = Notes(upload.pk, beside, lines)
        notes.read(0)
        yield notes


class Notes(Witness):
    def __init__(self, upload: int, beside: BaseDatabaseWrapper, lines: IO[str]) -> None:
        self.upload = upload
        self.beside = beside
        self.lines = lines
        self.refused_rows: set[int] = set()

    def read(self, rows: int) -> None:
        with self.beside.cursor() as cursor:
            cursor.execute(
                f"UPDATE {ImportUpload._meta.db_table} SET rows_read = %s, heard_at = now() "
                "WHERE id = %s",
                [rows, self.upload],
            )

    def refused(self, row: RefusedRow) -> None:
        self.refused_rows.add(row.row)
        self._note(row.row, RowOutcome.REFUSED, row.stored())

    def landed(self, rows: Iterator[RowPreview]) -> None:
        for row in rows:
            self._note(row.row, row.outcome, {"values": row.values, "changes": row.changes})

    def _note(self, row: int, outcome: str, detail: dict[str, Any]) -> None:
        self.lines.write(json.dumps([row, outcome, detail]) + "\n")

    def rows(self) -> Iterator[Noted]:
        self.lines.seek(0)
        for line in self.lines:
            row, outcome, detail = json.loads(line)
            yield row, outcome, detail


def rows_store(upload: ImportUpload, notes: Notes) -> None:
    """In the place of what was known of the rows before; refused ones with all of their cells."""
    upload.rows.all().delete()
    rows = ((upload.pk, row, outcome, json.dumps(detail)) for row, outcome, detail in notes.rows())
    cells = _cells(Path(upload.file.path), notes.refused_rows)
    table = UploadRow._meta.db_table
    with connection.cursor() as cursor:
        _copy(cursor, f"{table} (upload_id, row_no, outcome, detail)", rows)
        cursor.execute(f"CREATE TEMP TABLE {CELLS} (row_no bigint, cells jsonb) ON COMMIT DROP")
        _copy(cursor, f"{CELLS} (row_no, cells)", cells)
        cursor.execute(
            f"""
            UPDATE {table} r SET detail = r.detail || jsonb_build_object('cells', c.cells)
            FROM {CELLS} c
            WHERE r.upload_id = %s AND r.outcome = %s AND r.row_no = c.row_no
            """,
            [upload.pk, RowOutcome.REFUSED],
        )
        cursor.execute(f"DROP TABLE {CELLS}")


def _copy(cursor: Any, into: str, rows: Iterable[tuple[Any, ...]]) -> None:
    with connection.wrap_database_errors, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _cells(path: Path, wanted: set[int]) -> Iterator[tuple[int, str]]:
    """The rows of the file with these numbers, as they stand there, in JSON."""
    if not wanted:
        return
    last = max(wanted)
    with open_table(path) as table:
        width = len(table.header)
        for number, cells in table.rows:
            if number > last:
                return
            if number in wanted:
                stood = [cell.replace("\0", "\ufffd") for cell in _as_it_stands(cells, width)]
                yield number, json.dumps(stood)


def _as_it_stands(cells: list[str] | Refusal, width: int) -> list[str]:
    """A broken row is its line behind the last column, where nothing takes it for a value."""
    if isinstance(cells, BrokenRow):
        return [*[""] * width, cells.line]
    return [] if isinstance(cells, Refusal) else cells
