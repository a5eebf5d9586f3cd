"""Who keeps which calendar in the back office, and what saving one says."""

from datetime import date, time

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.choices import TicketKind
from followups.models import (
    CalendarDay,
    DeadlineChange,
    Leave,
    OfficialYear,
    SlaClock,
    WorkCalendar,
)
from followups.services.calendars import calendar_save
from followups.services.clocks import clocks_fill
from followups.tests.factories import SlaClockFactory, TicketFactory, at
from followups.tests.samples import OFFICIAL_2027

NOW = at("2026-03-05T12:00")
FOLDER = "/admin/followups/"
CALENDARS, DAYS, LEAVE = (f"{FOLDER}{one}/" for one in ("workcalendar", "calendarday", "leave"))
YEARS = f"{FOLDER}officialyear/"
DAY = {"day": "2026-03-06", "is_working": "", "note": "盘点"}


@pytest.fixture(autouse=True)
def _now():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def fang(fang):
    fang.language = "en"
    fang.save()
    return fang


@pytest.fixture
def wei(wei):
    wei.language = "en"
    wei.save()
    return wei


@pytest.fixture
def open_ticket(ningbo, chen):
    ticket = TicketFactory(
        customer=ningbo, owner=chen, kind=TicketKind.QUESTION, opened_at=at("2026-03-05T11:00")
    )
    clocks_fill(tickets=[ticket.pk])
    return ticket


@pytest.fixture
def company(db):
    return WorkCalendar.objects.get(is_default=True)


@pytest.fixture
def teams_own(strategic_team):
    return calendar_save(calendar=WorkCalendar(name="早班"), teams=[strategic_team], people=[])


def said(answer):
    return [str(message) for message in get_messages(answer.wsgi_request)]


def form_of(browser, address):
    """What a browser would send back unchanged from a page of the back office."""
    page = browser.get(address)
    form = page.context["adminform"].form
    sent = {}
    forms = [form, *(f for one in page.context["inline_admin_formsets"] for f in one.formset.forms)]
    managements = [one.formset.management_form for one in page.context["inline_admin_formsets"]]
    for one in (*forms, *managements):
        for field in one:
            value = field.value()
            if value is not None and value is not False:
                name = field.html_name
                sent[name] = [getattr(v, "pk", v) for v in value] if is_many(value) else value
    return sent


def is_many(value):
    return not isinstance(value, (str, int, time, date)) and hasattr(value, "__iter__")


# --- calendars --------------------------------------------------------------------------------


def test_changed_hours_are_saved_and_the_save_says_what_moved(as_user, fang, company, open_ticket):
    browser, address = as_user(fang), f"{CALENDARS}{company.pk}/change/"
    sent = form_of(browser, address)
    friday = next(n for n in range(6) if sent[f"hours-{n}-day_kind"] == 4)
    answer = browser.post(
        address, sent | {f"hours-{friday}-starts": "10:00", "reason": "early meeting"}
    )
    assert answer.status_code == 302, answer.context["errors"]
    assert "1 open deadline moved." in said(answer)
    due = SlaClock.objects.get(ticket=open_ticket, clock="confirmed").due_at
    assert due == at("2026-03-06T11:00")
    change = DeadlineChange.objects.first()
    assert (change.by, change.reason) == (fang, "early meeting")


def test_a_lunch_break_is_entered_as_two_intervals(as_user, fang, company):
    browser, address = as_user(fang), f"{CALENDARS}{company.pk}/change/"
    sent = form_of(browser, address)
    new = {"hours-6-day_kind": 0, "hours-6-starts": "13:00", "hours-6-ends": "18:00"}
    answer = browser.post(address, sent | new)
    assert "overlap" in answer.text
    monday = next(n for n in range(6) if sent[f"hours-{n}-day_kind"] == 0)
    answer = browser.post(address, sent | new | {f"hours-{monday}-ends": "12:00"})
    assert answer.status_code == 302
    assert company.hours.filter(day_kind=0).count() == 2


def test_a_calendar_without_hours_is_refused(as_user, fang, company):
    browser, address = as_user(fang), f"{CALENDARS}{company.pk}/change/"
    sent = form_of(browser, address)
    answer = browser.post(address, sent | {f"hours-{n}-DELETE": "on" for n in range(6)})
    assert "nothing is ever due" in answer.text
    assert company.hours.count() == 6


def test_the_same_closing_day_is_not_entered_twice(as_user, fang, company):
    browser, address = as_user(fang), f"{CALENDARS}{company.pk}/change/"
    sent = form_of(browser, address) | {"days-0-day": "2026-03-09"}
    assert browser.post(address, sent).status_code == 302
    sent = form_of(browser, address) | {"days-1-day": "2026-03-09"}
    assert "A day is there twice." in browser.post(address, sent).text
    assert CalendarDay.objects.count() == 1


def test_a_new_calendar_begins_with_the_companys_hours(as_user, fang, company, key_team):
    answer = as_user(fang).post(
        f"{CALENDARS}add/", {"name": "夜班", "for_teams": [key_team.pk], "for_people": []}
    )
    made = WorkCalendar.objects.get(name="夜班")
    assert answer.url == f"{CALENDARS}{made.pk}/change/"
    assert made.hours.count() == company.hours.count()
    assert list(made.teams.all()) == [key_team]


def test_another_calendar_becomes_the_companys_and_deadlines_follow_it(
    as_user, fang, company, open_ticket
):
    late = calendar_save(calendar=WorkCalendar(name="晚班"), teams=[], people=[])
    late.hours.update(starts=time(12), ends=time(21))
    browser, address = as_user(fang), f"{CALENDARS}{late.pk}/change/"
    answer = browser.post(address, form_of(browser, address) | {"for_company": "on"})
    assert answer.status_code == 302, answer.context["errors"]
    assert WorkCalendar.objects.get(is_default=True) == late
    assert "2 open deadlines moved." in said(answer)
    sent = form_of(browser, address)
    del sent["for_company"]
    assert browser.post(address, sent).status_code == 302
    assert WorkCalendar.objects.get(is_default=True) == late


def test_a_lead_makes_no_calendar_the_companys(as_user, wei, company, teams_own):
    browser, address = as_user(wei), f"{CALENDARS}{teams_own.pk}/change/"
    browser.post(address, form_of(browser, address) | {"for_company": "on"})
    assert WorkCalendar.objects.get(is_default=True) == company


def test_a_team_that_has_a_calendar_is_refused_another(as_user, fang, teams_own, strategic_team):
    answer = as_user(fang).post(
        f"{CALENDARS}add/", {"name": "夜班", "for_teams": [strategic_team.pk]}
    )
    assert "Has another calendar already" in answer.text
    assert not WorkCalendar.objects.filter(name="夜班").exists()


@pytest.mark.parametrize("value", ["x", "9" * 5_000, "-1"])
def test_a_person_that_is_none_is_refused_beside_the_field(as_user, fang, value):
    answer = as_user(fang).post(f"{CALENDARS}add/", {"name": "夜班", "for_people": [value]})
    assert answer.status_code == 200
    assert "for_people" in answer.context["adminform"].form.errors


def test_a_lead_changes_the_calendar_of_the_own_team_and_no_other(as_user, wei, company, teams_own):
    browser = as_user(wei)
    own, others = (f"{CALENDARS}{one.pk}/change/" for one in (teams_own, company))
    sent = form_of(browser, own)
    assert browser.post(own, sent | {"name": "晨班"}).status_code == 302
    teams_own.refresh_from_db()
    assert teams_own.name == "晨班"
    assert browser.get(others).status_code == 200
    assert browser.post(others, sent | {"name": "晨班2"}).status_code == 404


def test_a_lead_gives_a_calendar_to_nobody_elses_team_or_people(as_user, wei, lin, chen, key_team):
    browser = as_user(wei)
    for owners in ({}, {"for_teams": [key_team.pk]}, {"for_people": [chen.pk]}):
        assert browser.post(f"{CALENDARS}add/", {"name": "夜班", **owners}).status_code == 200
    assert not WorkCalendar.objects.filter(name="夜班").exists()
    answer = browser.post(f"{CALENDARS}add/", {"name": "夜班", "for_people": [lin.pk]})
    assert answer.status_code == 302


def test_the_list_says_until_when_the_calendar_is_official(as_user, wei, fang):
    page = as_user(fang).get(CALENDARS)
    assert "official until" in page.text
    assert "is not known yet" not in page.text
    with time_machine.travel(at("2026-11-02T09:00"), tick=False):
        for reader in (wei, fang):
            page = as_user(reader).get(CALENDARS)
            assert "2027 is not known yet" in page.text
            assert (f"{YEARS}add/" in page.text) is (reader == fang)


# --- days, leave ------------------------------------------------------------------------------


def test_a_closing_day_for_everybody_says_what_moved(as_user, fang, open_ticket):
    browser = as_user(fang)
    assert "2 open deadlines moved." in said(browser.post(f"{DAYS}add/", DAY))
    again = browser.post(f"{DAYS}add/", DAY)
    assert "This day is set already." in again.text
    assert CalendarDay.objects.count() == 1


def test_leave_is_entered_by_the_lead_for_the_own_people(as_user, wei, lin, chen):
    browser = as_user(wei)
    days = {"starts_on": "2026-03-09", "ends_on": "2026-03-10", "note": "探亲"}
    assert browser.post(f"{LEAVE}add/", {"user": lin.pk, **days}).status_code == 302
    assert browser.post(f"{LEAVE}add/", {"user": chen.pk, **days}).status_code == 200
    assert Leave.objects.get().user == lin


def test_a_lead_sees_when_others_are_away_and_not_why(as_user, wei, lin, chen):
    days = {"starts_on": date(2026, 3, 9), "ends_on": date(2026, 3, 10), "note": "手术"}
    own, others = (Leave.objects.create(user=person, **days) for person in (lin, chen))
    browser = as_user(wei)
    assert "手术" in browser.get(f"{LEAVE}{own.pk}/change/").text
    assert "手术" not in browser.get(f"{LEAVE}{others.pk}/change/").text


# --- official years ---------------------------------------------------------------------------


def upload(text=OFFICIAL_2027, **fields):
    file = SimpleUploadedFile("放假安排.csv", text.encode())
    return {"year": 2027, "file": file, **fields}


def test_a_table_is_looked_at_before_it_is_taken(as_user, fang, open_ticket):
    browser = as_user(fang)
    page = browser.post(f"{YEARS}add/", upload())
    assert "0 open deadlines move." in page.text
    made_up = next(one for one in page.context["preview"].changes if one.day == date(2027, 1, 3))
    assert (made_up.is_working, made_up.name) == (True, "元旦调休")
    assert not OfficialYear.objects.exists()
    shown = page.context["shown"].initial
    answer = browser.post(f"{YEARS}add/", shown)
    assert answer.url == YEARS
    taken = OfficialYear.objects.get()
    assert (taken.year, taken.file_name, taken.taken_by) == (2027, "放假安排.csv", fang)
    assert "2027" in browser.get(f"{YEARS}{taken.pk}/change/").text


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        (upload("day,working\n2027-01-01,no\n"), "Only 1 free days"),
        (upload(year=1), "year"),
        ({"year": 2027}, "Choose a file."),
        ({"year": 2027, "table": "x\ty\tz"}, "Row 1"),
    ],
)
def test_what_is_no_table_is_refused_beside_the_field(as_user, fang, sent, why):
    answer = as_user(fang).post(f"{YEARS}add/", sent)
    assert answer.status_code == 200
    assert why in answer.text
    assert not OfficialYear.objects.exists()


# --- tickets ----------------------------------------------------------------------------------


def test_a_ticket_shows_how_its_deadline_moved(as_user, fang, open_ticket):
    browser = as_user(fang)
    browser.post(f"{DAYS}add/", DAY)
    page = browser.get(f"{FOLDER}ticket/{open_ticket.pk}/change/")
    assert "盘点" in page.text


@pytest.mark.parametrize(
    ("due", "kind", "is_marked"),
    [
        ("2026-12-31T23:59", "service", False),
        ("2027-01-01T00:00", "service", True),
        ("2027-01-01T00:00", "elapsed", False),
    ],
)
def test_a_deadline_beyond_the_official_calendar_is_marked(as_user, fang, due, kind, is_marked):
    clock = SlaClockFactory(due_at=at(due), time_kind=kind)
    browser = as_user(fang)
    for page in (f"{FOLDER}slaclock/", f"{FOLDER}ticket/{clock.ticket_id}/change/"):
        assert ("beyond the official calendar" in browser.get(page).text) is is_marked
