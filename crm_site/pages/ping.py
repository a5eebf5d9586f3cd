"""`/ping/`: whether the web process answers; the word health belongs to customers here."""

from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.cache import never_cache

from common.views import PUBLIC, permission


@permission(PUBLIC)
@never_cache
def ping(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - every view takes one
    return HttpResponse("ok", content_type="text/plain")


urlpatterns = [path("ping/", ping, name="ping")]
