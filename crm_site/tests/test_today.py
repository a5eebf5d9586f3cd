"""Today knows what else waits: clocks, warnings, renewals, promises and dates, each once."""

from collections.abc import Iterator
from datetime import date, timedelta
from html import unescape

import pytest
from django.contrib.auth.models import Group, Permission
from django.utils import timezone, translation

from accounts.models import Assignment, Customer, User
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    ContractFactory,
    CustomerFactory,
    OrderFactory,
    PromiseFactory,
)
from crm_site.queries.today import MOST_COMPARED, MOST_SHOWN, today_of
from crm_site.queries.today_facts import anniversaries, asked_by, facts_of
from crm_site.tests.test_query_budgets import statements
from followups.models import Leave, Task
from followups.tests.factories import LeaveFactory, SlaClockFactory, TaskFactory, at
from health.models import WarningDuty
from health.services.score import score
from health.tests.factories import HealthCurrentFactory, WarningFactory, version_1_0

NOW = timezone.now()
TODAY = timezone.localdate(NOW)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _english(lin: User) -> Iterator[None]:
    """For pages and for what is asked without one, whatever language the last page was in."""
    User.objects.update(language="en")
    lin.refresh_from_db()
    with translation.override("en"):
        yield


def words(person: User) -> list[str]:
    return [fact.words for fact in facts_of(asked_by(person, NOW))]


def late(customer: Customer, title: str, **values) -> Task:
    return TaskFactory(customer=customer, words=title, due_at=NOW - DAY, **values)


def test_the_three_that_matter_most_come_first_and_are_not_there_again(hangzhou, as_user, lin):
    other = CustomerFactory(tier="general", owner=lin)
    AssignmentFactory(customer=other, user=lin)
    HealthCurrentFactory(customer=hangzhou, level="red")
    for title in ("普通一", "普通二"):
        late(other, title)
    late(other, "承诺", is_promised=True)
    late(hangzhou, "红色客户")
    SlaClockFactory(customer=hangzhou, ticket__number="T-7", due_at=NOW + timedelta(minutes=20))
    day = as_user(lin).get("/today/").context["day"]
    now = [str(line.row.task) if line.row else line.fact.words for line in day.now]
    assert now == ["Ticket T-7: confirmed", "承诺", "红色客户"]
    assert [part.count for part in day.parts] == [2, 0, 0, 0]


def test_every_line_says_why_it_stands_there(hangzhou, as_user, lin):
    HealthCurrentFactory(customer=hangzhou, level="red")
    late(hangzhou, "拜访", is_promised=True)
    page = unescape(as_user(lin).get("/today/").content.decode())
    assert "promised deadline · overdue · strategic · red" in page
    assert ">110</span>" in page


def test_clocks_of_tickets_that_nobody_has_taken_are_the_owners(hangzhou, lin, chen):
    mine, anothers = NOW + timedelta(hours=2), NOW + timedelta(hours=3)
    SlaClockFactory(customer=hangzhou, ticket__number="T-1", due_at=mine)
    SlaClockFactory(customer=hangzhou, ticket__number="T-2", ticket__owner=chen, due_at=anothers)
    for days in (3, -10):
        SlaClockFactory(customer=hangzhou, ticket__number="T-3", due_at=NOW + days * DAY)
    assert words(lin) == ["Ticket T-1: confirmed"]


def test_my_tickets_of_customers_that_i_no_longer_see_take_nobodys_place(
    hangzhou, ningbo, lin, monkeypatch
):
    """Tickets stay with their person when a customer is handed on."""
    monkeypatch.setattr("crm_site.queries.today_facts.MOST_OF_A_KIND", 1)
    for number, customer in enumerate((ningbo, hangzhou), 1):
        due = NOW + number * timedelta(hours=1)
        clock = {"ticket__number": f"T-{number}", "ticket__owner": lin, "due_at": due}
        SlaClockFactory(customer=customer, **clock)
    assert words(lin) == ["Ticket T-2: confirmed"]


def test_a_ticket_for_which_there_is_a_task_is_one_line(hangzhou, lin):
    clock = SlaClockFactory(customer=hangzhou, due_at=NOW + timedelta(hours=2))
    late(hangzhou, "回电", ticket=clock.ticket)
    assert words(lin) == []


def test_a_warning_waits_until_it_is_looked_at_or_has_a_duty_of_mine(hangzhou, lin):
    warning = WarningFactory(customer=hangzhou)
    assert [word.partition(":")[0] for word in words(lin)] == ["New warning"]
    WarningDuty.objects.create(warning=warning, code="contact", task=late(hangzhou, "联系"))
    assert words(lin) == []


def test_renewals_and_promises_of_the_days_to_come_are_told_and_later_ones_are_not(hangzhou, lin):
    for number, days in (("HT-1", 20), ("HT-2", 60)):
        ContractFactory(
            customer=hangzhou,
            number=number,
            starts_on=TODAY - 300 * DAY,
            ends_on=TODAY + days * DAY,
        )
    PromiseFactory(customer=hangzhou, what="送样", due_on=TODAY + DAY)
    PromiseFactory(customer=hangzhou, what="培训", due_on=TODAY + 30 * DAY)
    assert words(lin) == ["Contract HT-1 is to be renewed", "Promised: 送样"]


def test_birthdays_are_for_those_who_may_know_them(hangzhou, lin, monkeypatch):
    ContactFactory(customer=hangzhou, name="王芳", birthday=TODAY.replace(year=1984, day=1))
    found = anniversaries(TODAY.replace(day=1), 0)
    assert found == {(TODAY.month, 1): TODAY.replace(day=1)}
    monkeypatch.setattr("crm_site.queries.today_facts.anniversaries", lambda *_args: found)
    assert words(lin) == ["Birthday of 王芳"]
    hidden = frozenset({"birthday"})
    monkeypatch.setattr("crm_site.queries.today_facts.hidden_from", lambda *_args: hidden)
    assert words(lin) == []


def test_an_order_that_is_to_be_expected_is_told_with_its_rhythm(hangzhou, lin, chen):
    version_1_0()
    for number in range(12):
        OrderFactory(customer=hangzhou, ordered_on=TODAY - (55 + 60 * number) * DAY)
    score(day=TODAY)
    [fact] = facts_of(asked_by(lin, NOW))
    assert fact.words.startswith("Next order expected: usually every 6")
    assert fact.day > TODAY
    assert facts_of(asked_by(chen, NOW)) == []
    Group.objects.get(name="csm").permissions.remove(
        Permission.objects.get(codename="view_order"),
    )
    assert facts_of(asked_by(User.objects.get(pk=lin.pk), NOW)) == []


@pytest.mark.parametrize("now", [NOW, at("2026-12-29T09:00")])
def test_of_many_dates_the_next_ones_are_told_also_where_a_year_ends(
    hangzhou, lin, monkeypatch, now
):
    monkeypatch.setattr("crm_site.queries.today_facts.MOST_OF_A_KIND", 1)
    today = timezone.localdate(now)
    for days in (5, 1):
        day = today + days * DAY
        birthday = date(1984, day.month, day.day)
        ContactFactory(customer=hangzhou, name=f"in {days}", birthday=birthday)
        founded = date(2000, day.month, day.day)
        other = CustomerFactory(owner=lin, name=f"来日{days}", founded_on=founded)
        AssignmentFactory(customer=other, user=lin)
    facts = [fact for fact in facts_of(asked_by(lin, now)) if fact.day]
    assert [(fact.day - today).days for fact in facts] == [1, 1]


@pytest.mark.parametrize("named", ["by the leave", "with the customer"])
def test_while_an_owner_is_on_leave_their_deputy_sees_what_comes(hangzhou, lin, chen, wei, named):
    PromiseFactory(customer=hangzhou, what="送样", due_on=TODAY + DAY)
    SlaClockFactory(customer=hangzhou, ticket__owner=lin, due_at=NOW + timedelta(hours=2))
    owned = Assignment.objects.get(customer=hangzhou, user=lin)
    if named == "with the customer":
        owned.deputy = chen
        owned.save()
        leave = {}
    else:
        AssignmentFactory(customer=hangzhou, user=chen, kind="co_owner")
        leave = {"deputy": chen}
    assert words(chen) == []
    one = LeaveFactory(user=lin, starts_on=TODAY, ends_on=TODAY, **leave)
    assert [word.partition(" ")[0] for word in words(chen)] == ["Ticket", "Promised:"]
    assert words(wei) == []
    Leave.objects.filter(pk=one.pk).update(cancelled_on=TODAY)
    assert words(chen) == []


@pytest.mark.parametrize(("year", "remembered"), [(2026, True), (2028, False)])
def test_whoever_was_born_on_a_leap_day_is_remembered_on_the_28th(year, remembered):
    assert ((2, 29) in anniversaries(date(year, 2, 28), 0)) == remembered


def test_what_belongs_to_customers_of_others_is_not_on_my_day(lin, chen):
    foreign = CustomerFactory(owner=chen)
    AssignmentFactory(customer=foreign, user=chen)
    SlaClockFactory(customer=foreign, due_at=NOW + timedelta(hours=1))
    PromiseFactory(customer=foreign, what="样品", due_on=TODAY)
    WarningFactory(customer=foreign)
    assert words(lin) == []


def test_a_customer_that_is_archived_has_no_days_any_more(hangzhou, lin):
    PromiseFactory(customer=hangzhou, what="送样", due_on=TODAY + DAY)
    Customer.objects.filter(pk=hangzhou.pk).update(archived_at=NOW)
    assert words(lin) == []


def test_ten_thousand_tasks_take_as_many_statements_as_ten_and_only_the_first_are_shown(
    hangzhou, as_user, lin
):
    reader = as_user(lin)
    HealthCurrentFactory(customer=hangzhou)
    TaskFactory.create_batch(10, customer=hangzhou, due_at=NOW - DAY)
    few = statements(reader, "/today/")
    Task.objects.bulk_create(
        Task(
            customer=hangzhou,
            kind="contact",
            words=f"回访 {number}",
            owner=lin,
            origin=f"many:{number}",
            starts_at=NOW - 3 * DAY,
            due_at=NOW - DAY + timedelta(minutes=number % 600),
            remind_at=NOW - 2 * DAY,
        )
        for number in range(10_000)
    )
    assert statements(reader, "/today/") == few
    overdue = today_of(lin, NOW).parts[0]
    assert (len(overdue.lines), overdue.count) == (MOST_SHOWN, 10_010 - 3)
    for path in ("/today/week/", "/today/month/"):
        page = reader.get(path).content
        assert len(page) < 100_000


def test_what_a_part_does_not_show_is_a_step_away_whether_a_task_or_a_fact(hangzhou, as_user, lin):
    for number in range(14):
        PromiseFactory(customer=hangzhou, what=f"送样 {number}", due_on=TODAY + 3 * DAY)
    TaskFactory.create_batch(14, customer=hangzhou, due_at=NOW + 3 * DAY)
    coming = today_of(lin, NOW).parts[2]
    assert (len(coming.lines), coming.more) == (MOST_SHOWN, 28 - 3 - MOST_SHOWN)
    page = as_user(lin).get("/today/")
    assert 'href="?whole=coming#coming-title"' in page.content.decode()
    [(_heading, coming)] = as_user(lin).get("/today/?whole=coming").context["parts"]
    assert (len(coming.lines), coming.more) == (28 - 3, 0)


def test_of_very_many_tasks_the_rest_is_in_the_list_with_those_done_for_somebody(
    hangzhou, as_user, lin, wei
):
    TaskFactory.create_batch(MOST_COMPARED + 5, customer=hangzhou, deputy=wei, due_at=NOW - DAY)
    page = as_user(wei).get("/today/?whole=overdue")
    [(_heading, overdue)] = page.context["parts"]
    assert overdue.more == 5
    assert 'href="/tasks/?owner=me&amp;due=overdue"' in page.content.decode()
    rows = as_user(wei).get("/tasks/?owner=me&due=overdue").context["page"]
    assert (len(rows.rows), rows.has_next) == (50, True)
    assert as_user(wei).get("/tasks/?owner=me&due=overdue&page=3").context["page"].last == (
        MOST_COMPARED + 5
    )


@pytest.mark.parametrize("whole", ["nonsense", "later", "<script>", "a" * 5_000])
def test_a_part_that_there_is_not_changes_nothing(hangzhou, as_user, lin, whole):
    TaskFactory.create_batch(MOST_SHOWN + 5, customer=hangzhou, due_at=NOW - DAY)
    page = as_user(lin).get("/today/", {"whole": whole})
    [(_heading, overdue)] = page.context["parts"]
    assert len(overdue.lines) == MOST_SHOWN


def test_of_very_many_tasks_a_promise_and_a_better_tier_are_not_behind_what_is_due_longer(lin):
    """More are late than are compared, of customers whose tasks come last."""
    last, general, strategic = (
        CustomerFactory(owner=lin, tier=tier) for tier in ("", "general", "strategic")
    )
    for customer in (last, general, strategic):
        AssignmentFactory(customer=customer, user=lin)
    for customer in (last, general):
        TaskFactory.create_batch(MOST_COMPARED, customer=customer, due_at=NOW - 2 * DAY)
    late = NOW - timedelta(hours=1)
    promised = TaskFactory(customer=last, due_at=late, is_promised=True)
    better = TaskFactory(customer=strategic, due_at=late)
    first = [line.row.task.pk for line in today_of(lin, NOW).now]
    assert first[:2] == [promised.pk, better.pk]
