"""Whose calendar is which, and what becomes of deadlines when one changes."""

from datetime import date, time

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.choices import TicketKind, TimeKind
from accounts.models import FactChange
from followups.choices import DayOrigin, DeadlineCause
from followups.imports.official_days import (
    official_days_again,
    official_days_read,
    official_days_text,
)
from followups.models import (
    CalendarDay,
    CalendarVersion,
    DeadlineChange,
    Leave,
    SlaClock,
    Ticket,
    WorkCalendar,
)
from followups.queries.calendars import (
    calendar_of,
    calendar_of_team,
    calendars,
    company_calendar,
    known_until,
)
from followups.rules.deadlines import Allowed, due_at, horizon_is_near
from followups.services.calendars import (
    calendar_edit,
    calendar_recompute,
    calendar_save,
    day_save,
    leave_save,
    official_year_preview,
    official_year_take,
)
from followups.services.clocks import clocks_fill
from followups.tests.factories import TicketFactory, at
from followups.tests.samples import OFFICIAL_2027

NOW = at("2026-03-05T12:00")
FRIDAY = at("2026-03-06T17:00")


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False), translation.override("en"):
        yield


@pytest.fixture
def company(db):
    return WorkCalendar.objects.get(is_default=True)


@pytest.fixture
def early(company, strategic_team):
    """The calendar of Lin's team: 8 to 12 and 13 to 17, Saturdays until noon."""
    calendar = calendar_save(calendar=WorkCalendar(name="早班"), teams=[strategic_team], people=[])
    calendar.hours.all().delete()
    for day_kind in range(5):
        calendar.hours.create(day_kind=day_kind, starts=time(8), ends=time(12))
        calendar.hours.create(day_kind=day_kind, starts=time(13), ends=time(17))
    calendar.hours.create(day_kind=5, starts=time(8), ends=time(12))
    return calendar


def closing(day, **fields):
    return CalendarDay(day=date.fromisoformat(day), **fields)


def service(calendar, start, minutes):
    return due_at(calendar, at(start), Allowed(TimeKind.SERVICE, minutes))


def official(text=OFFICIAL_2027, year=2027, name="2027.csv"):
    return official_days_read(SimpleUploadedFile(name, text.encode()), year)


# --- whose calendar ---------------------------------------------------------------------------


def test_the_companys_calendar_begins_as_it_always_was(company):
    assert service(company_calendar(), "2026-03-06T17:50", 15) == at("2026-03-09T09:05")
    assert service(company_calendar(), "2026-02-13T17:50", 15) == at("2026-02-14T09:05")


def test_a_team_works_by_its_own_calendar_and_others_by_the_companys(early, lin, chen):
    assert service(calendar_of(user=lin), "2026-03-06T11:50", 15) == at("2026-03-06T13:05")
    assert service(calendar_of_team(lin.team), "2026-03-06T16:50", 15) == at("2026-03-07T08:05")
    assert service(calendar_of(user=chen), "2026-03-06T11:50", 15) == at("2026-03-06T12:05")
    assert calendar_of_team(None) is company_calendar()


def test_who_works_on_saturdays_does_not_on_one_of_a_holiday(early, lin):
    assert not calendar_of(user=lin).is_working_day(date(2026, 10, 3))
    assert calendar_of(user=lin).is_working_day(date(2026, 10, 17))


def test_a_persons_own_calendar_comes_before_the_teams(early, company, lin):
    calendar_save(calendar=company, teams=[], people=[lin])
    assert service(calendar_of(user=lin), "2026-03-06T11:50", 15) == at("2026-03-06T12:05")


def test_leave_holds_up_the_persons_own_tasks_and_no_promise_of_the_team(company, lin):
    leave = Leave(user=lin, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10))
    leave_save(leave=leave, by=None, now=NOW)
    two_days = Allowed(TimeKind.WORKING_DAYS, 2)
    assert due_at(calendar_of(user=lin), FRIDAY, two_days) == at("2026-03-12T17:00")
    assert due_at(calendar_of_team(lin.team), FRIDAY, two_days) == at("2026-03-10T17:00")


def test_leave_that_is_cancelled_is_worked(company, lin):
    day = date(2026, 3, 9)
    leave = Leave(user=lin, starts_on=day, ends_on=day, cancelled_on=date(2026, 3, 1))
    leave_save(leave=leave, by=None, now=NOW)
    assert calendar_of(user=lin).is_working_day(day)


def test_nobody_is_away_twice_at_a_time_or_their_own_deputy(company, lin):
    first = Leave(user=lin, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 10))
    leave_save(leave=first, by=None, now=NOW)
    again = Leave(user=lin, starts_on=date(2026, 3, 10), ends_on=date(2026, 3, 12))
    with pytest.raises(ValidationError, match="already"):
        leave_save(leave=again, by=None, now=NOW)
    first.deputy = lin
    with pytest.raises(ValidationError, match="deputy"):
        leave_save(leave=first, by=None, now=NOW)


def test_red_on_friday_is_a_visit_by_monday_and_yellow_a_plan_by_tuesday(company):
    visit = Allowed(TimeKind.ELAPSED, 72 * 60)
    plan = Allowed(TimeKind.WORKING_DAYS, 2)
    assert due_at(company_calendar(), FRIDAY, visit) == at("2026-03-09T17:00")
    assert due_at(company_calendar(), FRIDAY, plan) == at("2026-03-10T17:00")


def test_a_team_has_one_calendar(early, company, strategic_team):
    with pytest.raises(ValidationError, match=str(strategic_team)):
        calendar_save(calendar=WorkCalendar(name="晚班"), teams=[strategic_team], people=[])
    calendar_save(calendar=early, teams=[strategic_team], people=[])


def test_there_is_one_default(company):
    with pytest.raises(IntegrityError):
        WorkCalendar.objects.create(name="另一个", is_default=True)


@pytest.mark.parametrize(
    ("hours", "said"),
    [
        ([(0, 8, 12), (0, 11, 17)], "overlap"),
        ([(7, 8, 12)], "nothing is ever due"),
        ([], "nothing is ever due"),
    ],
)
def test_hours_that_cannot_be_are_refused(early, hours, said):
    early.hours.all().delete()
    for day_kind, starts, ends in hours:
        early.hours.create(day_kind=day_kind, starts=time(starts), ends=time(ends))
    with pytest.raises(ValidationError, match=said):
        calendar_edit(calendar=early, by=None, now=NOW)


def test_hours_end_after_they_begin_and_midnight_is_an_end(early):
    early.hours.create(day_kind=6, starts=time(20), ends=time(0))
    sunday = service(calendars().of_team(early.teams.get().pk), "2026-03-08T23:50", 5)
    assert sunday == at("2026-03-08T23:55")
    with pytest.raises(IntegrityError):
        early.hours.create(day_kind=6, starts=time(12), ends=time(9))


# --- read once --------------------------------------------------------------------------------


def test_calendars_cost_one_short_statement_until_one_changes(early, lin):
    calendars()
    with CaptureQueriesContext(connection) as asked:
        assert calendars() is calendars()
    assert [query["sql"] for query in asked] == 2 * [
        "SELECT version FROM followups_calendarversion"
    ]
    known = calendars()
    early.hours.filter(day_kind=5).delete()
    assert calendars() is not known


def test_what_was_rolled_back_is_not_remembered(company, lin):
    day = date(2026, 3, 9)
    with transaction.atomic():
        CalendarDay.objects.create(day=day)
        assert not company_calendar().is_working_day(day)
        transaction.set_rollback(True)
    CalendarDay.objects.create(day=date(2026, 3, 11))
    assert company_calendar().is_working_day(day)


@pytest.mark.parametrize("change", ["hours", "day", "team", "person", "leave", "year", "calendar"])
def test_every_part_of_a_calendar_changes_the_version(early, lin, key_team, change):
    before = CalendarVersion.objects.get().version
    match change:
        case "hours":
            early.hours.first().delete()
        case "day":
            early.days.create(day=date(2026, 3, 9))
        case "team":
            early.teams.add(key_team)
        case "person":
            early.people.add(lin)
        case "leave":
            Leave.objects.create(user=lin, starts_on=date(2026, 3, 9), ends_on=date(2026, 3, 9))
        case "year":
            official_year_take(year=2027, days=[], file_name="", by=None, now=NOW)
        case "calendar":
            WorkCalendar.objects.filter(pk=early.pk).update(name_en="Early")
    assert CalendarVersion.objects.get().version != before


# --- deadlines follow -------------------------------------------------------------------------


@pytest.fixture
def open_ticket(company, ningbo, chen):
    """Of Thursday 16:00; its clocks run out on Friday, 8 hours and a working day later."""
    ticket = TicketFactory(
        customer=ningbo, owner=chen, kind=TicketKind.QUESTION, opened_at=at("2026-03-05T11:00")
    )
    clocks_fill(tickets=[ticket.pk])
    return ticket


def due(ticket):
    return dict(SlaClock.objects.filter(ticket=ticket).values_list("clock", "due_at"))


def test_the_clocks_of_a_ticket_run_by_the_calendar_of_the_owners_team(early, hangzhou, lin):
    opened = at("2026-03-06T16:50")
    ours = TicketFactory(customer=hangzhou, owner=lin, opened_at=opened)
    nobodys = TicketFactory(customer=hangzhou, opened_at=opened)
    clocks_fill(tickets=[ours.pk, nobodys.pk])
    assert due(ours)["confirmed"] == at("2026-03-06T16:58")  # strategic: half the time
    assert due(ours)["first_solution"] == at("2026-03-07T08:20")
    assert due(nobodys)["first_solution"] == at("2026-03-06T17:20")


def test_a_closing_day_moves_what_is_open_and_keeps_why(open_ticket, fang):
    before = due(open_ticket)
    assert before["confirmed"] == at("2026-03-06T10:00")
    FactChange.objects.all().delete()
    moved = day_save(day=closing("2026-03-06", note="盘点"), by=fang, now=NOW)
    assert moved == 2
    assert due(open_ticket) == {
        "confirmed": at("2026-03-09T10:00"),
        "work_started": at("2026-03-09T11:00"),
    }
    change = DeadlineChange.objects.get(clock__clock="confirmed")
    assert (change.before, change.after) == (before["confirmed"], at("2026-03-09T10:00"))
    assert (change.cause, change.reason, change.by) == (DeadlineCause.DAY, "盘点", fang)
    assert (change.at, change.ticket, change.customer) == (NOW, open_ticket, open_ticket.customer)
    assert FactChange.objects.exists()


def test_a_day_of_another_teams_calendar_moves_nothing(open_ticket, early):
    day = closing("2026-03-06", calendar=early)
    assert day_save(day=day, by=None, now=NOW) == 0
    assert not DeadlineChange.objects.exists()


def test_what_ran_out_was_kept_or_has_ended_stays(open_ticket, ningbo):
    breached = TicketFactory(
        customer=ningbo, kind=TicketKind.QUESTION, opened_at=at("2026-03-03T16:00")
    )
    met = TicketFactory(
        customer=ningbo,
        kind=TicketKind.QUESTION,
        opened_at=at("2026-03-05T11:00"),
        confirmed_at=at("2026-03-05T11:10"),
    )
    closed = TicketFactory(
        customer=ningbo,
        kind=TicketKind.QUESTION,
        opened_at=at("2026-03-05T11:00"),
        closed_at=at("2026-03-05T11:30"),
    )
    tickets = [breached.pk, met.pk, closed.pk]
    clocks_fill(tickets=tickets)
    before = {pk: due(pk) for pk in tickets}
    for day in ("2026-03-04", "2026-03-06"):
        day_save(day=closing(day), by=None, now=NOW)
    assert due(breached) == before[breached.pk]
    assert due(closed) == before[closed.pk]
    assert due(met)["confirmed"] == before[met.pk]["confirmed"]
    assert due(met)["work_started"] == at("2026-03-09T11:00")
    assert clocks_fill(tickets=tickets[:2]) == 0  # nor does an import of the same file


def test_no_deadline_is_brought_into_the_past(open_ticket, company):
    before = due(open_ticket)
    company.hours.create(day_kind=3, starts=time(0), ends=time(9))
    company.hours.filter(day_kind=3, starts=time(9)).update(ends=time(0))
    with time_machine.travel(at("2026-03-05T21:00"), tick=False):
        calendar_edit(calendar=company, by=None, now=at("2026-03-05T21:00"))
        assert due(open_ticket)["confirmed"] == before["confirmed"]
        clocks_fill(tickets=[open_ticket.pk])
    assert due(open_ticket)["confirmed"] == before["confirmed"]


def test_elapsed_time_does_not_move(company, ningbo):
    ticket = TicketFactory(
        customer=ningbo, kind=TicketKind.DELIVERY, opened_at=at("2026-03-05T11:00")
    )
    clocks_fill(tickets=[ticket.pk])
    day_save(day=closing("2026-03-05"), by=None, now=NOW)
    moved = set(DeadlineChange.objects.values_list("clock__clock", flat=True))
    assert moved == {"confirmed"}


def test_an_edit_of_hours_moves_the_deadlines_of_the_team(early, hangzhou, lin, wei):
    ticket = TicketFactory(customer=hangzhou, owner=lin, opened_at=at("2026-03-05T11:50"))
    clocks_fill(tickets=[ticket.pk])
    assert due(ticket)["first_solution"] == at("2026-03-05T13:20")
    early.hours.filter(day_kind=3, starts=time(13)).update(starts=time(14))
    moved = calendar_edit(calendar=early, by=wei, now=NOW, reason="longer lunch")
    assert moved == 2
    assert due(ticket)["first_solution"] == at("2026-03-05T14:20")
    assert set(DeadlineChange.objects.values_list("reason", "by")) == {("longer lunch", wei.pk)}


def test_recomputing_again_moves_nothing(open_ticket):
    day_save(day=closing("2026-03-06"), by=None, now=NOW)
    assert calendar_recompute(cause=DeadlineCause.CALENDAR, by=None, now=NOW) == 0


def test_fifty_deadlines_take_as_many_statements_as_one(open_ticket, ningbo):
    def statements(day):
        with CaptureQueriesContext(connection) as asked:
            assert day_save(day=closing(day), by=None, now=NOW)
        return len(asked)

    one = statements("2026-03-06")
    tickets = TicketFactory.create_batch(
        50, customer=ningbo, kind=TicketKind.QUESTION, opened_at=at("2026-03-05T11:00")
    )
    clocks_fill(tickets=[ticket.pk for ticket in tickets])
    assert statements("2026-03-09") == one


def test_a_moved_deadline_leaves_with_its_ticket(open_ticket):
    day_save(day=closing("2026-03-06"), by=None, now=NOW)
    Ticket.objects.filter(pk=open_ticket.pk).delete()
    assert not DeadlineChange.objects.exists()


# --- official years ---------------------------------------------------------------------------


def test_the_horizon_is_the_end_of_what_is_announced(company):
    assert known_until() == date(2026, 12, 31)
    assert not horizon_is_near(known_until(), date(2026, 11, 1))
    assert horizon_is_near(known_until(), date(2026, 11, 2))


def test_a_table_makes_its_year_known_and_moves_what_is_due_in_it(company, ningbo, fang):
    ticket = TicketFactory(
        customer=ningbo, kind=TicketKind.COMPLAINT, opened_at=at("2026-12-31T10:00")
    )
    with time_machine.travel(at("2026-12-31T10:05"), tick=False):
        clocks_fill(tickets=[ticket.pk])
        before = due(ticket)["solved"]
        official_year_take(
            year=2027, days=official(), file_name="2027.csv", by=fang, now=at("2026-12-31T10:05")
        )
    assert known_until() == date(2027, 12, 31)
    assert before == at("2027-01-08T10:00")
    assert due(ticket)["solved"] == at("2027-01-07T10:00")  # Sunday the 3rd is made up
    assert company_calendar().is_working_day(date(2027, 10, 9))
    assert not company_calendar().is_working_day(date(2027, 2, 12))


def test_a_preview_says_what_changes_and_changes_nothing(company, open_ticket, fang):
    before = known_until()
    found = official_year_preview(year=2027, days=official(), by=fang, now=NOW)
    assert {change.day: change.is_working for change in found.changes}[date(2027, 1, 3)]
    assert found.moved == 0
    assert known_until() == before
    assert not CalendarDay.objects.exists()


def test_a_table_replaces_an_earlier_one_of_its_year(company):
    for text in (OFFICIAL_2027, OFFICIAL_2027.replace("2027-01-03,是,元旦调休\n", "")):
        official_year_take(year=2027, days=official(text), file_name="", by=None, now=NOW)
    assert not company_calendar().is_working_day(date(2027, 1, 3))


def test_a_year_after_a_gap_is_not_known(company):
    text = OFFICIAL_2027.replace("2027", "2028")
    official_year_take(year=2028, days=official(text, 2028), file_name="", by=None, now=NOW)
    assert known_until() == date(2026, 12, 31)


def test_our_own_day_comes_before_an_official_one(company):
    official_year_take(year=2027, days=official(), file_name="", by=None, now=NOW)
    day_save(day=closing("2027-01-03"), by=None, now=NOW)
    assert not company_calendar().is_working_day(date(2027, 1, 3))
    kinds = CalendarDay.objects.filter(day=date(2027, 1, 3)).values_list("kind", flat=True)
    assert set(kinds) == {DayOrigin.OFFICIAL, DayOrigin.OWN}


def test_what_was_shown_is_what_is_taken():
    days = official()
    assert official_days_again(official_days_text(days), 2027) == days


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "needs the columns"),
        ("日期,上班\n2027-01-01,也许\n", "Row 2: is none of: yes, no"),
        ("日期,上班\n明天,否\n", "Row 2: is not a date"),
        ("日期,上班\n2027-01-01,否\n", "Only 1 free days"),
        (OFFICIAL_2027.replace("2027-05-03", "2029-05-03"), "2029-05-03 is not in 2027"),
        (OFFICIAL_2027 + "2027-01-01,否,元旦\n", "2027-01-01 is there twice"),
    ],
)
def test_a_file_that_is_not_the_table_of_the_year_is_refused(text, said):
    with pytest.raises(ValidationError, match=said):
        official(text)


def test_a_day_is_set_once_a_calendar(company, early):
    CalendarDay.objects.create(day=date(2026, 3, 9))
    CalendarDay.objects.create(day=date(2026, 3, 9), calendar=early)
    with pytest.raises(DatabaseError), transaction.atomic():
        CalendarDay.objects.create(day=date(2026, 3, 9))
