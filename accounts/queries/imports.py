"""What was imported, what is on its way, and how the last file was read."""

from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet

from accounts.choices import RESERVED_SOURCES, BatchState, RowOutcome, UploadState
from accounts.imports.batches import job_lock_name
from accounts.imports.columns import NOTHING_TOLD, Told
from accounts.models import Feed, ImportBatch, ImportUpload, UploadRow
from common.lists import PAGE_SIZE, Page

MOST_UNFINISHED = 50
# The two halves of an advisory lock's number; locks of other databases are listed, too.
HOLDS_LOCK = """
    SELECT EXISTS (
        SELECT FROM pg_locks
        WHERE locktype = 'advisory' AND objsubid = 1 AND granted AND pid <> pg_backend_pid()
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
            AND (classid::bigint << 32) | objid::bigint = hashtextextended(%s, 0)
    )
"""


def told_last_time(kind: str, source: str, header: Sequence[str]) -> Told:
    """How the last file of this kind, source and header was read."""
    done = ImportBatch.objects.filter(kind=kind, source=source, state=BatchState.DONE)
    last = done.order_by("-pk").first()
    if last is None or last.mapping.keys() != set(header):
        return NOTHING_TOLD
    return Told(last.mapping, last.constants)


def uploads_unfinished() -> list[ImportUpload]:
    """Files that are on their way, the newest first."""
    uploads = ImportUpload.objects.exclude(state=UploadState.DONE).select_related("user")
    return list(uploads.defer("header", "samples", "mapping")[:MOST_UNFINISHED])


def batches_page(number: int) -> Page:
    """Imports, the newest first."""
    batches = ImportBatch.objects.select_related("user").defer("errors", "mapping", "undone")
    return _page(batches.order_by("-pk"), number)


def upload_rows_page(upload: ImportUpload, outcome: RowOutcome, number: int) -> Page:
    """Rows of an upload with this outcome, in the file's order."""
    return _page(upload.rows.filter(outcome=outcome).order_by("row_no"), number)


def upload_rows_refused(upload: ImportUpload) -> QuerySet[UploadRow]:
    return upload.rows.filter(outcome=RowOutcome.REFUSED).order_by("row_no")


def sources_known() -> list[str]:
    """The systems that files have come from."""
    feeds = Feed.objects.values_list("source").order_by()
    found = feeds.union(ImportBatch.objects.values_list("source").order_by())
    return sorted(source for (source,) in found if source not in RESERVED_SOURCES)


def is_worked_on(record: ImportUpload | ImportBatch) -> bool:
    """Whether a job is at it this very moment: for so long it holds a lock."""
    with connection.cursor() as cursor:
        cursor.execute(HOLDS_LOCK, [job_lock_name(type(record), record.pk)])
        return cursor.fetchone()[0]


def batch_of_same_file(upload: ImportUpload) -> ImportBatch | None:
    """The last import of the very same file, if it has not been undone."""
    same = ImportBatch.objects.filter(
        kind=upload.kind, source=upload.source, sha256=upload.sha256, state=BatchState.DONE
    )
    return same.order_by("-pk").first()


def _page(rows: QuerySet, number: int) -> Page:
    start = (number - 1) * PAGE_SIZE
    found = list(rows[start : start + PAGE_SIZE + 1])
    return Page(number, found[:PAGE_SIZE], has_next=len(found) > PAGE_SIZE)
