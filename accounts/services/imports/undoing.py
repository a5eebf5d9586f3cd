"""Putting back what an import has changed."""

import logging
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from accounts.choices import BatchState
from accounts.imports.batches import import_context, writing_lock
from accounts.imports.errors import ImportImpossible
from accounts.imports.facts import FactKind
from accounts.imports.feeds import feed_shorten
from accounts.imports.references import customers_lock
from accounts.imports.registry import kind_by_code
from accounts.imports.run import Run
from accounts.imports.undo import Kept, changes_take_back
from accounts.models import Customer, Feed, ImportBatch
from accounts.services.assignments import owners_refresh
from accounts.services.imports.turns import EXPECTED, reason_told, start_note, turn_take

log = logging.getLogger(__name__)

JOB = "accounts.jobs.undo_work"
PATIENCE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class UndoResult:
    """How many rows went and were restored; `kept` could not go back, each with its reason."""

    batch: int
    deleted: int
    restored: int
    kept: list[Kept]


@transaction.atomic
def batch_undo(*, batch: ImportBatch, day: date) -> UndoResult:
    """Put back what the batch changed, as far as nobody has built on it since.

    Raises ImportImpossible for a batch that was undone already or never wrote anything.
    """
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    if batch.state not in (BatchState.DONE, BatchState.UNDOING):
        raise ImportImpossible(_not_undoable(batch))
    kind = kind_by_code(batch.kind)
    run = Run(batch.source, batch.pk, day, dry_run=False, columns={})
    with import_context(batch):
        writing_lock(run, kind)
        customers_lock(run)
        kind.before_undo(run)
        deleted, restored, kept = changes_take_back(run)
        kind.after_undo(run)
        feeds = [row for row in kept if row.table == Feed._meta.db_table]
        for feed in Feed.objects.filter(pk__in=[row.row for row in feeds]):
            _shorten(run, feed)
        owners_refresh(day=day, customers=_customers_changed(batch))
        result = UndoResult(batch.pk, deleted, restored, [row for row in kept if row not in feeds])
        batch.state = BatchState.UNDONE
        batch.undone = _noted(result)
        batch.save(update_fields=["state", "undone"])
    return result


@transaction.atomic
def undo_ask(*, batch: ImportBatch) -> None:
    """Have the queue undo the batch: a hundred thousand rows take longer than anybody waits.

    Raises ImportImpossible for a batch that is not there to be undone, or is being undone already;
    what the queue seems to have lost may be asked for again.
    """
    now = timezone.now()
    waits = Q(state=BatchState.UNDOING, undo_asked_at__lt=now - PATIENCE)
    asking = ImportBatch.objects.filter(Q(state=BatchState.DONE) | waits, pk=batch.pk)
    # Whoever undoes it has its row to the end; nobody waits for that at a page.
    found = asking.select_for_update(skip_locked=True).first()
    if found is None:
        batch.refresh_from_db()
        raise ImportImpossible(_not_undoable(batch))
    if found.state == BatchState.DONE:
        found.undo_starts = 0
    found.state, found.undo_asked_at, found.undone = BatchState.UNDOING, now, {}
    found.save(update_fields=["state", "undo_asked_at", "undone", "undo_starts"])
    async_task(JOB, batch.pk)


def undo_work(*, batch: int, day: date) -> UndoResult | None:
    """Undo a batch somebody has asked for; None if that is done already, or another job is at it.

    What goes wrong is written on the batch, which is then as it was; a mistake of ours is raised
    as well.
    """
    try:
        with transaction.atomic():
            return _undo_alone(batch, day)
    # The queue's time limit is a SystemExit: without a word, it would deliver the job again.
    except (Exception, SystemExit) as error:
        log.warning("import %d: %r", batch, error, exc_info=isinstance(error, DatabaseError))
        asked = ImportBatch.objects.filter(pk=batch, state=BatchState.UNDOING)
        asked.update(state=BatchState.DONE, undone={"error": reason_told(error)})
        if isinstance(error, EXPECTED):
            return None
        raise


def _undo_alone(pk: int, day: date) -> UndoResult | None:
    is_alone = turn_take(ImportBatch, pk)
    found = ImportBatch.objects.filter(pk=pk, state=BatchState.UNDOING)
    batch = found.first() if is_alone else None
    if batch is None:
        return None
    start_note(batch, "undo_starts")
    return batch_undo(batch=batch, day=day)


def _noted(result: UndoResult) -> dict[str, Any]:
    """What is kept of it for the page: the rows that stay are counted by table and reason."""
    kept = Counter((row.table, row.reason) for row in result.kept)
    return {
        "deleted": result.deleted,
        "restored": result.restored,
        "kept": [[table, reason, count] for (table, reason), count in sorted(kept.items())],
    }


def _shorten(run: Run, feed: Feed) -> None:
    kind = kind_by_code(feed.kind)
    if isinstance(kind, FactKind):
        feed_shorten(run, feed.pk, kind.model._meta.db_table, kind.day_column)


def _customers_changed(batch: ImportBatch) -> list[int]:
    """Those whose copy of the owner may disagree, because only one of the two could go back."""
    changed = batch.changes.filter(table=Customer._meta.db_table).values("row")
    return list(Customer.objects.filter(pk__in=changed).values_list("pk", flat=True))


def _not_undoable(batch: ImportBatch) -> str:
    if batch.state == BatchState.UNDONE:
        return _("Import %(batch)d was undone already.") % {"batch": batch.pk}
    if batch.state in (BatchState.UNDOING, BatchState.DONE):
        return _("Import %(batch)d is being undone.") % {"batch": batch.pk}
    return _("Import %(batch)d wrote nothing that could be undone.") % {"batch": batch.pk}
