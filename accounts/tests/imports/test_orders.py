from datetime import date
from decimal import Decimal

import pytest

from accounts.imports.errors import UnusableColumns
from accounts.models import Customer, Feed, ImportBatch, Order

BOOK = """订单号,订单日期,客户编号,金额,币种,地区
A1,2026/3/5,K1,"￥1,200.00",CNY,杭州
A2,2026年3月6日,K1,-7.5,CNY,杭州
A3,46088,K2,3.5万,CNY,宁波
"""


def counts(result):
    outcome = result.outcome
    return outcome.created, outcome.updated, outcome.unchanged, outcome.refused


def only_error(result):
    [error] = result.outcome.errors
    return error.row, error.column, error.value, error.reason


def test_an_order_book_is_taken_with_its_customers(load):
    result = load("orders", BOOK)
    assert counts(result) == (3, 0, 0, 0)
    assert list(
        Order.objects.order_by("number").values_list(
            "number", "ordered_on", "amount", "currency", "region", "customer__name"
        )
    ) == [
        ("A1", date(2026, 3, 5), Decimal("1200.00"), "CNY", "杭州", "K1"),
        ("A2", date(2026, 3, 6), Decimal("-7.50"), "CNY", "杭州", "K1"),
        ("A3", date(2026, 3, 7), Decimal("35000.00"), "CNY", "宁波", "K2"),
    ]


def test_the_same_file_again_changes_nothing(load):
    load("orders", BOOK)
    before = list(Order.objects.order_by("pk").values())
    assert counts(load("orders", BOOK)) == (0, 0, 3, 0)
    assert list(Order.objects.order_by("pk").values()) == before


def test_a_changed_row_is_updated_and_says_by_which_import(load):
    load("orders", BOOK)
    result = load("orders", BOOK.replace("-7.5", "-8"))
    assert counts(result) == (0, 1, 2, 0)
    order = Order.objects.get(number="A2")
    assert (order.amount, order.batch_id) == (Decimal("-8.00"), result.batch)


def test_an_empty_cell_leaves_what_is_known(load):
    load("orders", BOOK)
    assert counts(load("orders", BOOK.replace("CNY,宁波", ","))) == (0, 0, 3, 0)
    assert Order.objects.get(number="A3").region == "宁波"


def test_the_same_number_from_another_system_is_another_order(load):
    load("orders", BOOK)
    assert counts(load("orders", BOOK, source="shop")) == (3, 0, 0, 0)
    assert Order.objects.count() == 6


def test_an_external_id_tells_orders_apart_when_the_file_has_one(load):
    text = "number,date,customer,amount,id\nA1,2026-03-05,K1,1,77\nA1,2026-03-05,K1,2,78\n"
    assert counts(load("orders", text)) == (2, 0, 0, 0)
    assert counts(load("orders", text.replace("A1", "B1"))) == (0, 2, 0, 0)


def test_unknown_customers_become_stubs_with_the_region_of_their_orders(load):
    result = load("orders", BOOK + "A4,2026-3-8,K1,1,CNY,苏州\n")
    stubs = {stub.name: stub for stub in Customer.objects.filter(is_stub=True)}
    assert [stub["name"] for stub in result.outcome.new_customers] == ["K1", "K2"]
    assert result.outcome.stubs == 2
    assert stubs["K1"].region == "杭州"
    assert stubs["K1"].code.startswith("C-")
    assert "k1" in stubs["K1"].search_text
    assert [row.external_id for row in stubs["K1"].identities.all()] == ["K1"]


def test_a_row_that_cannot_be_taken_says_where_and_why_and_stops_no_other(load):
    result = load("orders", BOOK.replace("2026年3月6日", "yesterday"))
    assert counts(result) == (2, 0, 0, 1)
    assert only_error(result) == (3, "订单日期", "yesterday", "is not a date")
    assert ImportBatch.objects.get(pk=result.batch).errors == [
        {
            "row": 3,
            "column": "订单日期",
            "value": "yesterday",
            "message": "is not a date",
            "params": {},
        }
    ]


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("A9,2026-3-5,K1,,CNY,", "金额", "is missing"),
        ("A9,2026-3-5", "客户编号", "is missing"),
        (",2026-3-5,K1,5,CNY,", "订单号", "is missing"),
        ("A9,-,K1,5,CNY,", "订单日期", "is missing"),
        ("A9,2026-3-5,K1,five,CNY,", "金额", "is not a number"),
        ("A9,2026-3-5,K1,$5,CNY,", "金额", "is in USD, but the row's currency is CNY"),
        ("A9,2026-3-5,K1,5,pounds,", "币种", "is not a currency code of three letters"),
        ("A9,2026-3-5,K\0001,5,CNY,", "客户编号", "holds the control character U+0000"),
        ("A9,2026-3-5,K1,5,CNY,杭州,extra", "", "the row has more cells than the header"),
        ("1.2E+15,2026-3-5,K1,5,CNY,", "订单号",
         ("was shortened by a spreadsheet; make its column text and save again")),
        ('A9,2026-3-5,"K1"x,5,CNY,', "", "a quotation mark is not closed, or out of place"),
    ],
)  # fmt: skip
def test_every_fault_is_named(load, row, column, reason):
    result = load("orders", BOOK + row + "\n")
    assert counts(result) == (3, 0, 0, 1)
    number, where, _value, why = only_error(result)
    assert (number, where, why) == (5, column, reason)
    assert Customer.objects.count() == 2


def test_a_company_may_have_a_long_name_but_not_a_long_number(load):
    name, number = "有限公司" * 40, "9" * 81
    text = f"number,date,customer,amount\nA1,2026-3-5,{name},1\nA2,2026-3-5,{number},1\n"
    result = load("orders", text)
    assert counts(result) == (1, 0, 0, 1)
    assert only_error(result)[1:] == (
        "customer", number, "is longer than 80 characters (81)",
    )  # fmt: skip
    assert counts(load("orders", text)) == (0, 0, 1, 1)


def test_a_refused_value_is_shown_shortened_and_without_what_cannot_be_stored(load):
    result = load("orders", BOOK + "A9,2026-3-5,K1,\0" + "x" * (1 << 20) + ",CNY,\n")
    [error] = ImportBatch.objects.get(pk=result.batch).errors
    assert error["value"] == "\ufffd" + "x" * 199


def test_a_sign_in_the_amount_gives_the_currency_when_nothing_else_does(load):
    text = "number,date,customer,amount\nA1,2026-3-5,K1,£5\nA2,2026-3-5,K1,5\nA3,2026-3-5,K1,￥5\n"
    load("orders", text)
    assert list(Order.objects.order_by("number").values_list("currency", flat=True)) == [
        "GBP", "CNY", "CNY",
    ]  # fmt: skip


def test_the_first_of_two_rows_about_one_order_counts(load):
    result = load("orders", BOOK + "A1,2026-03-05,K1,1200,CNY,杭州\nA2,2026-3-6,K9,1,CNY,杭州\n")
    assert counts(result) == (3, 0, 1, 1)
    assert only_error(result) == (6, "订单号", "A2", "row 3 says something else about the same one")
    assert not Customer.objects.filter(name="K9").exists()


def test_an_order_is_not_cancelled_before_it_is_made(load):
    header = "number,date,customer,amount,cancelled on\n"
    result = load("orders", header + "A1,2026-3-5,K1,1,2026-3-4\nA2,2026-3-5,K2,1,2026-3-5\n")
    assert counts(result) == (1, 0, 0, 1)
    assert only_error(result)[1:] == (
        "cancelled on",
        "2026-03-04",
        "is before the order date 2026-03-05",
    )
    assert Customer.objects.count() == 1
    later = "number,date,customer,amount\nA2,2026-3-6,K2,1\n"
    assert only_error(load("orders", later))[3] == "is before the order date 2026-03-06"


def test_blank_rows_are_no_rows(load):
    result = load("orders", BOOK.replace("\n", "\n,,,,,\n\n"))
    assert (result.outcome.rows, *counts(result)) == (3, 3, 0, 0, 0)


def test_a_header_alone_is_an_import_of_nothing(load):
    assert counts(load("orders", BOOK.partition("\n")[0])) == (0, 0, 0, 0)
    assert not Feed.objects.exists()


def test_a_dry_run_counts_and_writes_nothing(load):
    result = load("orders", BOOK + "A4,x,K3,1,CNY,\n", dry_run=True)
    assert counts(result) == (3, 0, 0, 1)
    assert result.outcome.stubs == 2
    assert result.batch is None
    assert not any(model.objects.exists() for model in (Order, Customer, Feed, ImportBatch))
    code = load("orders", BOOK).outcome.new_customers[0]["code"]
    assert int(code[2:]) + 1 == int(Customer.objects.get(name="K2").code[2:])


def test_all_or_nothing_writes_nothing_when_one_row_is_refused(load):
    result = load("orders", BOOK + "A4,x,K3,1,CNY,\n", all_or_nothing=True)
    assert (result.state, counts(result)) == ("rejected", (0, 0, 0, 1))
    assert not Order.objects.exists()
    assert not Customer.objects.exists()
    batch = ImportBatch.objects.get()
    assert (batch.state, batch.refused, len(batch.errors)) == ("rejected", 1, 1)
    assert load("orders", BOOK, all_or_nothing=True).state == "done"


def test_a_feed_reaches_from_the_first_to_the_newest_fact_but_not_into_the_future(load):
    load("orders", BOOK)
    feed = Feed.objects.get()
    assert (feed.kind, feed.source, feed.stale_after_days) == ("orders", "file", 7)
    assert (feed.live_from, feed.last_fact_on) == (date(2026, 3, 5), date(2026, 3, 7))
    load("orders", BOOK.replace("A3,46088", "A7,2062-01-01").replace("A1,2026/3/5", "A8,2025/1/5"))
    feed.refresh_from_db()
    assert (feed.live_from, feed.last_fact_on) == (date(2025, 1, 5), date(2026, 3, 31))


def test_only_the_first_thousand_refusals_are_kept(load):
    rows = "".join(f"A{n},x,K1,1,CNY,\n" for n in range(1_200))
    result = load("orders", BOOK + rows)
    assert result.outcome.refused == 1_200
    assert len(ImportBatch.objects.get().errors) == 1_000


def test_what_a_file_does_not_say_cannot_be_imported(load):
    with pytest.raises(UnusableColumns, match=r"No column for order date \(ordered_on\), amount"):
        load("orders", "订单号,客户\nA1,K1\n")
    assert not ImportBatch.objects.exists()
