"""When a next step is due, as one says it: with the day of the week, and without the year."""

from datetime import date, datetime

from django import template
from django.utils.formats import date_format
from django.utils.timezone import localtime

register = template.Library()


@register.filter
def weekday_moment(moment: datetime) -> str:
    """Wed 23 September, 15:00"""
    local = localtime(moment)
    return f"{_weekday(local)} {month_day(local)}, {date_format(local, 'TIME_FORMAT')}"


@register.filter
def month_day(day: date) -> str:
    local = localtime(day) if isinstance(day, datetime) else day
    return date_format(local, "MONTH_DAY_FORMAT")


def _weekday(day: date) -> str:
    return date_format(day, "D")
