from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.parsing.numbers import (
    parse_count,
    parse_currency,
    parse_decimal,
    parse_money,
    parse_percent,
    parse_quantity,
    parse_whole,
)
from accounts.rules.parsing.refusal import Refusal


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("139.12", "139.12"),
        ("-7.50", "-7.50"),
        ("1,234,567.89", "1234567.89"),
        ("1 234 567.89", "1234567.89"),
        ("1'234.50", "1234.50"),
        ("12,3456", "123456.00"),
        ("1.234,56", "1234.56"),
        ("1.234.567", "1234567.00"),
        ("139,12", "139.12"),
        ("￥1,200", "1200.00"),
        ("¥ 1200元", "1200.00"),
        ("１２３．５", "123.50"),
        ("3.5万", "35000.00"),
        ("1.2亿", "120000000.00"),
        ("5千万元", "50000000.00"),
        ("(100.00)", "-100.00"),
        ("（100）", "-100.00"),
        ("139.12-", "-139.12"),
        ("−5", "-5.00"),
        ("US$ 5", "5.00"),
        ("-£5", "-5.00"),
        ("£-5", "-5.00"),
        ("5 EUR", "5.00"),
        ("0.005", "0.01"),
        ("-0.001", "0.00"),
        (".5", "0.50"),
    ],
)
def test_amounts_are_read_as_people_type_them(typed, amount):
    assert str(parse_money(typed).amount) == amount


@pytest.mark.parametrize(
    "typed",
    ["abc", "12,34,56", "1.2.3", "--5", "(-5)", "1e5", "nan", "Infinity", "5%", "$5£", "1亿2000万",
     "٣٤", "1_000", "", "¥", "0x10", "12 34", "1,2345,678"],
)  # fmt: skip
def test_what_is_no_amount_is_refused(typed):
    with pytest.raises(Refusal, match="is not a number"):
        parse_money(typed)


def test_an_amount_that_the_database_cannot_hold_is_refused():
    assert parse_money("9999999999999999.99").amount == Decimal("9999999999999999.99")
    for typed in ("10000000000000000", "9999999999999999.995", "1000000万亿"):
        with pytest.raises(Refusal, match="too large"):
            parse_money(typed)


def test_a_sign_says_which_currencies_an_amount_may_be_in():
    assert parse_money("￥5").currencies == ("CNY", "JPY")
    assert parse_money("5 HKD").currencies == ("HKD",)
    assert parse_money("5元").currencies == ()


def test_a_plain_number_has_no_currency():
    assert parse_decimal("2.5", digits=18, places=4) == Decimal("2.5")
    with pytest.raises(Refusal):
        parse_decimal("$2.5", digits=18, places=4)


def test_currencies_are_known_by_code_sign_and_word():
    assert [parse_currency(text) for text in ("gbp", "￥", "人民币", "US$", "美元")] == [
        "GBP", "CNY", "CNY", "USD", "USD",
    ]  # fmt: skip
    with pytest.raises(Refusal):
        parse_currency("pounds")


def test_a_count_is_whole_and_not_negative():
    assert parse_count("1,200人") == 1200
    assert parse_count("1.2万") == 12_000
    for typed in ("1.5", "-3", "99999999999"):
        with pytest.raises(Refusal):
            parse_count(typed)


@given(st.decimals(-(10**15), 10**15, places=2, allow_nan=False))
def test_every_amount_is_read_back_from_the_ways_it_is_written(amount):
    quantity = abs(amount)
    for written in (
        f"{amount}",
        f"{amount:,}",
        f"￥{amount:,}",
        f"{amount} GBP",
        f"({quantity:,})" if amount < 0 else f"+{quantity}",
        f"{quantity}-" if amount < 0 else f"{quantity} ",
    ):
        assert parse_money(written.strip()).amount == amount


@given(st.text(max_size=30))
def test_any_text_is_an_amount_that_fits_or_is_refused(text):
    try:
        amount = parse_money(text).amount
    except Refusal:
        return
    assert amount == amount.quantize(Decimal("0.01"))
    assert abs(amount) < 10**16


@pytest.mark.parametrize(
    ("typed", "percent"),
    [("60%", "60"), ("60", "60"), ("12.5 ％", "12.5"), ("0", "0"), ("0.5%", "0.5"), ("100", "100")],
)
def test_percentages_are_read_with_and_without_their_sign(typed, percent):
    assert parse_percent(typed) == Decimal(percent)


@pytest.mark.parametrize("typed", ["0.125", "1", "101%", "-1", "half"])
def test_a_percentage_that_may_be_a_fraction_or_is_none_is_refused(typed):
    with pytest.raises(Refusal):
        parse_percent(typed)


def test_a_whole_number_lies_between_its_bounds():
    assert parse_whole("5", first=1, last=5) == 5
    assert parse_whole("-10", first=-10, last=5) == -10
    for typed in ("0", "6", "2.5", "five"):
        with pytest.raises(Refusal):
            parse_whole(typed, first=1, last=5)


def test_a_quantity_is_never_below_zero():
    assert parse_quantity("1,200.5") == Decimal("1200.5")
    with pytest.raises(Refusal, match="below zero"):
        parse_quantity("-1")
