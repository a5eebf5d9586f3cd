"""Rows for tests; the people everybody knows are in `conftest.py`."""

from datetime import date
from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.choices import AssignmentKind
from accounts.models import Assignment, Contact, Customer, Order, Team, User
from accounts.services.customers import customer_create

PASSWORD = "evergreen-test-only"


class TeamFactory(factory.django.DjangoModelFactory[Team]):
    class Meta:
        model = Team
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda n: f"team-{n}")
    name = factory.LazyAttribute(lambda team: f"{team.code} 组")


class UserFactory(factory.django.DjangoModelFactory[User]):
    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"员工{n}")
    email = factory.LazyAttribute(lambda user: f"{user.username}@evergreen.example")
    language = "zh-hans"
    password = factory.LazyFunction(lambda: make_password(PASSWORD))


def person(username: str, name: str, role: str, **fields: Any) -> User:
    """Somebody with a role."""
    user = UserFactory(username=username, name=name, **fields)
    user.groups.add(Group.objects.get_or_create(name=role)[0])
    return user


class CustomerFactory(factory.django.DjangoModelFactory[Customer]):
    """Goes through the service, so that the derived columns are there."""

    class Meta:
        model = Customer

    name = factory.Sequence(lambda n: f"测试客户{n}有限公司")

    @classmethod
    def _create(cls, model_class: type[Customer], *args: Any, **kwargs: Any) -> Customer:
        return customer_create(**kwargs)


class FactFactory(factory.django.DjangoModelFactory):
    class Meta:
        abstract = True

    customer = factory.SubFactory(CustomerFactory)
    source = "test"
    external_id = factory.Sequence(lambda n: f"X{n}")


class ContactFactory(FactFactory):
    class Meta:
        model = Contact

    name = factory.Sequence(lambda n: f"王{n}")


class OrderFactory(FactFactory):
    class Meta:
        model = Order

    number = factory.LazyAttribute(lambda order: order.external_id)
    ordered_on = date(2026, 1, 5)
    amount = Decimal("1000.00")
    currency = "CNY"


class AssignmentFactory(factory.django.DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    customer = factory.SubFactory(CustomerFactory)
    user = factory.SubFactory(UserFactory)
    kind = AssignmentKind.OWNER
    valid = DateRange(date(2020, 1, 1), None)
