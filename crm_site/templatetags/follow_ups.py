"""When a next step is due, as one says it: with the day of the week, and no year but another."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def weekday_moment(moment: datetime) -> str:
    """Wed 23 September, 15:00"""
    local = localtime(moment)
    words = {
        "weekday": date_format(local, "D"),
        "day": month_day(local),
        "time": date_format(local, "TIME_FORMAT"),
    }
    return _("%(weekday)s %(day)s, %(time)s") % words


@register.filter
def month_day(day: date) -> str:
    local = localtime(day) if isinstance(day, datetime) else day
    is_this_year = local.year == localdate().year
    return date_format(local, "MONTH_DAY_FORMAT" if is_this_year else "DATE_FORMAT")
