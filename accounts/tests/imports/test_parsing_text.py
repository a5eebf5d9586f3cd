import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.credit_code import check_character
from accounts.rules.parsing.refusal import Refusal
from accounts.rules.parsing.text import (
    clean,
    parse_credit_code,
    parse_email,
    parse_identifier,
    parse_list,
    parse_text,
    parse_word,
    word_table,
)


def test_a_cell_loses_what_a_spreadsheet_puts_around_it():
    assert clean("\ufeff　杭州  \t科技\n有限\u200b公司 ") == "杭州 科技 有限公司"
    assert clean('="00123"') == clean("'00123") == clean("00123\t") == "00123"
    assert clean("=1+1") == "=1+1"


@pytest.mark.parametrize("cell", ["a\x00b", "a\x07b", "\x1b[31m", "a\ud800b"])
def test_control_characters_are_refused(cell):
    with pytest.raises(Refusal, match="control character U"):
        clean(cell)


def test_characters_that_were_lost_before_are_refused():
    with pytest.raises(Refusal, match="cannot be read"):
        clean("杭\ufffd科技")


def test_text_that_does_not_fit_is_refused_with_its_length():
    with pytest.raises(Refusal) as refused:
        parse_text("x" * 201, longest=200)
    assert str(refused.value) == "is longer than 200 characters (201)"


@pytest.mark.parametrize(
    ("cell", "meant"),
    [("536365.0", "536365"), ("00123", "00123"), ("C536379", "C536379"), ("1.5", "1.5")],
)
def test_identifiers_are_what_the_other_system_meant(cell, meant):
    assert parse_identifier(cell, longest=80) == meant


@pytest.mark.parametrize("cell", ["1.23457E+15", "1E+10", "9.1e+17"])
def test_a_number_that_a_spreadsheet_has_shortened_is_refused(cell):
    with pytest.raises(Refusal, match="shortened"):
        parse_identifier(cell, longest=80)


def test_addresses_and_credit_codes_are_checked():
    good = "91350100M000100Y4"
    good += check_character(good)
    assert parse_credit_code(f" {good[:8]} {good[8:]}".lower()) == good
    assert parse_email("lin@evergreen.example") == "lin@evergreen.example"
    for parse, text in ((parse_credit_code, good[:-1] + "4"), (parse_email, "lin at home")):
        with pytest.raises(Refusal):
            parse(text)


def test_words_are_known_in_both_languages():
    words = word_table({"key": "重点, 重点客户", "general": "一般"})
    assert [parse_word(text, words=words) for text in ("Key", "重点", " 重点-客户")] == ["key"] * 3
    with pytest.raises(Refusal) as refused:
        parse_word("大客户", words=words)
    assert str(refused.value) == "is none of: key, general"


def test_a_cell_may_hold_several():
    assert parse_list("甲；乙、丙, 丁|甲;") == ["甲", "乙", "丙", "丁"]


@given(st.text())
def test_any_cell_becomes_one_storable_line_or_is_refused(cell):
    try:
        text = clean(cell)
    except Refusal:
        return
    assert text == text.strip()
    assert "\0" not in text
    assert "\n" not in text
    text.encode()
