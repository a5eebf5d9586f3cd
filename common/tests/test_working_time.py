from datetime import UTC, date, datetime, time, timedelta
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common.working_time import WorkingCalendar, is_working_day_in_china

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkingCalendar(SHANGHAI)

MOMENTS = st.datetimes(
    datetime.fromisoformat("2019-01-01"),
    datetime.fromisoformat("2028-12-31"),
    timezones=st.sampled_from([SHANGHAI, UTC]),
)
MINUTES = st.integers(0, 3_000)
DAYS = st.integers(0, 40)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def minutes_open(first, last):
    """Minutes of office hours between two moments, counted one day after another."""
    total, day = timedelta(), first.astimezone(SHANGHAI).date()
    while day <= last.astimezone(SHANGHAI).date():
        if is_working_day_in_china(day):
            begin = max(first, datetime.combine(day, time(9), SHANGHAI))
            end = min(last, datetime.combine(day, time(18), SHANGHAI))
            total += max(end - begin, timedelta())
        day += timedelta(days=1)
    return total


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-03-04T10:00", 15, "2026-03-04T10:15"),
        ("2026-03-06T17:50", 10, "2026-03-06T18:00"),
        ("2026-03-06T17:50", 15, "2026-03-09T09:05"),  # Friday to Monday
        ("2026-03-06T20:00", 15, "2026-03-09T09:15"),
        ("2026-03-07T12:00", 60, "2026-03-09T10:00"),
        ("2026-03-04T07:00", 480, "2026-03-04T17:00"),
        ("2026-03-04T12:00", 480, "2026-03-05T11:00"),
        ("2026-02-13T17:30", 60, "2026-02-14T09:30"),  # a Saturday that is worked
        ("2026-02-14T17:30", 60, "2026-02-24T09:30"),  # Spring Festival
        ("2026-09-30T17:59", 2, "2026-10-08T09:01"),  # National Day
        ("2026-10-09T17:55", 10, "2026-10-10T09:05"),  # and the Saturday made up for it
    ],
)
def test_service_time_passes_in_office_hours_alone(start, minutes, due):
    assert OFFICE.add_service(at(start), minutes) == at(due)


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-06T17:00", 1, "2026-03-09T17:00"),
        ("2026-03-06T17:00", 2, "2026-03-10T17:00"),  # as FOL-12 has it
        ("2026-03-06T20:00", 1, "2026-03-09T20:00"),
        ("2026-03-07T12:00", 1, "2026-03-10T09:00"),
        ("2026-03-09T02:00", 1, "2026-03-10T09:00"),
        ("2026-02-13T10:30", 5, "2026-02-27T10:30"),
        ("2026-02-13T10:30", 1, "2026-02-14T10:30"),
        ("2026-03-07T12:00", 0, "2026-03-09T09:00"),
    ],
)
def test_working_days_end_at_the_same_time_of_day(start, days, due):
    assert OFFICE.add_working_days(at(start), days) == at(due)


def test_elapsed_time_knows_neither_night_nor_weekend():
    assert OFFICE.add_elapsed(at("2026-03-06T17:00"), 72 * 60) == at("2026-03-09T17:00")


def test_elapsed_time_is_exact_when_the_clocks_change():
    berlin = WorkingCalendar(ZoneInfo("Europe/Berlin"))
    start = datetime(2026, 3, 28, 12, tzinfo=berlin.zone)
    assert berlin.add_elapsed(start, 24 * 60).hour == 13


def test_a_moment_may_come_from_another_time_zone():
    start = datetime(2026, 3, 6, 9, 50, tzinfo=UTC)  # 17:50 in Shanghai
    assert OFFICE.add_service(start, 15) == at("2026-03-09T09:05")


def test_make_up_days_are_worked_and_holidays_are_not():
    made_up = {"01-04", "02-14", "02-28", "05-09", "09-20", "10-10"}
    year = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    weekend = {f"{day:%m-%d}" for day in year if day.weekday() > 4 and is_working_day_in_china(day)}
    assert weekend == made_up
    assert sum(map(is_working_day_in_china, year)) == 248


def test_beyond_what_is_announced_weekends_are_free_and_so_are_holidays_by_law():
    year = [date(2027, 1, 1) + timedelta(days=number) for number in range(365)]
    assert not any(is_working_day_in_china(day) for day in year if day.weekday() > 4)
    assert not is_working_day_in_china(date(2027, 10, 1))
    assert is_working_day_in_china(date(2027, 3, 8))


@given(MOMENTS, MINUTES)
def test_service_time_is_what_was_open_in_between(moment, minutes):
    due = OFFICE.add_service(moment, minutes)
    assert minutes_open(moment, due) == timedelta(minutes=minutes)


@given(MOMENTS, MOMENTS, MINUTES)
def test_who_comes_later_is_not_due_earlier(one, other, minutes):
    first, last = sorted([one, other])
    assert OFFICE.add_service(first, minutes) <= OFFICE.add_service(last, minutes)
    assert OFFICE.add_elapsed(first, minutes) <= OFFICE.add_elapsed(last, minutes)


@given(MOMENTS, MOMENTS, DAYS)
def test_who_comes_later_is_not_due_on_an_earlier_working_day(one, other, days):
    first, last = sorted([one, other])
    assert OFFICE.add_working_days(first, days) <= OFFICE.add_working_days(last, days)


@given(MOMENTS, MINUTES, MINUTES)
def test_two_times_one_after_the_other_are_their_sum(moment, first, second):
    for add in (OFFICE.add_service, OFFICE.add_elapsed):
        assert add(add(moment, first), second) == add(moment, first + second)


@given(MOMENTS, DAYS, DAYS)
def test_working_days_one_after_the_other_are_their_sum(moment, first, second):
    add = OFFICE.add_working_days
    assert add(add(moment, first), second) == add(moment, first + second)


@given(MOMENTS, MINUTES)
def test_service_time_never_ends_outside_office_hours(moment, minutes):
    due = OFFICE.add_service(moment, minutes)
    assert is_working_day_in_china(due.date())
    assert time(9) <= due.time() <= time(18)


@given(MOMENTS, DAYS)
def test_working_days_never_end_on_a_free_day_or_before_opening(moment, days):
    due = OFFICE.add_working_days(moment, days)
    assert is_working_day_in_china(due.date())
    assert due.time() >= time(9)


def test_a_hundred_thousand_clocks_take_a_second():
    start, begun = at("2026-01-05T16:00"), process_time()
    for number in range(100_000):
        OFFICE.add_service(start + timedelta(minutes=number), 120)
    assert process_time() - begun < 3  # with room for a busy machine
