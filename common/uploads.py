"""Files that people hand in: what they are by their content, and how they are handed out again."""

import logging
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.http import FileResponse, HttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

log = logging.getLogger(__name__)

MOST_BYTES = 20 << 20
LONGEST_NAME = 200

# The first bytes of what may be kept; a name alone proves nothing.
DOCUMENTS = {
    "pdf": (b"%PDF-",),
    "docx": (b"PK\x03\x04",),
    "xlsx": (b"PK\x03\x04",),
    "doc": (b"\xd0\xcf\x11\xe0",),
    "png": (b"\x89PNG\r\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
}


def document_check(upload: Any) -> None:
    """Raises ValidationError for a file that is empty, too large or not what its name says."""
    if not upload.size:
        raise ValidationError(_("The file is empty."), code="empty")
    if upload.size > MOST_BYTES:
        message = _("The file is larger than %(most)d MB.")
        raise ValidationError(message % {"most": MOST_BYTES >> 20}, code="size")
    heads = DOCUMENTS.get(upload.name.rpartition(".")[2].lower(), ())
    upload.seek(0)
    head = upload.read(16)
    upload.seek(0)
    if not any(head.startswith(known) for known in heads):
        message = _("This is no document of the kinds %(kinds)s, or not of the kind it is called.")
        raise ValidationError(message % {"kinds": ", ".join(DOCUMENTS)}, code="kind")


def file_response(file: File, name: str) -> FileResponse:
    """As a file to keep: never opened by the browser, never kept by a cache between."""
    response = FileResponse(
        file, as_attachment=True, filename=name, content_type="application/octet-stream"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "no-store"
    return response


def document_response(
    content: bytes, name: str, content_type: str, *, is_kept: bool = True
) -> HttpResponse:
    """A document of ours, as a file to keep or to look at; no cache between keeps it."""
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(is_kept, name) or ""
    response["Cache-Control"] = "no-store"
    return response


def strays_remove(folder: str, *, known: Iterable[str], day: date) -> None:
    """Remove files below a folder of the uploads that are not `known` by any row.

    A file is on the disk before its row is in the table, so the newest are left alone.
    """
    root, names = Path(settings.MEDIA_ROOT), set(known)
    for path in (root / folder).rglob("*"):
        if not path.is_file() or path.relative_to(root).as_posix() in names:
            continue
        written = timezone.localtime(datetime.fromtimestamp(path.stat().st_mtime, tz=UTC))
        if written.date() < day - timedelta(days=1):
            log.warning("no row names %s: removed", path)
            path.unlink(missing_ok=True)
