"""The pages of the follow-up log: what a person types there is logged, kept, or explained."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import ContactFactory, UserFactory
from followups.models import CalendarDay, FollowUp, FollowUpDraft, FollowUpFile, Task, TaskCheck
from followups.queries.calendars import company_calendar
from followups.services.follow_up_drafts import draft_save
from followups.services.tasks import check_set
from followups.tests.factories import (
    FollowUpFactory,
    FollowUpFileFactory,
    LeaveFactory,
    LoggedFactory,
    TaskFactory,
)

PNG = b"\x89PNG\r\n\x1a\n picture"
JSON = {"Accept": "application/json"}


def typed(**more: object) -> dict[str, object]:
    an_hour_ago = timezone.localtime() - timedelta(hours=1)
    return {
        "token": str(uuid4()),
        "channel": "phone",
        "happened_at": an_hour_ago.strftime("%Y-%m-%dT%H:%M"),
        "business_review": "订单稳定",
    } | more


@pytest.fixture(autouse=True)
def _english(lin: User, wei: User, fang: User) -> None:
    User.objects.update(language="en")


@pytest.fixture
def log_url(hangzhou) -> str:
    return f"/customers/{hangzhou.code}/log/"


@pytest.fixture
def task(hangzhou) -> Task:
    return TaskFactory(customer=hangzhou, words="月度回访")


def page(answer) -> str:
    return answer.content.decode()


# --- logging -----------------------------------------------------------------------------------


def test_the_form_begins_with_now_the_channel_used_last_and_whom_one_spoke_with_last(
    as_user, hangzhou, lin, log_url
):
    ContactFactory(customer=hangzhou, name="王芳")
    zhao = ContactFactory(customer=hangzhou, name="赵强")
    ContactFactory(customer=hangzhou, name="已离职", left_on=timezone.localdate())
    LoggedFactory(customer=hangzhou, channel="wechat", contact=zhao)
    form = as_user(lin).get(log_url).context["form"]
    assert form["channel"].value() == "wechat"
    assert [name for _pk, name in form.fields["contacts"].choices] == ["赵强", "王芳"]
    happened = timezone.make_aware(form["happened_at"].value())
    assert timezone.now() - happened < timedelta(minutes=2)


def test_who_is_away_without_an_end_can_still_log(as_user, lin, log_url):
    LeaveFactory(user=lin, starts_on=date(2026, 1, 1), ends_on=date.max)
    browser = as_user(lin)
    assert browser.get(log_url).status_code == 200
    answer = browser.post(log_url, typed(next_step="三个工作日后发报价"))
    assert answer.status_code == 302
    assert FollowUp.objects.get().log_due_at


def test_a_visit_is_what_a_task_to_visit_asks_for(as_user, hangzhou, lin):
    task = TaskFactory(customer=hangzhou, kind="visit")
    form = as_user(lin).get(f"/tasks/{task.pk}/log/").context["form"]
    assert (form["channel"].value(), form["is_done"].value()) == ("visit", True)


def test_what_is_logged_for_a_task_ends_it_and_leads_back_to_today(as_user, lin, task):
    sent = typed(is_done="on", version=task.version, next="/today/", next_step="明天发报价")
    answer = as_user(lin).post(f"/tasks/{task.pk}/log/", sent)
    assert answer["Location"] == "/today/"
    task.refresh_from_db()
    assert task.done_at
    found = FollowUp.objects.get()
    assert (found.task, found.subject, found.by) == (task, "月度回访", lin)
    assert Task.objects.get(origin__startswith="follow_up:").title == "发报价"


def test_points_of_the_checklist_are_ticked_with_the_log_and_the_others_stay_open(
    as_user, lin, wei, task
):
    first, second, _third = (
        TaskCheck.objects.create(task=task, place=place, text=f"第{place}项") for place in (1, 2, 3)
    )
    browser, url = as_user(lin), f"/tasks/{task.pk}/log/"
    ticked = {"checks": [first.pk, second.pk]}
    browser.post(f"{url}draft/", typed(**ticked))
    form = browser.get(url).context["form"]
    assert form["checks"].value() == [str(first.pk), str(second.pk)]
    check_set(check=second, is_done=True, by=wei, at=timezone.now())  # a colleague was first
    assert "第3项" in page(browser.post(url, typed(channel="", **ticked)))
    browser.post(url, typed(is_done="on", version=task.version, **ticked))
    task.refresh_from_db()
    assert task.done_at
    assert [check.done_by for check in task.checks.all()] == [lin, wei, None]


def test_nobody_is_led_away_from_our_pages(as_user, lin, log_url):
    answer = as_user(lin).post(log_url, typed(next="https://evil.example/"))
    assert answer["Location"] == f"/follow-ups/{FollowUp.objects.get().pk}/"


def test_a_colleagues_task_is_not_done_by_logging_for_it(as_user, hangzhou, lin, wei):
    task = TaskFactory(customer=hangzhou, owner=wei)
    url = f"/tasks/{task.pk}/log/"
    assert "is_done" not in as_user(lin).get(url).context["form"].fields
    as_user(lin).post(url, typed(is_done="on", version=1))
    task.refresh_from_db()
    assert not task.done_at


def test_a_task_that_has_changed_meanwhile_is_told_and_nothing_typed_is_lost(as_user, lin, task):
    browser, url = as_user(lin), f"/tasks/{task.pk}/log/"
    Task.objects.update(version=7)
    sent = typed(is_done="on", version=1)
    answer = browser.post(url, sent)
    assert "just changed" in page(answer)
    assert "订单稳定" in page(answer)
    form = answer.context["form"]
    assert form["version"].value() == "7"
    assert browser.post(url, sent | {"version": 7}).status_code == 302


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"next_step": "发报价"}, "When? Say a day"),
        ({"next_step": "周三或周四发报价"}, "More than one day"),
        ({"next_step": "昨天"}, "is over"),
        ({"next_step": "2099-01-01"}, "too far"),
        ({"business_review": ""}, "Write a line in one of the three"),
        ({"business_review": "长" * 20_010}, "too long by 10 characters"),
    ],
)
def test_what_is_wrong_is_said_and_everything_is_kept_on_the_page_and_in_the_draft(
    as_user, lin, log_url, words, told
):
    sent = typed(participants="翻译小李", uploads=SimpleUploadedFile("a.png", PNG)) | words
    answer = as_user(lin).post(log_url, sent)
    assert told in page(answer)
    assert "翻译小李" in page(answer)
    assert not FollowUp.objects.exists()
    assert FollowUpDraft.objects.get().data["participants"] == ["翻译小李"]
    assert [file.name for file in answer.context["kept_files"]] == ["a.png"]


def test_a_kept_file_goes_with_the_log_that_is_then_right(as_user, lin, log_url):
    browser = as_user(lin)
    wrong = typed(next_step="发报价", uploads=SimpleUploadedFile("a.png", PNG))
    browser.post(log_url, wrong)
    right = {**wrong, "next_step": "明天发报价"}
    del right["uploads"]
    browser.post(log_url, right)
    assert FollowUpFile.objects.get().follow_up == FollowUp.objects.get()


def test_too_many_large_files_are_a_message_and_what_was_typed_stays(
    as_user, lin, log_url, settings, monkeypatch
):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # each comes as a file that can be moved once
    monkeypatch.setattr("followups.services.follow_up_files.MOST_FILES", 1)
    uploads = [SimpleUploadedFile(f"{name}.png", PNG + name.encode()) for name in "ab"]
    answer = as_user(lin).post(log_url, typed(uploads=uploads))
    assert "At most 1 files" in page(answer)
    assert FollowUpDraft.objects.get().data["business_review"] == ["订单稳定"]


def test_more_than_the_server_reads_is_explained_and_the_draft_stays(as_user, lin, log_url):
    browser = as_user(lin)
    browser.post(f"{log_url}draft/", typed(business_review="上午写的"))
    answer = browser.post(log_url, typed(business_review="长" * (1 << 20)))
    assert answer.status_code == 400
    assert "more than 2.5 MB" in page(answer)
    assert FollowUpDraft.objects.get().data["business_review"] == ["上午写的"]
    assert not FollowUp.objects.exists()


def test_a_choice_by_tap_needs_no_day_in_the_words(as_user, lin, log_url):
    as_user(lin).post(log_url, typed(next_step="发报价", next_quick="three_days"))
    due = timezone.localtime(Task.objects.get().due_at)
    assert due.date() == company_calendar().add_working_days(timezone.now(), 3).date()


def test_the_preview_says_what_the_words_come_to_and_guesses_nothing(as_user, lin):
    browser = as_user(lin)

    def told(**words: str) -> str:
        return page(browser.post("/follow-ups/when/", words)).strip()

    assert "发报价" in told(next_step="明天发报价")
    CalendarDay.objects.create(day=timezone.localdate() + timedelta(days=1), is_working=False)
    assert "is a day off" in told(next_step="明天")
    assert "When?" in told(next_step="发报价")
    assert told(next_step="") == ""
    assert told(next_quick="nonsense", next_on="x") == ""


def test_a_masked_contact_is_not_told_by_the_form(as_user, hangzhou, lin, log_url):
    ContactFactory(customer=hangzhou, name="王芳", mobile="13977130987")
    assert "13977130987" not in page(as_user(lin).get(log_url))


# --- drafts ------------------------------------------------------------------------------------


def test_a_draft_is_saved_restored_and_thrown_away(as_user, hangzhou, lin, log_url):
    contact = ContactFactory(customer=hangzhou, name="王芳")
    browser, sent = as_user(lin), typed(contacts=[contact.pk])
    saved = browser.post(f"{log_url}draft/", sent, headers=JSON)
    assert "Draft saved at" in saved.json()["told"]
    again = browser.get(log_url).context["form"]
    assert again["business_review"].value() == "订单稳定"
    assert again["contacts"].value() == [str(contact.pk)]
    assert again["token"].value() == sent["token"]
    browser.post(f"{log_url}draft/", {"discard": "1"})
    assert not FollowUpDraft.objects.exists()


def test_somebody_elses_draft_is_nobodys_business(as_user, hangzhou, lin, wei, log_url):
    draft = draft_save(
        user=lin,
        customer=hangzhou,
        task=None,
        token=uuid4(),
        typed={"business_review": ["只写了一半"]},
        at=timezone.now(),
    )
    file = FollowUpFileFactory(customer=hangzhou, follow_up=None, draft=draft)
    browser = as_user(wei)
    assert "只写了一半" not in page(browser.get(log_url))
    assert "只写了一半" not in page(browser.get("/follow-ups/"))
    assert browser.get(f"/follow-ups/files/{file.pk}/").status_code == 404
    assert as_user(lin).get(f"/follow-ups/files/{file.pk}/").status_code == 200


def test_without_a_script_a_button_keeps_the_draft(as_user, lin, log_url):
    answer = as_user(lin).post(f"{log_url}draft/", typed(), follow=True)
    assert "Draft saved at" in page(answer)
    assert "订单稳定" in page(answer)


@pytest.mark.parametrize("wrong", [{"token": "x"}, {"business_review": "长" * 200_000}])
def test_what_cannot_be_kept_is_said(as_user, lin, log_url, wrong):
    answer = as_user(lin).post(f"{log_url}draft/", typed(**wrong), headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["told"]
    assert not FollowUpDraft.objects.exists()


def test_the_log_ends_its_draft_and_a_late_save_begins_none(as_user, lin, log_url):
    browser, sent = as_user(lin), typed()
    browser.post(f"{log_url}draft/", sent, headers=JSON)
    browser.post(log_url, sent)
    assert browser.post(f"{log_url}draft/", sent, headers=JSON).status_code == 200
    assert not FollowUpDraft.objects.exists()


# --- reading and changing ----------------------------------------------------------------------


def test_a_file_is_handed_out_as_one_to_keep_under_its_own_strange_name(as_user, hangzhou, lin):
    file = FollowUpFileFactory(customer=hangzhou, name='报告"; x=\r\n<b>.png')
    answer = as_user(lin).get(f"/follow-ups/files/{file.pk}/")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "\n" not in answer["Content-Disposition"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Type"] == "application/octet-stream"


@pytest.mark.parametrize("who", ["chen", "tang", "finance"])
def test_a_file_is_not_there_for_whoever_may_not_read_the_follow_up(
    as_user, hangzhou, who, request
):
    file = FollowUpFileFactory(customer=hangzhou)
    browser = as_user(request.getfixturevalue(who))
    assert browser.get(f"/follow-ups/files/{file.pk}/").status_code == 404
    assert browser.get(f"/follow-ups/{file.follow_up_id}/").status_code == 404


def test_a_file_that_was_taken_out_is_handed_out_no_more(as_user, hangzhou, lin):
    file = FollowUpFileFactory(customer=hangzhou, removed_at=timezone.now())
    assert as_user(lin).get(f"/follow-ups/files/{file.pk}/").status_code == 404


def test_its_page_is_reached_from_the_timeline_and_from_the_list(as_user, hangzhou, lin):
    found = LoggedFactory(customer=hangzhou)
    browser, link = as_user(lin), f"/follow-ups/{found.pk}/"
    for path in ("timeline/", "records/follow-ups/", ""):
        assert f'href="{link}"' in page(browser.get(f"/customers/{hangzhou.code}/{path}")), path


def test_its_writer_changes_it_and_the_page_tells_how_it_read_before(as_user, hangzhou, lin):
    found = LoggedFactory(customer=hangzhou)
    browser, url = as_user(lin), f"/follow-ups/{found.pk}/"
    form = browser.get(f"{url}edit/").context["form"]
    assert "reason" not in form.fields
    sent = typed(version=1, business_review="订单多三成", subject="月度回访")
    assert browser.post(f"{url}edit/", sent)["Location"] == url
    read = page(browser.get(url))
    assert "<del>订单稳定</del> → 订单多三成" in read


def test_a_lead_says_why_and_others_have_no_page_to_change_it(as_user, hangzhou, wei, qiu):
    found = LoggedFactory(customer=hangzhou)
    url = f"/follow-ups/{found.pk}/edit/"
    assert as_user(qiu).get(url).status_code == 404
    browser = as_user(wei)
    assert "This field is required" in page(browser.post(url, typed(version=1)))
    assert browser.post(url, typed(version=1, reason="核对")).status_code == 302


def test_a_window_that_closes_while_somebody_types_loses_nothing(as_user, hangzhou, lin):
    found = LoggedFactory(customer=hangzhou)
    FollowUp.objects.update(written_at=timezone.now() - timedelta(hours=49))
    url = f"/follow-ups/{found.pk}/edit/"
    assert as_user(lin).get(url).status_code == 404
    answer = as_user(lin).post(url, typed(version=1, business_review="补充一句", reason="x"))
    assert "time for changes is over" in page(answer)
    assert "补充一句" in page(answer)


def test_who_took_part_stays_though_they_left_or_others_spoke_later(
    as_user, hangzhou, lin, chen, monkeypatch
):
    monkeypatch.setattr("followups.queries.follow_ups.MOST_CONTACTS", 1)
    gone, wang = ContactFactory.create_batch(2, customer=hangzhou)
    found = LoggedFactory(customer=hangzhou)
    found.contacts.set([gone, wang])
    left = UserFactory(is_active=False)
    found.colleagues.set([chen, left])  # neither sees the customer any more
    LoggedFactory(customer=hangzhou, contact=ContactFactory(customer=hangzhou))
    browser, url = as_user(lin), f"/follow-ups/{found.pk}/edit/"
    form = browser.get(url).context["form"]
    people = {name: form[name].value() for name in ("contacts", "colleagues")}
    answer = browser.post(url, typed(version=1, business_review="订单多三成", **people))
    assert answer.status_code == 302
    assert {*found.contacts.all()} == {gone, wang}
    assert {*found.colleagues.all()} == {chen, left}


# --- how good they are -------------------------------------------------------------------------


def test_each_sees_their_own_quality_and_a_lead_the_teams_total(as_user, hangzhou, lin, wei, fang):
    full = {"problem_solving": "换了轴承", "value_delivery": "停机少了"}
    LoggedFactory(customer=hangzhou, **full)
    LoggedFactory(customer=hangzhou)
    own = as_user(lin).get("/follow-ups/").context
    assert own["mine"][0][1].quality.share == 0.5
    assert own["team"] == []
    lead = as_user(wei).get("/follow-ups/").context
    assert lead["mine"][0][1].quality.logs == 0
    assert lead["team"][1][1].quality.logs == 2
    assert as_user(fang).get("/follow-ups/").context["rows"] == []


def test_the_list_says_what_each_log_misses_and_leads_to_its_change(as_user, hangzhou, lin):
    full = {"problem_solving": "换了轴承", "value_delivery": "停机少了"}
    LoggedFactory(customer=hangzhou, **full)
    found = LoggedFactory(customer=hangzhou)
    FollowUpFactory(customer=hangzhou, by=lin)  # imported
    browser = as_user(lin)
    assert len(browser.get("/follow-ups/?period=month").context["rows"]) == 2
    answer = browser.get("/follow-ups/?only=missing")
    [row] = answer.context["rows"]
    assert (row.row, row.missing) == (found, ["Problem solving", "Value delivered"])
    assert f"/follow-ups/{found.pk}/edit/" in page(answer)


def test_today_has_a_way_to_log_for_what_is_said_with_a_customer(as_user, hangzhou, lin, task):
    report = TaskFactory(customer=hangzhou, kind="report")
    today = page(as_user(lin).get("/today/"))
    assert f"/tasks/{task.pk}/log/?next=/today/" in today
    assert f"/tasks/{report.pk}/log/" not in today
