"""Rows of several tables in one statement come back as if each had been asked for alone."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.models import Contact, Customer, Order, Promise
from accounts.tests.factories import ContactFactory, OrderFactory, PromiseFactory
from common.together import Part, rows_together
from followups.models import FollowUp
from followups.tests.factories import FollowUpFactory


@pytest.fixture
def one(hangzhou):
    return Customer.objects.filter(pk=hangzhou.pk)


def test_every_part_keeps_its_order_and_its_types(one, hangzhou, django_assert_num_queries):
    for day, amount in ((3, "12.10"), (5, "99999999999999.99"), (4, "-0.05")):
        OrderFactory(customer=hangzhou, ordered_on=date(2026, 3, day), amount=Decimal(amount))
    moment = datetime(2026, 3, 4, 5, 6, 7, 891_000, tzinfo=UTC)
    FollowUpFactory(customer=hangzhou, happened_at=moment, attended=None)
    with django_assert_num_queries(1):
        found = rows_together(
            one,
            {
                "orders": Part(
                    Order.objects.filter(customer=hangzhou).order_by("-ordered_on")[:2],
                    ["ordered_on", "amount"],
                ),
                "talks": Part(FollowUp.objects.all(), ["happened_at", "attended", "channel"]),
            },
        )
        assert [(order.ordered_on.day, order.amount) for order in found["orders"]] == [
            (5, Decimal("99999999999999.99")),
            (4, Decimal("-0.05")),
        ]
        [talk] = found["talks"]
        assert (talk.happened_at, talk.attended) == (moment, None)
        assert talk.get_channel_display()


def test_a_record_that_a_row_belongs_to_comes_along(one, hangzhou, django_assert_num_queries):
    contact = ContactFactory(customer=hangzhou, name="王芳", decision_roles=["user", "finance"])
    PromiseFactory(customer=hangzhou, contact=contact, what="a")
    PromiseFactory(customer=hangzhou, contact=None, what="b")
    rows = Promise.objects.order_by("what")
    fields = ["what", "contact__name", "contact__decision_roles"]
    with django_assert_num_queries(1):
        first, second = rows_together(one, {"promises": Part(rows, fields)})["promises"]
        assert isinstance(first.contact, Contact)
        assert (first.contact.pk, first.contact.name) == (contact.pk, "王芳")
        assert first.contact.decision_roles == ["user", "finance"]
        assert second.contact is None


def test_what_was_not_asked_for_is_fetched_when_it_is_read(one, hangzhou):
    OrderFactory(customer=hangzhou, number="A-1")
    [order] = rows_together(one, {"orders": Part(Order.objects.all(), ["amount"])})["orders"]
    assert order.number == "A-1"


def test_there_is_nothing_of_nobody(one, hangzhou, django_assert_num_queries):
    OrderFactory(customer=hangzhou)
    parts = {"orders": Part(Order.objects.all(), ["amount"])}
    assert rows_together(Customer.objects.none(), parts) == {"orders": []}
    with django_assert_num_queries(0):
        assert rows_together(one, {}) == {}
