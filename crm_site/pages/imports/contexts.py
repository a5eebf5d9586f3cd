"""What the pages of an import show, by how far it is."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.auth import PersonRequest
from accounts.choices import BatchState, RowOutcome, UploadState
from accounts.imports.columns import Told
from accounts.imports.outcome import RefusedRow
from accounts.imports.registry import kind_by_code
from accounts.models import ImportBatch, ImportUpload
from accounts.queries.imports import (
    batch_of_same_file,
    is_worked_on,
    upload_rows_page,
    upload_rows_refused,
)
from accounts.services.imports import LONGEST_CONSTANT
from common.lists import page_number, url_with
from crm_site.pages.imports.columns import columns_form, columns_kept
from crm_site.pages.imports.rows import RowReader

SILENCE = timedelta(seconds=30)
MANY_STUBS = 0.2
MOST_LISTED = 50
ORDER = (RowOutcome.REFUSED, RowOutcome.UPDATED, RowOutcome.CREATED, RowOutcome.UNCHANGED)
DELIMITERS = {"\t": "tab"}

PIECES = {
    UploadState.UPLOADED: "pages/_import_columns.html",
    UploadState.READY: "pages/_import_trial.html",
    UploadState.FAILED: "pages/_import_failed.html",
    "working": "pages/_import_working.html",
    "unseen": "pages/_import_unseen.html",
}


PROGRESS = {PIECES["working"], "pages/_import_undoing.html"}


@dataclass(frozen=True, slots=True)
class Tab:
    """Rows of one outcome; `url` shows them."""

    label: str
    count: int
    url: str
    is_on: bool


def columns_context(
    upload: ImportUpload, request: HttpRequest, said: Told | None = None, error: str = ""
) -> dict[str, Any]:
    """The columns as proposed, or as somebody said and in vain."""
    strict = bool(request.POST.get("all_or_nothing")) if said else upload.all_or_nothing
    return {
        "form": columns_form(upload, said or columns_kept(upload)),
        "error": error,
        "all_or_nothing": strict,
        "longest": LONGEST_CONSTANT,
        "delimiter": DELIMITERS.get(upload.delimiter, upload.delimiter),
        "earlier": batch_of_same_file(upload),
    }


def trial_context(upload: ImportUpload, request: PersonRequest) -> dict[str, Any]:
    counts = upload.outcome
    filled = [one for one in ORDER if counts[one.value]]
    wanted = request.GET.get("outcome", "")
    outcome = RowOutcome(wanted) if wanted in RowOutcome else (filled or ORDER)[0]
    page = upload_rows_page(upload, outcome, page_number(request.GET.get("page", "1")))
    reader = RowReader(request.user, kind_by_code(upload.kind))
    return {
        "tabs": [_tab(one, counts, outcome, request) for one in RowOutcome],
        "outcome": outcome.value,
        "page": page,
        "rows": reader.read(page.rows),
        "is_cut": not page.has_next and page.last < counts[outcome.value],
        "warnings": [*_warnings(upload)],
        "counts": counts,
        "new_customers": counts["new_customers"][:MOST_LISTED],
        "is_hopeless": upload.all_or_nothing and counts["refused"],
        "writes": counts["created"] + counts["updated"],
    }


def working_context(upload: ImportUpload, request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    """How many rows are read of how many; nobody knows how many before the file was read once.

    It is silent only when no job is at it: after the last row is read, landing takes its time.
    """
    heard = max(filter(None, (upload.heard_at, upload.moved_at)))
    is_import = upload.state == UploadState.IMPORTING
    return {
        "is_import": is_import,
        "is_waiting": upload.heard_at is None,
        "total": upload.outcome.get("rows") if is_import else None,
        "is_silent": timezone.now() - heard > SILENCE and not is_worked_on(upload),
    }


def nothing_more(upload: ImportUpload, request: HttpRequest) -> dict[str, Any]:  # noqa: ARG001
    return {}


CONTEXTS: Mapping[str, Callable[..., dict[str, Any]]] = {
    UploadState.UPLOADED: columns_context,
    UploadState.READY: trial_context,
    UploadState.FAILED: nothing_more,
    "working": working_context,
    "unseen": nothing_more,
}


def batch_context(batch: ImportBatch) -> dict[str, Any]:
    errors = [RefusedRow(**error).shown() for error in batch.errors[:MOST_LISTED]]
    upload = getattr(batch, "upload", None)
    return {
        "batch": batch,
        "errors": errors,
        "more_errors": batch.refused - len(errors),
        "upload": upload,
        "has_refused_rows": upload is not None and upload_rows_refused(upload).exists(),
        "kept": [_kept(*row) for row in batch.undone.get("kept", ())],
        "is_silent": _is_silent(batch),
        "piece": "pages/_import_undoing.html"
        if batch.state == BatchState.UNDOING
        else "pages/_import_result.html",
    }


def _is_silent(batch: ImportBatch) -> bool:
    asked = batch.undo_asked_at
    if batch.state != BatchState.UNDOING or asked is None:
        return False
    return timezone.now() - asked > 2 * SILENCE and not is_worked_on(batch)


def leave(request: HttpRequest, name: str, pk: int) -> HttpResponse:
    """Go to another page, also where htmx has asked for a piece of this one."""
    if _asks_for_piece(request):
        return HttpResponse(headers={"HX-Redirect": resolve_url(name, pk)})
    return redirect(name, pk)


def piece_or_page(request: HttpRequest, context: dict[str, Any], page: str) -> HttpResponse:
    """While something is at work htmx gets its progress; after that, the page begins anew."""
    if not _asks_for_piece(request):
        response = render(request, page, context)
        patch_vary_headers(response, ["HX-Request"])
        return response
    if context["piece"] in PROGRESS:
        return render(request, context["piece"], context)
    return HttpResponse(headers={"HX-Refresh": "true"})


def _asks_for_piece(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _tab(one: RowOutcome, counts: Mapping[str, int], on: RowOutcome, request: HttpRequest) -> Tab:
    url = url_with(request.GET, "outcome", one.value)
    return Tab(capfirst(str(one.label)), counts[one.value], url, one == on)


def _warnings(upload: ImportUpload) -> Iterator[str]:
    counts = upload.outcome
    if earlier := batch_of_same_file(upload):
        yield _("This very file was imported already: import %(batch)d.") % {"batch": earlier.pk}
    if counts["stubs"] > MANY_STUBS * counts["rows"]:
        yield _(
            "Many rows name customers that nobody knows yet. Is it the right column that names "
            "the customer?"
        )
    if unused := [column for column, name in upload.mapping.items() if not name]:
        yield ngettext(
            "%(count)d column is left out: %(columns)s",
            "%(count)d columns are left out: %(columns)s",
            len(unused),
        ) % {"count": len(unused), "columns": ", ".join(unused[:MOST_LISTED])}


def _kept(table: str, reason: str, count: int) -> dict[str, Any]:
    """Rows that an undo has left as they are."""
    model = next((one for one in apps.get_models() if one._meta.db_table == table), None)
    what = model._meta.verbose_name_plural if model else table
    return {"what": what, "reason": _(reason), "count": count}
