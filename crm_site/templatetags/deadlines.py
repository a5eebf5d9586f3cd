"""How a deadline is told: what is left of it, with the exact moment on hover."""

from datetime import date, datetime, timedelta

from django import template
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts.models import User
from common.templatetags.figures import DASH, day, exact, figure
from followups.models import Task

register = template.Library()

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@register.simple_tag
def deadline(task: Task, now: datetime) -> SafeString:
    """`in 3 hours`, `2 days late`; what waits for other tasks says so, what has ended just when."""
    late = task.is_overdue(now)
    moment = format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        task.due_at.isoformat(),
        date_format(localtime(task.due_at), "SHORT_DATETIME_FORMAT"),
        SafeString(' class="late"') if late else "",
        _words(task, now),
    )
    return format_html("{} {}", moment, beyond()) if task.is_beyond else moment


@register.simple_tag
def moment_left(due: datetime, now: datetime) -> SafeString:
    """The same of what is no task."""
    return format_html(
        '<time datetime="{}" title="{}"{}>{}</time>',
        due.isoformat(),
        date_format(localtime(due), "SHORT_DATETIME_FORMAT"),
        SafeString(' class="late"') if due < now else "",
        _late(now - due) if due < now else _left(due, now),
    )


@register.simple_tag
def beyond() -> SafeString:
    """Beside a deadline of a year whose holidays are not official yet."""
    return format_html(
        '<span class="mark" title="{}">{}</span>',
        _("The official calendar does not reach that far; this may still change."),
        pgettext("deadline", "provisional"),
    )


@register.filter
def hours(minutes: int) -> str:
    """90 → 1.5"""
    return figure(minutes / 60)


@register.filter
def told(value: date | datetime | User | None) -> str | SafeString:
    """What an event of a task changed: a person, a day, a moment, or nothing."""
    if isinstance(value, datetime):
        return exact(value)
    return day(value) if isinstance(value, date) else str(value or DASH)


def _words(task: Task, now: datetime) -> str:
    if not task.is_at_work:
        return date_format(localtime(task.due_at), "SHORT_DATETIME_FORMAT")
    if task.waits:
        return pgettext("deadline", "waiting")
    return _late(now - task.due_at) if now > task.due_at else _left(task.due_at, now)


def _left(due: datetime, now: datetime) -> str:
    """Hours today, days and the clock time after it."""
    days = (localtime(due).date() - localtime(now).date()).days
    clock = date_format(localtime(due), "TIME_FORMAT")
    if days == 0:
        left = due - now
        if left < HOUR:
            minutes = max(left // MINUTE, 1)
            return ngettext("in %(n)d minute", "in %(n)d minutes", minutes) % {"n": minutes}
        hours = left // HOUR
        return ngettext("in %(n)d hour", "in %(n)d hours", hours) % {"n": hours}
    if days == 1:
        return _("tomorrow %(clock)s") % {"clock": clock}
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def _late(late: timedelta) -> str:
    if late < HOUR:
        minutes = max(late // MINUTE, 1)
        return ngettext("%(n)d minute late", "%(n)d minutes late", minutes) % {"n": minutes}
    if late < DAY:
        hours = late // HOUR
        return ngettext("%(n)d hour late", "%(n)d hours late", hours) % {"n": hours}
    days = late // DAY
    return ngettext("%(n)d day late", "%(n)d days late", days) % {"n": days}
