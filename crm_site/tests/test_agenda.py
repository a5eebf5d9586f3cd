"""A week and a month of somebody: which days, what kind of day, and what is due."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import User
from common.working_time import WorkingCalendar
from crm_site.queries.agenda import agenda_of
from crm_site.rules.agenda import (
    DayMark,
    day_of,
    mark_of,
    month_days,
    week_days,
)
from followups.queries.tasks import midnight
from followups.tests.factories import LeaveFactory, TaskFactory

ZONE = ZoneInfo("Asia/Shanghai")
TEAM = WorkingCalendar(ZONE)
NOW = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
MONDAY = date(2026, 11, 16)


def test_a_week_is_from_monday_to_sunday():
    assert week_days(date(2026, 11, 18))[0] == MONDAY
    assert week_days(date(2026, 11, 22))[-1] == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("month", "first", "last", "count"),
    [
        (date(2026, 11, 18), date(2026, 10, 26), date(2026, 12, 6), 42),
        (date(2027, 2, 1), date(2027, 2, 1), date(2027, 2, 28), 28),
        (date(2026, 12, 31), date(2026, 11, 30), date(2027, 1, 3), 35),
    ],
)
def test_a_month_has_its_weeks_whole(month, first, last, count):
    days = month_days(month)
    assert (days[0], days[-1], len(days)) == (first, last, count)


@pytest.mark.parametrize("text", ["", "nonsense", "1999-12-31", "9999-12-31", "2026-02-30"])
def test_an_address_that_names_no_day_shows_today(text):
    assert day_of(text, MONDAY) == MONDAY


@pytest.mark.parametrize(
    ("day", "mark"),
    [
        (date(2026, 10, 1), DayMark.HOLIDAY),
        (date(2026, 10, 10), DayMark.MAKE_UP),  # a Saturday that is worked
        (date(2026, 11, 21), DayMark.PLAIN),
        (date(2026, 11, 18), DayMark.PLAIN),
        (date(2026, 11, 19), DayMark.LEAVE),
    ],
)
def test_holidays_make_up_days_and_leave_are_told_apart(day, mark):
    own = TEAM.without([(date(2026, 11, 19), date(2026, 11, 22))])
    assert mark_of(day, own, TEAM) == mark


def test_a_day_has_its_tasks_its_load_and_what_is_left_of_it(hangzhou, lin):
    LeaveFactory(user=lin, starts_on=MONDAY, ends_on=MONDAY)
    due = midnight(MONDAY) + timedelta(days=1, hours=15)
    TaskFactory.create_batch(3, customer=hangzhou, minutes=60, due_at=due)
    TaskFactory(customer=hangzhou, due_at=due, done_at=NOW)
    TaskFactory(customer=hangzhou, due_at=due, waits=True)  # its time has not begun
    days = agenda_of(lin, week_days(MONDAY), 2, NOW)
    monday, tuesday, wednesday, *_rest = days
    assert (monday.mark, monday.load.limit) == (DayMark.LEAVE, 0)
    assert (tuesday.count, tuesday.more, tuesday.load.minutes) == (3, 1, 180)
    assert tuesday.entries[0].is_overdue
    assert (wednesday.count, wednesday.is_working) == (0, True)


def test_week_and_month_lead_to_their_neighbours_by_plain_links(as_user, lin):
    User.objects.update(language="en")
    week = as_user(lin).get("/today/week/?from=2026-11-18").content.decode()
    assert "?from=2026-11-09" in week
    assert "?from=2026-11-23" in week
    month = as_user(lin).get("/today/month/?from=2026-11-18").content.decode()
    assert "?from=2026-10-01" in month
    assert "?from=2026-12-01" in month


def test_a_week_of_others_is_not_mine(hangzhou, as_user, lin, chen):
    TaskFactory(customer=hangzhou, owner=chen, words="别人的", due_at=timezone.now())
    assert "别人的" not in as_user(lin).get("/today/week/").content.decode()
