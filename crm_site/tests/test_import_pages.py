"""The import wizard: from a file on somebody's desk to customers, and back again."""

import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Barrier
from time import sleep

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_q.models import OrmQ
from python_calamine import CalamineWorkbook
from xlsxwriter import Workbook

from accounts.choices import BatchState, UploadState
from accounts.imports.batches import job_lock_name
from accounts.imports.columns import NOTHING_TOLD, columns_propose
from accounts.imports.registry import kinds
from accounts.models import AccessLog, Customer, ImportBatch, ImportUpload, Order, UploadRow
from accounts.rules.roles import EVERYTHING, ROLES, Scope
from accounts.services import imports
from accounts.services.imports import turns, undoing, uploads, working
from accounts.tests.factories import OrderFactory, person
from crm_site.demo import SOURCE
from crm_site.jobs import uploads_tidy
from crm_site.pages.imports.kinds import GROUPS

BOOK = (
    "订单号,下单日,客户,金额,备注\n"
    "A1,2026-3-1,杭州,1000,\nA2,2026-3-2,宁波,50,=1+1\nA3,昨天,宁波,7,=1+1\n"
)
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _in_english(analyst):
    analyst.language = "en"
    analyst.save()


@pytest.fixture
def importer(as_user, analyst) -> Client:
    return as_user(analyst)


def send(importer, content: str | bytes, kind="orders", source="erp", name="book.csv"):
    data = content.encode() if isinstance(content, str) else content
    form = {"kind": kind, "source": source, "file": SimpleUploadedFile(name, data)}
    return importer.post("/imports/new/", form)


def uploaded(importer, content, **options) -> ImportUpload:
    response = send(importer, content, **options)
    assert response.status_code == 302, problems(response)
    return ImportUpload.objects.get(pk=response.url.rstrip("/").rpartition("/")[2])


def problems(response) -> list[str]:
    return response.context["form"].errors.get("file", [])


def url(upload: ImportUpload) -> str:
    return f"/imports/{upload.pk}/"


def step(importer, upload, name, follow=False, **fields):
    return importer.post(url(upload), {"step": name, **fields}, follow=follow)


def columns(upload: ImportUpload, **changed: str) -> dict[str, str]:
    said = {f"column-{at}": upload.mapping[name] for at, name in enumerate(upload.header)}
    return said | {name.replace("_", "-"): value for name, value in changed.items()}


def work(upload: ImportUpload) -> ImportUpload:
    imports.upload_work(upload=upload.pk, day=TODAY)
    upload.refresh_from_db()
    return upload


def tried(importer, upload, **said) -> ImportUpload:
    answer = step(importer, upload, "try", **columns(upload, **said))
    assert answer.status_code == 302, answer.context["error"]
    upload.refresh_from_db()
    assert upload.state == UploadState.PREVIEWING
    return work(upload)


def imported(importer, upload, **said) -> ImportBatch:
    assert tried(importer, upload, **said).state == UploadState.READY, upload.error
    step(importer, upload, "import", trial=upload.trials)
    work(upload)
    assert upload.state == UploadState.DONE, upload.error
    return upload.batch


def text(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def workbook(rows: list[list[str]]) -> bytes:
    content = BytesIO()
    with Workbook(content, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return content.getvalue()


def table(content: bytes) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()


CELLS = [line.split(",") for line in BOOK.splitlines()]
FORMS = {
    "gb18030": ("book.csv", BOOK.encode("gb18030"), "Read as gb18030, cells separated by “,”."),
    "utf-16": ("book.txt", BOOK.replace(",", "\t").encode("utf-16"), "separated by “tab”."),
    "xlsx": ("book.xlsx", workbook(CELLS), "Read as xlsx."),
}


# --- the whole story ---------------------------------------------------------------------------


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_mapped_looked_at_imported_and_undone(importer, analyst, form):
    name, content, read_as = FORMS[form]
    upload = uploaded(importer, content, name=name)
    page = importer.get(url(upload))
    assert read_as in text(page)
    assert "No column gives yet: Order date." in text(page)
    assert "昨天" in text(page)

    tried(importer, upload, column_1="ordered_on")
    assert not Order.objects.exists()
    assert not Customer.objects.exists()
    page = text(importer.get(url(upload)))
    assert "Of 3 rows, 2 would be new and 0 would change something; 0 are known already" in page
    assert "2 customers whom nobody knows yet" in page
    assert "4 下单日 昨天 is not a date" in page
    new = text(importer.get(url(upload) + "?outcome=created"))
    assert "2 Order number A1 Order date 1 Mar 2026 Customer 杭州 Amount 1000" in new

    answer = step(importer, upload, "import", trial=upload.trials)
    assert answer.url == url(upload)
    work(upload)
    assert Order.objects.count() == 2
    answer = importer.get(url(upload), follow=True)
    assert answer.redirect_chain[-1][0] == f"/imports/batches/{upload.batch.pk}/"
    assert (upload.batch.file_name, upload.batch.user) == (name, analyst)

    undoing = importer.post(f"/imports/batches/{upload.batch.pk}/undo/", follow=True)
    assert "The import is being undone." in text(undoing)
    imports.undo_work(batch=upload.batch.pk, day=TODAY)
    assert not Order.objects.exists()
    assert not Customer.objects.exists()
    # two orders, two customers, their two numbers, and the feed
    result = importer.get(f"/imports/batches/{upload.batch.pk}/")
    assert "This import was undone: 7 records are gone" in text(result)


def test_the_next_file_of_the_source_is_read_as_the_last_one(importer):
    imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    again = uploaded(importer, BOOK.replace("A1", "B1"))
    assert again.mapping["下单日"] == "ordered_on"
    assert "as they were in the last file" in text(importer.get(url(again)))
    assert uploaded(importer, BOOK, source="other").mapping["下单日"] == ""


def test_values_for_all_rows_are_not_folded_away(importer):
    folded = '<details class="constants">'
    assert folded in importer.get(url(uploaded(importer, BOOK))).content.decode()
    imported(importer, uploaded(importer, BOOK), column_1="ordered_on", constant_currency="EUR")
    again = uploaded(importer, BOOK.replace("A1", "B1"))
    assert folded not in importer.get(url(again)).content.decode()


def test_a_list_that_ends_before_its_count_says_so(importer, monkeypatch):
    note = "Only the first 10,000 rows are listed here"
    lines = [f"A{number},2026-3-1,K1,5" for number in range(60)]
    upload = tried(importer, uploaded(importer, "\n".join(["单号,日期,客户,金额", *lines])))
    assert note not in text(importer.get(url(upload) + "?page=2"))
    upload.rows.filter(row_no__gt=56).delete()
    assert note not in text(importer.get(url(upload)))
    assert note in text(importer.get(url(upload) + "?page=2"))


def test_a_constant_may_be_taken_back(importer):
    imported(importer, uploaded(importer, BOOK), column_1="ordered_on", constant_currency="EUR")
    again = uploaded(importer, BOOK.replace("A1", "B1"))
    assert again.constants == {"currency": "EUR"}
    imported(importer, again, constant_currency="")
    assert Order.objects.get(number="A1").currency == "EUR"
    assert Order.objects.get(number="B1").currency == "CNY"


def test_a_change_is_shown_with_what_was_there_before(importer):
    imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    upload = tried(importer, uploaded(importer, BOOK.replace("1000", "1200")))
    page = text(importer.get(url(upload) + "?outcome=updated"))
    assert "2 A1 · 1 Mar 2026 · 杭州 Amount 1000.00 → 1200.00" in page
    assert "3 A2" in text(importer.get(url(upload) + "?outcome=unchanged"))
    assert Order.objects.get(number="A1").amount == 1000


def test_what_somebody_may_not_see_of_a_record_is_masked(importer, analyst, monkeypatch):
    imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    upload = tried(importer, uploaded(importer, BOOK.replace("1000", "1200")))
    monkeypatch.setattr("crm_site.pages.imports.rows.hidden_from", lambda *_: {"amount"})
    page = text(importer.get(url(upload) + "?outcome=updated"))
    assert "Amount ••• → •••" in page
    assert "1200" not in page


def test_refused_rows_come_back_with_the_reason_and_can_be_sent_again(importer, analyst):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    answer = importer.get(f"/imports/{batch.upload.pk}/refused.xlsx")
    head, row = table(answer.content)
    assert head == ["订单号", "下单日", "客户", "金额", "备注", "Why refused"]
    assert row == ["A3", "昨天", "宁波", "7", "=1+1", "下单日: is not a date"]
    log = AccessLog.objects.get(subject="import-refused")
    assert (log.user, log.rows) == (analyst, 1)
    corrected = workbook([head, [*row[:1], "2026-3-3", *row[2:]]])
    again = uploaded(importer, corrected, name="book.xlsx")
    assert imported(importer, again).created == 1


def test_what_a_refused_row_has_too_much_comes_back_with_it(importer):
    """Cut to the columns, “5,000.50” without quotation marks would be imported as 5."""
    book = '单号,日期,客户,金额\nA1,2026-3-1,K1,5,000.50\nA2,2026-3-1,K"1,"5"0\nA3,2026-3-1,K1,7\n'
    upload = tried(importer, uploaded(importer, book))
    head, surplus, broken = table(importer.get(f"/imports/{upload.pk}/refused.xlsx").content)
    assert head == ["单号", "日期", "客户", "金额", "Why refused", ""]
    too_many = "the row has more cells than the header"
    assert surplus == ["A1", "2026-3-1", "K1", "5", too_many, "000.50"]
    out_of_place = "a quotation mark is not closed, or out of place"
    assert broken == ["", "", "", "", out_of_place, 'A2,2026-3-1,K"1,"5"0']
    again = uploaded(importer, workbook([head, surplus, broken]), name="again.xlsx")
    assert tried(importer, again).outcome["refused"] == 2


def test_no_more_refused_rows_are_carried_away_than_of_any_list(importer, monkeypatch):
    lines = [f"A{number},nonsense,K1,5" for number in range(5)]
    upload = tried(importer, uploaded(importer, "\n".join(["单号,日期,客户,金额", *lines])))
    for module in ("common.lists", "crm_site.pages.imports.views"):
        monkeypatch.setattr(f"{module}.MOST_EXPORTED", 3)
    _head, *rows = table(importer.get(f"/imports/{upload.pk}/refused.xlsx").content)
    assert [row[0] for row in rows] == ["A0", "A1", "A2", ""]
    assert "Only the first 3 rows are here" in rows[3][4]
    assert AccessLog.objects.get(subject="import-refused").rows == 3


@pytest.mark.parametrize("word", ["Why refused", "拒绝原因"])
def test_no_kind_takes_the_reason_for_a_field(word):
    for kind in kinds():
        assert columns_propose(kind, [word], NOTHING_TOLD).columns == {word: ""}, kind.code


def test_the_file_is_read_once_where_nothing_is_refused(importer, monkeypatch):
    monkeypatch.setattr(imports.notes, "open_table", None)
    book = "单号,日期,客户,金额\nA1,2026-3-1,K1,5\n"
    assert tried(importer, uploaded(importer, book)).outcome["created"] == 1


def test_every_refused_row_comes_back_however_many_there_are(importer):
    lines = [f"A{number},nonsense,K1,5" for number in range(1_200)]
    upload = tried(importer, uploaded(importer, "\n".join(["单号,日期,客户,金额", *lines])))
    assert upload.outcome["refused"] == 1_200
    rows = table(importer.get(f"/imports/{upload.pk}/refused.xlsx").content)
    assert [row[0] for row in rows[1:]] == [f"A{number}" for number in range(1_200)]
    page = importer.get(url(upload) + "?outcome=refused&page=24")
    assert [row.number for row in page.context["rows"]] == list(range(1152, 1202))
    assert importer.get(url(upload) + "?outcome=refused&page=25").context["rows"] == []


def test_all_or_nothing_is_hopeless_with_a_refused_row(importer):
    upload = tried(importer, uploaded(importer, BOOK), column_1="ordered_on", all_or_nothing="yes")
    assert not upload.all_or_nothing  # the box was not called that
    step(importer, upload, "back")
    upload.refresh_from_db()
    step(importer, upload, "try", **columns(upload), all_or_nothing="yes")
    page = text(importer.get(url(work(upload))))
    assert "You asked for all or nothing, so nothing would be written." in page
    assert "Import 2 rows" not in page
    step(importer, upload, "import", trial=upload.trials)
    assert work(upload).batch.state == BatchState.REJECTED
    assert not Order.objects.exists()


# --- nothing twice, nothing lost ---------------------------------------------------------------


def test_a_double_click_imports_once(importer):
    upload = tried(importer, uploaded(importer, BOOK), column_1="ordered_on")
    step(importer, upload, "import", trial=upload.trials)
    again = step(importer, upload, "import", trial=upload.trials, follow=True)
    assert "This has been done meanwhile" in text(again)
    work(upload)
    assert imports.upload_work(upload=upload.pk, day=TODAY) is None
    assert step(importer, upload, "import", trial=upload.trials).status_code == 302
    assert work(upload).state == UploadState.DONE
    assert ImportBatch.objects.count() == 1


def test_the_same_file_sent_twice_is_one_upload(importer):
    first = uploaded(importer, BOOK)
    assert uploaded(importer, BOOK) == first
    assert uploaded(importer, BOOK, source="crm") != first


def test_only_the_trial_that_was_looked_at_is_imported(importer):
    upload = tried(importer, uploaded(importer, BOOK), column_1="ordered_on")
    seen = upload.trials
    step(importer, upload, "back")
    upload.refresh_from_db()
    tried(importer, upload, column_1="ordered_on", column_4="region")
    step(importer, upload, "import", trial=seen)
    upload.refresh_from_db()
    assert upload.state == UploadState.READY


def test_a_second_worker_leaves_the_upload_to_the_first(importer, monkeypatch):
    upload = uploaded(importer, BOOK)
    step(importer, upload, "try", **columns(upload, column_1="ordered_on"))
    monkeypatch.setattr(turns, "TRY_LOCK", "SELECT %s = ''")
    assert imports.upload_work(upload=upload.pk, day=TODAY) is None
    upload.refresh_from_db()
    assert upload.state == UploadState.PREVIEWING


class PowerCut(BaseException):
    """Nobody catches this, as nobody catches SIGKILL."""


@pytest.mark.parametrize("where", ["rows_store", "_finish"])
def test_a_job_that_dies_leaves_nothing_and_is_asked_for_again(importer, monkeypatch, where):
    upload = tried(importer, uploaded(importer, BOOK), column_1="ordered_on")
    step(importer, upload, "import", trial=upload.trials)

    def cut(*_args, **_values):
        assert Order.objects.count() == 2
        raise PowerCut

    with monkeypatch.context() as broken:
        broken.setattr(working, where, cut)
        with pytest.raises(PowerCut):
            imports.upload_work(upload=upload.pk, day=TODAY)
    upload.refresh_from_db()
    assert (upload.state, Order.objects.count()) == (UploadState.IMPORTING, 0)
    assert not ImportBatch.objects.exists()

    ImportUpload.objects.update(moved_at=timezone.now() - timedelta(minutes=1), heard_at=None)
    assert "Ask again" in text(importer.get(url(upload)))
    OrmQ.objects.all().delete()
    step(importer, upload, "again")
    assert OrmQ.objects.count() == 1
    assert work(upload).state == UploadState.DONE
    assert Order.objects.count() == 2


BROKEN = {
    "The database could not do it": DatabaseError("duplicate key: (Alice)"),
    "A file could not be read or written": OSError("/srv/x: the disk is full"),
}


@pytest.mark.parametrize("why", BROKEN)
def test_a_job_that_fails_says_so_in_a_sentence_and_can_be_tried_again(
    importer, monkeypatch, caplog, why
):
    upload = tried(importer, uploaded(importer, BOOK), column_1="ordered_on")
    step(importer, upload, "import", trial=upload.trials)

    def fail(*_args, **_values):
        raise BROKEN[why]

    with monkeypatch.context() as broken:
        broken.setattr(working, "rows_store", fail)
        work(upload)
    assert (upload.state, Order.objects.count()) == (UploadState.FAILED, 0)
    page = text(importer.get(url(upload)))
    assert f"{why}; the log of the server says more." in page
    assert str(BROKEN[why]) not in page
    assert str(BROKEN[why]) in caplog.text
    assert "Nothing was written." in page
    step(importer, upload, "again")
    assert work(upload).state == UploadState.READY
    assert upload.outcome["created"] == 2


def test_a_job_that_is_killed_again_and_again_is_given_up(importer):
    upload = tried(importer, uploaded(importer, BOOK), column_1="ordered_on")
    step(importer, upload, "import", trial=upload.trials)
    ImportUpload.objects.update(starts=2)
    assert work(upload).state == UploadState.FAILED
    assert "It was begun twice and broke off each time." in text(importer.get(url(upload)))
    assert not Order.objects.exists()
    step(importer, upload, "again")
    assert work(upload).state == UploadState.READY


def test_an_undoing_that_is_killed_again_and_again_is_given_up(importer):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    undo = f"/imports/batches/{batch.pk}/undo/"
    importer.post(undo)
    ImportBatch.objects.update(undo_starts=2)
    assert imports.undo_work(batch=batch.pk, day=TODAY) is None
    page = text(importer.get(f"/imports/batches/{batch.pk}/"))
    assert "It could not be undone: It was begun twice and broke off each time." in page
    importer.post(undo)
    assert imports.undo_work(batch=batch.pk, day=TODAY)


class OutOfTime(SystemExit):
    """What the queue raises in a job that takes too long."""


def cut_off(*_args, **_values):
    raise OutOfTime


def test_an_import_that_takes_too_long_is_not_begun_again(importer, monkeypatch):
    upload = tried(importer, uploaded(importer, BOOK), column_1="ordered_on")
    step(importer, upload, "import", trial=upload.trials)
    monkeypatch.setattr(working, "rows_store", cut_off)
    with pytest.raises(OutOfTime):
        imports.upload_work(upload=upload.pk, day=TODAY)
    assert "It took longer than the queue allows." in text(importer.get(url(upload)))
    assert imports.upload_work(upload=upload.pk, day=TODAY) is None
    assert not Order.objects.exists()


def test_an_undoing_that_takes_too_long_is_not_begun_again(importer, monkeypatch):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    importer.post(f"/imports/batches/{batch.pk}/undo/")
    monkeypatch.setattr(undoing, "batch_undo", cut_off)
    with pytest.raises(OutOfTime):
        imports.undo_work(batch=batch.pk, day=TODAY)
    assert imports.undo_work(batch=batch.pk, day=TODAY) is None
    page = text(importer.get(f"/imports/batches/{batch.pk}/"))
    assert "It could not be undone: It took longer" in page


def killed(*_args, **_values):
    raise PowerCut


@pytest.mark.django_db(transaction=True)
def test_every_start_of_an_import_is_counted_also_when_it_is_killed(importer, monkeypatch):
    upload = uploaded(importer, BOOK)
    step(importer, upload, "try", **columns(upload, column_1="ordered_on"))
    monkeypatch.setattr(working, "rows_store", killed)
    for _time in range(2):
        with pytest.raises(PowerCut):
            imports.upload_work(upload=upload.pk, day=TODAY)
    assert work(upload).state == UploadState.FAILED


@pytest.mark.django_db(transaction=True)
def test_every_start_of_an_undoing_is_counted_also_when_it_is_killed(importer, monkeypatch):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    importer.post(f"/imports/batches/{batch.pk}/undo/")
    monkeypatch.setattr(undoing, "batch_undo", killed)
    for _time in range(2):
        with pytest.raises(PowerCut):
            imports.undo_work(batch=batch.pk, day=TODAY)
    assert imports.undo_work(batch=batch.pk, day=TODAY) is None
    assert ImportBatch.objects.get().state == BatchState.DONE


def test_a_mistake_of_ours_is_raised_and_told(importer, monkeypatch):
    upload = uploaded(importer, BOOK)
    step(importer, upload, "try", **columns(upload, column_1="ordered_on"))
    monkeypatch.setattr(working, "rows_store", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        imports.upload_work(upload=upload.pk, day=TODAY)
    assert "A mistake in Evergreen" in text(importer.get(url(upload)))


def test_a_file_that_is_gone_is_said_to_be(importer):
    upload = uploaded(importer, BOOK)
    Path(upload.file.path).unlink()
    assert tried(importer, upload, column_1="ordered_on").state == UploadState.FAILED
    assert "The file is not there any more; upload it again." in text(importer.get(url(upload)))


def test_a_file_is_discarded_but_not_once_it_is_imported(
    importer, django_capture_on_commit_callbacks
):
    upload = uploaded(importer, BOOK)
    path = Path(upload.file.path)
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        assert step(importer, upload, "discard").url == "/imports/"
    assert not path.exists()
    assert not ImportUpload.objects.exists()
    assert importer.get(url(upload)).status_code == 404
    upload = uploaded(importer, BOOK)
    imported(importer, upload, column_1="ordered_on")
    step(importer, upload, "discard")
    assert ImportUpload.objects.get().state == UploadState.DONE


def test_the_file_goes_with_its_import(importer, django_capture_on_commit_callbacks):
    upload = uploaded(importer, BOOK)
    path = Path(upload.file.path)
    with django_capture_on_commit_callbacks(execute=True):
        imported(importer, upload, column_1="ordered_on")
    assert not path.exists()
    upload.refresh_from_db()
    assert not upload.file


def test_what_the_file_said_of_people_goes_with_it(importer):
    upload = tried(importer, uploaded(importer, BOOK), column_1="ordered_on")
    assert upload.outcome["new_customers"]
    assert upload.samples
    step(importer, upload, "import", trial=upload.trials)
    work(upload)
    assert (upload.samples, upload.outcome["new_customers"]) == ([], [])
    assert upload.outcome["created"] == 2


def test_a_file_that_no_upload_names_is_removed_the_day_after(
    importer, settings, django_capture_on_commit_callbacks
):
    kept = Path(uploaded(importer, BOOK).file.path)
    old, new = kept.with_name("old.csv"), kept.with_name("new.csv")
    other = Path(settings.MEDIA_ROOT) / "contracts" / "paper.pdf"
    other.parent.mkdir(exist_ok=True)
    three_days_ago = (timezone.now() - timedelta(days=3)).timestamp()
    for path in (old, new, other):
        path.touch()
    for path in (old, kept, other):
        os.utime(path, (three_days_ago, three_days_ago))
    with django_capture_on_commit_callbacks(execute=True):
        uploads_tidy()
    assert [path.exists() for path in (old, new, kept, other)] == [False, True, True, True]
    other.unlink()
    new.unlink()


def test_forgotten_files_and_old_refused_rows_are_tidied_away(
    importer, django_capture_on_commit_callbacks
):
    imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    forgotten, recent = uploaded(importer, BOOK + "x\n"), uploaded(importer, BOOK + "y\n")
    assert uploads_tidy() == {"uploads": 0, "refused_rows": 0, "drafts": 0}
    long_ago = timezone.now() - timedelta(days=100)
    ImportUpload.objects.exclude(pk=recent.pk).update(moved_at=long_ago)
    os.utime(forgotten.file.path, (long_ago.timestamp(), long_ago.timestamp()))
    with django_capture_on_commit_callbacks(execute=True):
        assert uploads_tidy() == {"uploads": 1, "refused_rows": 1, "drafts": 0}
        assert Path(forgotten.file.path).exists()  # it may be rolled back yet
    assert not Path(forgotten.file.path).exists()
    assert Path(recent.file.path).exists()
    assert ImportUpload.objects.count() == 2


def test_refused_rows_that_were_dropped_are_not_offered(importer):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    page = text(importer.get(f"/imports/batches/{batch.pk}/"))
    assert "Refused rows as .xlsx" in page
    assert "dropped" not in page
    UploadRow.objects.all().delete()
    page = text(importer.get(f"/imports/batches/{batch.pk}/"))
    assert "Refused rows as .xlsx" not in page
    assert "The refused rows themselves were dropped after three months." in page


def test_undoing_says_what_stays_and_why(importer):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    Order.objects.filter(number="A1").update(region="浙江")
    importer.post(f"/imports/batches/{batch.pk}/undo/")
    again = importer.post(f"/imports/batches/{batch.pk}/undo/", follow=True)
    assert "is being undone" in text(again)
    imports.undo_work(batch=batch.pk, day=TODAY)
    assert imports.undo_work(batch=batch.pk, day=TODAY) is None
    page = text(importer.get(f"/imports/batches/{batch.pk}/"))
    assert "Orders: 1 – has changed since" in page
    assert Order.objects.get().number == "A1"


def test_an_undo_that_fails_leaves_the_import_as_it_was(importer, monkeypatch):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    importer.post(f"/imports/batches/{batch.pk}/undo/")

    def fail(**_values):
        raise DatabaseError("too late")

    monkeypatch.setattr(undoing, "batch_undo", fail)
    imports.undo_work(batch=batch.pk, day=TODAY)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    page = text(importer.get(f"/imports/batches/{batch.pk}/"))
    assert "It could not be undone: The database could not do it; the log" in page
    assert "too late" not in page


# --- while it runs -----------------------------------------------------------------------------


def test_progress_is_a_piece_that_asks_again_until_it_is_done(importer):
    upload = uploaded(importer, BOOK)
    step(importer, upload, "try", **columns(upload, column_1="ordered_on"))
    piece = importer.get(url(upload), headers={"HX-Request": "true"})
    assert "<html" not in piece.content.decode()
    assert f'hx-get="{url(upload)}"' in piece.content.decode()
    assert "Waiting for the queue." in text(piece)
    assert "Waiting for the queue." in text(importer.get(url(upload)))
    work(upload)
    ready = importer.get(url(upload), headers={"HX-Request": "true"})
    assert ready.headers["HX-Refresh"] == "true"
    step(importer, upload, "import", trial=upload.trials)
    ImportUpload.objects.update(rows_read=2, heard_at=timezone.now())
    page = importer.get(url(upload))
    assert 'value="2" max="3"' in page.content.decode()
    assert "2 of 3 rows read" in text(page)
    work(upload)
    done = importer.get(url(upload), headers={"HX-Request": "true"})
    assert done.headers["HX-Redirect"] == f"/imports/batches/{upload.batch.pk}/"


@pytest.mark.django_db(transaction=True)
def test_others_see_how_far_a_job_is_while_its_transaction_is_open(importer, monkeypatch):
    lines = [f"A{number},2026-3-1,K1,5" for number in range(2_500)]
    upload = uploaded(importer, "\n".join(["单号,日期,客户,金额", *lines]))
    seen = []
    report = imports.notes.Notes.read

    def read(notes, rows):
        report(notes, rows)
        with notes.beside.cursor() as cursor:
            cursor.execute("SELECT rows_read FROM accounts_importupload")
            seen.append(cursor.fetchone()[0])

    monkeypatch.setattr(imports.notes.Notes, "read", read)
    tried(importer, upload)
    assert seen == [0, 1_000, 2_000]


@contextmanager
def elsewhere(sql: str, *params):
    """Another session in the middle of its transaction."""
    with closing(connection.copy()) as beside:
        beside.set_autocommit(False)
        with beside.cursor() as cursor:
            cursor.execute(sql, params)
        yield
        beside.rollback()


def test_a_job_that_is_at_work_is_not_said_to_be_lost(importer):
    upload = uploaded(importer, BOOK)
    step(importer, upload, "try", **columns(upload, column_1="ordered_on"))
    long_ago = timezone.now() - timedelta(minutes=10)
    ImportUpload.objects.update(moved_at=long_ago, heard_at=long_ago)
    with elsewhere(turns.TRY_LOCK, job_lock_name(ImportUpload, upload.pk)):
        page = text(importer.get(url(upload)))
        assert "Nothing has been heard" not in page
        assert "Discard the file" not in page
    page = text(importer.get(url(upload)))
    assert "Nothing has been heard" in page
    assert "Discard the file" in page


def test_an_undoing_that_is_at_work_is_not_said_to_be_lost(importer):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    importer.post(f"/imports/batches/{batch.pk}/undo/")
    page = f"/imports/batches/{batch.pk}/"
    ImportBatch.objects.update(undo_asked_at=timezone.now() - timedelta(minutes=10))
    with elsewhere(turns.TRY_LOCK, job_lock_name(ImportBatch, batch.pk)):
        assert "Nothing has been heard" not in text(importer.get(page))
        assert imports.undo_work(batch=batch.pk, day=TODAY) is None
    assert "Nothing has been heard" in text(importer.get(page))
    assert imports.undo_work(batch=batch.pk, day=TODAY)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_at_a_page_for_an_undoing_that_runs(importer):
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    long_ago = timezone.now() - timedelta(minutes=10)
    ImportBatch.objects.update(state=BatchState.UNDOING, undo_asked_at=long_ago)
    lock = f"SELECT id FROM {ImportBatch._meta.db_table} WHERE id = %s FOR UPDATE"
    with elsewhere(lock, batch.pk), connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '1s'")
        answer = importer.post(f"/imports/batches/{batch.pk}/undo/", follow=True)
        cursor.execute("RESET lock_timeout")
    assert f"Import {batch.pk} is being undone." in text(answer)


@pytest.mark.django_db(transaction=True)
def test_a_double_click_makes_one_upload(analyst, monkeypatch):
    keep, both = uploads._keep, Barrier(2)

    def look(*args):
        look_into(*args)
        both.wait(timeout=5)

    def slowly(*args):
        sleep(0.3)
        return keep(*args)

    def send_once(_click):
        with closing(connection):
            file = SimpleUploadedFile("a.csv", BOOK.encode())
            return imports.upload_add(user=analyst, kind="orders", source="erp", file=file).pk

    look_into = uploads._look_into
    monkeypatch.setattr(uploads, "_look_into", look)
    monkeypatch.setattr(uploads, "_keep", slowly)
    with ThreadPoolExecutor(2) as clicks:
        first, second = clicks.map(send_once, range(2))
    assert first == second
    assert ImportUpload.objects.count() == 1


# --- files that are no tables ------------------------------------------------------------------

ENCRYPTED = b"\xd0\xcf\x11\xe0" + b"\0" * 600
HOSTILE = {
    "empty": (b"", "The file is empty."),
    "encrypted": (ENCRYPTED, "encrypted or an old .xls"),
    "binary": (bytes(range(256)) * 40, "neither text nor an .xlsx workbook"),
    "no workbook": (b"PK\x03\x04" + b"\0" * 100, "This is not an .xlsx workbook."),
    "no rows": ("单号,日期,客户,金额\n".encode(), "a header and no rows"),
    "no header": (b"\n\n  \n", "no header row"),
    "wide": (",".join(f"c{n}" for n in range(1_001)).encode() + b"\n1\n", "1001 columns"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_a_file_that_is_no_table_is_explained_and_not_kept(importer, settings, what):
    content, why = HOSTILE[what]
    assert why in problems(send(importer, content))[0]
    assert not ImportUpload.objects.exists()
    assert not list(Path(settings.MEDIA_ROOT).rglob("*.*"))


def test_a_bomb_in_a_zip_does_not_go_off(importer, monkeypatch):
    monkeypatch.setattr("accounts.imports.workbooks.MOST_UNPACKED", 1_000)
    assert "too large" in problems(send(importer, workbook(CELLS), name="book.xlsx"))[0]


def test_a_file_that_is_too_large_is_not_read(importer, monkeypatch):
    monkeypatch.setattr("accounts.services.imports.uploads.MOST_BYTES", 10)
    assert "larger than 0 MB" in problems(send(importer, BOOK))[0]


@pytest.mark.parametrize("source", ["", "x" * 41, "a\tb", "  ", "demo", " Demo "])
def test_a_source_needs_a_short_name_of_its_own(importer, source):
    response = send(importer, BOOK, source=source)
    assert "source" in response.context["form"].errors
    assert not ImportUpload.objects.exists()


def test_a_hostile_name_is_no_address(importer, settings):
    upload = uploaded(importer, BOOK, name="..\\..\\etc/pass wd\x00<b>.csv;.sh")
    assert "/" not in upload.file_name
    stored = Path(upload.file.path).relative_to(settings.MEDIA_ROOT)
    assert re.fullmatch(r"imports/\d{4}/\d\d/[0-9a-f]{32}", str(stored))
    assert Path(uploaded(importer, BOOK, name="BOOK.CSV", source="b").file.path).suffix == ".csv"


def test_two_columns_of_one_name_are_told_apart(importer):
    upload = uploaded(importer, "单号,日期,客户,金额,金额\nA1,2026-3-1,K1,1,2\n")
    assert upload.header[-2:] == ["金额", "金额 (2)"]
    assert imported(importer, upload, column_3="", column_4="amount").created == 1
    assert Order.objects.get().amount == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"column_1": ""}, "No column for order date"),
        ({"column_1": "number"}, "given twice"),
        ({"column_1": "worth"}, "no field “worth”"),
        ({"column_1": "ordered_on", "constant_currency": "pounds"}, "is not a currency code"),
        ({"column_1": "ordered_on", "constant_amount": "5"}, "given twice"),
    ],
)
def test_columns_that_cannot_be_used_are_explained_and_what_was_chosen_stays(importer, said, why):
    upload = uploaded(importer, BOOK)
    answer = step(importer, upload, "try", **columns(upload, **said))
    assert why in answer.context["error"]
    shown = {row.input: row.field for row in answer.context["form"].rows}
    assert shown["column-1"] == said["column_1"]
    upload.refresh_from_db()
    assert upload.state == UploadState.UPLOADED


def test_a_file_of_a_thousand_columns_has_a_page(importer):
    names = [f"c{number}" for number in range(990)]
    header, row = [*names, "单号", "日期", "客户", "金额"], [*names, "A1", "2026-3-1", "K1", "5"]
    upload = uploaded(importer, ",".join(header) + "\n" + ",".join(row) + "\n")
    page = importer.get(url(upload))
    assert "794 more columns are left out." in text(page)
    said = {row.input: row.field for row in page.context["form"].rows}
    step(importer, upload, "try", **said)
    assert work(upload).outcome["created"] == 1


def test_five_megabytes_in_a_field_are_not_taken(importer):
    upload = uploaded(importer, BOOK)
    heavy = "x" * 5_000_000
    said = columns(upload, constant_region=heavy)
    assert step(importer, upload, "try", **said).status_code == 400
    assert send(importer, BOOK, source=heavy).status_code == 400
    upload.refresh_from_db()
    assert upload.state == UploadState.UPLOADED


def test_a_zero_byte_in_a_constant_does_no_harm(importer):
    upload = uploaded(importer, BOOK)
    assert imported(importer, upload, column_1="ordered_on", constant_region="浙\0江").created == 2


# --- who may -----------------------------------------------------------------------------------


def test_whoever_only_looks_sees_how_far_it_is_and_nothing_of_the_file(importer, as_user, fang):
    upload = uploaded(importer, BOOK)
    fang.language = "en"
    fang.save()
    director = as_user(fang)
    for _state in ("uploaded", "ready"):
        page = text(director.get(url(upload)))
        assert "Nothing has been imported from it yet." in page
        assert "昨天" not in page
        for name in ("try", "import", "back", "again", "discard"):
            assert step(director, upload, name).status_code == 404
        tried(importer, upload, column_1="ordered_on")
        step(importer, upload, "back")
        upload.refresh_from_db()
        tried(importer, upload, column_1="ordered_on")
    assert director.get(f"/imports/{upload.pk}/refused.xlsx").status_code == 404
    step(importer, upload, "import", trial=upload.trials)
    work(upload)
    assert director.get(url(upload), follow=True).status_code == 200
    assert director.post(f"/imports/batches/{upload.batch.pk}/undo/").status_code == 404
    assert director.get("/imports/new/").status_code == 404


def test_a_colleague_may_go_on_with_a_file(importer, as_user):
    upload = uploaded(importer, BOOK)
    colleague = as_user(person("second", "another analyst", "analyst", is_staff=True))
    tried(colleague, upload, column_1="ordered_on")
    assert upload.state == UploadState.READY


def test_whoever_imports_sees_everything_that_a_preview_may_show():
    for role in ROLES:
        if "accounts.add_importbatch" in role.permissions:
            assert (role.scope, role.clearance) == (Scope.ALL, EVERYTHING)


# --- lists -------------------------------------------------------------------------------------


def test_the_list_has_what_is_on_its_way_and_what_was_imported(importer):
    assert "Nothing was imported yet." in text(importer.get("/imports/"))
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    waiting = uploaded(importer, BOOK + "A9,2026-3-9,K1,1,\n", name="more.csv")
    page = importer.get("/imports/")
    assert f'href="{url(waiting)}"' in page.content.decode()
    assert f'href="/imports/batches/{batch.pk}/"' in page.content.decode()
    assert "book.csv #" in text(page)
    assert "Orders erp 2 0 0 1 done" in text(page)


def test_the_very_same_file_is_recognised(importer):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_importbatch ALTER id RESTART WITH 12450")
    batch = imported(importer, uploaded(importer, BOOK), column_1="ordered_on")
    again = uploaded(importer, BOOK)
    assert f"imported already: import {batch.pk}." in text(importer.get(url(again)))


def test_sources_that_are_known_are_proposed(importer):
    imported(importer, uploaded(importer, BOOK, source="sap"), column_1="ordered_on")
    assert '<option value="sap">' in importer.get("/imports/new/").content.decode()


def test_the_source_of_the_demo_company_is_not_proposed(importer):
    for source in (SOURCE, "sap"):
        ImportBatch.objects.create(kind="orders", source=source, file_name="a.csv", state="done")
    page = importer.get("/imports/new/").content.decode()
    assert '<option value="sap">' in page
    assert '<option value="demo">' not in page


def test_every_kind_is_offered_and_explained(importer):
    explained = [code for _label, entries in GROUPS for code in entries]
    assert sorted(explained) == sorted(kind.code for kind in kinds())
    page = importer.get("/imports/new/?kind=tickets").content.decode()
    assert '<option value="tickets" selected>' in page
    for kind in kinds():
        assert reverse("import-template", args=[kind.code]) in page


def test_an_import_from_the_command_line_has_a_page_too(importer):
    errors = [{"row": 2, "column": "", "value": "", "message": "is missing", "params": {}}]
    batch = ImportBatch.objects.create(
        kind="gone", source="erp", file_name="a.csv", refused=1, rows=1, errors=errors, state="done"
    )
    page = text(importer.get(f"/imports/batches/{batch.pk}/"))
    assert "2 – – is missing" in page
    assert "Refused rows as .xlsx" not in page


def test_a_preview_is_stored_as_json_that_a_page_can_read(importer):
    OrderFactory(source="erp", external_id="A1", number="A1")
    tried(importer, uploaded(importer, BOOK), column_1="ordered_on")
    assert {row.outcome for row in UploadRow.objects.all()} == {"created", "updated", "refused"}
    assert all(json.dumps(row.detail) for row in UploadRow.objects.all())
