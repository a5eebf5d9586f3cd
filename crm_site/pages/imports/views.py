"""From a file to an import: choose, check the columns, look, import, and see what came of it."""

from itertools import chain
from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import FormView

from accounts.auth import PersonRequest
from accounts.imports.errors import ImportImpossible, UnusableColumns
from accounts.imports.registry import kind_by_code
from accounts.models import ImportBatch, ImportUpload
from accounts.queries.imports import (
    batches_page,
    sources_known,
    upload_rows_refused,
    uploads_unfinished,
)
from accounts.services.access_log import export_note
from accounts.services.imports import (
    AT_WORK,
    undo_ask,
    upload_add,
    upload_again,
    upload_back,
    upload_discard,
    upload_import,
    upload_try,
)
from common.exports import table_workbook, workbook_response
from common.lists import BLOCK, MOST_EXPORTED, cut_note, page_number
from common.views import PermissionMixin, permission
from crm_site.pages.imports.columns import columns_said
from crm_site.pages.imports.contexts import (
    CONTEXTS,
    PIECES,
    batch_context,
    leave,
    piece_or_page,
)
from crm_site.pages.imports.forms import UploadForm
from crm_site.pages.imports.kinds import kind_groups
from crm_site.pages.imports.rows import refused_cells

SEES, RUNS = "accounts.view_importbatch", "accounts.add_importbatch"
REASON_COLUMN = gettext_lazy("why refused")
"""No kind of file has a field of this name, so that the column is left out when it comes back."""


class ImportList(PermissionMixin):
    permission = SEES

    def get(self, request: HttpRequest) -> HttpResponse:
        context = {
            "unfinished": uploads_unfinished(),
            "page": batches_page(page_number(request.GET.get("page", "1"))),
        }
        return render(request, "pages/imports.html", context)


class ImportNew(PermissionMixin, FormView):
    request: PersonRequest
    permission = RUNS
    form_class = UploadForm
    template_name = "pages/import_new.html"

    def get_initial(self) -> dict[str, Any]:
        return {"kind": self.request.GET.get("kind", ""), "source": "file"}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs, groups=kind_groups(), sources=sources_known())

    def form_valid(self, form: UploadForm) -> HttpResponse:
        try:
            upload = upload_add(user=self.request.user, **form.cleaned_data)
        except ImportImpossible as error:
            form.add_error("file", str(error))
            return self.form_invalid(form)
        return redirect("import-upload", upload.pk)


class ImportUploadPage(PermissionMixin):
    """The one page of a file on its way: it shows what the file's state asks for."""

    request: PersonRequest
    permission = SEES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        upload = self._upload(pk)
        if upload.batch_id:
            return leave(request, "import-batch", upload.batch_id)
        return self._answer(upload)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not request.user.has_perm(RUNS):
            raise Http404
        upload = self._upload(pk)
        try:
            self._step(upload)
        except UnusableColumns as error:
            return self._answer(upload, said=columns_said(upload, request.POST), error=str(error))
        except ImportImpossible as error:
            messages.warning(request, str(error))
        else:
            if request.POST.get("step") == "discard":
                messages.success(request, _("The file is gone; nothing was imported."))
                return redirect("import-list")
        return redirect("import-upload", pk)

    def _upload(self, pk: int) -> ImportUpload:
        return get_object_or_404(ImportUpload.objects.select_related("user"), pk=pk)

    def _step(self, upload: ImportUpload) -> None:
        post = self.request.POST
        match post.get("step"):
            case "try":
                strict = bool(post.get("all_or_nothing"))
                said = columns_said(upload, post)
                upload_try(upload=upload, told=said, all_or_nothing=strict)
            case "import":
                upload_import(upload=upload, trial=page_number(post.get("trial", "")))
            case "back":
                upload_back(upload=upload)
            case "again":
                upload_again(upload=upload)
            case "discard":
                upload_discard(upload=upload)

    def _answer(self, upload: ImportUpload, **said: Any) -> HttpResponse:
        """Whoever imports nothing sees how far it is, and nothing of the file."""
        piece = upload.state if self.request.user.has_perm(RUNS) else "unseen"
        if upload.state in AT_WORK:
            piece = "working"
        context = {"upload": upload, "kind": kind_by_code(upload.kind), "piece": PIECES[piece]}
        context |= CONTEXTS[piece](upload, self.request, **said)
        return piece_or_page(self.request, context, "pages/import_upload.html")


class ImportBatchPage(PermissionMixin):
    """What came of an import, wherever it was started."""

    permission = SEES

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = get_object_or_404(ImportBatch.objects.select_related("user", "upload"), pk=pk)
        context = batch_context(batch)
        return piece_or_page(request, context, "pages/import_batch.html")


@permission(RUNS)
@require_POST
def import_undo(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        undo_ask(batch=get_object_or_404(ImportBatch, pk=pk))
    except ImportImpossible as error:
        messages.error(request, str(error))
    return redirect("import-batch", pk)


@permission(RUNS)
@require_GET
def refused_workbook(request: PersonRequest, pk: int) -> HttpResponse:
    """The refused rows as they stood in the file, each with the reason: to be put right there.

    Of a row with a broken quotation mark there is the line; what is cut off is said at the end.
    """
    upload = get_object_or_404(ImportUpload, pk=pk)
    rows = upload_rows_refused(upload)
    width, count = len(upload.header), rows.count()
    cells = (refused_cells(row, width) for row in rows[:MOST_EXPORTED].iterator(chunk_size=BLOCK))
    cut = ([*[""] * width, *note] for note in cut_note(count))
    content = table_workbook([*upload.header, capfirst(str(REASON_COLUMN))], chain(cells, cut))
    written = min(count, MOST_EXPORTED)
    export_note(user=request.user, subject="import-refused", rows=written, query=request.GET)
    name = PurePath(upload.file_name).stem
    return workbook_response(content, f"{name} {_('refused rows')}")
