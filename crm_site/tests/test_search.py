"""Finding a customer by what one remembers of it."""

import pytest
from django.db import connection

from accounts.access import customers_visible_to
from accounts.models import Customer, CustomerIdentity
from accounts.queries.customers import customers_found, customers_named
from accounts.services.customers import customer_create
from tools.bench.data import fill


@pytest.fixture
def found(hangzhou, ningbo):
    """`found("hzkj")`: the short list of who is found among everybody."""

    def search(text: str) -> set[Customer]:
        return set(customers_found(Customer.objects.all(), text))

    return search


@pytest.mark.parametrize(
    "text",
    [
        "杭州",
        "州科",
        "科技有限",
        "杭科",
        "hangzhou",
        "zhouke",
        "hzkj",
        "HZKJ",
        "ｈｚｋｊ",
        "hang zhou",
    ],
)
def test_any_part_of_name_alias_pinyin_or_initials_finds_it(found, hangzhou, text):
    assert found(text) == {hangzhou}


def test_every_word_has_to_occur(found, hangzhou):
    assert found("杭州 kj") == {hangzhou}
    assert found("杭州 jx") == set()


def test_a_query_never_matches_across_two_names(found):
    assert found("公司杭科") == set()


def test_the_code_and_the_tail_of_the_credit_code_find_it(found, hangzhou):
    assert hangzhou in found(hangzhou.code)
    company = customer_create(name="信用公司", credit_code="91350100M000100Y43")
    assert set(found("100Y43")) == {company}


def test_a_number_of_another_system_is_found_from_its_beginning(found, ningbo):
    CustomerIdentity.objects.create(customer=ningbo, source="erp", external_id="KD-778899")
    assert found("KD-778") == {ningbo}
    assert found("7788") == set()


def test_a_short_beginning_of_a_number_has_to_be_the_whole_of_it(found, ningbo):
    CustomerIdentity.objects.create(customer=ningbo, source="erp", external_id="77")
    CustomerIdentity.objects.create(customer=ningbo, source="crm", external_id="7799123")
    assert found("77") == {ningbo}
    assert found("7") == set()


@pytest.mark.parametrize("text", ["%", "_", "\\", "%%%", "' OR 1=1 --", "\x00"])
def test_signs_that_mean_something_to_a_database_mean_nothing_here(found, text):
    assert found(text) == set()


def test_one_character_is_looked_for_at_the_head_of_a_name(found, hangzhou):
    assert found("杭") == {hangzhou}
    assert found("州") == set()


def test_exactly_the_name_an_alias_or_a_number_is_told_apart(found, hangzhou, ningbo):
    CustomerIdentity.objects.create(customer=ningbo, source="erp", external_id="杭科")
    everybody = Customer.objects.all()
    assert customers_named(everybody, "杭科") == sorted([hangzhou.pk, ningbo.pk])
    assert customers_named(everybody, "杭州科技有限公司") == [hangzhou.pk]
    assert customers_named(everybody, "杭州科技") == []


def test_a_search_finds_only_what_one_may_see(lin, chen, hangzhou, ningbo):
    assert set(customers_found(customers_visible_to(lin), "有限")) == {hangzhou}
    assert set(customers_found(customers_visible_to(chen), "有限")) == {ningbo}
    assert customers_named(customers_visible_to(chen), hangzhou.code) == []


def test_hundreds_of_other_peoples_numbers_do_not_hide_ones_own(lin, hangzhou, ningbo):
    CustomerIdentity.objects.bulk_create(
        CustomerIdentity(customer=ningbo, source="erp", external_id=f"100{number}")
        for number in range(250)
    )
    CustomerIdentity.objects.create(customer=hangzhou, source="erp", external_id="100-last")
    assert set(customers_found(customers_visible_to(lin), "100")) == {hangzhou}


def test_among_many_customers_the_index_finds_them(db):
    fill(customers=12_000, orders_per_customer=1)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_customer")
    for text in ("杭州鑫", "hzxx", "科技 hzx"):
        plan = customers_found(Customer.objects.order_by(), text).explain()
        assert "customer_search" in plan, text
        assert "Seq Scan" not in plan, text
