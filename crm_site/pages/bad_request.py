"""What cannot be read, and why: somebody may have typed for an hour."""

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

MEGABYTE = 1 << 20


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Without the request's context: nothing of it is to be trusted."""
    is_too_large = isinstance(exception, RequestDataTooBig)
    most = (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0) / MEGABYTE if is_too_large else None
    return HttpResponse(render_to_string("400.html", {"most_megabytes": most}), status=400)
