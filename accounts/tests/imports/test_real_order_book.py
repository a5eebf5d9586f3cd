"""The order book of a real wholesaler, in every form in which it may arrive."""

import csv
import random
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from django.db.models import Count, Sum

from accounts.models import Customer, ImportBatch, Order
from accounts.services.imports import batch_undo
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump
from accounts.tests.imports.test_orders import counts

pytestmark = pytest.mark.real_data

COLUMNS = {
    "InvoiceNo": "number",
    "InvoiceDate": "ordered_on",
    "CustomerID": "customer",
    "Amount": "amount",
    "Country": "region",
}
ROWS, CUSTOMERS, TOTAL = 22_190, 4_372, Decimal("8300065.81")


@pytest.fixture
def book(real_data) -> Path:
    return real_data / "wholesaler_orders.csv"


@pytest.fixture
def load_book(load):
    def load_book(content):
        return load("orders", content, columns=COLUMNS, constants={"currency": "GBP"})

    return load_book


def as_workbook(text: str, path: Path) -> Path:
    """Numbers and dates as a spreadsheet would keep them."""
    with xlsxwriter.Workbook(path, {"strings_to_numbers": True}) as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(csv.reader(text.splitlines())):
            sheet.write_row(number, 0, row)
            if number:
                year, month, of_month = map(int, row[1].split("-"))
                serial = (date(year, month, of_month) - date(1899, 12, 30)).days
                sheet.write_number(number, 1, serial, day)
    return path


FORMS = {
    "as it is": lambda text, _path: text.encode(),
    "GB18030": lambda text, _path: text.replace("United Kingdom", "英国").encode("gb18030"),
    "UTF-8 with BOM": lambda text, _path: text.encode("utf-8-sig"),
    "UTF-16": lambda text, _path: text.encode("utf-16"),
    "semicolon": lambda text, _path: text.replace(",", ";").encode(),
    "tab": lambda text, _path: text.replace(",", "\t").encode(),
    "XLSX": as_workbook,
}


@pytest.mark.parametrize("form", FORMS)
def test_the_book_is_taken_in_every_form(form, book, load_book, tmp_path):
    content = FORMS[form](book.read_text(), tmp_path / "book.xlsx")
    result = load_book(content)
    assert (result.outcome.rows, *counts(result)) == (ROWS, ROWS, 0, 0, 0)
    assert result.outcome.stubs == Customer.objects.count() == CUSTOMERS
    assert Order.objects.aggregate(
        rows=Count("pk"), customers=Count("customer", distinct=True), total=Sum("amount")
    ) == {"rows": ROWS, "customers": CUSTOMERS, "total": TOTAL}
    taken = Order.objects.values_list("number", "ordered_on", "customer__name", "amount")
    with book.open() as file:
        assert set(taken) == {
            (number, date.fromisoformat(day), customer, Decimal(amount))
            for number, day, customer, _country, _lines, amount in list(csv.reader(file))[1:]
        }


def test_the_same_book_again_changes_nothing(book, load_book):
    load_book(book)
    before = dump()
    assert counts(load_book(book)) == (0, 0, ROWS, 0)
    assert dump() == before


def test_it_can_be_taken_back(book, load_book):
    before = dump()
    batch = load_book(book).batch
    result = batch_undo(batch=ImportBatch.objects.get(pk=batch), day=DAY)
    assert dump() == before
    assert (result.restored, result.kept) == (0, [])


BREAKS = (
    lambda row: [row[0], "2011-02-30", *row[2:]],
    lambda row: [*row[:5], "many"],
    lambda row: row[:2],
    lambda row: [row[0], row[1], row[2] + "\0", *row[3:]],
    lambda row: [*row[:3], "x" * (1 << 20), *row[4:]],
    lambda row: [*row, "one", "too", "many"],
)


def test_one_broken_row_in_a_hundred_costs_only_itself(book, load_book, tmp_path):
    rows = list(csv.reader(book.read_text().splitlines()))
    chance = random.Random(7)
    broken = set(chance.sample(range(1, len(rows)), ROWS // 100))
    good = sum(Decimal(row[5]) for n, row in enumerate(rows) if n and n not in broken)
    for n in broken:
        rows[n] = chance.choice(BREAKS)(rows[n])
    path = tmp_path / "broken.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    result = load_book(path)
    assert counts(result) == (ROWS - len(broken), 0, 0, len(broken))
    assert {error.row for error in result.outcome.errors} == {n + 1 for n in broken}
    assert max(len(error.value) for error in result.outcome.errors) == 200
    assert Order.objects.aggregate(total=Sum("amount"))["total"] == good
