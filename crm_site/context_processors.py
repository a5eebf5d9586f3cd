"""What the frame around every page needs: where one can go, and how it should look."""

from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from accounts.choices import ColourMode
from accounts.models.notice import UNREAD
from accounts.queries.notices import notices_of


@dataclass(frozen=True, slots=True)
class Destination:
    """An entry of the rail.

    `icon` is the name of a Bootstrap icon, `permission` what a person needs to see the entry,
    `key` the letter that goes there after `g`.
    """

    label: str | Promise
    icon: str
    url_name: str
    permission: str
    key: str


DESTINATIONS = (
    Destination(
        pgettext_lazy("navigation", "Today"),
        icon="check2-square",
        url_name="today",
        permission="followups.view_task",
        key="t",
    ),
    Destination(
        pgettext_lazy("navigation", "Customers"),
        icon="people",
        url_name="customer-list",
        permission="accounts.view_customer",
        key="c",
    ),
    Destination(
        pgettext_lazy("navigation", "Warnings"),
        icon="exclamation-triangle",
        url_name="warning-list",
        permission="health.view_warning",
        key="w",
    ),
    Destination(
        pgettext_lazy("navigation", "Dashboard"),
        icon="speedometer2",
        url_name="health-dashboard",
        permission="health.view_warning",
        key="d",
    ),
    Destination(
        pgettext_lazy("navigation", "Board"),
        icon="kanban",
        url_name="board",
        permission="followups.manage_task",
        key="b",
    ),
    Destination(
        pgettext_lazy("navigation", "Imports"),
        icon="upload",
        url_name="import-list",
        permission="accounts.view_importbatch",
        key="i",
    ),
)

COLOUR_MODE_ICONS = {
    ColourMode.AUTO: "circle-half",
    ColourMode.LIGHT: "sun",
    ColourMode.DARK: "moon",
}


def shell(request: HttpRequest) -> dict[str, object]:
    user = getattr(request, "user", None)
    return {
        "colour_mode": getattr(user, "colour_mode", ColourMode.AUTO),
        "colour_modes": [(mode.value, mode.label, COLOUR_MODE_ICONS[mode]) for mode in ColourMode],
        "destinations": [_entry(place, request) for place in DESTINATIONS if _may_go(user, place)],
        "languages": settings.LANGUAGES,
        "mail_is_on": settings.MAIL_MODE != "off",
        "unread_notices": cache(partial(_unread, user)),
    }


def _unread(user: Any) -> int:
    """How many of the notices in the inbox are unread; asked for only where there is any."""
    return (
        notices_of(user).filter(UNREAD).count() if getattr(user, "has_unread_notices", False) else 0
    )


def _may_go(user: Any, place: Destination) -> bool:
    return user is not None and user.has_perm(place.permission)


def _entry(place: Destination, request: HttpRequest) -> dict[str, object]:
    url = reverse(place.url_name)
    return {"place": place, "url": url, "is_here": request.path.startswith(url)}
