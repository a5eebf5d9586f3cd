"""What was imported, what is on its way, and how the last file was read."""

from collections.abc import Sequence

from django.db.models import QuerySet

from accounts.choices import BatchState, RowOutcome, UploadState
from accounts.imports.columns import NOTHING_TOLD, Told
from accounts.models import Feed, ImportBatch, ImportUpload, UploadRow
from common.lists import PAGE_SIZE, Page

MOST_UNFINISHED = 50


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
    return sorted(
        source for (source,) in feeds.union(ImportBatch.objects.values_list("source").order_by())
    )


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
