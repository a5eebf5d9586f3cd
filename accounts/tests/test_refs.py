import pytest
from django.utils import translation

from accounts.models import Customer, CustomerIdentity
from accounts.queries.refs import RefAmbiguous, RefNotFound, customer_by_ref
from accounts.tests.factories import CustomerFactory

CREDIT_CODE = "91350100M000100Y43"


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def acme(db):
    customer = CustomerFactory(
        code="K1", name="杭州科技有限公司", credit_code=CREDIT_CODE, aliases=["Acme"]
    )
    CustomerIdentity.objects.create(customer=customer, source="erp", external_id="17850")
    CustomerIdentity.objects.create(customer=customer, source="shop", external_id="17850")
    return customer


def found(ref):
    return customer_by_ref(ref, Customer.objects.all())


@pytest.mark.parametrize(
    "ref", ["K1", "17850", CREDIT_CODE, CREDIT_CODE.lower(), "杭州科技有限公司", "acme", " Acme "]
)
def test_a_customer_is_found_by_every_name_and_number(acme, ref):
    assert found(ref) == acme


def test_the_rows_own_number_is_asked_for_as_such(acme):
    assert found(f"id:{acme.pk}") == acme
    for ref in (str(acme.pk), f"id:{acme.pk + 1}", "id:x", f"id:{2**63}", "id:" + "9" * 5_000):
        with pytest.raises(RefNotFound):
            found(ref)


def test_a_code_comes_before_a_number_elsewhere_and_that_before_a_name(acme):
    coded = CustomerFactory(code="17850", name="Coded")
    assert found("17850") == coded
    CustomerFactory(name="17850x")
    CustomerIdentity.objects.create(customer=coded, source="erp", external_id="17850x")
    assert found("17850x") == coded


def test_several_that_fit_are_listed(acme):
    other = CustomerFactory(code="K2", name="Other")
    CustomerIdentity.objects.create(customer=other, source="crm", external_id="17850")
    with pytest.raises(
        RefAmbiguous, match="“17850” may be any of: K1 杭州科技有限公司, K2 Other"
    ) as error:
        found("17850")
    assert error.value.customers == [acme, other]


def test_what_one_may_not_see_is_not_found(acme):
    with pytest.raises(RefNotFound, match="There is no customer “K1”"):
        customer_by_ref("K1", Customer.objects.none())


@pytest.mark.parametrize("ref", ["", "  ", "...", "a\0b", "\udcff"])
def test_a_name_that_is_empty_or_cannot_be_stored_is_nobodys(acme, ref):
    with pytest.raises(RefNotFound):
        found(ref)
