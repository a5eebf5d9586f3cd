"""Logging a touch once, with its task and its next step; changing it, and how it read before."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Event
from uuid import UUID

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Customer, FactChange
from accounts.tests.at_once import outcomes_at_once
from accounts.tests.factories import ContactFactory
from common.locks import lock_until_end
from common.tests.sessions import in_thread, somebody_waits, wait_until
from followups.access import EditRight, edit_right
from followups.choices import TaskAction, TaskKind, TaskState
from followups.models import (
    FollowUp,
    FollowUpDraft,
    FollowUpFile,
    FollowUpRevision,
    Task,
)
from followups.queries.follow_ups import draft_of, drafts_of, quality_by_period
from followups.rules.follow_ups import Logged, Quality, log_due_at, quality_of
from followups.services.follow_up_drafts import draft_forget, draft_save, drafts_tidy
from followups.services.follow_up_files import draft_files_add
from followups.services.follow_ups import (
    NextStep,
    Papers,
    Said,
    Sent,
    follow_up_edit,
    follow_up_log,
)
from followups.services.tasks import Seen, task_snooze
from followups.tests.factories import FollowUpFactory, LoggedFactory, TaskFactory, at
from followups.tests.test_when import CALENDAR

NOW = at("2026-03-05T16:00")
TOKEN = UUID(int=1)
SAID = Said(
    happened_at=at("2026-03-05T15:00"),
    channel="phone",
    business_review="订单比上月多两成",
    sentiment="good",
    minutes=15,
)
STEP = NextStep(
    words="下周三发报价", title="发报价", kind=TaskKind.OTHER, due_at=at("2026-03-11T18:00")
)
PNG = b"\x89PNG\r\n\x1a\n picture"


def photo(name: str = "现场 照片.png", content: bytes = PNG) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def on_the_disk() -> list[Path]:
    folder = Path(settings.MEDIA_ROOT) / "follow-ups"
    return [path for path in folder.rglob("*") if path.is_file()]


def log(customer, by, said=SAID, token=TOKEN, now=NOW, **more) -> FollowUp:
    return follow_up_log(customer=customer, said=said, sent=Sent(token, by, now), **more)


def edit(follow_up, by, now=NOW, version=1, said=SAID, **more) -> FollowUp:
    return follow_up_edit(follow_up=follow_up, version=version, said=said, by=by, at=now, **more)


# --- logging -----------------------------------------------------------------------------------


def test_a_log_says_who_spoke_with_whom_and_the_scorer_hears_of_it(hangzhou, lin, wei):
    wang, zhao = ContactFactory.create_batch(2, customer=hangzhou)
    FactChange.objects.all().delete()
    people = {"contacts": [zhao.pk, wang.pk], "colleagues": [wei.pk], "participants": "翻译小李"}
    found = log(hangzhou, lin, replace(SAID, **people))
    assert (found.by, found.contact, found.written_at) == (lin, zhao, NOW)
    assert {*found.contacts.all()} == {wang, zhao}
    assert [*found.colleagues.all()] == [wei]
    assert FactChange.objects.filter(customer_id=hangzhou.pk).exists()


def test_a_contact_of_another_customer_was_not_there(hangzhou, ningbo, lin):
    stranger = ContactFactory(customer=ningbo)
    with pytest.raises(ValidationError, match="no contact"):
        log(hangzhou, lin, replace(SAID, contacts=[stranger.pk]))
    assert not FollowUp.objects.exists()


def test_the_next_step_is_a_task_of_its_writer(hangzhou, lin):
    found = log(hangzhou, lin, next_step=STEP)
    task = Task.objects.get()
    assert (task.origin, task.owner, task.title) == (f"follow_up:{found.pk}:next", lin, "发报价")
    assert (task.due_at, found.next_step, found.next_step_on) == (
        STEP.due_at,
        "下周三发报价",
        STEP.due_at.date(),
    )


def test_a_next_step_that_says_only_when_is_to_follow_up(hangzhou, lin):
    log(hangzhou, lin, next_step=replace(STEP, title=""))
    assert Task.objects.get().title_key == "Follow up with the customer"


def test_a_form_that_is_sent_twice_is_one_log_with_one_next_step(hangzhou, lin):
    first = log(hangzhou, lin, next_step=STEP)
    again = log(hangzhou, lin, next_step=STEP, now=NOW + timedelta(minutes=1))
    assert first == again
    assert Task.objects.count() == 1
    with pytest.raises(ValidationError, match="already"):
        log(hangzhou, lin, replace(SAID, business_review="别的话"))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_with_one_form_are_one_log(hangzhou, lin):
    outcomes = outcomes_at_once([lambda: log(hangzhou, lin, next_step=STEP)] * 2)
    assert outcomes == ["done", "done"]
    assert (FollowUp.objects.count(), Task.objects.count()) == (1, 1)


def test_the_task_that_it_was_for_is_done_with_it(hangzhou, lin):
    task = TaskFactory(customer=hangzhou, starts_at=NOW - timedelta(days=1))
    found = log(hangzhou, lin, task=task, done=Seen(task.pk, task.version, lin, NOW))
    task.refresh_from_db()
    assert (task.state, found.task) == (TaskState.DONE, task)
    assert task.events.get().action == TaskAction.DO


def test_a_task_that_somebody_has_just_changed_stops_the_log_until_it_is_seen(hangzhou, lin):
    task = TaskFactory(customer=hangzhou, starts_at=NOW, due_at=NOW + timedelta(days=9))
    task_snooze(
        seen=Seen(task.pk, 1, lin, NOW), until=NOW.date() + timedelta(days=2), reason="客户出差"
    )
    with pytest.raises(ValidationError, match="just changed"):
        log(hangzhou, lin, task=task, done=Seen(task.pk, 1, lin, NOW))
    assert not FollowUp.objects.exists()
    assert log(hangzhou, lin, task=task, done=Seen(task.pk, 2, lin, NOW)).task == task


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"business_review": "  "}, "empty"),
        ({"happened_at": NOW + timedelta(hours=1)}, "future"),
    ],
)
def test_nothing_is_logged_that_says_nothing_or_is_still_to_come(hangzhou, lin, wrong, code):
    with pytest.raises(ValidationError) as refused:
        log(hangzhou, lin, replace(SAID, **wrong))
    assert refused.value.code == code


def test_nothing_is_logged_of_an_archived_customer(hangzhou, lin):
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=NOW)
    hangzhou.refresh_from_db()
    with pytest.raises(ValidationError, match="archived"):
        log(hangzhou, lin)


# --- files -------------------------------------------------------------------------------------


def test_files_are_kept_under_names_of_our_own_and_once_each(hangzhou, lin):
    uploads = [photo(), photo("../../etc/同一张.png"), photo("b.png", PNG + b"2")]
    found = log(hangzhou, lin, papers=Papers(uploads=uploads))
    files = list(found.files.all())
    assert [file.name for file in files] == ["现场 照片.png", "b.png"]
    for file in files:
        assert file.file.name.startswith("follow-ups/")
        assert "照片" not in file.file.name


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.exe", b"MZ"), ("a.png", b"%PDF-1.7"), ("a.svg", b"<svg>"), ("a.png", b"")],
)
def test_what_is_no_document_by_its_content_is_refused_with_the_log(hangzhou, lin, name, content):
    with pytest.raises(ValidationError), transaction.atomic():
        log(hangzhou, lin, papers=Papers(uploads=[photo(name, content)]))
    assert not FollowUp.objects.exists()


def test_files_of_the_draft_go_with_the_log_but_for_those_taken_out(
    hangzhou, lin, django_capture_on_commit_callbacks
):
    draft = draft_save(user=lin, customer=hangzhou, task=None, token=TOKEN, typed={}, at=NOW)
    kept, gone = draft_files_add(draft=draft, uploads=[photo(), photo("b.png", PNG + b"2")], at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        found = log(hangzhou, lin, papers=Papers(dropped=[gone.pk]))
    assert [*found.files.all()] == [kept]
    assert default_storage.exists(kept.file.name)
    assert not default_storage.exists(gone.file.name)
    assert not FollowUpDraft.objects.exists()


def test_of_several_files_none_is_stored_where_one_is_no_document(hangzhou, lin):
    with pytest.raises(ValidationError), transaction.atomic():
        log(hangzhou, lin, papers=Papers(uploads=[photo(), photo("a.exe", b"MZ")]))
    assert on_the_disk() == []


def test_more_files_than_may_be_are_none(hangzhou, lin):
    uploads = [photo(f"{number}.png", PNG + b"%d" % number) for number in range(11)]
    with pytest.raises(ValidationError, match="At most 10"), transaction.atomic():
        log(hangzhou, lin, papers=Papers(uploads=uploads))
    assert on_the_disk() == []


def test_a_file_leaves_the_disk_where_it_does_not_come_into_the_table(hangzhou, lin, monkeypatch):
    def fail(*_args: object, **_values: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(FollowUpFile, "save", fail)
    with pytest.raises(IntegrityError), transaction.atomic():
        log(hangzhou, lin, papers=Papers(uploads=[photo()]))
    assert on_the_disk() == []


def test_files_that_no_row_names_are_swept_away_after_a_day(
    hangzhou, lin, django_capture_on_commit_callbacks
):
    [kept] = log(hangzhou, lin, papers=Papers(uploads=[photo()])).files.all()
    stray = Path(kept.file.path).with_name("stray.png")
    stray.touch()
    for days, left in ((1, True), (3, False)):
        with django_capture_on_commit_callbacks(execute=True):
            drafts_tidy(at=timezone.now() + timedelta(days=days))
        assert stray.exists() == left
    assert default_storage.exists(kept.file.name)


# --- changing ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "hours", "right"),
    [
        ("lin", 47, EditRight.FREE),
        ("lin", 48, EditRight.NONE),
        ("wei", 1, EditRight.WITH_REASON),
        ("wei", 480, EditRight.WITH_REASON),
        ("chen", 1, EditRight.NONE),
    ],
)
def test_its_writer_changes_it_for_two_days_and_a_lead_for_a_reason(
    request, hangzhou, lin, who, hours, right
):
    found = log(hangzhou, lin)
    person = request.getfixturevalue(who)
    assert edit_right(person, found, NOW + timedelta(hours=hours)) is right


def test_what_another_system_has_logged_is_changed_there(hangzhou, lin, wei):
    imported = FollowUpFactory(customer=hangzhou, by=lin)
    assert edit_right(wei, imported, NOW) is EditRight.NONE
    with pytest.raises(ValidationError, match="over"):
        edit(imported, wei, reason="补充")


def test_how_it_read_before_is_kept_and_nobody_edits_that(hangzhou, lin):
    wang = ContactFactory(customer=hangzhou, name="王芳")
    found = log(hangzhou, lin)
    changed = replace(SAID, business_review="订单多三成", contacts=[wang.pk])
    edit(found, lin, said=changed, papers=Papers(uploads=[photo()]))
    revision = FollowUpRevision.objects.get()
    assert revision.changes == {
        "business_review": ["订单比上月多两成", "订单多三成"],
        "contacts": ["", "王芳"],
        "files": ["", "现场 照片.png"],
    }
    with pytest.raises(Exception, match="Cannot update"), transaction.atomic():
        FollowUpRevision.objects.update(reason="x")


def test_saving_without_a_change_is_no_revision(hangzhou, lin):
    found = log(hangzhou, lin)
    assert edit(found, lin).version == 1
    assert not FollowUpRevision.objects.exists()


def test_of_two_who_change_it_the_second_is_told(hangzhou, lin, wei):
    found = log(hangzhou, lin)
    edit(found, lin, said=replace(SAID, minutes=20))
    with pytest.raises(ValidationError, match="林晓"):
        edit(found, wei, said=replace(SAID, minutes=25), reason="核对")
    assert edit(found, wei, version=2, said=replace(SAID, minutes=25), reason="核对").minutes == 25


def test_a_lead_says_why(hangzhou, lin, wei):
    found = log(hangzhou, lin)
    with pytest.raises(ValidationError, match="why"):
        edit(found, wei, said=replace(SAID, minutes=20), reason=" ")


def test_a_file_that_is_taken_out_is_noted_and_stays_on_the_disk(hangzhou, lin):
    found = log(hangzhou, lin, papers=Papers(uploads=[photo()]))
    [file] = found.files.all()
    edit(found, lin, papers=Papers(dropped=[file.pk]))
    file.refresh_from_db()
    assert file.removed_at == NOW
    assert default_storage.exists(file.file.name)
    assert FollowUpRevision.objects.get().changes == {"files": ["现场 照片.png", ""]}


def test_a_missing_next_step_may_be_added_and_is_a_task_then(hangzhou, lin):
    found = log(hangzhou, lin)
    edit(found, lin, next_step=STEP)
    edit(found, lin, version=2, next_step=replace(STEP, title="别的"))
    assert Task.objects.get().title == "发报价"


# --- drafts ------------------------------------------------------------------------------------


def test_a_draft_is_one_for_each_person_and_customer_and_task(hangzhou, lin, wei):
    task = TaskFactory(customer=hangzhou)
    of = {"customer": hangzhou, "token": TOKEN, "at": NOW}
    for text in ("一", "一二"):
        draft_save(user=lin, task=None, typed={"next_step": [text]}, **of)
    draft_save(user=lin, task=task, typed={}, **of)
    draft_save(user=wei, task=None, typed={}, **of)
    assert FollowUpDraft.objects.count() == 3
    assert FollowUpDraft.objects.get(user=lin, task=None).data == {"next_step": ["一二"]}


def test_what_comes_late_of_a_form_that_was_sent_begins_no_new_draft(hangzhou, lin):
    log(hangzhou, lin)
    late = draft_save(
        user=lin, customer=hangzhou, task=None, token=TOKEN, typed={"next_step": ["x"]}, at=NOW
    )
    assert late is None
    assert not FollowUpDraft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_save_that_comes_while_the_form_is_sent_leaves_no_draft_of_it(hangzhou, lin):
    begun, kept = Event(), []

    def send() -> None:
        with transaction.atomic():
            log(hangzhou, lin)
            begun.set()
            wait_until(somebody_waits, seconds=5)

    def save() -> None:
        assert begun.wait(timeout=10)
        typed = {"next_step": ["x"]}
        kept.append(
            draft_save(user=lin, customer=hangzhou, task=None, token=TOKEN, typed=typed, at=NOW)
        )

    with in_thread(send), in_thread(save):
        pass
    assert kept == [None]
    assert not FollowUpDraft.objects.exists()


def test_nothing_of_a_draft_that_was_sent_comes_into_the_next_follow_up(hangzhou, lin):
    of = {"user": lin, "customer": hangzhou, "task": None}
    draft = draft_save(**of, token=UUID(int=2), typed={"next_step": ["x"]}, at=NOW)
    draft_files_add(draft=draft, uploads=[photo()], at=NOW)
    log(hangzhou, lin, task=TaskFactory(customer=hangzhou))
    FollowUpDraft.objects.update(token=TOKEN)
    assert draft_of(lin, hangzhou, None) is None
    assert not drafts_of(lin).exists()
    assert not log(hangzhou, lin, token=UUID(int=3)).files.exists()
    assert not FollowUpDraft.objects.exists()


def test_a_form_that_is_sent_leaves_what_was_typed_in_another_window(hangzhou, lin):
    other = draft_save(
        user=lin,
        customer=hangzhou,
        task=None,
        token=UUID(int=2),
        typed={"next_step": ["x"]},
        at=NOW,
    )
    [file] = draft_files_add(draft=other, uploads=[photo()], at=NOW)
    assert not log(hangzhou, lin).files.exists()
    assert FollowUpDraft.objects.get() == other
    assert [*other.files.all()] == [file]


def test_a_form_is_not_thrown_away_while_it_is_sent(hangzhou, lin):
    draft = FollowUpDraft.objects.create(user=lin, customer=hangzhou, token=TOKEN, updated_at=NOW)
    begun, waited = Event(), []

    def send() -> None:
        with transaction.atomic():
            lock_until_end(f"draft {TOKEN}")
            begun.set()
            waited.append(wait_until(somebody_waits, seconds=2))

    with in_thread(send):
        assert begun.wait(timeout=10)
        draft_forget(draft=draft)
    assert waited == [True]


def test_a_file_that_comes_after_its_form_was_sent_is_kept_nowhere(hangzhou, lin):
    draft = draft_save(user=lin, customer=hangzhou, task=None, token=TOKEN, typed={}, at=NOW)
    log(hangzhou, lin)
    assert draft_files_add(draft=draft, uploads=[photo()], at=NOW) == []
    assert on_the_disk() == []


def test_five_megabytes_are_no_draft(hangzhou, lin):
    typed = {"business_review": ["长" * (5 << 20)]}
    with pytest.raises(ValidationError, match="too long"):
        draft_save(user=lin, customer=hangzhou, task=None, token=TOKEN, typed=typed, at=NOW)


def test_drafts_that_nobody_goes_on_with_are_forgotten_with_their_files(
    hangzhou, lin, wei, caplog, django_capture_on_commit_callbacks
):
    of = {"customer": hangzhou, "task": None, "token": TOKEN, "typed": {}}
    old = draft_save(user=lin, at=NOW - timedelta(days=31), **of)
    draft_save(user=wei, at=NOW - timedelta(days=29), **of)
    [file] = draft_files_add(draft=old, uploads=[photo()], at=NOW)
    a_month_ago = (NOW - timedelta(days=31)).timestamp()
    os.utime(file.file.path, (a_month_ago, a_month_ago))
    with django_capture_on_commit_callbacks(execute=True):
        assert drafts_tidy(at=NOW) == 1
        assert default_storage.exists(file.file.name)  # it may be rolled back yet
    assert [draft.user for draft in FollowUpDraft.objects.all()] == [wei]
    assert not FollowUpFile.objects.exists()
    assert not default_storage.exists(file.file.name)
    assert "no row names" not in caplog.text


# --- how good they are -------------------------------------------------------------------------


def test_a_log_is_due_by_the_same_time_of_the_next_working_day():
    assert log_due_at(at("2026-03-06T16:00"), CALENDAR) == at("2026-03-09T16:00")
    assert log_due_at(at("2026-09-30T16:00"), CALENDAR) == at("2026-10-08T16:00")


def test_a_late_log_is_kept_and_counts_as_late(hangzhou, lin):
    found = log(hangzhou, lin, replace(SAID, happened_at=at("2026-02-27T15:00")))
    assert found.is_late
    assert not log(hangzhou, lin, token=UUID(int=2)).is_late


def test_quality_is_the_share_that_is_complete_and_on_time():
    logs = [Logged(True, True), Logged(True, False), Logged(False, True), Logged(True, True)]
    assert quality_of(logs) == Quality(logs=4, complete=3, on_time=3, good=2)
    assert quality_of(logs).share == 0.5
    assert quality_of([]).share is None


def test_a_period_counts_what_was_logged_by_hand_in_it(hangzhou, lin, chen):
    full = {"problem_solving": "换了轴承", "value_delivery": "停机少了"}
    for happened, more in (
        ("2026-03-04T10:00", full),
        ("2026-02-10T10:00", {}),
        ("2025-12-30T10:00", full),
    ):
        moment = at(happened)
        LoggedFactory(customer=hangzhou, happened_at=moment, written_at=moment, **more)
    FollowUpFactory(customer=hangzhou, by=lin, happened_at=at("2026-03-04T10:00"))
    month, quarter = quality_by_period([lin.pk], NOW.date())
    assert (month.quality, quarter.quality) == (Quality(1, 1, 1, 1), Quality(2, 1, 2, 1))
    assert quality_by_period([chen.pk], NOW.date())[1].quality.logs == 0
