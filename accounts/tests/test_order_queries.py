from datetime import date
from decimal import Decimal

import pytest

from accounts.queries.orders import (
    month_firsts,
    order_months,
    order_summaries,
    order_years,
    standing_orders,
)
from accounts.tests.factories import OrderFactory

TODAY = date(2026, 11, 20)


def test_months_run_back_over_the_turn_of_the_year():
    assert month_firsts(date(2026, 2, 28), 3) == [
        date(2025, 12, 1),
        date(2026, 1, 1),
        date(2026, 2, 1),
    ]


def test_a_credit_note_stands_beside_the_orders_and_has_no_order_day(hangzhou):
    OrderFactory(customer=hangzhou, ordered_on=date(2026, 11, 3), amount=500)
    OrderFactory(customer=hangzhou, ordered_on=date(2026, 11, 3), amount=200)
    OrderFactory(customer=hangzhou, ordered_on=date(2026, 11, 9), amount=-100)
    months = order_months(hangzhou, TODAY, 2)
    october, november = months.months
    assert (november.amount, november.credited, november.order_days) == (700, -100, 1)
    assert (october.amount, october.order_days) == (0, 0)


def test_rows_in_another_currency_are_left_out_and_counted(hangzhou):
    for amount, currency in ((1, "USD"), (2, "USD"), (300, "CNY")):
        OrderFactory(customer=hangzhou, ordered_on=TODAY, amount=amount, currency=currency)
    months = order_months(hangzhou, TODAY, 1)
    assert (months.currency, months.months[0].amount, months.left_out) == ("USD", 3, 1)


def test_a_customer_without_orders_has_empty_months(hangzhou):
    months = order_months(hangzhou, TODAY, 24)
    assert (len(months.months), months.any, months.left_out) == (24, False, 0)


def test_what_is_cancelled_by_the_day_does_not_stand(hangzhou):
    gone = OrderFactory(customer=hangzhou, ordered_on=date(2026, 5, 1))
    gone.cancelled_on = TODAY
    gone.save()
    assert list(standing_orders(hangzhou, date(2026, 11, 19))) == [gone]
    assert list(standing_orders(hangzhou, TODAY)) == []


def test_a_summary_has_the_last_order_and_the_net_of_a_year(hangzhou, ningbo):
    OrderFactory(customer=hangzhou, ordered_on=date(2026, 11, 1), amount=Decimal("50.50"))
    OrderFactory(customer=hangzhou, ordered_on=date(2026, 11, 10), amount=-20)
    OrderFactory(customer=hangzhou, ordered_on=date(2025, 11, 20), amount=999)  # a day too old
    summaries = order_summaries([hangzhou.pk, ningbo.pk], TODAY)
    hangzhou_s, ningbo_s = summaries[hangzhou.pk], summaries[ningbo.pk]
    assert (hangzhou_s.last_ordered_on, hangzhou_s.amount) == (date(2026, 11, 1), Decimal("30.50"))
    assert (ningbo_s.last_ordered_on, ningbo_s.amount, ningbo_s.currency) == (None, 0, "")


@pytest.mark.parametrize(
    ("days", "years"), [([], []), (["2024-03-01", "2026-01-01"], [2026, 2025, 2024])]
)
def test_the_years_run_from_the_newest_order_to_the_oldest(hangzhou, days, years):
    for day in days:
        OrderFactory(customer=hangzhou, ordered_on=date.fromisoformat(day))
    assert order_years(hangzhou) == years
