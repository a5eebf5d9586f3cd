"""When the clocks of a ticket run out, and what a contract changes."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.choices import ServiceClock, TicketKind, TimeKind
from accounts.models import Contract, CustomerStage, FactChange, ServiceStandard
from accounts.models.contract import LONGEST_PROMISE
from accounts.tests.factories import CustomerStageFactory
from followups.models import SlaClock, Ticket
from followups.services.clocks import clocks_fill
from followups.tests.factories import TicketFactory, at


def due(ticket):
    clocks_fill(tickets=[ticket.pk])
    return dict(SlaClock.objects.filter(ticket=ticket, applies=True).values_list("clock", "due_at"))


def contract(customer, number="H1", **fields):
    fields = {"starts_on": date(2026, 1, 1), "currency": "CNY"} | fields
    return Contract.objects.create(customer=customer, external_id=number, number=number, **fields)


def promise(contract, amount, clock="confirmed", time_kind=TimeKind.SERVICE, **fields):
    return ServiceStandard.objects.create(
        contract=contract, customer=contract.customer, clock=clock, amount=amount,
        time_kind=time_kind, **fields,
    )  # fmt: skip


@pytest.fixture
def issue(ningbo):
    return TicketFactory(customer=ningbo, opened_at=at("2026-03-04T10:00"))


def test_an_issue_is_due_after_15_30_and_60_minutes(issue):
    assert due(issue) == {
        "confirmed": at("2026-03-04T10:15"),
        "work_started": at("2026-03-04T10:30"),
        "first_solution": at("2026-03-04T11:00"),
    }


def test_a_strategic_customer_is_served_in_half_the_time(hangzhou):
    ticket = TicketFactory(customer=hangzhou)
    assert due(ticket)["first_solution"] == at("2026-03-04T10:30")


@pytest.mark.parametrize(
    ("opened", "minutes"),
    [("2026-03-02T10:00", 15), ("2026-03-04T10:00", 8), ("2026-04-02T10:00", 15)],
)
def test_a_new_customer_is_on_the_fast_clock_as_soon_as_we_know_of_it(ningbo, opened, minutes):
    CustomerStageFactory(customer=ningbo, stage="activation", since=date(2026, 3, 2))
    CustomerStage.objects.update(recorded_at=at("2026-03-03T01:30"))
    ticket = TicketFactory(customer=ningbo, opened_at=at(opened))
    assert due(ticket)["confirmed"] == ticket.opened_at + timedelta(minutes=minutes)


def test_office_hours_stand_still_over_a_weekend(ningbo):
    ticket = TicketFactory(customer=ningbo, opened_at=at("2026-03-06T17:50"))
    assert due(ticket)["confirmed"] == at("2026-03-09T09:05")


def test_office_hours_stand_still_over_spring_festival_but_not_on_a_make_up_day(ningbo):
    friday = TicketFactory(customer=ningbo, opened_at=at("2026-02-13T17:50"))
    saturday = TicketFactory(customer=ningbo, opened_at=at("2026-02-14T17:50"))
    assert due(friday)["confirmed"] == at("2026-02-14T09:05")
    assert due(saturday)["confirmed"] == at("2026-02-24T09:05")


def test_working_days_leave_out_a_holiday_and_elapsed_time_does_not(ningbo):
    opened = at("2026-09-30T10:00")
    complaint = TicketFactory(
        customer=ningbo, kind=TicketKind.COMPLAINT, severity="major", opened_at=opened
    )
    found = due(complaint)
    assert found["solved"] == at("2026-10-13T10:00")  # Thursday 8th, Friday, Saturday, Monday
    assert found["escalated"] == at("2026-10-01T10:00")


@pytest.mark.parametrize("clock", ServiceClock.values)
def test_every_clock_is_met_by_the_moment_of_its_own(ningbo, clock):
    moment = at("2026-03-04T10:07")
    promise(contract(ningbo), 10, clock)
    ticket = TicketFactory(customer=ningbo, **{f"{clock}_at": moment})
    clocks_fill(tickets=[ticket.pk])
    met = dict(SlaClock.objects.values_list("clock", "met_at"))
    assert {name for name, met_at in met.items() if met_at} == {clock}
    assert met[clock] == moment


def test_a_contract_in_force_comes_before_the_policy(issue, ningbo):
    promise(contract(ningbo), 5)
    promise(contract(ningbo, "H2"), 2, "solved", TimeKind.WORKING_DAYS)
    assert due(issue) == {
        "confirmed": at("2026-03-04T10:05"),
        "work_started": at("2026-03-04T10:30"),
        "first_solution": at("2026-03-04T11:00"),
        "solved": at("2026-03-06T10:00"),
    }


@pytest.mark.parametrize(
    ("dates", "minutes"),
    [
        ({"starts_on": date(2026, 3, 5)}, 15),
        ({"starts_on": date(2026, 3, 4)}, 5),
        ({"ends_on": date(2026, 3, 3)}, 15),
        ({"ends_on": date(2026, 3, 4)}, 5),
        ({"terminated_on": date(2026, 3, 4)}, 15),
        ({"terminated_on": date(2026, 3, 5), "ends_on": date(2026, 12, 31)}, 5),
    ],
)
def test_only_a_contract_in_force_on_the_opening_day_counts(issue, ningbo, dates, minutes):
    promise(contract(ningbo, **dates), 5)
    assert due(issue)["confirmed"] == at(f"2026-03-04T10:{minutes:02}")


def test_the_opening_day_is_the_companys(ningbo):
    promise(contract(ningbo, starts_on=date(2026, 3, 5)), 5)
    ticket = TicketFactory(customer=ningbo, opened_at=at("2026-03-05T00:30"))  # the 4th in UTC
    assert due(ticket)["confirmed"] == at("2026-03-05T09:05")


def test_the_contract_of_somebody_else_changes_nothing(issue, hangzhou):
    promise(contract(hangzhou), 5)
    assert due(issue)["confirmed"] == at("2026-03-04T10:15")


def test_the_more_precise_promise_counts(issue, ningbo):
    agreed = contract(ningbo)
    promise(agreed, 5)
    promise(agreed, 7, ticket_kind="issue")
    promise(agreed, 9, ticket_kind="complaint")
    assert due(issue)["confirmed"] == at("2026-03-04T10:07")


def test_a_promise_beyond_all_measure_does_not_stop_the_others(issue, ningbo):
    for kind in TimeKind.values:
        ServiceStandard.objects.all().delete()
        promise(contract(ningbo, kind), LONGEST_PROMISE, time_kind=kind)
        assert due(issue)["confirmed"].year in (2027, 2028, 2029)


def test_filling_twice_writes_once_and_tells_the_scorer_once(issue):
    assert clocks_fill(tickets=[issue.pk]) == 3
    FactChange.objects.all().delete()
    assert clocks_fill(tickets=[issue.pk]) == 0
    assert not FactChange.objects.exists()


def test_a_changed_ticket_changes_its_clocks(issue):
    clocks_fill(tickets=[issue.pk])
    Ticket.objects.filter(pk=issue.pk).update(confirmed_at=at("2026-03-04T10:10"))
    FactChange.objects.all().delete()
    assert clocks_fill(tickets=[issue.pk]) == 1
    assert SlaClock.objects.get(clock="confirmed").met_at == at("2026-03-04T10:10")
    assert set(FactChange.objects.values_list("customer_id", flat=True)) == {issue.customer_id}


def test_a_breach_stays_on_record_when_the_ticket_is_called_something_else(issue):
    clocks_fill(tickets=[issue.pk])
    Ticket.objects.filter(pk=issue.pk).update(kind="suggestion")
    clocks_fill(tickets=[issue.pk])
    gone = SlaClock.objects.get(applies=False)
    assert (gone.clock, gone.due_at) == ("work_started", at("2026-03-04T10:30"))
    assert clocks_fill(tickets=[issue.pk]) == 0
    Ticket.objects.filter(pk=issue.pk).update(kind="issue")
    clocks_fill(tickets=[issue.pk])
    assert not SlaClock.objects.filter(applies=False).exists()


def test_no_tickets_have_no_clocks(db):
    assert clocks_fill(tickets=[]) == 0


def test_fifty_tickets_take_as_many_queries_as_one(ningbo):
    tickets = [ticket.pk for ticket in TicketFactory.create_batch(51, customer=ningbo)]
    with CaptureQueriesContext(connection) as one:
        assert clocks_fill(tickets=tickets[:1]) == 3
    with CaptureQueriesContext(connection) as fifty:
        assert clocks_fill(tickets=tickets[1:]) == 150
    assert len(fifty) == len(one)


def test_a_later_promotion_of_the_customer_turns_nothing_into_a_breach(issue):
    clocks_fill(tickets=[issue.pk])
    before = due(issue)
    customer = issue.customer
    customer.tier = "strategic" if customer.tier != "strategic" else "general"
    customer.save()
    assert clocks_fill(tickets=[issue.pk]) == 0
    assert due(issue) == before
