import pytest
from django.core.exceptions import ValidationError

from accounts.models import Customer
from accounts.services.customers import customer_save
from accounts.tests.factories import CustomerFactory

pytestmark = pytest.mark.django_db


def put_under(company: Customer, parent: Customer) -> None:
    company.parent = parent
    customer_save(customer=company)


def test_a_company_is_never_put_under_its_own_subsidiary():
    group = CustomerFactory()
    member = CustomerFactory(parent=group)
    with pytest.raises(ValidationError) as refused:
        put_under(group, CustomerFactory(parent=member))
    assert list(refused.value.message_dict) == ["parent"]
    put_under(CustomerFactory(), member)


def test_a_group_has_at_most_four_levels():
    company = CustomerFactory()
    for _level in range(3):
        company = CustomerFactory(parent=company)
    with pytest.raises(ValidationError) as refused:
        put_under(CustomerFactory(), company)
    assert list(refused.value.message_dict) == ["parent"]
