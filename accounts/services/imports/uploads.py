"""A file's way to an import, step by step, as a person at a page takes it.

Every step is one `UPDATE … WHERE state = …`: of two clicks the second finds that the first was
there. What takes long is put into the queue in the same transaction.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path, PurePath
from tempfile import NamedTemporaryFile
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django_q.tasks import async_task

from accounts.choices import RESERVED_SOURCES, UploadState
from accounts.imports.columns import Told, columns_propose, map_columns
from accounts.imports.errors import ImportImpossible, UnreadableFile
from accounts.imports.files import ENDINGS, Table, open_table
from accounts.imports.registry import kind_by_code
from accounts.models import ImportUpload, User
from accounts.queries.imports import told_last_time
from accounts.rules.parsing.refusal import Refusal
from common.locks import lock_until_end

MOST_BYTES = 200 << 20
SAMPLES = 3
LONGEST_SAMPLE = 80
LONGEST_SOURCE = 40
LONGEST_NAME = 255
LONGEST_CONSTANT = 200
JOB = "accounts.jobs.upload_work"

OPEN = (UploadState.UPLOADED, UploadState.READY, UploadState.FAILED)
AT_WORK = (UploadState.PREVIEWING, UploadState.IMPORTING)


class StepImpossible(ImportImpossible):
    """Somebody else, or the other tab, was first."""


def upload_add(*, user: User, kind: str, source: str, file: File) -> ImportUpload:
    """Keep a file that can be read as a table, with a proposal for its columns.

    The same file again, sent twice, is the upload that there is. Raises ImportImpossible, and
    keeps nothing, for a file that is no table.
    """
    name = PurePath((file.name or "").replace("\\", "/")).name
    if (file.size or 0) > MOST_BYTES:
        raise UnreadableFile(
            _("The file is larger than %(most)d MB; split it.") % {"most": MOST_BYTES >> 20}
        )
    with _on_disk(file) as path:
        upload = ImportUpload(
            user=user,
            kind=kind,
            source=source_clean(source),
            file_name=_readable(name)[-LONGEST_NAME:],
            size=file.size or 0,
            sha256=_sha256(path),
        )
        _look_into(upload, path)
    with transaction.atomic():
        return _twin(upload) or _keep(upload, file)


def _twin(upload: ImportUpload) -> ImportUpload | None:
    """The same file from the same person; of a double click the second waits for the first."""
    same = ("user_id", "kind", "source", "sha256", "state")
    values = {name: getattr(upload, name) for name in same}
    lock_until_end(":".join(map(str, ("upload", *values.values()))))
    return ImportUpload.objects.filter(**values).first()


def source_clean(name: str) -> str:
    """Raises ImportImpossible for what is no name, or one that is not for files."""
    name = name.strip()
    if name.lower() in RESERVED_SOURCES:
        raise ImportImpossible(
            _("The source “%(source)s” is kept for the demo company; choose another word.")
            % {"source": name}
        )
    if not name or len(name) > LONGEST_SOURCE or not name.isprintable():
        raise ImportImpossible(
            _("A source has a name of at most %(most)d characters.") % {"most": LONGEST_SOURCE}
        )
    return name


def _look_into(upload: ImportUpload, path: Path) -> None:
    kind = kind_by_code(upload.kind)
    with open_table(path) as table:
        rows = list(islice(_readable_rows(table), SAMPLES))
        if not rows:
            raise UnreadableFile(_("The file has a header and no rows."))
        last_time = _last_time(upload, table.header)
        proposed = columns_propose(kind, table.header, last_time)
    upload.encoding, upload.delimiter = table.encoding, table.delimiter
    upload.header = table.header
    upload.samples = [
        [_readable(cell[:LONGEST_SAMPLE]) for cell in row[: len(table.header)]] for row in rows
    ]
    upload.mapping, upload.constants = dict(proposed.columns), dict(proposed.constants)
    upload.remembered = bool(last_time.columns)


def _last_time(upload: ImportUpload, header: list[str]) -> Told:
    """Refused rows come back with one column more, which says why they were refused."""
    known = told_last_time(upload.kind, upload.source, header)
    return known if known.columns else told_last_time(upload.kind, upload.source, header[:-1])


def _readable_rows(table: Table) -> Iterator[list[str]]:
    for _number, cells in table.rows:
        if not isinstance(cells, Refusal) and any(map(str.strip, cells)):
            yield cells


def _keep(upload: ImportUpload, file: File) -> ImportUpload:
    """The file under a name of our own: what people call it is no address."""
    ending = PurePath(upload.file_name).suffix.lower()
    file.seek(0)
    upload.file.save(f"{uuid4().hex}{ending if ending in ENDINGS else ''}", file, save=False)
    try:
        upload.save()
    except BaseException:
        upload.file.delete(save=False)
        raise
    return upload


@transaction.atomic
def upload_try(*, upload: ImportUpload, told: Told, all_or_nothing: bool) -> None:
    """Find out what would happen with these columns; the page shows it when it is known.

    Raises UnusableColumns where a field is missing or given twice, StepImpossible where the
    upload has gone on meanwhile.
    """
    columns = map_columns(kind_by_code(upload.kind), upload.header, told)
    _move(
        upload,
        OPEN,
        UploadState.PREVIEWING,
        mapping=columns.mapping,
        constants=columns.constants,
        all_or_nothing=all_or_nothing,
        trials=upload.trials + 1,
    )
    async_task(JOB, upload.pk)


@transaction.atomic
def upload_import(*, upload: ImportUpload, trial: int) -> None:
    """Import what the trial of this number has shown; no other."""
    _move(upload, [UploadState.READY], UploadState.IMPORTING, of_trial=trial)
    async_task(JOB, upload.pk)


def upload_back(*, upload: ImportUpload) -> None:
    """Back to the columns."""
    _move(upload, OPEN, UploadState.UPLOADED)


@transaction.atomic
def upload_again(*, upload: ImportUpload) -> None:
    """Try what failed once more, or ask the queue again for what it seems to have lost.

    An import that failed has written nothing, so it begins again with the trial.
    """
    if upload.state not in AT_WORK:
        _move(upload, [UploadState.FAILED], UploadState.PREVIEWING, trials=upload.trials + 1)
    async_task(JOB, upload.pk)


@transaction.atomic
def upload_discard(*, upload: ImportUpload) -> None:
    """Drop a file that has not been imported; StepImpossible once it has, or is about to be."""
    found = ImportUpload.objects.select_for_update().filter(pk=upload.pk)
    kept = found.exclude(state__in=[UploadState.DONE, UploadState.IMPORTING]).first()
    if kept is None:
        raise _too_late()
    kept.delete()
    file_drop(kept)


def file_drop(upload: ImportUpload) -> None:
    """Remove the file once the transaction has ended well; only then its name is forgotten."""
    storage, name = upload.file.storage, upload.file.name

    def drop() -> None:
        storage.delete(name or "")
        ImportUpload.objects.filter(pk=upload.pk, file=name).update(file="")

    if name:
        transaction.on_commit(drop)


def _move(
    upload: ImportUpload,
    states: Any,
    to: UploadState,
    *,
    of_trial: int | None = None,
    **values: Any,
) -> None:
    moving = ImportUpload.objects.filter(
        pk=upload.pk,
        state__in=states,
        trials=upload.trials if of_trial is None else of_trial,
    )
    now = timezone.now()
    begins = {"rows_read": None, "heard_at": None, "error": "", "starts": 0}
    if not moving.update(state=to, moved_at=now, **begins, **values):
        raise _too_late()


def _too_late() -> StepImpossible:
    return StepImpossible(_("This has been done meanwhile, here or by somebody else; look again."))


@contextmanager
def _on_disk(file: File) -> Iterator[Path]:
    """What came with a request may be in memory only."""
    if hasattr(file, "temporary_file_path"):
        yield Path(file.temporary_file_path())
        return
    with NamedTemporaryFile() as copy:
        for chunk in file.chunks():
            copy.write(chunk)
        copy.flush()
        yield Path(copy.name)


def _readable(text: str) -> str:
    """Without what the database cannot hold."""
    return text.replace("\0", "\ufffd").encode(errors="replace").decode()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
