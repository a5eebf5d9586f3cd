from datetime import date

import pytest
from django.db import connection

from accounts.imports.errors import ImportImpossible
from accounts.models import (
    Assignment,
    Customer,
    CustomerIdentity,
    Feed,
    ImportBatch,
    Order,
)
from accounts.services.assignments import owner_set
from accounts.services.customers import customer_save
from accounts.services.imports import batch_undo
from accounts.tests.factories import OrderFactory
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump

BOOK = "number,date,customer,amount,region\nA1,2026-3-5,K1,1,Lyon\nA2,2026-3-6,K2,2,\n"
LINES = (
    "number,date,customer,product,quantity,price\n"
    "A1,2026-3-5,K1,P1,2,3\nA1,2026-3-5,K1,P2,1,1\nA9,2026-3-9,K9,P2,1,1\n"
)
COMPANIES = (
    "id,code,name,aliases,parent,tier,owner\n"
    "K1,C1,One,Uno,C2,key,lin\nK2,C2,Two,,,,chen\nX3,C3,Three,Tre;Drei,C2,,lin\n"
)
PEOPLE = "customer,name,title\nK1,王芳,CEO\nK6,李强,\n"


def undo(batch):
    return batch_undo(batch=ImportBatch.objects.get(pk=batch), day=DAY)


@pytest.fixture
def filled(load, lin, chen):
    """Something of everything, so that updates and restored values are among the changes."""
    load("orders", BOOK.replace(",1,Lyon", ",7,Nice").replace("A2", "B2"))
    load("customers", "id,code,name,aliases,owner\nK1,Z1,Eins,Ein,chen\n")
    load("contacts", PEOPLE.replace("CEO", "CFO").replace("K6", "K5"))
    load("order_lines", LINES.replace("2,3", "5,5").replace("A9", "B9"))


@pytest.mark.parametrize(
    ("kind", "text"),
    [("orders", BOOK), ("order_lines", LINES), ("customers", COMPANIES), ("contacts", PEOPLE)],
)
def test_an_import_and_its_undoing_leave_everything_as_it_was(load, filled, kind, text):
    before = dump()
    batch = load(kind, text).batch
    assert dump() != before
    result = undo(batch)
    assert dump() == before
    assert result.kept == []
    assert result.deleted > 0
    assert result.restored > 0
    assert ImportBatch.objects.get(pk=batch).state == "undone"


@pytest.mark.parametrize(
    ("kind", "text"),
    [("orders", BOOK), ("order_lines", LINES), ("customers", COMPANIES), ("contacts", PEOPLE)],
)
def test_an_import_into_nothing_can_be_undone_to_nothing(load, lin, chen, kind, text):
    before = dump()
    assert undo(load(kind, text).batch).kept == []
    assert dump() == before


def test_an_older_import_can_be_undone_before_a_newer_one(load):
    first = load("orders", BOOK).batch
    second = load("orders", "number,date,customer,amount\nA3,2026-3-9,K1,3\n").batch
    undo(first)
    feed = Feed.objects.get()
    assert (feed.live_from, feed.last_fact_on) == (date(2026, 3, 9), date(2026, 3, 9))
    assert (Order.objects.get().number, Customer.objects.get().name) == ("A3", "K1")
    undo(second)
    assert not Order.objects.exists()
    assert not Feed.objects.exists()


def test_a_column_that_a_later_release_adds_is_no_change_of_a_row(load):
    batch = load("orders", BOOK).batch
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE accounts_order ADD COLUMN colour numeric")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert undo(batch).kept == []


def test_a_second_undo_says_so(load):
    batch = load("orders", BOOK).batch
    undo(batch)
    with pytest.raises(ImportImpossible, match="was undone already"):
        undo(batch)


def test_an_import_that_wrote_nothing_cannot_be_undone(load):
    batch = load("orders", BOOK + "A3,x,K1,1,\n", all_or_nothing=True).batch
    with pytest.raises(ImportImpossible, match="wrote nothing"):
        undo(batch)


def test_a_row_that_changed_since_is_kept_with_what_it_needs(load):
    batch = load("orders", BOOK).batch
    Order.objects.filter(number="A1").update(amount=99)
    kept = undo(batch).kept
    customer = Customer.objects.get()
    assert {(row.table, row.row): row.reason for row in kept} == {
        ("accounts_order", Order.objects.get().pk): "has changed since",
        ("accounts_customer", customer.pk): "something newer refers to it",
        ("accounts_customeridentity", customer.identities.get().pk): (
            "belongs to a customer who stays"
        ),
    }


def test_a_later_import_of_the_same_row_keeps_it(load):
    first = load("orders", BOOK).batch
    second = load("orders", BOOK.replace(",1,Lyon", ",5,Lyon")).batch
    undo(first)
    assert Order.objects.get().amount == 5
    undo(second)
    assert Order.objects.get().amount == 1


def test_a_stub_with_facts_of_another_import_is_kept_and_still_found(load):
    first = load("orders", BOOK).batch
    load("orders", BOOK.replace("A", "B"), source="file")
    undo(first)
    assert Customer.objects.count() == 2
    assert CustomerIdentity.objects.count() == 2
    assert {order.number for order in Order.objects.all()} == {"B1", "B2"}


def test_a_stub_with_facts_of_a_person_is_kept(load):
    batch = load("orders", BOOK).batch
    OrderFactory(customer=Customer.objects.get(name="K1"))
    undo(batch)
    assert Customer.objects.get().name == "K1"
    assert Order.objects.count() == 1


def test_a_customer_described_by_hand_since_keeps_that(load, lin, chen):
    load("orders", BOOK)
    batch = load("customers", COMPANIES).batch
    customer = Customer.objects.get(code="C1")
    customer.industry = "Steel"
    customer_save(customer=customer)
    kept = {(row.table, row.row): row.reason for row in undo(batch).kept}
    assert kept["accounts_customer", customer.pk] == "has changed since"
    assert not Customer.objects.filter(code__in=["C2", "C3"]).exists()
    customer.refresh_from_db()
    assert (customer.industry, customer.tier, customer.owner) == ("Steel", "key", lin)
    assert [alias.name for alias in customer.aliases.all()] == ["Uno"]
    assert customer.parent.name == "K2"


def test_an_owner_set_by_hand_since_stays(load, lin, chen, wei):
    batch = load("customers", COMPANIES).batch
    owner_set(customer=Customer.objects.get(code="C1"), user=wei, day=DAY)
    undo(batch)
    customer = Customer.objects.get(code="C1")
    assert customer.owner == wei
    assert Assignment.objects.filter(customer=customer, valid__contains=DAY).get().user == wei


def test_a_row_that_was_moved_to_a_company_of_the_import_moves_back(load):
    load("orders", BOOK)
    batch = load("orders", BOOK.replace("K1", "K7")).batch
    assert undo(batch).kept == []
    assert Order.objects.get(number="A1").customer.name == "K1"
    assert not Customer.objects.filter(name="K7").exists()


def test_a_former_value_that_is_gone_cannot_come_back(load):
    first = load("orders", BOOK).batch
    second = load("orders", BOOK.replace("K1", "K7")).batch
    undo(first)
    [kept] = [row for row in undo(second).kept if row.table == "accounts_order"]
    assert kept.reason == "what it referred to before is gone"


def test_what_an_import_and_its_undoing_did_is_in_the_history(load, lin):
    batch = load("customers", "code,name\nK1,One\n").batch
    load("customers", "code,name\nK1,Uno\n")
    history = Customer.pgh_event_model.objects.order_by("pgh_id")
    assert [row.pgh_context.metadata["actor"] for row in history] == [
        f"import:{batch}",
        f"import:{batch + 1}",
    ]
