"""The first page of the back office: every figure is right, and opens the list with just those."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.contrib.auth.models import Permission
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Contract, Customer, Feed, ImportBatch, Invoice, User
from accounts.rules.load import LIMITS, Load, tiers_past
from accounts.tests.factories import (
    AssignmentFactory,
    ContractFactory,
    CustomerFactory,
    InvoiceFactory,
    OrderFactory,
    TeamFactory,
    UserFactory,
    person,
)
from crm_site import admin_site
from crm_site.queries import managers
from crm_site.queries.managers import Money, board
from followups.models import SlaClock, Ticket
from followups.tests.factories import SlaClockFactory, TaskFactory, TicketFactory
from health.choices import DutyCode, Level
from health.models import WarningDuty
from health.tests.factories import HealthCurrentFactory, HeldWarningFactory, WarningFactory

NOW = timezone.localtime()
TODAY = NOW.date()
LINK = re.compile(r'class="figure-link" href="([^"]+)" data-count="(\d+)"')
MOST_STATEMENTS = 16


def days(number: int) -> timedelta:
    return timedelta(days=number)


@pytest.fixture
def administrator(db) -> User:
    return person("admin", "管理员", "administrator", is_staff=True)


@pytest.fixture
def company(hangzhou: Customer, ningbo: Customer, lin: User) -> dict[str, Customer]:
    """A little of everything, of Lin's team, of another, and of nobody."""
    nobodys = CustomerFactory(name="无人科技有限公司")
    Customer.objects.filter(pk=nobodys.pk).update(is_stub=True)
    archived = CustomerFactory(name="旧公司")
    Customer.objects.filter(pk=archived.pk).update(archived_at=NOW, is_stub=True)
    HealthCurrentFactory(customer=hangzhou, level=Level.RED, change_7d=Decimal("-5.00"))
    HealthCurrentFactory(customer=ningbo, level=Level.HEALTHY, change_7d=Decimal("4.99"))
    HealthCurrentFactory(customer=archived, level=Level.RED, change_7d=Decimal(-50))
    for customer in (hangzhou, ningbo):
        _contracts(customer)
        _invoices(customer)
        _tickets(customer)
    _imports()
    _warnings(hangzhou, ningbo)
    return {"hangzhou": hangzhou, "ningbo": ningbo, "nobodys": nobodys, "archived": archived}


def _contracts(customer: Customer) -> None:
    old = TODAY - days(300)
    for number, ends in enumerate((0, 30, 31, 60, 90, 91, -1)):
        currency = "EUR" if number == 1 else "CNY"
        ContractFactory(
            customer=customer, starts_on=old, ends_on=TODAY + days(ends), currency=currency
        )
    # The day agreed for it comes before the end, and a notice ends it all.
    ContractFactory(
        customer=customer,
        starts_on=old,
        ends_on=TODAY + days(300),
        renews_on=TODAY + days(45),
        amount=None,
    )
    ContractFactory(
        customer=customer, starts_on=old, ends_on=TODAY + days(5), terminated_on=TODAY + days(3)
    )


def _invoices(customer: Customer) -> None:
    for late in (0, 1, 30, 31, 60, 61, 90, 91, 400):
        day = TODAY - days(late)
        InvoiceFactory(customer=customer, issued_on=day - days(30), due_on=day, amount=100)
    old = TODAY - days(10)
    InvoiceFactory(customer=customer, issued_on=old, due_on=old, amount=7, currency="USD")
    InvoiceFactory(customer=customer, issued_on=old, due_on=old, paid_on=TODAY)
    InvoiceFactory(customer=customer, issued_on=old, due_on=old, cancelled_on=TODAY)


def _tickets(customer: Customer) -> None:
    opened = NOW - days(5)
    TicketFactory(customer=customer, kind="complaint", opened_at=opened)
    TicketFactory(customer=customer, kind="complaint", opened_at=opened, solved_at=NOW)
    TicketFactory(
        customer=customer,
        kind="complaint",
        opened_at=opened,
        solved_at=NOW - days(2),
        closed_at=NOW - days(2),
        reopened_at=NOW - days(1),
    )
    TicketFactory(customer=customer, kind="complaint", opened_at=opened, cancelled_on=TODAY)
    late = {"started_at": opened, "due_at": NOW - days(1), "customer": customer}
    running = TicketFactory(customer=customer, opened_at=opened)
    SlaClockFactory(ticket=running, clock="confirmed", **late)
    SlaClockFactory(ticket=running, clock="solved", **late)
    for fields in ({"cancelled_on": TODAY}, {"closed_at": NOW}):
        SlaClockFactory(ticket=TicketFactory(customer=customer, opened_at=opened, **fields), **late)
    for fields in ({"applies": False}, {"met_at": NOW}):
        ticket = TicketFactory(customer=customer, opened_at=opened)
        SlaClockFactory(ticket=ticket, **(late | fields))
    SlaClockFactory(
        ticket=TicketFactory(customer=customer, opened_at=opened),
        **(late | {"due_at": NOW + days(1)}),
    )


def _warnings(hangzhou: Customer, ningbo: Customer) -> None:
    """One open with an overdue duty, one ended, one held; and tasks of every kind of time."""
    red = WarningFactory(customer=hangzhou, level=Level.RED)
    duty = TaskFactory(customer=hangzhou, due_at=NOW - days(1))
    WarningDuty.objects.create(warning=red, code=DutyCode.INTERVENE, task=duty)
    WarningFactory(customer=ningbo, level=Level.YELLOW, acknowledged_at=NOW)
    WarningFactory(customer=ningbo, resolved_at=NOW, outcome="recovered")
    HeldWarningFactory(customer=ningbo)
    for due in (2, 3, 30):
        TaskFactory(customer=ningbo, due_at=NOW + days(due))
    TaskFactory(customer=ningbo, due_at=NOW - days(1), waits=True)


def _imports() -> None:
    for source, last, patience in (("erp", 31, 30), ("crm", 30, 30), ("desk", 2, 1)):
        Feed.objects.create(
            kind="orders",
            source=source,
            live_from=TODAY - days(300),
            last_fact_on=TODAY - days(last),
            stale_after_days=patience,
        )
    for state, refused in (("done", 3), ("rejected", 1), ("undone", 5), ("done", 0)):
        ImportBatch.objects.create(
            kind="orders", source="erp", file_name=f"{state}.csv", state=state, refused=refused
        )
    old = ImportBatch.objects.create(kind="orders", source="erp", file_name="o.csv", refused=9)
    ImportBatch.objects.filter(pk=old.pk).update(started_at=NOW - days(31))


def rows_of(browser: Client, url: str) -> int:
    """How many rows the list behind a figure has."""
    page = browser.get(url)
    assert page.status_code == 200, url
    if url.startswith("/admin/"):
        return page.context["cl"].result_count
    return len(page.context["page"].rows)


def links(browser: Client) -> list[tuple[str, int]]:
    page = browser.get("/admin/")
    return [(unescape(url), int(count)) for url, count in LINK.findall(page.text)]


@pytest.mark.parametrize("who", ["fang", "wei", "analyst", "administrator"])
def test_every_figure_opens_a_list_with_as_many_rows(as_user, company, who, request):
    browser = as_user(request.getfixturevalue(who))
    figures = links(browser)
    assert figures
    assert {url: rows_of(browser, url) for url, _count in figures} == dict(figures)


def test_the_figures_are_those_of_everybody_for_a_director(company, fang):
    seen = board(fang, NOW)
    assert (seen.customers.total, seen.customers.nobodys, seen.customers.stubs) == (3, 1, 1)
    levels = {figure.code: figure.count for figure in seen.health.levels}
    assert {code: count for code, count in levels.items() if count} == {
        "red": 1,
        "healthy": 1,
        "unscored": 1,
    }
    assert (seen.health.fell, seen.health.rose) == (1, 0)


def test_what_is_at_risk_is_told_with_what_it_orders_in_a_year(company, fang, wei):
    """Ningbo's warning is yellow, and what nobody can convert is left out and counted."""
    for currency, amount in (("CNY", 500), ("CNY", -20), ("EUR", 100)):
        OrderFactory(
            customer=company["hangzhou"], ordered_on=TODAY, amount=amount, currency=currency
        )
    OrderFactory(customer=company["ningbo"], ordered_on=TODAY)
    for reader in (fang, wei):
        health = board(reader, NOW).health
        assert (health.at_risk.count, health.unrated) == (1, 1)
        assert health.at_risk.money == (Money(Decimal(480), "CNY"),)


def test_a_contract_that_is_followed_by_another_is_counted_no_more(company, fang, hangzhou):
    before = [figure.count for figure in board(fang, NOW).renewals.figures]
    ContractFactory(customer=hangzhou, starts_on=TODAY + days(365), ends_on=TODAY + days(800))
    after = [figure.count for figure in board(fang, NOW).renewals.figures]
    assert [count * 2 for count in after] == before


@pytest.mark.parametrize(
    ("who", "levels", "others", "tasks"),
    [("fang", [1, 0, 1], (1, 1, 1), [1, 0, 2]), ("wei", [1, 0, 0], (1, 1, None), [1, 0, 0])],
)
def test_warnings_and_tasks_are_counted(company, who, levels, others, tasks, request):
    seen = board(request.getfixturevalue(who), NOW)
    assert [figure.count for figure in seen.warnings.levels] == levels
    assert sum(figure.count for figure in seen.warnings.ages) == sum(levels)
    assert (seen.warnings.unseen, seen.warnings.late, seen.warnings.held) == others
    assert [figure.count for figure in seen.tasks.figures] == tasks


def test_a_lead_sees_the_figures_of_the_team(company, wei):
    seen = board(wei, NOW)
    assert (seen.customers.total, seen.customers.nobodys) == (1, 0)
    assert [(owner.username, owner.load.strategic) for owner in seen.load.owners] == [("lin", 1)]
    assert seen.feeds is None
    assert seen.imports is None
    assert seen.people is None


@pytest.mark.parametrize(("who", "customers"), [("fang", 2), ("wei", 1)])
def test_contracts_are_counted_by_the_day_of_renewal(company, who, customers, request):
    """A slow, independent count of the same."""
    expected = {}
    for within in (30, 60, 90):
        contracts = [
            contract
            for contract in Contract.objects.filter(terminated_on=None)
            if TODAY <= (contract.renews_on or contract.ends_on) <= TODAY + days(within)
        ]
        expected[str(within)] = len(contracts) * customers // 2
    figures = board(request.getfixturevalue(who), NOW).renewals.figures
    assert {figure.code: figure.count for figure in figures} == expected
    assert figures[0].count == 2 * customers
    assert set(figures[0].money) == {
        Money(Decimal(100_000 * customers), "CNY"),
        Money(Decimal(100_000 * customers), "EUR"),
    }


def test_overdue_invoices_are_counted_by_age_and_currency(company, fang):
    figures = {figure.code: figure for figure in board(fang, NOW).overdue.figures}
    assert {code: figure.count for code, figure in figures.items()} == {
        "late30": 6,
        "late60": 4,
        "late90": 4,
        "late-more": 4,
    }
    assert figures["late30"].money == (Money(Decimal(400), "CNY"), Money(Decimal(14), "USD"))
    assert sum(one.count for one in figures.values()) == sum(
        invoice.due_on < TODAY and not (invoice.paid_on or invoice.cancelled_on)
        for invoice in Invoice.objects.all()
    )


def test_a_sum_of_amounts_tells_nothing_to_whom_they_are_hidden(company, hangzhou, lin):
    """Nor does a count by the day of payment, which is hidden from them, too."""
    reader = person("sales1", "销售", "sales", is_staff=True)
    AssignmentFactory(customer=hangzhou, user=reader, kind="slice")
    reader.user_permissions.add(
        *_permissions("view_contract", "view_invoice"),
    )
    reader = User.objects.get(pk=reader.pk)
    assert board(reader, NOW).overdue is None
    assert board(reader, NOW).renewals is None
    finance = person("finance1", "财务", "finance", is_staff=True)
    AssignmentFactory(customer=hangzhou, user=finance, kind="slice")
    assert board(finance, NOW).overdue.figures[0].money


def _permissions(*names: str):
    return Permission.objects.filter(codename__in=names)


def test_tickets_past_a_clock_are_those_somebody_can_still_do_something_about(company, fang):
    tickets = board(fang, NOW).tickets
    assert tickets.complaints == 2 * 2
    assert tickets.past_clock == 1 * 2
    slow = {
        clock.ticket_id
        for clock in SlaClock.objects.filter(applies=True, met_at=None, due_at__lt=NOW)
        if clock.ticket.state not in ("closed", "cancelled")
    }
    assert len(slow) == tickets.past_clock


def test_late_tickets_are_found_by_their_running_clocks(company, fang):
    """As a condition of a count among all tickets, each of them would be looked at."""
    with CaptureQueriesContext(connection) as ran:
        board(fang, NOW)
    [late] = [query["sql"] for query in ran if "followups_slaclock" in query["sql"]]
    assert "FILTER" not in late
    assert "EXISTS" in late


def test_the_figures_are_counted_once_a_minute_and_person(as_user, company, fang, wei, monkeypatch):
    asked = []

    def counted(user, now):
        asked.append(user)
        return board(user, now)

    monkeypatch.setattr(admin_site, "board", counted)
    pages = [as_user(user).get("/admin/") for user in (fang, fang, wei)]
    assert asked == [fang, wei]
    assert LINK.findall(pages[0].content.decode()) == LINK.findall(pages[1].content.decode())


def test_the_state_of_a_ticket_is_the_same_in_a_list_as_on_its_page(as_user, company, fang):
    browser = as_user(fang)
    for state in ("open", "solved", "verified", "closed", "cancelled"):
        page = browser.get("/admin/followups/ticket/", {"state": state})
        listed = {ticket.pk for ticket in page.context["cl"].queryset}
        assert listed == {one.pk for one in Ticket.objects.all() if one.state == state}, state


def test_what_stopped_and_what_was_refused_is_listed(company, analyst):
    seen = board(analyst, NOW)
    assert [feed.source for feed in seen.feeds.rows] == ["erp", "desk"]
    assert [one.file_name for one in seen.imports.rows] == ["rejected.csv", "done.csv"]
    assert (seen.feeds.count, seen.imports.count) == (2, 2)


def test_whoever_is_past_a_limit_stands_first(company, fang, lin, chen):
    for _number in range(LIMITS["strategic"]):
        customer = CustomerFactory(tier="strategic")
        Customer.objects.filter(pk=customer.pk).update(owner=lin)
    for _number in range(LIMITS["strategic"] + 5):
        customer = CustomerFactory(tier="general")
        Customer.objects.filter(pk=customer.pk).update(owner=chen)
    load = board(fang, NOW).load
    assert [owner.username for owner in load.owners] == ["lin", "chen"]
    assert (load.owners[0].past, load.owners[1].past, load.past) == (["strategic"], [], 1)


def test_of_many_owners_it_is_said_how_many_more(as_user, company, fang, chen, monkeypatch):
    """Those past a limit come first, so that the others may well have more customers."""
    monkeypatch.setattr(managers, "MOST_OWNERS", 1)
    fang.language = "en"
    fang.save()
    page = as_user(fang).get("/admin/").content.decode()
    assert re.search(r">and \d+ more<", page)


@pytest.mark.parametrize(
    ("load", "past"),
    [
        (Load(15, 30, 60), []),
        (Load(16, 30, 60), ["strategic"]),
        (Load(15, 31, 60), ["key"]),
        (Load(16, 31, 60), ["strategic", "key"]),
    ],
)
def test_a_limit_is_passed_by_one_more_than_it(load, past):
    assert tiers_past(load) == past


def test_an_administrator_sees_people_and_no_customer(as_user, company, administrator):
    User.objects.filter(pk=administrator.pk).update(last_login=NOW - days(91))
    UserFactory(is_active=False)
    TeamFactory(code="empty", name="空组")
    seen = board(administrator, NOW)
    assert (seen.customers, seen.health, seen.load, seen.tickets) == (None,) * 4
    people = {figure.code: figure.count for figure in seen.people}
    assert people["away"] == 1
    assert people["no-role"] == 0
    assert people["never"] == User.objects.filter(is_active=True, last_login=None).count()
    page = as_user(administrator).get("/admin/").text
    assert "/customers/" not in re.sub(r"<header.*?</header>", "", page, flags=re.DOTALL)


@pytest.mark.parametrize("who", ["fang", "wei", "analyst", "administrator"])
def test_the_board_needs_as_many_statements_for_many_customers_as_for_few(
    hangzhou, lin, who, request
):
    reader = request.getfixturevalue(who)
    few = _statements(reader)
    for _number in range(20):
        customer = CustomerFactory()
        AssignmentFactory(customer=customer, user=lin)
        Customer.objects.filter(pk=customer.pk).update(owner=UserFactory())
        HealthCurrentFactory(customer=customer)
        _contracts(customer)
        _invoices(customer)
    _imports()
    assert _statements(reader) == few
    assert few <= MOST_STATEMENTS


def _statements(reader: User) -> int:
    person_again = User.objects.get(pk=reader.pk)
    person_again.has_perm("accounts.view_customer")
    assert person_again.role_codes
    with CaptureQueriesContext(connection) as queries:
        board(person_again, NOW)
    return len(queries)


def test_an_empty_company_is_told_what_will_be_here(as_user, fang):
    page = as_user(fang).get("/admin/", headers={"accept-language": "en"})
    assert page.status_code == 200
    assert "board-empty" in page.text
