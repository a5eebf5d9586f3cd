"""`manage.py check` finds a page that does not say who may open it."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.core.checks import CheckMessage, Error
from django.db.models.options import Options
from django.urls import URLPattern, URLResolver, get_resolver

from common.views import LOGGED_IN, PUBLIC

# The back office asks the same permissions through its own ModelAdmin.
GUARDS_ITSELF = frozenset({"admin"})


def known_permissions() -> frozenset[str]:
    """Every permission that some model defines, as `"app.codename"`; no database is asked."""
    return frozenset(
        f"{model._meta.app_label}.{codename}"
        for model in apps.get_models()
        for codename in _codenames(model._meta)
    )


def _codenames(options: Options) -> Iterator[str]:
    for action in options.default_permissions:
        yield get_permission_codename(action, options)
    for codename, _name in options.permissions:
        yield codename


def check_views_name_permission(**_options: Any) -> list[CheckMessage]:
    known = known_permissions() | {PUBLIC, LOGGED_IN}
    messages: list[CheckMessage] = []
    for route, pattern in url_patterns(get_resolver()):
        name = getattr(pattern.callback, "permission", "")
        if name not in known:
            what = f"the unknown permission {name}" if name else "no permission"
            messages.append(Error(f"The view of /{route} names {what}.", id="common.E001"))
    return messages


def url_patterns(
    resolver: URLResolver, prefix: str = "", without: frozenset[str] = GUARDS_ITSELF
) -> Iterator[tuple[str, URLPattern]]:
    """Every route below the resolver with its pattern, except in the namespaces `without`."""
    for entry in resolver.url_patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield route, entry
        elif entry.namespace not in without:
            yield from url_patterns(entry, route, without)
