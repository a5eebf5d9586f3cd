"""What other currencies are worth on a day."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import ExchangeRate, Order
from accounts.queries.rates import in_our_currency
from accounts.tests.factories import ExchangeRateFactory, OrderFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _rates() -> None:
    ExchangeRateFactory(valid_from=date(2026, 3, 1), rate="7.5")
    ExchangeRateFactory(valid_from=date(2026, 6, 1), rate="8")
    ExchangeRateFactory(valid_from=date(2026, 1, 1), currency="USD", rate="7")


@pytest.mark.parametrize(
    ("currency", "day", "worth"),
    [
        ("CNY", date(2026, 1, 1), 100),
        ("EUR", date(2026, 2, 28), None),
        ("EUR", date(2026, 3, 1), 750),
        ("EUR", date(2026, 5, 31), 750),
        ("EUR", date(2026, 6, 1), 800),
        ("USD", date(2026, 6, 1), 700),
        ("JPY", date(2026, 6, 1), None),
    ],
)
def test_a_rate_holds_from_its_day_until_the_next_one(currency, day, worth):
    OrderFactory(currency=currency, ordered_on=day, amount=100)
    [found] = Order.objects.annotate(worth=in_our_currency("ordered_on"))
    assert found.worth == worth


def test_a_currency_has_one_rate_a_day_and_none_of_nothing():
    with pytest.raises(IntegrityError), transaction.atomic():
        ExchangeRateFactory(valid_from=date(2026, 3, 1))
    with pytest.raises(IntegrityError), transaction.atomic():
        ExchangeRateFactory(rate=0)


@pytest.mark.parametrize("currency", ["eur", "EU", "EURO", "€", "EUR\n"])
def test_a_currency_is_three_capital_letters(currency):
    rate = ExchangeRate(currency=currency, valid_from=date(2026, 9, 1), rate=Decimal(1))
    with pytest.raises(ValidationError) as refused:
        rate.full_clean()
    assert "currency" in refused.value.error_dict


def test_an_analyst_keeps_the_rates_and_a_lead_does_not_see_them(as_user, analyst, wei):
    sent = {"currency": "GBP", "valid_from": "2026-09-01", "rate": "9.1"}
    answer = as_user(analyst).post("/admin/accounts/exchangerate/add/", sent)
    assert answer.status_code == 302
    assert ExchangeRate.objects.get(currency="GBP").rate == Decimal("9.1")
    assert as_user(wei).get("/admin/accounts/exchangerate/").status_code == 404


def test_there_is_no_rate_for_the_companys_own_currency(settings):
    own = ExchangeRate(currency=settings.COMPANY_CURRENCY, valid_from=date(2026, 1, 1), rate=2)
    with pytest.raises(ValidationError, match="currency"):
        own.full_clean()
    ExchangeRate(currency="EUR", valid_from=date(2026, 1, 1), rate=2).full_clean()
