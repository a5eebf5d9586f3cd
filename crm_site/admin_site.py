from functools import update_wrapper
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.core.exceptions import FieldDoesNotExist, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.rules.load import LIMITS
from crm_site.pages import jobs
from crm_site.queries.managers import board
from crm_site.shelves import place, shelves

A_MINUTE = 60  # seconds
ROOMS = {"accounts": 0, "health": 1, "followups": 2, "handover": 3}


class EvergreenAdminSite(admin.AdminSite):
    """The managers' back office: the portal's log-in, and 404 for what is not one's own to see."""

    site_title = site_header = _("Evergreen")
    index_title = _("Back office")

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """What people come for first, the machine room last."""
        rooms = super().get_app_list(request, app_label)
        for room in rooms:
            room["models"].sort(key=place)
        return sorted(rooms, key=lambda room: ROOMS.get(room["app_label"], len(ROOMS)))

    def index(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The figures that a manager looks at first, and the way to every list.

        To count late invoices and open complaints reads all of them, so each person's figures
        are kept for a minute.
        """
        user = cast(User, request.user)
        figures = cache.get_or_set(
            f"board:{user.pk}", lambda: board(user, timezone.localtime()), A_MINUTE
        )
        context = {
            "board": figures,
            "limits": LIMITS,
            "shelves": shelves(self.get_app_list(request)),
            **(extra_context or {}),
        }
        return super().index(request, context)

    def get_urls(self) -> list[Any]:
        """Without the detour from a record to "its page", which opens any table to guessing."""
        usual = [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]
        return [*jobs.urls(self), *usual]

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        def without_403(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                return view(request, *args, **kwargs)
            except PermissionDenied as error:
                raise Http404 from error

        inner = super().admin_view(update_wrapper(without_403, view), cacheable)

        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and not self.has_permission(request):
                raise Http404
            if "%00" in request.META.get("QUERY_STRING", ""):
                raise Http404  # a filter would ask the database for what it cannot hold
            try:
                return inner(request, *args, **kwargs)
            except (
                FieldDoesNotExist
            ) as error:  # for `_to_field=` Django looks for one without a name
                raise Http404 from error

        return update_wrapper(guarded, inner)

    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, *_args: Any) -> HttpResponse:
        """Strangers log in where everybody does, and come back to the page they wanted."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise Http404
        wanted = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('login')}?{urlencode({'next': wanted})}")

    @method_decorator(require_POST)
    def logout(self, request: HttpRequest, *_args: Any) -> Any:
        logout(request)
        return redirect("login")

    def password_change(self, *_args: Any) -> Any:
        return redirect("password_change")

    def password_change_done(self, *_args: Any) -> Any:
        return redirect("preferences")
