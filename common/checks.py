"""`manage.py check` finds pages that do not say who may open them, `migrate` unknown states."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.contrib.auth import get_permission_codename
from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
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


def check_migrations_are_whole(
    databases: Sequence[str] | None = None, **_options: Any
) -> list[CheckMessage]:
    """The first release has one migration for many; a state between those is known no more."""
    messages: list[CheckMessage] = []
    for alias in databases or ():
        applied = set(MigrationRecorder(connections[alias]).applied_migrations())
        for (app, _name), migration in MigrationLoader(None).disk_migrations.items():
            missing = set(migration.replaces) - applied
            if missing and applied & set(migration.replaces):
                what = f"The tables of {app} are of a state before the first release: "
                hint = "Bring them to the last commit before it, 6f1b3c9, and then to this one."
                lacking = ", ".join(sorted(name for _app, name in missing))
                messages.append(Error(f"{what}{lacking} is missing.", hint=hint, id="common.E002"))
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
