"""What the lists of calendars have in common, and what saving one says."""

from typing import Any, cast

from django import forms
from django.contrib import messages
from django.db.models import DateField, TimeField
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.admin.base import RecordAdmin
from accounts.models import User
from followups.queries.calendars import known_until
from followups.rules.deadlines import horizon_is_near

# The browser's own fields, which know the hour and the day of no server.
PLAIN_FIELDS: dict[Any, Any] = {
    DateField: {"widget": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")},
    TimeField: {"widget": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")},
}
KEEPS_ALL = "followups.add_officialyear"


def keeps_all(request: HttpRequest) -> bool:
    return request.user.has_perm(KEEPS_ALL)


def keeper(request: HttpRequest) -> User:
    return cast(User, request.user)


def moves_tell(request: HttpRequest, moved: int) -> None:
    text = ngettext("%(count)d open deadline moved.", "%(count)d open deadlines moved.", moved)
    messages.info(request, text % {"count": moved})


class HorizonList(RecordAdmin):
    """A list that says until when make-up days are official, and when the next table is due."""

    change_list_template = "admin/calendar_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        ends = known_until()
        context = {
            "known_until": ends,
            "unknown_year": ends.year + 1,
            "horizon_is_near": horizon_is_near(ends, timezone.localdate()),
            "may_upload": keeps_all(request),
            **(extra_context or {}),
        }
        return super().changelist_view(request, context)
