"""A secret address at which a phone reads somebody's tasks, and nothing that is not theirs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from accounts.models import User
from followups.models import CalendarLink
from followups.rules.calendar_links import fingerprint
from followups.services.calendar_links import calendar_link_make
from followups.tests.factories import LeaveFactory, TaskFactory

NOW = timezone.now()
PAGE = "/me/calendar/"


@pytest.fixture
def secret(lin: User) -> str:
    return calendar_link_make(person=lin, seen=None, at=NOW)


def read(secret: str, **headers: str):
    """By a program that has not logged in."""
    return Client().get(f"/calendar/{secret}.ics", headers=headers)


def events(secret: str) -> list:
    return Calendar.from_ical(read(secret).content).walk("VEVENT")


def test_a_phone_reads_what_is_due_with_the_customer_and_the_time_it_takes(hangzhou, secret):
    task = TaskFactory(customer=hangzhou, words="回访", minutes=45, due_at=NOW)
    [event] = events(secret)
    assert str(event["summary"]) == "回访 · 杭州科技有限公司"
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=45)
    assert event.decoded("dtend") == task.due_at.replace(microsecond=0)
    assert str(event["url"]).endswith(f"/tasks/{task.pk}/")
    assert event["dtend"].params["TZID"] == "Asia/Shanghai"


def test_titles_are_in_the_language_of_the_person(hangzhou, secret, lin):
    values = {"words": "", "title_key": "Senior exchange with the customer"}
    TaskFactory(customer=hangzhou, due_at=NOW, **values)
    User.objects.filter(pk=lin.pk).update(language="zh-hans")
    [chinese] = events(secret)
    User.objects.filter(pk=lin.pk).update(language="en")
    [english] = events(secret)
    assert str(english["summary"]).startswith("Senior exchange with the customer · ")
    assert str(chinese["summary"]) != str(english["summary"])
    assert chinese["uid"] == english["uid"]


def test_done_and_waiting_tasks_and_those_of_others_are_not_in_it(hangzhou, secret, chen):
    TaskFactory(customer=hangzhou, due_at=NOW, done_at=NOW)
    TaskFactory(customer=hangzhou, due_at=NOW, owner=chen)
    TaskFactory(customer=hangzhou, due_at=NOW, waits=True)
    assert events(secret) == []


def test_a_deputy_reads_what_is_due_while_its_owner_is_on_leave(hangzhou, secret, lin, chen):
    today = timezone.localdate(NOW)
    LeaveFactory(user=chen, deputy=lin, starts_on=today, ends_on=today)
    of = {"customer": hangzhou, "owner": chen, "deputy": lin}
    TaskFactory(words="在休假中", due_at=NOW, **of)
    TaskFactory(words="回来以后", due_at=NOW + timedelta(days=2), **of)
    assert [str(event["summary"]).partition(" ")[0] for event in events(secret)] == ["在休假中"]


def test_what_has_not_changed_is_not_sent_again(hangzhou, secret):
    task = TaskFactory(customer=hangzhou, due_at=NOW)
    etag = read(secret)["ETag"]
    again = read(secret, if_none_match=etag)
    assert (again.status_code, again.content) == (304, b"")
    task.version += 1
    task.save()
    assert read(secret, if_none_match=etag).status_code == 200


def test_only_a_fingerprint_is_kept_and_each_reading_is_noted(secret):
    read(secret)
    read(secret)
    link = CalendarLink.objects.get()
    assert (link.fingerprint, link.uses) == (fingerprint(secret), 2)
    assert link.last_used_at > NOW
    assert secret not in str(vars(link))


@pytest.mark.parametrize("wrong", ["spent", "x" * 5_000, "%00"])
def test_a_wrong_secret_looks_like_no_page(db, wrong):
    assert read(wrong).status_code == 404


def test_a_link_that_has_ended_or_whose_person_has_left_looks_like_no_page(secret, lin, as_user):
    link = CalendarLink.objects.get()
    User.objects.filter(pk=lin.pk).update(is_active=False)
    assert read(secret).status_code == 404
    User.objects.filter(pk=lin.pk).update(is_active=True)
    assert read(secret).status_code == 200
    as_user(lin).post(f"{PAGE}{link.pk}/end/")
    assert read(secret).status_code == 404


def test_nobody_ends_the_link_of_another(secret, as_user, chen):
    as_user(chen).post(f"{PAGE}{CalendarLink.objects.get().pk}/end/")
    assert read(secret).status_code == 200


def test_the_address_is_shown_once_and_a_new_one_ends_the_old_one(as_user, lin):
    reader = as_user(lin)
    made = reader.post(PAGE, {"seen": ""}).content.decode()
    [first] = re.findall(r"/calendar/([\w-]+)\.ics\" ?>", made)[:1] or [""]
    assert read(first).status_code == 200
    assert first not in reader.get(PAGE).content.decode()
    reader.post(PAGE, {"seen": CalendarLink.objects.get().pk})
    assert read(first).status_code == 404
    assert CalendarLink.objects.filter(revoked_at=None).count() == 1


def test_a_form_that_is_sent_twice_makes_one_link(as_user, lin):
    reader = as_user(lin)
    assert reader.post(PAGE, {"seen": ""}).status_code == 200
    assert reader.post(PAGE, {"seen": ""}).url == PAGE
    assert CalendarLink.objects.count() == 1


def test_whoever_may_have_no_tasks_any_more_reads_none(secret, lin):
    lin.groups.clear()
    assert read(secret).status_code == 404
