"""The window of the next order: by the customer's own rhythm, and as long as it is open."""

from datetime import date, timedelta

import pytest

from accounts.models import Customer
from accounts.tests.factories import CustomerFactory, OrderFactory
from common.arrays import among
from health.queries.next_orders import next_orders
from health.rules.next_orders import NextOrder, next_order
from health.services.score import score
from health.tests.factories import version_1_0

DAY = timedelta(days=1)
TODAY = date(2026, 11, 20)


def test_the_window_is_a_quarter_of_the_interval_to_either_side():
    window = next_order(date(2026, 3, 2), date(2026, 5, 11), 0.875)
    assert window == NextOrder(date(2026, 3, 2), 80, date(2026, 5, 1), date(2026, 6, 10))


def ordered(customer: Customer, every: int, last: int, count: int = 20) -> Customer:
    for number in range(count):
        on = TODAY - (last + number * every) * DAY
        OrderFactory(customer=customer, ordered_on=on)
    return customer


def expected_again(customer: Customer, day: date = TODAY) -> dict[int, NextOrder]:
    return next_orders(day, among([customer.pk]))


@pytest.mark.parametrize(
    ("every", "last", "count", "expected"),
    [
        (60, 55, 12, True),
        (60, 30, 12, False),  # not yet
        (60, 100, 12, False),  # a matter of warnings
        (60, 55, 2, False),  # two orders have no rhythm
        (14, 13, 40, False),  # nobody needs to think of it
    ],
)
def test_who_orders_in_long_intervals_is_expected_again(db, hangzhou, every, last, count, expected):
    version_1_0()
    ordered(hangzhou, every, last, count)
    score(day=TODAY)
    found = expected_again(hangzhou)
    assert [order.last_on for order in found.values()] == [TODAY - last * DAY] * expected
    assert expected_again(hangzhou, TODAY + 7 * DAY) == {}


def test_an_off_season_with_one_order_a_year_ago_is_no_interval(db, hangzhou):
    version_1_0()
    ordered(hangzhou, every=10, last=150, count=20)
    ordered(hangzhou, every=150, last=400, count=2)
    score(day=TODAY)
    assert expected_again(hangzhou) == {}


def test_whoever_is_not_asked_for_is_not_in_it(db, hangzhou):
    version_1_0()
    other = ordered(CustomerFactory(), every=60, last=50)
    ordered(hangzhou, every=60, last=55)
    score(day=TODAY)
    assert [*expected_again(hangzhou)] == [hangzhou.pk]
    assert [*next_orders(TODAY, among([other.pk, hangzhou.pk]))] == [hangzhou.pk, other.pk]


def test_without_a_model_nothing_is_expected(hangzhou):
    assert expected_again(hangzhou) == {}
