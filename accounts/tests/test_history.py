"""What was changed on a record, told in words."""

import pghistory
import pytest
from django.utils import translation

from accounts.access import customers_visible_to
from accounts.models import Customer, Team
from accounts.queries.history import changes_since, record_changes, version_of
from accounts.services.customers import customer_save
from accounts.services.people import person_save
from accounts.tests.factories import ContactFactory, CustomerFactory, TeamFactory


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def told(record, visible=None, limit=10) -> list[tuple[str, list[tuple[str, str, str]]]]:
    visible = Customer.objects.all() if visible is None else visible
    return [
        (change.who, [(field.label, field.before, field.after) for field in change.fields])
        for change in record_changes(record, visible, (), limit)
    ]


def test_the_history_of_a_customer_names_who_did_what(hangzhou, fang):
    hangzhou.industry, hangzhou.tier = "machines", "key"
    with pghistory.context(user=fang.pk):
        customer_save(customer=hangzhou)
    assert told(hangzhou)[0] == (
        "方敏",
        [("Industry", "", "machines"), ("Tier", "strategic", "key")],
    )
    assert record_changes(hangzhou, Customer.objects.all(), (), 10)[-1].is_first


def test_a_company_out_of_sight_is_not_named(hangzhou, lin):
    hangzhou.parent = CustomerFactory(name="长江集团")
    customer_save(customer=hangzhou)
    assert told(hangzhou)[0][1] == [("Parent group", "", "长江集团")]
    assert told(hangzhou, customers_visible_to(lin))[0][1] == [("Parent group", "", "…")]


def test_the_history_of_a_person_reads_in_words(lin):
    Team.objects.filter(pk=lin.team_id).update(name_en="Strategic")
    lin.team, lin.is_active = TeamFactory(code="new", name="新组"), False
    with pghistory.context(user="import:7"):
        person_save(person=lin)
    who, fields = told(lin)[0]
    assert who == "import:7"
    assert ("Team", "Strategic", "新组") in fields
    assert ("Active", "yes", "no") in fields


def test_an_import_without_a_person_goes_by_its_number(hangzhou):
    hangzhou.industry = "machines"
    with pghistory.context(actor="import:7"):
        customer_save(customer=hangzhou)
    assert told(hangzhou)[0][0] == "import:7"


def test_several_decision_roles_are_listed(hangzhou):
    contact = ContactFactory(customer=hangzhou)
    contact.decision_roles = ["purchaser", "influencer"]
    contact.save()
    assert told(contact)[0][1] == [("Decision roles", "", "purchaser, influencer")]


def test_the_newest_changes_come_first_and_no_more_than_asked(hangzhou):
    for industry in ("a", "b", "c"):
        hangzhou.industry = industry
        customer_save(customer=hangzhou)
    assert [fields for _who, fields in told(hangzhou, limit=2)] == [
        [("Industry", "b", "c")],
        [("Industry", "a", "b")],
    ]


def test_it_knows_what_happened_since_somebody_looked(hangzhou):
    seen = version_of(hangzhou)
    assert changes_since(hangzhou, seen, Customer.objects.all(), ()) == []
    hangzhou.industry = "machines"
    customer_save(customer=hangzhou)
    assert version_of(hangzhou) > seen
    (change,) = changes_since(hangzhou, seen, Customer.objects.all(), ())
    assert [field.after for field in change.fields] == ["machines"]


def test_a_long_history_costs_no_more_than_a_short_one(hangzhou, django_assert_num_queries):
    for number in range(6):
        hangzhou.industry = str(number)
        customer_save(customer=hangzhou)
        with django_assert_num_queries(2):
            record_changes(hangzhou, Customer.objects.all(), (), 50)
