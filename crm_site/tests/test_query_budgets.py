"""How many statements a page may need; a page that asks once per row is found here.

`query_budgets.json` has a line for each page. The numbers are the same for one row and for
twenty, and the page of a customer needs the same for ten facts as for ten thousand.
"""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.choices import RowOutcome
from accounts.models import (
    Contact,
    Customer,
    CustomerAlias,
    CustomerIdentity,
    ImportBatch,
    Order,
    User,
)
from accounts.tests.factories import (
    AssignmentFactory,
    ContactFactory,
    CustomerFactory,
    ImportUploadFactory,
    UploadRowFactory,
    UserFactory,
)
from followups.choices import TaskKind
from followups.models import Task
from health.services.score import score
from health.tests.factories import version_1_0

BUDGETS: dict[str, int] = json.loads(Path(__file__).with_name("query_budgets.json").read_text())
TODAY = timezone.localdate()


def statements(browser: Client, path: str, *, is_known: bool = False) -> int:
    """How many the page needs once permissions and content types are known to the process.

    They are where the page was opened before.
    """
    if not is_known:
        browser.get(path)
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(path).status_code == 200
    return len(queries)


def customers(owner: User, count: int) -> list[Customer]:
    found = [CustomerFactory(name=f"客户{number}公司", tier="key") for number in range(count)]
    for customer in found:
        AssignmentFactory(customer=customer, user=owner)
    Customer.objects.filter(pk__in=[one.pk for one in found]).update(owner=owner, region="浙江")
    return found


def facts(customer: Customer, count: int) -> None:
    """That many orders, and a tenth as many of everything else."""
    Order.objects.bulk_create(
        Order(
            customer=customer,
            source="test",
            external_id=f"{customer.code}-{number}",
            number=f"{number}",
            ordered_on=date(2026, 11, 1) - timedelta(days=number % 700),
            amount=100 + number,
            currency="CNY",
        )
        for number in range(count)
    )
    for number in range(count // 10):
        key = f"{customer.code}-{count}-{number}"
        Contact.objects.create(
            customer=customer, source="test", external_id=key, name=f"王{number}"
        )
        CustomerAlias.objects.create(customer=customer, name=key, name_key=key)
        CustomerIdentity.objects.create(customer=customer, source="test", external_id=key)
        Customer.objects.filter(pk=customer.pk).update(region=f"省{number}")


@pytest.fixture(autouse=True)
def _model(db) -> None:
    version_1_0()


@pytest.mark.parametrize("role", ["lin", "wei", "fang"])
def test_every_page_keeps_to_its_budget_for_one_row_and_for_twenty(as_user, lin, role, request):
    reader = as_user(request.getfixturevalue(role))
    [first] = customers(lin, 1)
    facts(first, 10)
    score(day=TODAY)
    needed = {path: statements(reader, path.format(code=first.code)) for path in BUDGETS}
    assert {path: count for path, count in needed.items() if count > BUDGETS[path]} == {}
    for customer in customers(lin, 20):
        facts(customer, 10)
    score(day=TODAY)
    again = {
        path: statements(reader, path.format(code=first.code), is_known=True) for path in BUDGETS
    }
    assert again == needed


def test_a_customer_needs_the_same_for_ten_facts_and_for_ten_thousand(as_user, lin):
    few, many = customers(lin, 2)
    facts(few, 10)
    facts(many, 10_000)
    score(day=TODAY)
    reader = as_user(lin)
    paths = [path for path in BUDGETS if "{code}" in path]
    assert [statements(reader, path.format(code=many.code)) for path in paths] == [
        statements(reader, path.format(code=few.code)) for path in paths
    ]


def test_lists_of_ten_thousand_tasks_need_the_same_as_of_one_thousand(
    as_user, lin, fang, time_machine
):
    """At ten in the morning: late in the evening none of a thousand may be left for the day."""
    time_machine.move_to(timezone.localtime().replace(hour=10), tick=False)
    [customer] = customers(lin, 1)
    begin = timezone.now() - timedelta(days=60)

    def tasks(count: int) -> None:
        """Their days go from two months ago to three months ahead."""
        Task.objects.bulk_create(
            Task(
                customer=customer,
                kind=TaskKind.CONTACT,
                owner=lin,
                starts_at=begin,
                remind_at=begin,
                due_at=begin + timedelta(hours=3600 * number // count),
                words="回访客户",
                origin=f"many:{count}:{number}",
            )
            for number in range(count)
        )

    paths = {
        lin: ("/today/", "/today/week/", "/today/month/", "/tasks/", "/tasks/?due=overdue&q=客户"),
        fang: ("/tasks/", "/board/", "/board/tasks/", f"/customers/{customer.code}/"),
    }
    readers = [(as_user(person), path) for person in paths for path in paths[person]]
    tasks(1_000)
    few = [statements(reader, path) for reader, path in readers]
    tasks(10_000)
    assert [statements(reader, path, is_known=True) for reader, path in readers] == few


def test_masks_and_a_reason_cost_no_more_for_many_people_than_for_one(as_user, tang, hangzhou):
    reader = as_user(tang)
    contact = ContactFactory(customer=hangzhou, mobile="13812345678")
    page = f"/customers/{hangzhou.code}/"
    paths = [page, f"{page}reveal/contact/{contact.pk}/mobile/"]
    one = [statements(reader, path) for path in paths]
    ContactFactory.create_batch(30, customer=hangzhou, mobile="13812345678")
    assert [statements(reader, path) for path in paths] == one
    assert max(one) <= 14


def test_pages_of_imports_cost_no_more_for_many_rows_than_for_one(as_user, analyst):
    reader = as_user(analyst)
    ready = ImportUploadFactory(state="ready", user=analyst)
    batch = ImportBatch.objects.create(kind="orders", source="erp", user=analyst, state="done")
    paths = [
        *("/imports/", "/imports/new/", f"/imports/{ready.pk}/", f"/imports/batches/{batch.pk}/"),
        *(f"/imports/{ready.pk}/?outcome={outcome.value}" for outcome in RowOutcome),
    ]

    def more(count: int) -> list[int]:
        for outcome in RowOutcome:
            UploadRowFactory.create_batch(count, upload=ready, outcome=outcome)
        ImportUploadFactory.create_batch(count)
        for number in range(count):
            user = UserFactory()
            ImportBatch.objects.create(kind="orders", source=f"erp{number}", user=user)
        return [statements(reader, path) for path in paths]

    one = more(1)
    assert more(20) == one
    assert max(one) <= 8


def test_a_group_costs_no_more_for_twenty_companies_than_for_two(as_user, lin):
    reader = as_user(lin)
    head, *members = customers(lin, 21)
    path = f"/customers/{head.code}/group/"
    Customer.objects.filter(pk=members[0].pk).update(parent=head)
    facts(members[0], 10)
    score(day=TODAY)
    one = statements(reader, path)
    Customer.objects.filter(pk__in=[member.pk for member in members]).update(parent=head)
    assert statements(reader, path) == one
    assert one <= 12
