"""Every view says who may open it.

`permission` is the name of a Django permission (`"accounts.view_customer"`), or one of the two
words below. Whoever lacks it gets the same 404 as for a page that does not exist; whoever is not
logged in is sent to the log-in. A system check (`common.checks`) finds views that say nothing.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.contrib.auth import get_permission_codename
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.utils.decorators import classonlymethod
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.generic import FormView
from django.views.generic.base import View

PUBLIC = "public"  # also without logging in
LOGGED_IN = "logged in"  # everybody who is: pages about oneself

ViewFunction = Callable[..., HttpResponseBase]
Found = TypeVar("Found")


def permission(name: str) -> Callable[[ViewFunction], ViewFunction]:
    """Let only those open a view who have the permission `name`."""

    def guard(view: ViewFunction) -> ViewFunction:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may_open(request, name):
                raise Http404
            return view(request, *args, **kwargs)

        vars(guarded).update(permission=name, login_required=name != PUBLIC)
        return guarded

    return guard


class PermissionMixin(View):
    """Base of every class-based view: `permission` names who may open it."""

    permission: str

    @property
    def person(self) -> Any:
        return self.request.user

    @classonlymethod
    def as_view(cls, **initkwargs: Any) -> ViewFunction:  # noqa: N805
        return permission(cls.permission)(super().as_view(**initkwargs))


class ServiceFormView(PermissionMixin, FormView):
    """A form that a service takes: what that refuses is said on it, and nothing typed is lost.

    `taken` calls the service and answers. Whatever follows in it happens only when it was done.
    """

    def taken(self, form: Any) -> HttpResponse:
        raise NotImplementedError

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return self.taken(form)
        except ValidationError as error:
            return self.refused(form, error)

    def refused(self, form: Any, error: ValidationError) -> HttpResponse:
        form.add_error(None, error)
        return self.form_invalid(form)


def or_404(record: Found | None) -> Found:
    """What there is; what there is not, or is not this person's to see, has no page."""
    if record is None:
        raise Http404
    return record


def came_from(request: HttpRequest) -> str:
    """The page that led here, if it is one of ours."""
    url = request.POST.get("next") or request.GET.get("next") or ""
    return url if url_has_allowed_host_and_scheme(url, {request.get_host()}) else ""


def view_permission(model: type[Model]) -> str:
    """`Order` → `"accounts.view_order"`"""
    return f"{model._meta.app_label}.{get_permission_codename('view', model._meta)}"


def may_open(request: HttpRequest, name: str) -> bool:
    if name == PUBLIC:
        return True
    if name == LOGGED_IN:
        return request.user.is_authenticated
    return request.user.has_perm(name)
