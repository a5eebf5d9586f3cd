"""For machines that watch this one; the word health belongs to customers here.

`/ping/` answers whether the web process does, and asks nobody; `/ready/` whether all that it needs
does, too: 200 or, if something has failed, 503.
"""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from common.views import PUBLIC, permission
from crm_site.readiness import FAILED, OK, Answer, readiness

SECONDS_KEPT = 5  # whoever asks all the time shall not keep the mail server busy
SEES_DETAILS = "common.view_jobrun"


@permission(PUBLIC)
@never_cache
def ping(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes one
    return HttpResponse("ok", content_type="text/plain")


@permission(PUBLIC)
@never_cache
def ready(request: HttpRequest) -> HttpResponse:
    """A word for each check; the facts behind it are for those who see the job page."""
    found = cache.get("readiness") or readiness()
    cache.add("readiness", found, SECONDS_KEPT)
    is_ready = all(answer.state != FAILED for answer in found.values())
    sees_details = found["database"].state == OK and request.user.has_perm(SEES_DETAILS)
    checks = {name: _told(answer, sees_details) for name, answer in found.items()}
    return JsonResponse({"ready": is_ready, "checks": checks}, status=200 if is_ready else 503)


def _told(answer: Answer, sees_details: bool) -> Any:
    return {"state": answer.state, **answer.facts} if sees_details else answer.state


urlpatterns = [path("ping/", ping, name="ping"), path("ready/", ready, name="ready")]
