"""The template of a kind of import, from the command and from the page."""

from io import BytesIO
from pathlib import Path
from urllib.parse import quote

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import translation
from python_calamine import CalamineWorkbook

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def headers(content: bytes) -> list[str]:
    return CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()[0]


def url(kind: str) -> str:
    return reverse("import-template", kwargs={"kind": kind})


# --- the command -------------------------------------------------------------------------------


def test_the_command_writes_a_chinese_workbook_named_after_the_kind(folder, capsys):
    call_command("import_template", "orders")
    assert headers((folder / "orders.xlsx").read_bytes())[:2] == ["订单号", "订单日期"]
    assert capsys.readouterr().out == "The template is written: orders.xlsx\n"


def test_the_command_writes_where_and_in_the_language_it_is_told(folder):
    call_command("import_template", "orders", "--language", "en", "--out", "book.xlsx")
    assert headers((folder / "book.xlsx").read_bytes())[:2] == ["Order number", "Order date"]
    assert [path.name for path in folder.iterdir()] == ["book.xlsx"]


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["planets"], "There is no kind “planets”; there are: "),
        (["orders", "--language", "de"], "invalid choice: 'de'"),
        (["orders", "--out", "nowhere/book.xlsx"], "nowhere/book.xlsx: No such file"),
        (["orders", "--out", "."], ".: Is a directory"),
        ([], "kind"),
    ],
)
def test_bad_input_gives_one_clear_line_and_writes_nothing(folder, arguments, why):
    with pytest.raises(CommandError) as error:
        call_command("import_template", *arguments)
    assert why in str(error.value)
    assert "\n" not in str(error.value)
    assert list(folder.iterdir()) == []


# --- the page ----------------------------------------------------------------------------------


def test_the_page_answers_a_file_in_the_language_of_the_person(as_user, analyst):
    analyst.language = "en"
    analyst.save()
    response = as_user(analyst).get(url("orders"))
    assert (response.status_code, response["Content-Type"]) == (200, XLSX)
    assert response["Content-Disposition"] == 'attachment; filename="Orders template.xlsx"'
    assert headers(response.content)[:2] == ["Order number", "Order date"]


def test_a_chinese_file_name_arrives_whole(as_user, analyst):
    response = as_user(analyst).get(url("orders"))
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''")
    assert quote("订单") in response["Content-Disposition"]
    assert response["Content-Disposition"].endswith(".xlsx")
    assert headers(response.content)[:2] == ["订单号", "订单日期"]


def test_an_unknown_kind_is_no_page_and_nothing_can_be_sent_there(as_user, analyst):
    browser = as_user(analyst)
    assert browser.get(url("planets")).status_code == 404
    assert browser.post(url("orders")).status_code == 405


def test_whoever_imports_nothing_finds_no_template(as_user, lin, fang, client):
    assert as_user(lin).get(url("orders")).status_code == 404
    assert as_user(fang).get(url("orders")).status_code == 404
    assert client.get(url("orders")).status_code == 302
