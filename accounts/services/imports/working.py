"""What the queue does for an uploaded file: try it, or import it. Safe to run twice.

All that a job writes is one transaction, with the upload's new state; only how far it is goes
beside it, so that the page can see it.
"""

import logging
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.choices import UploadState
from accounts.imports.columns import Told
from accounts.imports.errors import ImportImpossible
from accounts.models import ImportUpload, UploadRow
from accounts.services.imports.loading import Asked, ImportResult, file_load
from accounts.services.imports.notes import Notes, notes_taken, rows_store
from accounts.services.imports.turns import EXPECTED, reason_told, start_note, turn_take
from accounts.services.imports.uploads import AT_WORK, file_drop
from common.uploads import strays_remove

log = logging.getLogger(__name__)

COUNTED = ("rows", "created", "updated", "unchanged", "refused", "stubs", "new_customers")
LONGEST_ERROR = 1_000
DAYS_UNTOUCHED, DAYS_OF_REFUSED_ROWS = 14, 90


def upload_work(*, upload: int, day: date) -> UploadState | None:
    """Do what the upload's state asks for; returns where it is now, None if there was nothing.

    What goes wrong is written on the upload, in its person's language; a mistake of ours is raised
    as well.
    """
    found = ImportUpload.objects.filter(pk=upload, state__in=AT_WORK).values_list("user__language")
    for (language,) in found:
        with translation.override(language or settings.LANGUAGE_CODE):
            return _work(upload, day)
    return None


def _work(upload: int, day: date) -> UploadState | None:
    try:
        with transaction.atomic():
            return _work_alone(upload, day)
    # The queue's time limit is a SystemExit: without a word, it would deliver the job again.
    except (Exception, SystemExit) as error:
        log.warning("upload %d: %r", upload, error, exc_info=isinstance(error, DatabaseError))
        state = _fail(upload, reason_told(error))
        if isinstance(error, EXPECTED):
            return state
        raise


def _work_alone(pk: int, day: date) -> UploadState | None:
    """Two jobs for one upload: the second leaves it to the first, which may still be at it."""
    is_alone = turn_take(ImportUpload, pk)
    found = ImportUpload.objects.select_related("user").filter(pk=pk, state__in=AT_WORK)
    upload = found.first() if is_alone else None
    if upload is None:
        return None
    start_note(upload, "starts")
    with notes_taken(upload) as notes:
        step = _try if upload.state == UploadState.PREVIEWING else _import
        return step(upload, notes, day)


def _try(upload: ImportUpload, notes: Notes, day: date) -> UploadState:
    notes.sees_rows = True
    result = _load(upload, notes, day, dry_run=True)
    rows_store(upload, notes)
    counted = {name: getattr(result.outcome, name) for name in COUNTED}
    return _finish(upload, UploadState.READY, outcome=counted)


def _import(upload: ImportUpload, notes: Notes, day: date) -> UploadState:
    result = _load(upload, notes, day, dry_run=False)
    rows_store(upload, notes)
    file_drop(upload)
    # What is of people and companies does not outlive the file.
    outcome = {**upload.outcome, "new_customers": []}
    return _finish(upload, UploadState.DONE, batch=result.batch, samples=[], outcome=outcome)


def _load(upload: ImportUpload, notes: Notes, day: date, *, dry_run: bool) -> ImportResult:
    if not upload.file.name or not upload.file.storage.exists(upload.file.name):
        raise ImportImpossible(_("The file is not there any more; upload it again."))
    told = Told(upload.mapping, upload.constants, is_complete=True)
    # A trial shows what every row would do, also where one alone would stop them all.
    strict = upload.all_or_nothing and not dry_run
    asked = Asked(upload.kind, upload.source, told, upload.user, day, dry_run, strict)
    path = Path(upload.file.path)
    return file_load(path=path, name=upload.file_name, asked=asked, witness=notes)


def _finish(upload: ImportUpload, state: UploadState, **values: Any) -> UploadState:
    moving = ImportUpload.objects.filter(pk=upload.pk, state=upload.state, trials=upload.trials)
    if not moving.update(state=state, moved_at=timezone.now(), **values):
        raise ImportImpossible(_("This has been done meanwhile, here or by somebody else."))
    return state


def _fail(pk: int, reason: str) -> UploadState | None:
    moving = ImportUpload.objects.filter(pk=pk, state__in=AT_WORK)
    failed = moving.update(
        state=UploadState.FAILED, error=reason[:LONGEST_ERROR], moved_at=timezone.now()
    )
    return UploadState.FAILED if failed else None


@transaction.atomic
def uploads_tidy(*, day: date) -> dict[str, int]:
    """Drop files that nobody went on with for two weeks, and rows refused three months ago.

    The file of an import goes with the import; here only if something came in between. Nor do
    files stay that no upload names any more.
    """
    uploads = ImportUpload.objects.select_for_update().exclude(state=UploadState.IMPORTING)
    abandoned = uploads.exclude(state=UploadState.DONE).filter(
        moved_at__date__lt=day - timedelta(days=DAYS_UNTOUCHED)
    )
    forgotten = list(abandoned)
    left_behind = uploads.filter(state=UploadState.DONE, moved_at__date__lt=day).exclude(file="")
    for upload in (*forgotten, *left_behind):
        file_drop(upload)
    ImportUpload.objects.filter(pk__in=[upload.pk for upload in forgotten]).delete()
    # After those that were dropped: until the transaction has ended well, they are no strays.
    transaction.on_commit(partial(_strays_remove, day))
    refused = UploadRow.objects.filter(
        upload__state=UploadState.DONE,
        upload__moved_at__date__lt=day - timedelta(days=DAYS_OF_REFUSED_ROWS),
    )
    return {"uploads": len(forgotten), "refused_rows": refused.delete()[0]}


def _strays_remove(day: date) -> None:
    known = ImportUpload.objects.exclude(file="").values_list("file", flat=True)
    strays_remove("imports", known=known, day=day)
