"""How figures are written, in both languages."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from common.templatetags import figures

AMOUNT = Decimal("1234567.8")
TODAY = date(2026, 11, 23)


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def in_chinese():
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def in_english():
    with translation.override("en"):
        yield


@pytest.mark.parametrize(
    "write",
    [
        figures.count,
        figures.figure,
        figures.signed,
        figures.percent,
        figures.day,
        figures.ago,
        figures.exact,
        lambda nothing: figures.money(nothing, "CNY"),
        lambda nothing: figures.money_short(nothing, "CNY"),
        lambda nothing: figures.since(nothing, TODAY),
    ],
)
def test_what_is_not_known_is_a_dash_and_never_zero(write):
    assert write(None) == "–"


def test_money_has_its_symbol_and_groups_of_three(language):
    assert figures.money(AMOUNT, "CNY") == "¥1,234,567.80"


def test_money_given_back_has_its_sign_before_the_symbol(language):
    assert figures.money(Decimal("-12.345"), "GBP") == "−£12.35"


def test_a_currency_without_a_symbol_of_its_own_shows_its_code(language):
    assert figures.money(Decimal(5), "CHF") == "CHF 5.00"


@pytest.mark.parametrize(
    ("amount", "short"),
    [
        ("0", "¥0"),
        ("9994", "¥9,994"),
        ("9999.99", "¥1.00万"),
        ("123456", "¥12.3万"),
        ("1234567.8", "¥123.5万"),
        ("99999999", "¥1.00亿"),
        ("-23456", "−¥2.35万"),
    ],
)
def test_short_money_counts_in_ten_thousands_in_chinese(in_chinese, amount, short):
    assert figures.money_short(Decimal(amount), "CNY") == short


@pytest.mark.parametrize(
    ("amount", "short"),
    [("994", "¥994"), ("999999", "¥1.00M"), ("1234567.8", "¥1.23M"), ("5e9", "¥5.00B")],
)
def test_short_money_counts_in_thousands_in_english(in_english, amount, short):
    assert figures.money_short(Decimal(amount), "CNY") == short


@pytest.mark.parametrize(
    ("change", "text", "direction"),
    [
        ("3.24", "+3.2", "up"),
        ("-11.65", "−11.7", "down"),
        ("0.04", "0.0", "same"),
        ("-0.04", "0.0", "same"),
        (None, "–", "none"),
    ],
)
def test_a_change_says_where_it_goes_once_it_is_rounded(change, text, direction):
    value = None if change is None else Decimal(change)
    assert figures.signed(value) == text
    assert figures.direction(value) == direction


def test_halves_are_rounded_up_as_people_do():
    assert figures.figure(Decimal("79.95")) == "80.0"
    assert figures.figure(2.5, 0) == "3"


def test_a_share_is_a_percentage():
    assert figures.percent(Decimal("0.725")) == "73%"
    assert figures.percent(0.725, 1) == "72.5%"


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (0, "today"),
        (1, "1 day ago"),
        (34, "34 days ago"),
        (-1, "in 1 day"),
        (1234, "1,234 days ago"),
    ],
)
def test_a_day_is_told_from_the_day_that_the_page_is_about(in_english, days, text):
    html = figures.since(TODAY - timedelta(days=days), TODAY)
    assert html.endswith(f">{text}</time>")


def test_the_day_itself_is_in_the_hover(in_chinese):
    assert 'title="2026-11-20"' in figures.since(date(2026, 11, 20), TODAY)


def test_a_moment_is_told_as_long_ago_with_the_exact_time_of_the_company_on_hover(in_chinese):
    three_hours_ago = timezone.now() - timedelta(hours=3)
    html = figures.ago(three_hours_ago)
    assert timezone.localtime(three_hours_ago).strftime('title="%Y-%m-%d %H:%M"') in html
    assert "3" in html.partition(">")[2]


def test_a_moment_is_written_in_the_time_of_the_company(in_english):
    moment = datetime(2026, 11, 23, 17, 30, tzinfo=UTC)
    assert figures.exact(moment).endswith(">24 Nov 2026, 01:30</time>")


@pytest.mark.parametrize(("code", "text"), [("en", "3 Feb 2026"), ("zh-hans", "2026-02-03")])
def test_a_day_cannot_be_misread(code, text):
    with translation.override(code):
        assert figures.day(date(2026, 2, 3)) == f'<time datetime="2026-02-03">{text}</time>'


def test_a_moment_is_on_the_day_of_the_company():
    """Half past six in the evening in Greenwich is the next day in Shanghai."""
    with translation.override("zh-hans"):
        shown = figures.day(datetime(2026, 11, 26, 18, 30, tzinfo=UTC))
    assert shown == '<time datetime="2026-11-27">2026-11-27</time>'
