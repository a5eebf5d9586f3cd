"""Which days a week or a month of somebody's calendar shows, and what kind of day each is."""

from datetime import date, timedelta
from enum import Enum

from common.months import month_first, month_last
from common.working_time import WorkingCalendar

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
SATURDAY = 5
FIRST, LAST = date(2000, 1, 1), date(2099, 12, 1)


class DayMark(Enum):
    """What is to be said about a day; nothing about one that is as on every week."""

    PLAIN = ""
    LEAVE = "leave"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


def day_of(text: str, today: date) -> date:
    """What an address names; today for anything else."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return today
    return day if FIRST <= day <= LAST else today


def week_days(day: date) -> list[date]:
    """From Monday to Sunday."""
    return [day + (number - day.weekday()) * DAY for number in range(7)]


def month_days(day: date) -> list[date]:
    """The weeks that the month has days of, whole."""
    begin, end = week_days(month_first(day))[0], week_days(month_last(day))[-1]
    return [begin + number * DAY for number in range((end - begin).days + 1)]


def mark_of(day: date, own: WorkingCalendar, team: WorkingCalendar) -> DayMark:
    """`own` has the person's leave taken out, `team` has not."""
    if team.is_working_day(day):
        if not own.is_working_day(day):
            return DayMark.LEAVE
        return DayMark.MAKE_UP if day.weekday() >= SATURDAY else DayMark.PLAIN
    return DayMark.PLAIN if day.weekday() >= SATURDAY else DayMark.HOLIDAY
