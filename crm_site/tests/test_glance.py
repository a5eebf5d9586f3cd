"""What waits for somebody at a customer, counted as lists and boards count it."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from accounts.queries.billing import paying_months
from accounts.tests.factories import (
    CompetitorAtFactory,
    ContractFactory,
    CustomerLineFactory,
    InvoiceFactory,
    OpportunityFactory,
    PaymentFactory,
    PromiseFactory,
)
from crm_site.pages.customer_glance import hints
from crm_site.queries.glance import Glance, glance
from crm_site.records import BY_CODE
from followups.models import Ticket
from followups.queries.states import past_clock
from followups.tests.factories import NeedFactory, SlaClockFactory, TicketFactory

NOW = timezone.now()
TODAY = timezone.localdate(NOW)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def ago(days: int):
    return NOW - timedelta(days=days)


def day(offset: int):
    return TODAY + timedelta(days=offset)


def seen(customer) -> Glance:
    return glance(customer, NOW, TODAY, lambda _permission: True)


def words(customer) -> list[str]:
    return [hint.text for hint in hints(seen(customer), customer, TODAY)]


def open_ones(code: str, customer) -> int:
    section = BY_CODE[code]
    return section.rows(customer).filter(section.is_open(TODAY)).count()


def states(code: str, customer) -> list[str]:
    """What the column of states says of each record, in words."""
    section = BY_CODE[code]
    [state] = [one for one in section.columns(TODAY) if one.key in ("state", "stage")]
    return [str((state.show or state.value)(row)) for row in section.rows(customer)]


# --- tickets ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("ended", "late"),
    [
        ({}, 1),
        ({"solved_at": ago(2)}, 1),
        ({"closed_at": ago(2)}, 0),
        ({"closed_at": ago(3), "reopened_at": ago(2)}, 1),
        ({"cancelled_on": day(-2)}, 0),
    ],
)
def test_a_clock_is_late_as_long_as_somebody_can_still_stop_it(hangzhou, ended, late):
    ticket = TicketFactory(customer=hangzhou, opened_at=ago(9), **ended)
    SlaClockFactory(ticket=ticket, customer=hangzhou, started_at=ago(9), due_at=ago(8))
    assert (seen(hangzhou).late_clocks or 0) == late
    assert Ticket.objects.filter(past_clock(NOW)).count() == late


def test_a_ticket_that_came_back_after_it_was_verified_is_open(hangzhou):
    steps = {"opened_at": ago(9), "solved_at": ago(8), "verified_at": ago(7)}
    TicketFactory(customer=hangzhou, **steps)
    TicketFactory(customer=hangzhou, **steps, reopened_at=ago(6))
    assert seen(hangzhou).tickets == open_ones("tickets", hangzhou) == 1


# --- what is dated for later has not happened yet ---------------------------------------------


@pytest.mark.parametrize(
    ("code", "factory", "fields"),
    [
        ("promises", PromiseFactory, {"promised_on": day(-9), "kept_on": day(3)}),
        ("promises", PromiseFactory, {"promised_on": day(-9), "broken_on": day(3)}),
        ("needs", NeedFactory, {"raised_on": day(-9), "solved_on": day(3)}),
        ("needs", NeedFactory, {"raised_on": day(-9), "cancelled_on": day(3)}),
        ("needs", NeedFactory, {"raised_on": day(-9), "confirmed_on": day(3)}),
        ("opportunities", OpportunityFactory, {"opened_on": day(-9), "closed_on": day(3)}),
        ("competitors", CompetitorAtFactory, {"seen_on": day(-9), "gone_on": day(3)}),
        ("lines", CustomerLineFactory, {"valid_to": day(3)}),
    ],
)
def test_what_ends_in_three_days_is_still_open(hangzhou, code, factory, fields):
    factory(customer=hangzhou, **fields)
    assert open_ones(code, hangzhou) == 1


@pytest.mark.parametrize(
    ("code", "factory", "fields"),
    [
        ("needs", NeedFactory, {"raised_on": day(-9), "confirmed_on": day(-1)}),
        ("lines", CustomerLineFactory, {"valid_from": day(3)}),
        ("lines", CustomerLineFactory, {"valid_to": TODAY}),
    ],
)
def test_what_is_over_or_not_yet_there_is_not_open(hangzhou, code, factory, fields):
    factory(customer=hangzhou, **fields)
    assert open_ones(code, hangzhou) == 0


def test_a_list_says_the_same_of_a_day_to_come(hangzhou):
    later = {"due_on": day(5)}
    PromiseFactory(customer=hangzhou, promised_on=day(-9), kept_on=day(3), **later)
    NeedFactory(customer=hangzhou, raised_on=day(-9), solved_on=day(3), **later)
    for code in ("promises", "needs"):
        assert states(code, hangzhou) == ["due in 5 days"]


# --- contracts --------------------------------------------------------------------------------


def test_the_end_of_the_last_contract_is_said(hangzhou):
    ContractFactory(customer=hangzhou, starts_on=day(-300), ends_on=day(20))
    assert "the last contract ends in 20 days" in words(hangzhou)


@pytest.mark.parametrize(
    "other",
    [
        {"starts_on": day(-30), "ends_on": None},
        {"starts_on": day(21), "ends_on": day(400)},
        {"starts_on": day(21), "ends_on": None},
    ],
)
def test_nothing_ends_where_another_contract_goes_on(hangzhou, other):
    ContractFactory(customer=hangzhou, starts_on=day(-300), ends_on=day(20))
    ContractFactory(customer=hangzhou, **other)
    assert not any("ends" in text for text in words(hangzhou))


def test_a_successor_that_was_terminated_carries_nothing_on(hangzhou):
    ContractFactory(customer=hangzhou, starts_on=day(-300), ends_on=day(20))
    ContractFactory(customer=hangzhou, starts_on=day(21), ends_on=None, terminated_on=day(-1))
    assert "the last contract ends in 20 days" in words(hangzhou)


# --- invoices ---------------------------------------------------------------------------------


def overdue(customer, **fields):
    dates = {"issued_on": day(-60), "due_on": day(-30)}
    return InvoiceFactory(customer=customer, **dates, **{"currency": "CNY"} | fields)


def test_a_credit_invoice_is_neither_overdue_nor_late(hangzhou):
    overdue(hangzhou, amount=-500)
    assert seen(hangzhou).overdue_invoices == 0
    assert not seen(hangzhou).overdue
    assert open_ones("invoices", hangzhou) == 0
    assert states("invoices", hangzhou) == ["credit invoice"]
    assert all(month.invoices == 0 for month in paying_months(hangzhou, TODAY, 3))


def test_what_was_paid_of_an_invoice_is_not_owed_any_more(hangzhou):
    first, second = overdue(hangzhou, amount=900), overdue(hangzhou, amount=100)
    for amount, paid_on in ((200, day(-9)), (50, day(-8)), (70, day(1))):
        PaymentFactory(
            customer=hangzhou, invoice=first, amount=amount, currency="CNY", paid_on=paid_on
        )
    PaymentFactory(customer=hangzhou, invoice=second, amount=130, currency="CNY", paid_on=day(-9))
    found = seen(hangzhou)
    assert (found.overdue_invoices, found.overdue) == (2, {"CNY": "650.00"})


def test_a_hint_leads_only_to_what_is_on_the_page(hangzhou, lin, as_user):
    page = as_user(lin).get(f"/customers/{hangzhou.code}/").text
    hints_of_page = page.split('class="hints"')[1].split("</ul>")[0]
    anchors = re.findall(r'href="#([^"]+)"', hints_of_page)
    assert "<li>" in hints_of_page
    assert all(f'id="{anchor}"' in page for anchor in anchors)
