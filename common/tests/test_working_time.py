from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import accumulate, chain, islice, takewhile
from time import process_time
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from common.working_time import (
    ANNOUNCED_UNTIL,
    CLOSED,
    DayKind,
    NeverOpen,
    WorkingCalendar,
    day_kind,
    hours_merged,
    is_working_day_in_china,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE = WorkingCalendar(SHANGHAI)
MORNING, AFTERNOON = (9 * 60, 12 * 60), (13 * 60 + 30, 18 * 60)


def with_lunch(day):
    return (MORNING, AFTERNOON) if is_working_day_in_china(day) else CLOSED


LUNCH = WorkingCalendar(SHANGHAI, with_lunch)

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


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-03-04T11:50", 10, "2026-03-04T12:00"),
        ("2026-03-04T11:50", 15, "2026-03-04T13:35"),
        ("2026-03-04T12:20", 15, "2026-03-04T13:45"),
        ("2026-03-04T12:20", 0, "2026-03-04T13:30"),
        ("2026-03-04T12:00", 0, "2026-03-04T12:00"),
        ("2026-03-04T10:00", 450, "2026-03-05T10:00"),
    ],
)
def test_the_clock_stands_still_over_lunch(start, minutes, due):
    assert LUNCH.add_service(at(start), minutes) == at(due)


def test_what_comes_over_lunch_is_due_at_the_same_time_of_day():
    assert LUNCH.add_working_days(at("2026-03-06T12:30"), 1) == at("2026-03-09T12:30")


def test_a_short_day_does_not_make_a_deadline_come_earlier():
    short = WorkingCalendar(
        SHANGHAI, lambda day: (MORNING,) if day == date(2026, 3, 6) else with_lunch(day)
    )
    assert short.add_working_days(at("2026-03-05T17:00"), 1) == at("2026-03-06T17:00")


def test_red_on_friday_is_a_visit_by_monday_and_yellow_a_plan_by_tuesday():
    friday = at("2026-03-06T17:00")
    assert OFFICE.add_elapsed(friday, 72 * 60) == at("2026-03-09T17:00")
    assert OFFICE.add_working_days(friday, 2) == at("2026-03-10T17:00")


def test_who_is_on_leave_is_due_after_it():
    away = OFFICE.without([(date(2026, 3, 9), date(2026, 3, 11))])
    assert away.add_working_days(at("2026-03-06T17:00"), 1) == at("2026-03-12T17:00")
    assert away.add_service(at("2026-03-06T17:50"), 15) == at("2026-03-12T09:05")
    assert OFFICE.add_working_days(at("2026-03-06T17:00"), 1) == at("2026-03-09T17:00")


def test_an_office_that_closes_at_midnight_closes_then_also_at_the_end_of_a_year():
    late = WorkingCalendar(SHANGHAI, lambda _day: ((20 * 60, 24 * 60),))
    for day in ("2026-03-05", "2027-01-01"):
        assert late.add_service(at(f"{day}T00:00"), 0) == at(f"{day}T00:00")
        assert late.add_service(at(f"{day}T00:00") - timedelta(minutes=9), 10).hour == 20


def test_an_office_that_never_opens_is_said_to_be_so():
    shut = WorkingCalendar(SHANGHAI, lambda _day: CLOSED)
    for add in (shut.add_service, shut.add_working_days):
        with pytest.raises(NeverOpen):
            add(at("2026-03-05T10:00"), 1)


def test_who_does_not_come_back_is_due_as_though_they_were_there():
    away = OFFICE.without([(date(2026, 3, 6), date.max)])
    friday = at("2026-03-06T17:00")
    assert away.add_working_days(friday, 1) == OFFICE.add_working_days(friday, 1)
    assert away.add_service(friday, 90) == OFFICE.add_service(friday, 90)
    assert away.working_day_from(date(2026, 3, 7)) == date(2026, 3, 9)
    assert away.working_day_within(date(2026, 3, 6), date(2026, 12, 31)) is None
    assert not away.is_working_day(date(2026, 3, 9))


def test_where_an_office_never_opens_another_may_stand_for_it():
    shut = WorkingCalendar(SHANGHAI, lambda _day: CLOSED, otherwise=OFFICE)
    assert shut.add_working_days(at("2026-03-05T10:00"), 1) == at("2026-03-06T10:00")
    assert shut.last_close(date(2026, 3, 8)) == at("2026-03-06T18:00")


def test_the_first_working_day_of_some_may_be_none_of_them():
    friday, saturday, monday = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 9)
    assert OFFICE.working_day_within(friday, monday) == friday
    assert OFFICE.working_day_within(saturday, monday) == monday
    assert OFFICE.working_day_within(saturday, date(2026, 3, 8)) is None
    assert OFFICE.working_day_within(date(2026, 12, 31), date(2027, 1, 9)) == date(2026, 12, 31)


def test_an_office_has_last_closed_on_its_last_working_day():
    assert OFFICE.last_close(date(2026, 3, 6)) == at("2026-03-06T18:00")
    assert OFFICE.last_close(date(2026, 1, 1)) == at("2025-12-31T18:00")
    late = WorkingCalendar(SHANGHAI, lambda _day: ((20 * 60, 24 * 60),))
    assert late.last_close(date(2026, 12, 31)) == at("2027-01-01T00:00")


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


@pytest.mark.parametrize(("year", "days"), [(2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_as_many_working_days_as_announced(year, days):
    assert OFFICE.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == days


def test_the_calendar_ends_where_the_library_knows_no_more_make_up_days():
    known = country_holidays("CN", years=range(2020, 2031)).weekend_workdays
    assert max(day.year for day in known) == ANNOUNCED_UNTIL.year
    assert OFFICE.is_known(at("2026-12-31T23:59"))
    assert not OFFICE.is_known(at("2027-01-01T00:00"))


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        ("2026-10-01", DayKind.HOLIDAY),
        ("2026-10-04", DayKind.HOLIDAY),  # a Sunday between free weekdays
        ("2026-04-04", DayKind.HOLIDAY),  # a Saturday before a free Monday
        ("2026-10-10", DayKind.MAKE_UP),
        ("2026-03-07", DayKind.ORDINARY),
        ("2026-03-09", DayKind.ORDINARY),
    ],
)
def test_a_weekend_within_a_holiday_is_more_than_a_weekend(day, kind):
    assert day_kind(date.fromisoformat(day), is_working_day_in_china) is kind


def test_hours_that_touch_or_overlap_are_one():
    assert hours_merged([(600, 720), (540, 600), (700, 730), (800, 900)]) == (
        (540, 730),
        (800, 900),
    )


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


@pytest.mark.parametrize("work", ["service", "long service", "days", "long days", "between"])
def test_ten_thousand_deadlines_take_less_than_a_second(work):
    start, end, begun = at("2026-01-05T16:00"), at("2027-02-09T16:00"), process_time()
    for number in range(10_000):
        moment = start + timedelta(minutes=number)
        match work:
            case "service":
                LUNCH.add_service(moment, 120)
            case "long service":
                LUNCH.add_service(moment, 270 * 450)
            case "days":
                LUNCH.add_working_days(moment, 3)
            case "long days":
                LUNCH.add_working_days(moment, 270)
            case "between":
                LUNCH.minutes_between(moment, end)
    assert process_time() - begun < 1


# --- beside a reference that goes through time minute by minute --------------------------------

FIRST, LAST = date(2023, 1, 1), date(2026, 12, 31)
SHAPES = (
    CLOSED,
    ((540, 1080),),
    ((510, 720), (780, 1050)),
    ((480, 600), (660, 720), (800, 1000)),
    ((0, 480), (1200, 1440)),
    ((135, 165), (570, 900)),  # a short turn at the time at which clocks change
)
YEARS = st.dates(FIRST, LAST)


class Slow:
    """Looks at the wall clock every minute; what it has shown once it does not show again."""

    def __init__(self, zone, hours_on):
        self.zone, self.hours_on = zone, cache(hours_on)

    def minutes(self, moment):
        """Every minute from `moment` on, what the wall clock shows, whether the office is open."""
        shown, minute = self.wall(moment), moment.astimezone(UTC)
        for ago in range(180):  # the clocks may have been put back just before
            shown = max(shown, self.wall(minute - timedelta(minutes=ago)))
        while True:
            shown = max(shown, self.wall(minute))
            now = shown.hour * 60 + shown.minute
            yield minute, shown, any(a <= now < b for a, b in self.hours_on(shown.date()))
            minute += timedelta(minutes=1)

    def wall(self, moment):
        return moment.astimezone(self.zone).replace(tzinfo=None)

    def add_service(self, moment, minutes):
        """The end of the last minute that it takes; without one, the end of one, or an opening."""
        if minutes:
            worked = (minute for minute, _shown, is_open in self.minutes(moment) if is_open)
            return next(islice(worked, minutes - 1, None)) + timedelta(minutes=1)
        before = next(self.minutes(moment - timedelta(minutes=1)))
        if before[2]:
            return moment
        return next(minute for minute, _shown, is_open in self.minutes(moment) if is_open)

    def minutes_between(self, start, end):
        minutes = takewhile(lambda found: found[0] < end, self.minutes(start))
        return sum(is_open for _minute, _shown, is_open in minutes)

    def add_working_days(self, moment, days):
        local = moment.astimezone(self.zone).replace(tzinfo=None)
        hours = self.hours_on(local.date())
        opens = hours[0][0] if hours else 0
        if not hours or local.hour * 60 + local.minute < opens:
            while not self.hours_on(local.date()):
                local = datetime.combine(local.date() + timedelta(days=1), time())
            local = datetime.combine(local.date(), time())
            local += timedelta(minutes=self.hours_on(local.date())[0][0])
        while days:
            local += timedelta(days=1)
            days -= bool(self.hours_on(local.date()))
        start = datetime.combine(local.date(), time(), self.zone)
        return next(minute for minute, shown, _is_open in self.minutes(start) if shown >= local)


@st.composite
def edited_calendars(draw):
    """A team's own week and make-up days, edited here and there, for somebody with leave."""
    zone = ZoneInfo(draw(st.sampled_from(["Asia/Shanghai", "Europe/Berlin", "America/New_York"])))
    week = [draw(st.sampled_from(SHAPES)) for _ in range(7)]
    week[draw(st.integers(0, 4))] = draw(st.sampled_from(SHAPES[1:]))  # one day at least
    made_up = draw(st.sampled_from(SHAPES[1:4]))
    edits = draw(st.dictionaries(YEARS, st.sampled_from(SHAPES), max_size=20))
    leave = draw(st.lists(st.tuples(YEARS, st.integers(0, 20)), max_size=3))
    absences = [(first, first + timedelta(days=length)) for first, length in leave]

    def in_office(day):
        if day in edits:
            return edits[day]
        match day_kind(day, is_working_day_in_china):
            case DayKind.HOLIDAY:
                return CLOSED
            case DayKind.MAKE_UP:
                return made_up
        return week[day.weekday()]

    def at_work(day):
        return CLOSED if any(a <= day <= b for a, b in absences) else in_office(day)

    return WorkingCalendar(zone, in_office).without(absences), Slow(zone, at_work)


WHOLE = st.builds(
    lambda day, minutes: datetime.combine(day, time(), UTC) + timedelta(minutes=minutes),
    st.dates(FIRST, date(2026, 11, 30)),
    st.integers(0, 1439),
)


@settings(max_examples=30, deadline=None)
@given(edited_calendars(), WHOLE, st.integers(0, 600))
def test_service_time_is_what_a_slow_clock_counts(calendars, moment, minutes):
    quick, slow = calendars
    due = quick.add_service(moment, minutes).astimezone(UTC)
    assert due == slow.add_service(moment, minutes)
    assert quick.minutes_between(moment, due) == minutes


@settings(max_examples=30, deadline=None)
@given(edited_calendars(), WHOLE, st.integers(0, 14 * 1440))
def test_what_is_between_is_what_a_slow_clock_counts(calendars, moment, apart):
    quick, slow = calendars
    end = moment + timedelta(minutes=apart)
    assert quick.minutes_between(moment, end) == slow.minutes_between(moment, end)
    assert quick.minutes_between(end, moment) == -quick.minutes_between(moment, end)


@settings(max_examples=40, deadline=None)
@given(edited_calendars(), WHOLE, st.integers(0, 5))
def test_working_days_are_what_a_slow_clock_counts(calendars, moment, days):
    quick, slow = calendars
    due = quick.add_working_days(moment, days).astimezone(UTC)
    assert due == slow.add_working_days(moment, days)


@pytest.mark.parametrize("hours", SHAPES[4:])
@pytest.mark.parametrize(
    ("zone", "eve"),
    [
        ("Europe/Berlin", "2025-03-29"),
        ("Europe/Berlin", "2025-10-25"),
        ("America/New_York", "2025-03-08"),
        ("America/New_York", "2025-11-01"),
    ],
)
def test_a_night_in_which_the_clocks_change_is_as_long_as_it_is(zone, eve, hours):
    zone, eve = ZoneInfo(zone), datetime.fromisoformat(eve).replace(tzinfo=UTC)
    quick, slow = WorkingCalendar(zone, lambda _day: hours), Slow(zone, lambda _day: hours)
    for hour in range(16, 36):
        moment, end = eve + timedelta(hours=hour, minutes=7), eve + timedelta(days=2, minutes=40)
        # In UTC, because a time of day that comes twice equals nothing in another zone.
        assert quick.add_service(moment, 30).astimezone(UTC) == slow.add_service(moment, 30)
        assert quick.minutes_between(moment, end) == slow.minutes_between(moment, end)
        due = quick.add_working_days(moment, 1).astimezone(UTC)
        assert due == slow.add_working_days(moment, 1)


@pytest.fixture(scope="module")
def four_years():
    """Service minutes passed before every minute of 2023 to 2026, with lunch."""
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    is_open = {
        hours: [any(a <= now < b for a, b in hours) for now in range(1440)]
        for hours in set(map(with_lunch, days))
    }
    minutes = chain.from_iterable(is_open[with_lunch(day)] for day in days)
    return list(accumulate(minutes, initial=0))


@settings(max_examples=100)
@given(st.integers(0, 1000 * 1440), st.integers(0, 400 * 1440))
def test_four_hundred_days_are_counted_to_the_minute(four_years, first, length):
    start = datetime.combine(FIRST, time(), SHANGHAI) + timedelta(minutes=first)
    end = start + timedelta(minutes=length)
    minutes = four_years[first + length] - four_years[first]
    assert LUNCH.minutes_between(start, end) == minutes
    due = LUNCH.add_service(start, minutes + 1) - start
    ahead = int(due.total_seconds()) // 60
    assert four_years[first + ahead] - four_years[first] == minutes + 1
    assert four_years[first + ahead - 1] - four_years[first] == minutes


@given(YEARS, st.integers(0, 400))
def test_working_days_between_are_counted_day_by_day(first, length):
    last = first + timedelta(days=length)
    days = [first + timedelta(days=number) for number in range(1, length + 1)]
    assert OFFICE.working_days_between(first, last) == sum(map(is_working_day_in_china, days))
    assert OFFICE.working_days_between(last, first) == -OFFICE.working_days_between(first, last)
