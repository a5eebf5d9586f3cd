"""One file, one transaction, and every written row noted so that it can go back."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.choices import BatchState
from accounts.imports.batches import import_context, writing_lock
from accounts.imports.columns import NOTHING_TOLD, Columns, Told, map_columns
from accounts.imports.files import Row, Table, open_table
from accounts.imports.outcome import Outcome
from accounts.imports.preview import preview_rows
from accounts.imports.registry import Kind, kind_by_code
from accounts.imports.rows import rows_stage
from accounts.imports.run import Run
from accounts.imports.watching import watch_begin
from accounts.models import ImportBatch, User
from accounts.queries.imports import told_last_time
from accounts.services.imports.witness import Witness

BETWEEN_REPORTS = 1_000  # rows


@dataclass(frozen=True, slots=True)
class ImportResult:
    """`batch` is None after a dry run, which leaves nothing behind."""

    batch: int | None
    kind: str
    file: str
    encoding: str
    delimiter: str
    columns: Columns
    state: BatchState
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be done with a file; see `batch_import`."""

    kind: str
    source: str
    told: Told
    user: User | None
    day: date
    dry_run: bool
    all_or_nothing: bool


class _TakenBack(Exception):
    """Leaves the transaction without its rows."""


def batch_import(
    *,
    kind: str,
    path: Path,
    source: str = "file",
    told: Told = NOTHING_TOLD,
    user: User | None = None,
    day: date,
    dry_run: bool = False,
    all_or_nothing: bool = False,
) -> ImportResult:
    """Load a file of a registered kind, as it is known on `day`.

    Columns nobody has said anything about are read as in the last file of the same header from
    the same source, or by their names. Rows that cannot be taken are refused and stop no other,
    unless `all_or_nothing`. A dry run counts what would happen and writes nothing. Raises
    ImportImpossible before anything is written.
    """
    asked = Asked(kind, source, told, user, day, dry_run, all_or_nothing)
    return file_load(path=path, name=path.name, asked=asked)


def file_load(
    *, path: Path, name: str, asked: Asked, witness: Witness | None = None
) -> ImportResult:
    """`batch_import` of a file that people call `name`, with somebody who is told on the way."""
    kind = kind_by_code(asked.kind)
    with open_table(path) as opened:
        table = _heard(opened, witness)
        columns = map_columns(kind, table.header, asked.told, _last_time(asked, table))
        batch = ImportBatch(
            kind=asked.kind,
            source=asked.source,
            user=asked.user,
            file_name=_readable(name),
            sha256=_sha256(path),
            encoding=table.encoding,
            delimiter=table.delimiter,
            mapping=columns.mapping,
            constants=columns.constants,
        )
        with suppress(_TakenBack), transaction.atomic():
            batch.save()
            run = Run(asked.source, batch.pk, asked.day, asked.dry_run, columns.names)
            if witness:
                witness.watch(run)
            batch.state = _load(run, kind, table, columns, asked, batch, witness)
            _keep_outcome(batch, run.outcome)
            if asked.dry_run:
                raise _TakenBack
    return ImportResult(
        None if asked.dry_run else batch.pk,
        asked.kind,
        _readable(str(path)),
        table.encoding,
        table.delimiter,
        columns,
        BatchState(batch.state),
        run.outcome,
    )


def _load(
    run: Run,
    kind: Kind,
    table: Table,
    columns: Columns,
    asked: Asked,
    batch: ImportBatch,
    witness: Witness | None,
) -> BatchState:
    with suppress(_TakenBack), transaction.atomic(), import_context(batch):
        writing_lock(run, kind)
        run.begin_changes()
        watch_begin(run)
        rows_stage(run, kind, table, columns)
        kind.land(run)
        run.note_changes(kind.writes)
        if witness and run.is_watched:
            witness.landed(preview_rows(run, kind, columns))
        if not (asked.all_or_nothing and run.outcome.refused):
            return BatchState.DONE
        raise _TakenBack
    run.outcome.forget()
    return BatchState.REJECTED


def _heard(table: Table, witness: Witness | None) -> Table:
    return replace(table, rows=_counted(table.rows, witness)) if witness else table


def _counted(rows: Iterator[Row], witness: Witness) -> Iterator[Row]:
    for place, row in enumerate(rows, start=1):
        if place % BETWEEN_REPORTS == 0:
            witness.read(place)
        yield row


def _keep_outcome(batch: ImportBatch, outcome: Outcome) -> None:
    batch.rows = outcome.rows
    batch.created = outcome.created
    batch.updated = outcome.updated
    batch.unchanged = outcome.unchanged
    batch.refused = outcome.refused
    batch.stubs = outcome.stubs
    batch.errors = [error.stored() for error in outcome.errors_by_row()]
    batch.finished_at = timezone.now()
    batch.save()


def _last_time(asked: Asked, table: Table) -> Told:
    """Nothing for a file about which somebody has said everything."""
    if asked.told.is_complete:
        return NOTHING_TOLD
    return told_last_time(asked.kind, asked.source, table.header)


def _readable(name: str) -> str:
    """A file's name as text that can be stored and printed, whatever its bytes are."""
    return os.fsencode(name).decode(errors="replace")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
