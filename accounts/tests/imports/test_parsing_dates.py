from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.parsing.dates import parse_day, parse_moment, parse_month
from accounts.rules.parsing.refusal import Refusal

SHANGHAI = ZoneInfo("Asia/Shanghai")


def read(text: str) -> date:
    return parse_day(text, zone=SHANGHAI)


@pytest.mark.parametrize(
    "typed",
    [
        "2026-03-05",
        "2026/3/5",
        "2026.3.5",
        "２０２６/3/5",
        "2026年3月5日",
        "2026 年 03 月 05 号",
        "20260305",
        "20260305103000",
        "5.3.2026",
        "05.03.2026",
        "5 March 2026",
        "05-Mar-2026",
        "Mar 5, 2026",
        "46086",
        "46086.75",
        "2026-03-05 10:20",
        "2026/3/5 0:00:00",
        "2026-03-05T10:20:30.123",
        "2026-03-05 10:20:30 PM",
    ],
)
def test_days_are_read_as_people_type_them(typed):
    assert read(typed) == date(2026, 3, 5)


def test_the_part_above_twelve_is_the_day():
    assert read("13/5/2026") == read("5/13/2026") == date(2026, 5, 13)
    assert read("5/5/2026") == date(2026, 5, 5)


def test_a_day_that_may_be_two_days_is_refused():
    with pytest.raises(Refusal, match="day first or month first"):
        read("3/5/2026")


def test_a_moment_with_an_offset_is_the_companys_day():
    assert read("2026-03-04T20:00:00Z") == date(2026, 3, 5)
    assert read("2026-03-05 01:00 +09:00") == date(2026, 3, 5)
    assert parse_day("2026-03-05T01:00:00+08:00", zone=UTC) == date(2026, 3, 4)


@pytest.mark.parametrize("typed", ["2026-02-30", "29.2.2025", "2026年13月1日", "31 Feb 2026"])
def test_a_day_that_does_not_exist_is_refused(typed):
    with pytest.raises(Refusal, match="does not exist"):
        read(typed)


@pytest.mark.parametrize("typed", ["1899-12-31", "2101-01-01", "20991231", "73051"])
def test_days_outside_two_centuries_are_refused(typed):
    if typed == "20991231":
        assert read(typed) == date(2099, 12, 31)
        return
    with pytest.raises(Refusal, match="between 1900 and 2100"):
        read("99999" if typed == "73051" else typed)


@pytest.mark.parametrize(
    "typed", ["", "yesterday", "2026", "2026-03", "26/3/5", "5 Foo 2026", "9999"]
)
def test_what_is_no_day_is_refused(typed):
    with pytest.raises(Refusal, match="is not a date"):
        read(typed)


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_every_day_is_read_back_from_the_ways_it_is_written(day):
    for written in (
        f"{day}",
        f"{day:%Y/%m/%d}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        f"{day.day}.{day.month}.{day.year}",
        f"{day:%d %b %Y}",
    ):
        assert read(written) == day


@given(st.text("0123456789年月日-/. :TZ+apm", max_size=20) | st.text(max_size=12))
def test_any_text_is_a_day_in_range_or_is_refused(text):
    try:
        day = read(text)
    except Refusal:
        return
    assert 1900 <= day.year <= 2100


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("2026-03-05 09:05", "2026-03-05T09:05+08:00"),
        ("2026年3月5日 9:05", "2026-03-05T09:05+08:00"),
        ("20260305090500", "2026-03-05T09:05+08:00"),
        ("2026/3/5 9:05:30 PM", "2026-03-05T21:05:30+08:00"),
        ("2026-03-05T01:05:00Z", "2026-03-05T09:05+08:00"),
        ("46086.378472222", "2026-03-05T09:05+08:00"),
        ("2026-03-05", "2026-03-05T00:00+08:00"),
    ],
)
def test_a_moment_is_the_companys_where_it_names_no_zone(typed, moment):
    assert parse_moment(typed, zone=SHANGHAI) == datetime.fromisoformat(moment)


@pytest.mark.parametrize(
    "typed", ["2026-03-05 25:00", "2026-02-30 10:00", "soon", "20261305090000"]
)
def test_a_moment_that_never_was_is_refused(typed):
    with pytest.raises(Refusal):
        parse_moment(typed, zone=SHANGHAI)


@pytest.mark.parametrize(
    "typed", ["2026-03", "2026/3", "2026年3月", "202603", "2026-03-17", "46086"]
)
def test_a_month_is_its_first_day(typed):
    assert parse_month(typed, zone=SHANGHAI) == date(2026, 3, 1)


@pytest.mark.parametrize("typed", ["2026-13", "March", "3"])
def test_what_names_no_month_is_refused(typed):
    with pytest.raises(Refusal):
        parse_month(typed, zone=SHANGHAI)
