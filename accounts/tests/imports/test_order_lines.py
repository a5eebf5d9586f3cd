from datetime import date
from decimal import Decimal

from accounts.models import Customer, Feed, ImportBatch, Order, OrderLine
from accounts.services.imports import batch_undo
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.test_orders import counts, only_error

HEADER = "单号,日期,客户,行号,产品编码,产品名称,数量,单价,金额,币种\n"
BOOK = (
    HEADER
    + """A1,2026-3-5,K1,1,P1,轴承,10,2.505,,CNY
A1,2026-3-5,K1,2,P2,密封圈,3,1,3.00,CNY
A2,2026-3-6,K2,,P1,轴承,-1,5,,CNY
A2,2026-3-6,K2,,P1,轴承,-1,5,,CNY
"""
)


def amounts():
    return dict(Order.objects.order_by("number").values_list("number", "amount"))


def test_the_amount_of_an_order_is_the_sum_of_its_lines(load):
    assert counts(load("order_lines", BOOK)) == (4, 0, 0, 0)
    assert amounts() == {"A1": Decimal("28.05"), "A2": Decimal("-10.00")}
    line = OrderLine.objects.get(product_code="P2")
    assert (line.quantity, line.unit_price, line.amount, line.product_name) == (3, 1, 3, "密封圈")
    assert line.customer == line.order.customer == Customer.objects.get(name="K1")
    assert Feed.objects.get().kind == "orders"


def test_the_same_lines_again_change_nothing(load):
    load("order_lines", BOOK)
    before = [list(model.objects.order_by("pk").values()) for model in (Order, OrderLine)]
    assert counts(load("order_lines", BOOK)) == (0, 0, 4, 0)
    assert before == [list(model.objects.order_by("pk").values()) for model in (Order, OrderLine)]


def test_a_changed_line_changes_its_orders_amount(load):
    load("order_lines", BOOK)
    assert counts(load("order_lines", BOOK.replace("3.00", "4.00"))) == (0, 1, 3, 0)
    assert amounts()["A1"] == Decimal("29.05")


def test_lines_count_as_changed_when_only_their_order_is(load):
    load("order_lines", BOOK)
    result = load("order_lines", BOOK.replace("2026-3-6", "2026-3-7"))
    assert counts(result) == (0, 2, 2, 0)
    assert Order.objects.get(number="A2").ordered_on == date(2026, 3, 7)
    batch_undo(batch=ImportBatch.objects.get(pk=result.batch), day=DAY)
    assert Order.objects.get(number="A2").ordered_on == date(2026, 3, 6)


def test_lines_that_come_later_are_added_to_the_sum(load):
    load("order_lines", BOOK)
    assert counts(load("order_lines", HEADER + "A1,2026-3-5,K1,3,P9,,,,1.00,CNY\n")) == (1, 0, 0, 0)
    assert amounts()["A1"] == Decimal("29.05")


def test_lines_replace_the_amount_that_an_order_book_gave(load):
    load("orders", "单号,日期,客户,金额\nA1,2026-3-5,K1,999\n")
    load("order_lines", BOOK)
    assert amounts()["A1"] == Decimal("28.05")
    assert Order.objects.count() == 2


def test_a_line_needs_an_amount_or_what_makes_one(load):
    result = load("order_lines", BOOK + "A3,2026-3-6,K2,,P1,轴承,7,,,CNY\n")
    assert counts(result) == (4, 0, 0, 1)
    assert only_error(result) == (6, "金额", "", "is missing")


def test_the_lines_of_an_order_agree_on_customer_day_and_currency(load):
    result = load(
        "order_lines",
        BOOK + "A1,2026-3-5,K9,3,P1,,1,1,,CNY\nA1,2026-3-7,K1,4,P1,,1,1,,CNY\n"
        "A1,2026-3-5,K1,5,P1,,1,1,,USD\nA1,2026-3-5,K1,6,P1,,1,1,,\n",
    )
    assert counts(result) == (5, 0, 0, 3)
    assert [(error.row, error.column, error.value) for error in result.outcome.errors_by_row()] == [
        (6, "客户", "K9"),
        (7, "日期", "2026-03-07"),
        (8, "币种", "USD"),
    ]
    assert not Customer.objects.filter(name="K9").exists()


def test_a_line_number_names_one_line(load):
    again = "A1,2026-3-5,K1,2,P2,密封圈,3,1,3.00,CNY\n"
    result = load("order_lines", BOOK + again + again.replace("3.00", "9.00"))
    assert counts(result) == (4, 0, 1, 1)
    assert only_error(result)[3] == "row 3 says something else about the same one"


def test_an_order_that_moves_to_another_customer_takes_its_lines_along(load):
    load("order_lines", BOOK)
    load("orders", "单号,日期,客户,金额\nA1,2026-3-5,K7,28.05\n")
    assert {line.customer.name for line in OrderLine.objects.filter(order__number="A1")} == {"K7"}


def test_long_numbers_and_products_still_tell_lines_apart(load):
    number, product = "N" * 80, "产品" * 100
    book = f"单号,日期,客户,产品名称,金额\n{number},2026-3-5,K1,{product},1\n"
    assert counts(load("order_lines", book + f"{number},2026-3-5,K1,{product},2\n")) == (2, 0, 0, 0)
    assert counts(load("order_lines", book + f"{number},2026-3-5,K1,{product},2\n")) == (0, 0, 2, 0)


def test_lines_that_add_up_to_more_than_can_be_kept_are_refused(load):
    line = "A9,2026-3-5,K1,,P1,,,,9000000000000000,CNY\n"
    result = load("order_lines", BOOK + line + line)
    assert counts(result) == (4, 0, 0, 2)
