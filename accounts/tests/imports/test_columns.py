import pytest

from accounts.imports.columns import Told, map_columns
from accounts.imports.errors import ImportImpossible, UnusableColumns
from accounts.imports.registry import kind_by_code, kinds
from accounts.models import Order


def mapping(kind, header, columns=None, constants=None):
    found = map_columns(kind_by_code(kind), header, Told(columns or {}, constants or {}))
    return found.mapping


def test_headers_are_known_in_both_languages_whatever_their_width_and_case():
    assert mapping("orders", ["订单号", "ORDER DATE", "Customer_ID", "金额", "币种", "备注"]) == {
        "订单号": "number",
        "ORDER DATE": "ordered_on",
        "Customer_ID": "customer",
        "金额": "amount",
        "币种": "currency",
        "备注": "",
    }


def test_the_surest_word_wins_when_several_columns_would_do():
    header = ["日期", "订单日期", "发票号", "订单号", "客户", "客户编号", "合计", "金额"]
    found = mapping("orders", header)
    assert {column for column, field in found.items() if field} == {
        "订单日期", "订单号", "客户", "金额",
    }  # fmt: skip


def test_what_a_person_says_comes_before_any_guess():
    header = ["订单号", "日期", "客户", "金额", "含税金额"]
    found = mapping("orders", header, {"含税金额": "amount", "客户": "customer"})
    assert (found["含税金额"], found["金额"]) == ("amount", "")


def test_a_constant_makes_a_column_needless():
    assert mapping("orders", ["订单号", "日期", "金额", "币种"], {}, {"customer": "K1"})["金额"]
    assert (
        mapping("orders", ["订单号", "日期", "客户", "金额", "币种"], {}, {"currency": "GBP"})[
            "币种"
        ]
        == ""
    )


def test_a_column_can_be_named_loosely_and_left_out():
    header = ["Order No", "Date", "Customer", "Amount", "Region"]
    found = mapping("orders", header, {"order-no": "number", "region": ""})
    assert (found["Order No"], found["Region"]) == ("number", "")


@pytest.mark.parametrize(
    ("columns", "constants", "why"),
    [
        (
            {"Nowhere": "amount"},
            {},
            "no column “Nowhere”; its columns are: 订单号, 日期, 客户, 金额",
        ),
        ({"金额": "worth"}, {}, "orders have no field “worth”; the fields are: number, "),
        ({}, {"worth": "1"}, "orders have no field “worth”"),
        ({"金额": "amount", "客户": "amount"}, {}, "“amount” is given twice"),
        ({"金额": "amount"}, {"amount": "1"}, "“amount” is given twice"),
        ({}, {"currency": "pounds"}, "currency = “pounds”: is not a currency code"),
        ({"金额": ""}, {}, r"No column for amount \(amount\)"),
    ],
)
def test_an_impossible_wish_is_refused_in_one_line(columns, constants, why):
    with pytest.raises(UnusableColumns, match=why):
        mapping("orders", ["订单号", "日期", "客户", "金额"], columns, constants)


def test_no_header_means_two_fields_of_one_kind_equally():
    for kind in kinds():
        first = [field.headers()[0] for field in kind.fields]
        assert len(first) == len(set(first))


def test_an_unknown_kind_is_refused_with_those_that_there_are():
    with pytest.raises(ImportImpossible, match=r"“planets”; there are: .*orders"):
        kind_by_code("planets")


def test_the_next_file_with_the_same_header_is_read_in_the_same_way(load):
    book = "a,b,c,d,e\nA1,2026-3-5,K1,5,Lyon\n"
    told = {"a": "number", "b": "ordered_on", "c": "customer", "d": "amount"}
    load("orders", book, columns=told, constants={"currency": "EUR"})
    load("orders", book.replace("A1", "A2"))
    assert Order.objects.get(number="A2").currency == "EUR"
    load("orders", book.replace("A1", "A3"), columns={"e": "region"}, constants={"currency": "GBP"})
    third = Order.objects.get(number="A3")
    assert (third.region, third.currency) == ("Lyon", "GBP")
    with pytest.raises(UnusableColumns):
        load("orders", book, source="another")
    with pytest.raises(UnusableColumns):
        load("orders", book.replace("e\n", "f\n"))
