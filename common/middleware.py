"""Headers, log-in and language for every response."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import translation

GetResponse = Callable[[HttpRequest], HttpResponse]


class PermissionsPolicyMiddleware:
    """Tells the browser that no page of ours needs its sensors."""

    policy = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.policy)
        return response


class PrivatePagesMiddleware:
    """What a person was shown is asked for again, and not taken from a cache after the log-out."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response


class LogInAgainMiddleware(LoginRequiredMiddleware):
    """A piece of a page asked for after the session ended: the whole page goes to the log-in.

    Without this the log-in form would appear inside of the page. Where something was typed the
    page stays, and says so itself.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        to_log_in = super().handle_no_permission(request, view_func)
        if "HX-Request" not in request.headers:
            return to_log_in
        if request.method == "POST":
            return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
        page = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = urlencode({"next": urlunsplit(("", "", page.path or "/", page.query, ""))})
        return HttpResponse(headers={"HX-Redirect": f"{resolve_url(settings.LOGIN_URL)}?{back}"})


class PersonalLanguageMiddleware:
    """A person's own choice of language beats cookie and browser."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language = getattr(request.user, "language", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = language
        return self.get_response(request)
