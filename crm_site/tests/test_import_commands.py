"""`manage.py import` and `undo_import`, as scripts see them."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.models import Customer, Order
from health.models import HealthCurrent, HealthScore

BOOK = "InvoiceNo,InvoiceDate,CustomerID,Amount\nA1,2026-3-5,K1,5\nA2,2026-3-6,K2,6\n"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def book(tmp_path: Path) -> Path:
    path = tmp_path / "book.csv"
    path.write_text(BOOK)
    return path


@pytest.fixture
def run(capsys, db):
    """Returns exit code, standard output and standard error of a command."""

    def run(*arguments):
        code = 0
        try:
            call_command(*map(str, arguments))
        except SystemExit as error:
            code = error.code
        except CommandError as error:
            code = error.returncode
            return code, "", f"{error}\n"
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_json_has_the_agreed_shape(run, book):
    code, out, err = run("import", "orders", book, "--set", "currency=GBP", "--json")
    result = json.loads(out)
    assert (code, err) == (0, "")
    assert result.pop("seconds") >= 0
    assert [stub["name"] for stub in result.pop("new_customers")] == ["K1", "K2"]
    assert result.pop("batch") > 0
    assert result == {
        "kind": "orders",
        "file": str(book),
        "encoding": "utf-8",
        "delimiter": ",",
        "rows": 2,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "refused": 0,
        "errors": [],
        "stubs": 2,
    }
    assert set(Order.objects.values_list("currency", flat=True)) == {"GBP"}


def test_refused_rows_are_listed_and_give_exit_code_1(run, book):
    book.write_text(BOOK + "A3,never,K3,7\n")
    code, out, _err = run("import", "orders", book, "--json")
    assert code == 1
    assert json.loads(out)["errors"] == [
        {"row": 4, "column": "InvoiceDate", "value": "never", "reason": "is not a date"}
    ]
    assert Order.objects.count() == 2


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["planets", "{book}"], "There is no kind “planets”"),
        (["orders", "{empty}"], "The file is empty."),
        (["orders", "{folder}/nowhere.csv"], "No such file"),
        (["orders", "{folder}"], "Is a directory"),
        (["orders", "{book}", "--map", "Nowhere=amount"], "no column “Nowhere”"),
        (["orders", "{book}", "--map", "Amount=worth"], "no field “worth”"),
        (["orders", "{book}", "--map", "Amount"], "“Amount” should be NAME=VALUE"),
        (["orders", "{book}", "--set", "=x"], "“=x” should be NAME=VALUE"),
        (["orders", "{book}", "--set", "currency=pounds"], "is not a currency code"),
        (["orders", "{book}", "--source", "x" * 41], "--source: A source has a name of at most"),
        (["orders", "{book}", "--source", "demo"], "--source: The source “demo” is kept for"),
        (["customers", "{book}", "--map", "CustomerID="], "No column for"),
    ],
)
def test_bad_input_gives_one_clear_line_and_exit_code_2(run, book, tmp_path, arguments, why):
    (tmp_path / "empty.csv").touch()
    places = {"book": book, "empty": tmp_path / "empty.csv", "folder": tmp_path}
    code, out, err = run("import", *(argument.format(**places) for argument in arguments), "--json")
    assert (code, out) == (2, "")
    assert why in err
    assert err.count("\n") == 1
    assert not Customer.objects.exists()


def test_several_files_are_several_imports_and_a_bad_one_stops_no_other(run, book, tmp_path):
    (tmp_path / "empty.csv").touch()
    second = tmp_path / "second.csv"
    second.write_text(BOOK.replace("A1", "B1").replace("A2", "B2"))
    code, out, err = run("import", "orders", book, tmp_path / "empty.csv", second, "--json")
    assert code == 2
    assert [result["created"] for result in json.loads(out)] == [2, 2]
    assert "empty.csv: The file is empty." in err


def test_a_person_reads_how_the_file_was_understood_and_what_came_of_it(run, book):
    book.write_text(BOOK.replace(",Amount", ",Amount,Note") + "A3,never,K3,7,x\n")
    _code, out, _err = run("import", "orders", book)
    for line in (
        "(utf-8 ,)",
        "  InvoiceNo → number",
        "  Note\n",
        "3 rows: 2 created, 0 updated, 0 unchanged, 1 refused",
        "2 new customers: K1, K2",
        "row 4 InvoiceDate “never”: is not a date",
        "undo_import",
    ):
        assert line in out


def test_a_trial_says_that_it_was_one(run, book):
    code, out, _err = run("import", "orders", book, "--dry-run")
    assert code == 0
    assert "Nothing was written: this was a trial." in out
    assert json.loads(run("import", "orders", book, "--dry-run", "--json")[1])["batch"] is None
    assert not Order.objects.exists()


def test_all_or_nothing_says_that_nothing_was_written(run, book):
    book.write_text(BOOK + "A3,never,K3,7\n")
    code, out, _err = run("import", "orders", book, "--all-or-nothing")
    assert code == 1
    assert "Nothing was written, because not every row could be taken." in out
    assert not Order.objects.exists()


def test_an_import_is_undone_once(run, book):
    batch = json.loads(run("import", "orders", book, "--json")[1])["batch"]
    code, out, _err = run("undo_import", batch, "--json")
    assert code == 0
    result = json.loads(out)
    assert (result["batch"], result["restored"], result["kept"]) == (batch, 0, [])
    assert not Order.objects.exists()
    code, _out, err = run("undo_import", batch)
    assert (code, err) == (1, f"Import {batch} was undone already.\n")


def test_what_cannot_be_undone_is_listed_with_the_reason(run, book):
    batch = json.loads(run("import", "orders", book, "--json")[1])["batch"]
    Order.objects.filter(number="A1").update(amount=9)
    code, out, _err = run("undo_import", batch)
    assert code == 0
    assert "3 kept" in out
    assert "has changed since" in out


def test_an_unknown_import_cannot_be_undone(run):
    assert run("undo_import", 999)[::2] == (1, "There is no import 999.\n")


def test_scores_of_customers_that_an_undone_import_has_made_leave_with_them(run, book):
    batch = json.loads(run("import", "orders", book, "--json")[1])["batch"]
    run("score", "--as-of", "2026-03-31", "--json")
    assert (HealthScore.objects.count(), HealthCurrent.objects.count()) == (2, 2)
    code, out, _err = run("undo_import", batch, "--json")
    assert (code, json.loads(out)["kept"]) == (0, [])
    assert not HealthScore.objects.exists()
    assert not HealthCurrent.objects.exists()
