"""What is at risk, who acts, and how fast? Who sees what of it, and what it says when little is
known. That its figures are right is in `test_dashboard_company.py`.
"""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.utils import timezone

from accounts.models import Customer, User
from accounts.tests.factories import (
    AssignmentFactory,
    ContractFactory,
    CustomerFactory,
    ExchangeRateFactory,
    OrderFactory,
    UserFactory,
    person,
)
from crm_site.pages.dashboard.links import Figure, Links
from health.choices import Level
from health.rules.dashboard import MOST_LINES
from health.tests.factories import HealthCurrentFactory, WarningFactory

URL = "/health/dashboard/"
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _english(lin: User, fang: User) -> None:
    User.objects.filter(pk__in=[lin.pk, fang.pk]).update(language="en")
    for user in (lin, fang):
        user.refresh_from_db()


@pytest.fixture
def reader(as_user, lin: User) -> Client:
    return as_user(lin)


@pytest.fixture
def red(hangzhou: Customer) -> Customer:
    """Lin's customer, at risk, with an order, a warning and a contract to renew."""
    HealthCurrentFactory(customer=hangzhou, day=TODAY, level=Level.RED, score=Decimal(40))
    OrderFactory(customer=hangzhou, ordered_on=TODAY, amount="7654321.00")
    WarningFactory(customer=hangzhou, level=Level.RED)
    ContractFactory(
        customer=hangzhou,
        starts_on=TODAY - timedelta(100),
        ends_on=TODAY + timedelta(10),
        amount="333444.00",
    )
    return hangzhou


def test_somebody_without_customers_is_told_what_will_be_here(reader, ningbo):
    HealthCurrentFactory(customer=ningbo, level=Level.RED)
    page = reader.get(URL)
    assert "Your customers will be here." in page.text
    assert "data-count" not in page.text


def test_before_the_first_score_it_says_when_that_comes(reader, hangzhou):
    page = reader.get(URL)
    assert "There is no score yet." in page.text
    assert "No score can be compared with one of a week ago yet." in page.text
    [line] = page.context["breakdown"].lines
    assert (line.name, line.customers.count, line.levels[-1].count) == ("林晓", 1, 1)


def test_where_nobody_is_at_risk_it_says_so(reader, hangzhou):
    HealthCurrentFactory(customer=hangzhou, day=TODAY, level=Level.YELLOW)
    page = reader.get(URL).text
    for sentence in (
        "Nobody is at risk: no customer is orange or red.",
        "No warning is open.",
        "No contract is to be renewed in the next 90 days.",
    ):
        assert sentence in page


def test_filters_that_fit_nobody_lead_back_to_all(reader, red):
    page = reader.get(f"{URL}?industry=nowhere").text
    assert "No customer matches." in page
    assert "Show all of them" in page


def test_one_customer_is_a_dashboard(reader, red):
    context = reader.get(URL).context
    together = context["risks"][-1]
    assert (together.customers.count, together.revenue.amount) == (1, Decimal("7654321.00"))
    assert [line.count.count for line in context["renewals"]] == [1, 1, 1]
    assert [line.at_risk.count for line in context["renewals"]] == [1, 1, 1]
    assert context["warnings"][-1].total.count == 1


def test_a_warning_counts_as_bad_as_it_is_though_the_score_is_well(reader, hangzhou):
    HealthCurrentFactory(customer=hangzhou, level=Level.HEALTHY, warned=Level.ORANGE, attention=4)
    red, orange, together = reader.get(URL).context["risks"]
    assert [line.customers.count for line in (red, orange, together)] == [0, 1, 1]


def test_who_is_archived_is_not_at_risk_any_more(as_user, fang, red):
    Customer.objects.filter(pk=red.pk).update(archived_at=timezone.now())
    CustomerFactory()
    context = as_user(fang).get(URL).context
    assert context["customers"] == 1
    assert context["risks"][-1].customers.count == 0
    assert context["risks"][-1].revenue.amount == 0


def test_everybody_counts_their_own_customers(as_user, chen, wei, fang, lin, red, ningbo):
    HealthCurrentFactory(customer=ningbo, day=TODAY, level=Level.ORANGE)
    seen = {
        user.username: as_user(user).get(URL).context["risks"][-1].customers.count
        for user in (lin, chen, wei, fang)
    }
    assert seen == {"lin": 1, "chen": 1, "wei": 1, "fang": 2}


def test_orders_without_a_rate_are_left_out_and_counted(reader, red):
    OrderFactory(customer=red, ordered_on=TODAY, amount=100, currency="EUR")
    OrderFactory(customer=red, ordered_on=TODAY - timedelta(9), amount=100, currency="EUR")
    page = reader.get(URL)
    assert page.context["risks"][-1].revenue.unrated == 2
    assert "2 orders are left out" in page.text
    ExchangeRateFactory(valid_from=TODAY - timedelta(1), rate="7.5")
    revenue = reader.get(URL).context["risks"][-1].revenue
    assert (revenue.amount, revenue.unrated) == (Decimal("7655071.00"), 1)


# --- who sees what ----------------------------------------------------------------------------


def of_department(customer: Customer, *permissions: str) -> User:
    """Somebody of sales, for whom amounts are hidden, with permissions that sales does not have."""
    user = person("sales1", "销售", "sales", language="en")
    AssignmentFactory(customer=customer, user=user, kind="slice")
    user.user_permissions.add(*Permission.objects.filter(codename__in=permissions))
    return User.objects.get(pk=user.pk)


def test_amounts_are_not_told_to_whom_they_are_hidden(as_user, red):
    seller = of_department(red, "view_healthscore", "view_order", "view_contract")
    page = as_user(seller).get(URL)
    assert page.context["risks"][-1].customers.count == 1
    assert page.context["risks"][-1].revenue is None
    assert page.context["breakdown"].lines[0].revenue is None
    assert "7,654,321" not in page.text
    assert "Ordered in 365 days" not in page.text
    assert "renewals" not in page.context  # the days of contracts are hidden, too


def test_without_warnings_there_are_none_on_it(as_user, red):
    page = as_user(of_department(red, "view_healthscore")).get(URL)
    assert "warnings" not in page.context
    assert "/warnings/" not in page.text
    assert page.context["breakdown"].lines[0].warnings is None


def test_a_list_does_not_tell_by_a_filter_what_the_page_hides(as_user, red):
    """`unrated` asks for the currency of orders, `risk` for health."""
    OrderFactory(customer=red, ordered_on=TODAY, amount=100, currency="EUR")
    seller = as_user(of_department(red, "view_contract"))
    assert "unrated" not in seller.get("/customers/?unrated=on").context["filters"].values
    contracts = seller.get("/contracts/?risk=on&unvalued=on").context
    assert contracts["filters"].values == {}
    assert list(contracts["page"].rows) == []


def test_the_director_sees_the_amounts(as_user, fang, red):
    page = as_user(fang).get(URL).text
    assert 'title="¥7,654,321.00"' in page
    assert "Ordered in 365 days" in page


# --- broken down ------------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["", "nonsense", "%00", "owner"])
def test_it_is_by_owner_unless_somebody_asks_for_another(reader, red, by):
    assert reader.get(f"{URL}?by={by}").context["breakdown"].by.code == "owner"


def test_a_line_leads_to_the_page_about_it_alone(as_user, fang, red, ningbo):
    context = as_user(fang).get(f"{URL}?by=team").context
    lines = context["breakdown"].lines
    assert [line.name for line in lines] == ["Strategic customers", "Key customers"]
    narrowed = as_user(fang).get(URL + lines[1].url).context
    assert narrowed["customers"] == 1
    assert narrowed["risks"][-1].customers.count == 0


def test_what_has_no_value_is_a_line_of_its_own_at_the_end(as_user, fang, red, ningbo):
    Customer.objects.filter(pk=ningbo.pk).update(region="浙江")
    lines = as_user(fang).get(f"{URL}?by=region").context["breakdown"].lines
    assert [line.name for line in lines] == ["浙江", "no region given"]
    [customer] = as_user(fang).get(lines[1].customers.url).context["page"].rows
    assert customer.customer == red


def test_a_chip_says_in_words_that_there_is_no_value(as_user, fang, red):
    page = as_user(fang).get("/customers/?region=none&team=none").text
    assert "Region: no region given" in page
    assert "Team: in no team" in page


def test_a_long_tail_is_summed_up_until_somebody_asks_for_every_line(as_user, fang):
    for number in range(MOST_LINES + 3):
        customer = CustomerFactory(region=f"省{number:02}")
        HealthCurrentFactory(customer=customer, level=Level.RED if number > 1 else Level.YELLOW)
        OrderFactory(customer=customer, ordered_on=TODAY, amount=10)
        WarningFactory(customer=customer, level=Level.YELLOW)
    browser = as_user(fang)
    page = browser.get(f"{URL}?by=region")
    *shown, others = page.context["breakdown"].lines
    assert [line.name for line in shown] == [f"省{number:02}" for number in range(2, 22)]
    assert (others.name, others.customers, others.at_risk.count) == ("all others", Figure(3), 1)
    assert others.revenue.amount == 10
    assert "3 more lines are summed up" in page.text
    whole = browser.get(URL + others.url)
    assert len(whole.context["breakdown"].lines) == MOST_LINES + 3
    assert "summed up" not in whole.text


def test_a_tail_of_one_has_its_own_line(as_user, fang):
    for number in range(MOST_LINES + 1):
        CustomerFactory(industry=f"行业{number}")
    found = as_user(fang).get(f"{URL}?by=industry").context["breakdown"]
    assert (len(found.lines), found.others) == (MOST_LINES + 1, 0)


def test_a_hundred_owners_are_no_more_statements(as_user, fang, red, django_assert_num_queries):
    browser = as_user(fang)
    browser.get(URL)
    with django_assert_num_queries(statements := 12):
        browser.get(URL)
    for _number in range(30):
        customer = CustomerFactory()
        Customer.objects.filter(pk=customer.pk).update(owner=UserFactory())
        WarningFactory(customer=customer)
    with django_assert_num_queries(statements):
        browser.get(URL)


def test_the_charts_have_the_same_figures_as_the_tables_beside_them(reader, red):
    page = reader.get(URL)
    ages, levels = page.context["warnings_chart"], page.context["breakdown"].chart
    assert [list(series.values) for series in ages.series] == [
        [age.count for age in line.ages] for line in page.context["warnings"][:-1]
    ]
    for chart in (ages, levels):
        assert f'id="{chart.beside}"' in page.text
        assert f'aria-describedby="{chart.beside}"' in page.text
        assert all(series.level for series in chart.series)
    [line] = page.context["breakdown"].lines
    assert [series.values[0] for series in levels.series] == [one.count for one in line.levels]


def test_lists_of_other_rows_know_the_owner_of_the_customer_by_another_name():
    links = Links({"owner": "lin", "region": "a&b"})
    assert links.customers(2, level="red").url == "/customers/?owner=lin&region=a%26b&level=red"
    assert links.warnings(2).url == "/warnings/?owned_by=lin&region=a%26b"
    assert links.also("owner", "chen").contracts(1).url == "/contracts/?owned_by=chen&region=a%26b"
    assert links.nowhere().customers(3) == Figure(3)


def test_the_way_to_it_is_in_the_rail_for_whoever_sees_warnings(as_user, reader, tang, hangzhou):
    assert f'href="{URL}"' in reader.get("/customers/").text
    assert f'href="{URL}"' not in as_user(tang).get("/customers/").text
