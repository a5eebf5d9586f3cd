"""The template of a kind of import, to download, fill in and import."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.imports.errors import ImportImpossible
from accounts.imports.registry import kind_by_code
from accounts.imports.templates import template_workbook
from common.exports import workbook_response
from common.views import permission


@permission("accounts.add_importbatch")
@require_GET
def import_template(_request: HttpRequest, kind: str) -> HttpResponse:
    """In the language of whoever asks, its file name too."""
    try:
        asked = kind_by_code(kind)
    except ImportImpossible:
        raise Http404 from None
    name = capfirst(_("%(kind)s template") % {"kind": asked.label})
    return workbook_response(template_workbook(asked), name)
