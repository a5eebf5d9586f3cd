"""Rows for tests; the people everybody knows are in `conftest.py`."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import factory
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange

from accounts.choices import (
    AssignmentKind,
    CampaignAnswer,
    CostKind,
    EventKind,
    ExtraKind,
    OpportunityKind,
    ProductionStage,
    RowOutcome,
    ServiceClock,
    SignalDirection,
    TimeKind,
    UploadState,
    UsageMetric,
)
from accounts.models import (
    Assignment,
    CampaignResponse,
    CompetitorAt,
    Contact,
    Contract,
    ContractFile,
    Cost,
    Customer,
    CustomerEvent,
    CustomerLine,
    CustomerStage,
    ExchangeRate,
    ExtraGiven,
    ImportUpload,
    Invoice,
    MarketSignal,
    Opportunity,
    Order,
    OrderLine,
    OrderProgress,
    Payment,
    Product,
    ProductLine,
    Promise,
    ServiceStandard,
    Team,
    UploadRow,
    UsageDay,
    User,
)
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


class OrderLineFactory(FactFactory):
    class Meta:
        model = OrderLine

    order = factory.SubFactory(OrderFactory, customer=factory.SelfAttribute("..customer"))
    product_name = "主轴"
    amount = Decimal("1000.00")


class CustomerStageFactory(factory.django.DjangoModelFactory[CustomerStage]):
    class Meta:
        model = CustomerStage

    customer = factory.SubFactory(CustomerFactory)
    stage = "retention"
    since = date(2026, 1, 1)
    reason = "buys"


class ExchangeRateFactory(factory.django.DjangoModelFactory[ExchangeRate]):
    class Meta:
        model = ExchangeRate

    currency = "EUR"
    valid_from = factory.Sequence(lambda n: date(2020, 1, 1) + timedelta(days=n))
    rate = Decimal("7.8")


class AssignmentFactory(factory.django.DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    customer = factory.SubFactory(CustomerFactory)
    user = factory.SubFactory(UserFactory)
    kind = AssignmentKind.OWNER
    valid = DateRange(date(2020, 1, 1), None)


class ProductLineFactory(factory.django.DjangoModelFactory[ProductLine]):
    class Meta:
        model = ProductLine
        django_get_or_create = ("code",)

    code = "传动"
    name = "传动"


class ProductFactory(factory.django.DjangoModelFactory[Product]):
    class Meta:
        model = Product

    code = factory.Sequence(lambda n: f"P{n}")
    name = factory.LazyAttribute(lambda product: f"产品{product.code}")
    line = factory.SubFactory(ProductLineFactory)


class OrderProgressFactory(FactFactory):
    class Meta:
        model = OrderProgress

    order = factory.SubFactory(OrderFactory, customer=factory.SelfAttribute("..customer"))
    stage = ProductionStage.STARTED
    reached_on = date(2026, 1, 5)


class CustomerLineFactory(FactFactory):
    class Meta:
        model = CustomerLine

    line = factory.SubFactory(ProductLineFactory)


class ContractFactory(FactFactory):
    class Meta:
        model = Contract

    number = factory.LazyAttribute(lambda contract: contract.external_id)
    starts_on = date(2026, 1, 1)
    ends_on = date(2026, 12, 31)
    amount = Decimal("100000.00")
    currency = "CNY"


class ContractFileFactory(factory.django.DjangoModelFactory[ContractFile]):
    class Meta:
        model = ContractFile

    contract = factory.SubFactory(ContractFactory)
    customer = factory.SelfAttribute("contract.customer")
    version = 1
    file = factory.LazyFunction(lambda: ContentFile(b"%PDF-1.7", "paper.pdf"))
    name = "合同.pdf"
    size = 8
    sha256 = "0" * 64


class ServiceStandardFactory(factory.django.DjangoModelFactory[ServiceStandard]):
    class Meta:
        model = ServiceStandard

    customer = factory.SubFactory(CustomerFactory)
    contract = factory.SubFactory(ContractFactory, customer=factory.SelfAttribute("..customer"))
    clock = ServiceClock.CONFIRMED
    amount = 15
    time_kind = TimeKind.SERVICE


class InvoiceFactory(FactFactory):
    class Meta:
        model = Invoice

    number = factory.LazyAttribute(lambda invoice: invoice.external_id)
    issued_on = date(2026, 1, 5)
    due_on = date(2026, 2, 4)
    amount = Decimal("1000.00")
    currency = "CNY"


class PaymentFactory(FactFactory):
    class Meta:
        model = Payment

    number = factory.LazyAttribute(lambda payment: payment.external_id)
    paid_on = date(2026, 2, 1)
    amount = Decimal("1000.00")
    currency = "CNY"


class UsageDayFactory(FactFactory):
    class Meta:
        model = UsageDay

    day = date(2026, 1, 5)
    metric = UsageMetric.LOGIN
    value = Decimal(1)


class CustomerEventFactory(FactFactory):
    class Meta:
        model = CustomerEvent

    kind = EventKind.FUNDING
    occurred_on = date(2026, 1, 5)
    title = "完成B轮融资"


class MarketSignalFactory(FactFactory):
    class Meta:
        model = MarketSignal

    kind = EventKind.POLICY_BAD
    direction = SignalDirection.BAD
    title = "补贴退坡"
    published_on = date(2026, 1, 5)


class OpportunityFactory(FactFactory):
    class Meta:
        model = Opportunity

    title = "二期产线"
    kind = OpportunityKind.CROSS_SELL
    currency = "CNY"
    opened_on = date(2026, 1, 5)


class CompetitorAtFactory(FactFactory):
    class Meta:
        model = CompetitorAt

    competitor = "甲厂"
    seen_on = date(2026, 1, 5)


class PromiseFactory(FactFactory):
    class Meta:
        model = Promise

    what = "月底前送样"
    promised_on = date(2026, 1, 5)


class ExtraGivenFactory(FactFactory):
    class Meta:
        model = ExtraGiven

    kind = ExtraKind.GIFT
    what = "茶叶"
    currency = "CNY"
    given_on = date(2026, 1, 5)


class CampaignResponseFactory(FactFactory):
    class Meta:
        model = CampaignResponse

    campaign = "春季展"
    answer = CampaignAnswer.OPENED
    answered_on = date(2026, 1, 5)


class CostFactory(FactFactory):
    class Meta:
        model = Cost

    month = date(2026, 1, 1)
    kind = CostKind.SERVICE
    amount = Decimal("100.00")
    currency = "CNY"


class ImportUploadFactory(factory.django.DjangoModelFactory[ImportUpload]):
    """A small order book that waits for its columns; its file is not there."""

    class Meta:
        model = ImportUpload

    kind = "orders"
    source = "erp"
    user = factory.SubFactory(UserFactory)
    file = "imports/book.csv"
    file_name = "book.csv"
    size = 120
    encoding = "gb18030"
    delimiter = ","
    header = ["单号", "日期", "客户", "金额", "备注"]
    samples = [["A1", "2026-3-1", "杭州", "1000", ""], ["A2", "昨天", "宁波", "50", "急"]]
    mapping = {"单号": "number", "日期": "", "客户": "customer", "金额": "amount", "备注": ""}
    outcome = {
        "rows": 4,
        "created": 1,
        "updated": 1,
        "unchanged": 1,
        "refused": 1,
        "stubs": 1,
        "new_customers": [{"code": "new/1", "name": "宁波"}],
    }
    error = factory.LazyAttribute(lambda o: "disk full" if o.state == UploadState.FAILED else "")
    state = UploadState.UPLOADED


class UploadRowFactory(factory.django.DjangoModelFactory[UploadRow]):
    class Meta:
        model = UploadRow

    upload = factory.SubFactory(ImportUploadFactory)
    row_no = factory.Sequence(lambda number: number + 2)
    outcome = RowOutcome.CREATED

    @factory.lazy_attribute
    def detail(self) -> dict[str, Any]:
        if self.outcome == RowOutcome.REFUSED:
            told = {"column": "日期", "value": "昨天", "message": "is missing", "params": {}}
            return {"row": self.row_no, **told, "cells": ["A2", "昨天", "宁波", "50", "急"]}
        values = {"number": "A1", "customer": "杭州", "amount": "1200"}
        is_updated = self.outcome == RowOutcome.UPDATED
        return {"values": values, "changes": [["amount", "1000.00", "1200.00"]] * is_updated}
