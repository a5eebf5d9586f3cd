"""Which contracts are to be renewed, and how are those customers doing?"""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import AccessLog, Contract, User
from accounts.tests.factories import ContractFactory, CustomerFactory, ExchangeRateFactory
from health.choices import Level
from health.tests.factories import HealthCurrentFactory

URL = "/contracts/"
TODAY = timezone.localdate()


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.fixture(autouse=True)
def _english(fang: User) -> None:
    fang.language = "en"
    fang.save()


@pytest.fixture
def browser(as_user, fang):
    return as_user(fang)


def contract(number: str, ends: int | None = 10, **more) -> Contract:
    fields = {"starts_on": TODAY - days(100), "number": number, **more}
    return ContractFactory(ends_on=None if ends is None else TODAY + days(ends), **fields)


def numbers(browser, query: str = "") -> list[str]:
    return [row.contract.number for row in browser.get(f"{URL}{query}").context["page"].rows]


def test_the_most_urgent_come_first_and_those_without_a_day_last(browser):
    contract("later", 50)
    contract("without a day", None)
    contract("agreed", 300, renews_on=TODAY + days(5))
    contract("soon", 10)
    assert numbers(browser) == ["agreed", "soon", "later", "without a day"]
    assert numbers(browser, "?sort=-due") == ["later", "soon", "agreed", "without a day"]


def test_what_is_over_or_given_notice_or_not_begun_is_not_to_be_renewed(browser):
    contract("today", 0)
    contract("over", -1)
    contract("noticed", terminated_on=TODAY + days(3))
    contract("begins tomorrow", 20, starts_on=TODAY + days(1))
    assert numbers(browser) == ["today"]


@pytest.mark.parametrize(
    ("starts", "ends", "more", "is_followed"),
    [
        (11, 400, {}, True),
        (11, None, {}, True),
        (-50, 400, {}, True),  # signed before the end
        (-80, 400, {}, True),
        (-81, 400, {}, False),  # in parallel: more than 90 days before the end
        (200, 400, {}, True),
        (11, 400, {"terminated_on": TODAY + days(11)}, False),
        (-50, 5, {}, False),  # for a shorter time: another matter
        (-150, 400, {}, False),  # beside it from the beginning
    ],
)
def test_a_contract_with_a_next_one_is_not_to_be_renewed(browser, starts, ends, more, is_followed):
    first = contract("first", 10)
    contract("next", ends, customer=first.customer, starts_on=TODAY + days(starts), **more)
    contract("of another", 400, starts_on=TODAY - days(50))
    assert ("first" not in numbers(browser, "?due=30")) == is_followed


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?due=30", ["a"]),
        ("?due=60", ["a", "b"]),
        ("?due=90", ["a", "b"]),
        ("?due=late", ["late"]),
        ("?due=nonsense", ["late", "a", "b"]),
        ("?risk=on", ["b"]),
        ("?unvalued=on", ["late", "b"]),
        ("?owned_by=nobody&due=30", ["a"]),
        ("?owned_by=lin", []),
        ("?tier=none", ["late", "a", "b"]),
        ("?region=浙江", ["b"]),
        ("?region=none&due=60", ["a"]),
        ("?industry=none&team=none&due=30", ["a"]),
    ],
)
def test_it_is_narrowed(browser, hangzhou, query, expected):
    ExchangeRateFactory(valid_from=TODAY - days(100), rate=7)
    contract("a", 30, currency="EUR")
    at_risk = CustomerFactory(region="浙江")
    HealthCurrentFactory(customer=at_risk, level=Level.ORANGE)
    contract("b", 60, customer=at_risk, amount=None)
    HealthCurrentFactory(
        customer=contract(
            "late", 200, renews_on=TODAY - days(1), currency="EUR", starts_on=TODAY - days(101)
        ).customer,
        level=Level.YELLOW,
    )
    assert numbers(browser, query) == expected


def test_everybody_sees_those_of_their_own_customers(as_user, lin, chen, hangzhou, ningbo):
    contract("of Hangzhou", customer=hangzhou)
    assert numbers(as_user(lin)) == ["of Hangzhou"]
    assert numbers(as_user(chen)) == []


def test_a_row_says_how_the_customer_is_doing(browser, hangzhou):
    contract("K-1", customer=hangzhou, amount=1234)
    HealthCurrentFactory(customer=hangzhou, level=Level.RED)
    page = browser.get(URL).text
    assert "level-red" in page
    assert "¥1,234.00" in page
    assert "in 10 days" in page


def test_it_is_exported_as_it_is_filtered(browser, fang):
    contract("K-1")
    answer = browser.get(f"{URL}?due=30&export=xlsx")
    assert answer["Content-Disposition"].startswith("attachment")
    entry = AccessLog.objects.get(user=fang)
    assert (entry.subject, entry.rows) == ("contract-list", 1)


def test_an_empty_list_says_what_will_be_here(browser):
    assert "No contract is to be renewed." in browser.get(URL).text
    assert "No contract matches." in browser.get(f"{URL}?due=30").text
