"""One file, one transaction, and every written row noted so that it can go back."""

import hashlib
import os
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.choices import BatchState
from accounts.imports.batches import import_context, writing_lock
from accounts.imports.columns import NOTHING_TOLD, Columns, Told, map_columns
from accounts.imports.files import Table, open_table
from accounts.imports.outcome import Outcome
from accounts.imports.registry import Kind, kind_by_code
from accounts.imports.rows import rows_stage
from accounts.imports.run import Run
from accounts.models import ImportBatch, User


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
    loader = kind_by_code(kind)
    with open_table(path) as table:
        columns = map_columns(loader, table.header, told, _last_time(kind, source, table))
        batch = ImportBatch(
            kind=kind,
            source=source,
            user=user,
            file_name=_readable(path.name),
            sha256=_sha256(path),
            encoding=table.encoding,
            delimiter=table.delimiter,
            mapping=columns.mapping,
            constants=columns.constants,
        )
        with suppress(_TakenBack), transaction.atomic():
            batch.save()
            run = Run(source, batch.pk, day, dry_run, columns.names)
            batch.state = _load(batch, run, loader, table, columns, all_or_nothing)
            _keep_outcome(batch, run.outcome)
            if dry_run:
                raise _TakenBack
    return ImportResult(
        None if dry_run else batch.pk,
        kind,
        _readable(str(path)),
        table.encoding,
        table.delimiter,
        columns,
        BatchState(batch.state),
        run.outcome,
    )


def _load(
    batch: ImportBatch, run: Run, kind: Kind, table: Table, columns: Columns, all_or_nothing: bool
) -> BatchState:
    with suppress(_TakenBack), transaction.atomic(), import_context(batch):
        writing_lock(run, kind)
        run.begin_changes()
        rows_stage(run, kind, table, columns)
        kind.land(run)
        run.note_changes(kind.writes)
        if not (all_or_nothing and run.outcome.refused):
            return BatchState.DONE
        raise _TakenBack
    run.outcome.forget()
    return BatchState.REJECTED


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


def _last_time(kind: str, source: str, table: Table) -> Told:
    """How the last file of this kind, source and header was read."""
    done = ImportBatch.objects.filter(kind=kind, source=source, state=BatchState.DONE)
    last = done.order_by("-pk").first()
    if last is None or last.mapping.keys() != set(table.header):
        return NOTHING_TOLD
    return Told(last.mapping, last.constants)


def _readable(name: str) -> str:
    """A file's name as text that can be stored and printed, whatever its bytes are."""
    return os.fsencode(name).decode(errors="replace")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
