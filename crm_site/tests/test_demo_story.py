"""The company that the demo makes up: pure, the same for the same seed, and recognisable."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest

from accounts.rules.credit_code import is_credit_code
from accounts.rules.load import LIMITS
from accounts.rules.names import index_names
from crm_site.demo.customers import DemoCustomer, customers
from crm_site.demo.stories import Story

DAY = date(2026, 11, 20)


@pytest.fixture(scope="module")
def company() -> list[DemoCustomer]:
    return customers(300, seed=1, day=DAY)


def of(company: list[DemoCustomer], story: Story) -> list[DemoCustomer]:
    found = [customer for customer in company if customer.story is story]
    assert found, f"nobody tells the story {story}"
    return found


def bought(customer: DemoCustomer, first_ago: int, last_ago: int) -> Decimal:
    """What was bought in the days from `first_ago` to `last_ago` before the last."""
    first, last = DAY - timedelta(days=first_ago), DAY - timedelta(days=last_ago)
    return sum((o.amount for o in customer.orders if first < o.day <= last), Decimal())


def test_the_same_seed_and_day_make_the_same_company(company):
    assert customers(300, seed=1, day=DAY) == company


def test_another_seed_makes_another_company(company):
    others = {customer.name.registered for customer in customers(300, seed=2, day=DAY)}
    assert len(others & {customer.name.registered for customer in company}) < 30


def test_a_smaller_company_is_the_beginning_of_a_larger_one(company):
    assert customers(40, seed=1, day=DAY) == company[:40]


def test_no_two_customers_share_a_name_or_a_credit_code(company):
    assert len({customer.name.registered for customer in company}) == 300
    assert len({customer.credit_code for customer in company}) == 300


def test_every_credit_code_is_valid(company):
    assert all(is_credit_code(customer.credit_code) for customer in company)


def test_the_initials_hzkj_find_a_technology_company_of_hangzhou(company):
    found = [
        customer.name.registered
        for customer in company
        if "hzkj" in index_names(customer.name.registered, *customer.name.aliases).search_text
    ]
    assert found[0].startswith("杭州")
    assert "科技" in found[0]


def test_all_four_tiers_are_there(company):
    tiers = [customer.tier for customer in company]
    counts = {tier: tiers.count(tier) for tier in ("strategic", "key", "potential", "general")}
    assert counts == {"strategic": 24, "key": 60, "potential": 90, "general": 126}


@pytest.mark.parametrize("tier", LIMITS)
def test_nobody_owns_more_than_the_limit(company, tier):
    owners = [c.owner.username for c in company if c.owner and c.tier == tier]
    assert max(owners.count(owner) for owner in owners) <= LIMITS[tier]


def test_a_few_customers_have_no_owner(company):
    assert 0 < sum(customer.owner is None for customer in company) < 15


def test_members_of_a_group_share_its_brand(company):
    members = [customer for customer in company if customer.parent]
    assert len(members) == 15
    assert all(member.parent.name.brand in member.name.registered for member in members)


def test_no_telephone_of_the_demo_can_ring_and_no_address_exists(company):
    contacts = [contact for customer in company for contact in customer.contacts]
    assert all(contact.mobile.startswith("12") for contact in contacts)
    assert all(contact.phone.split("-")[1].startswith("0") for contact in contacts)
    assert all(contact.email.endswith(".example") for contact in contacts)


def test_nothing_happens_after_the_last_day(company):
    assert max(order.day for customer in company for order in customer.orders) <= DAY


def test_orders_come_on_working_days_in_order(company):
    for customer in company:
        days = [order.day for order in customer.orders]
        assert days == sorted(days)
        assert all(day.weekday() < 5 for day in days)


@pytest.mark.parametrize("rhythm", [7.5, 22, 60, 150])
def test_a_steady_customer_keeps_the_rhythm(company, rhythm):
    steady = [c for c in of(company, Story.STEADY) if c.rhythm.days == rhythm]
    gaps = [
        (later.day - earlier.day).days
        for customer in steady
        for earlier, later in pairwise(customer.orders)
    ]
    assert sum(gaps) / len(gaps) == pytest.approx(rhythm, rel=0.1)


def test_a_falling_customer_buys_less_than_half_of_a_year_ago(company):
    for customer in of(company, Story.FALLING):
        assert bought(customer, 90, 0) < bought(customer, 455, 365) / 2


def test_a_growing_customer_buys_more_than_two_years_ago(company):
    for customer in of(company, Story.GROWING):
        assert bought(customer, 365, 0) > bought(customer, 1095, 730) * Decimal("1.3")


def test_a_customer_who_stopped_has_missed_several_orders(company):
    for customer in of(company, Story.STOPPED):
        silent = (DAY - customer.orders[-1].day).days
        assert silent > 3 * customer.rhythm.days


def test_a_recovering_customer_was_nearly_gone(company):
    for customer in of(company, Story.RECOVERING):
        assert bought(customer, 400, 130) < bought(customer, 130, 0)


def test_a_new_customer_began_within_half_a_year(company):
    for customer in of(company, Story.NEW):
        assert (DAY - customer.orders[0].day).days < 180


def test_a_spring_festival_customer_buys_least_around_it(company):
    festival = (DAY - date(2026, 2, 17)).days
    for customer in of(company, Story.SPRING_PAUSE):
        assert bought(customer, festival + 30, festival - 30) < bought(
            customer, festival - 60, festival - 120
        )


def test_a_harvest_customer_buys_most_in_autumn(company):
    for customer in of(company, Story.HARVEST):
        autumn = sum(8 <= order.day.month <= 11 for order in customer.orders)
        assert autumn > len(customer.orders) / 2


def test_a_credit_note_follows_a_big_order(company):
    for customer in of(company, Story.CREDIT_NOTES):
        note = next(order for order in customer.orders if order.amount < 0)
        before = [order.amount for order in customer.orders if order.day < note.day]
        assert max(before) > -note.amount


def test_one_big_order_is_most_of_the_amount(company):
    for customer in of(company, Story.ONE_BIG_ORDER):
        amounts = [order.amount for order in customer.orders]
        assert max(amounts) > sum(amounts) * Decimal("0.8")


def test_a_prospect_has_contacts_but_never_ordered(company):
    for customer in of(company, Story.PROSPECT):
        assert customer.contacts
        assert not customer.orders
