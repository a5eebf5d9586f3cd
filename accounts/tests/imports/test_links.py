"""Rows that name other records: an order, an invoice, a person, a product line."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.models import (
    Cost,
    Customer,
    CustomerEvent,
    ImportBatch,
    Invoice,
    Order,
    OrderLine,
    Payment,
    Product,
    ProductLine,
)
from accounts.services.imports import batch_undo
from accounts.tests.factories import CustomerFactory
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.samples import INVOICES, PEOPLE
from accounts.tests.imports.test_orders import counts, only_error

PAYMENTS = "客户,发票号,付款日期,付款金额\n"


@pytest.fixture
def invoices(load):
    load(*INVOICES)


def paid_on() -> date | None:
    return Invoice.objects.get(number="I1").paid_on


def test_a_record_that_nobody_knows_refuses_the_row(load, invoices):
    result = load("payments", PAYMENTS + "K1,I9,2026-2-1,5\nK1,I1,2026-2-1,5\n")
    assert counts(result) == (1, 0, 0, 1)
    assert only_error(result) == (2, "发票号", "I9", "is not known of K1")


def test_a_record_of_another_customer_is_not_known(load, invoices):
    result = load("payments", PAYMENTS + "K2,I1,2026-2-1,5\n")
    assert counts(result) == (0, 0, 0, 1)


def test_no_stub_is_made_for_a_customer_of_whom_nothing_can_be_known(load, invoices):
    result = load("payments", PAYMENTS + "K7,I1,2026-2-1,5\n")
    assert only_error(result)[3] == "is not known of K7"
    assert not Customer.objects.filter(name="K7").exists()


def test_a_payment_without_an_invoice_is_an_advance(load):
    assert counts(load("payments", PAYMENTS + "K1,,2026-2-1,5\n")) == (1, 0, 0, 0)
    assert Payment.objects.get().invoice is None


def test_a_number_that_two_systems_use_is_taken_from_the_own_one(load):
    CustomerFactory(code="H1", name="甲厂")
    for source in ("erp", "shop"):
        load("orders", "单号,日期,客户编号,金额\nA1,2026-3-9,H1,7\n", source=source)
    text = "客户编号,订单号,阶段,日期\nH1,A1,发货,2026-3-9\n"
    assert counts(load("progress", text, source="shop")) == (1, 0, 0, 0)
    assert Order.objects.get(progress__isnull=False).source == "shop"
    result = load("progress", text.replace("3-9", "3-8"), source="plant")
    assert only_error(result)[3] == "may be several of 甲厂"


def test_a_person_is_found_by_name(load):
    load(*PEOPLE)
    load("events", "客户,类型,日期,联系人\nK1,融资,2026-3-1,王芳\n")
    assert CustomerEvent.objects.get().contact.name == "王芳"


def test_two_people_of_one_name_cannot_be_told_apart(load):
    load("contacts", "客户,姓名,联系人编号\nK1,王芳,1\nK1,王芳,2\n")
    result = load("events", "客户,类型,日期,联系人\nK1,融资,2026-3-1,王芳\n")
    assert only_error(result)[3] == "may be several of K1"


def test_an_invoice_is_paid_on_the_day_that_its_payments_cover_it(load, invoices):
    load("payments", PAYMENTS + "K1,I1,2026-2-10,60\nK1,I1,2026-2-1,30\n")
    assert paid_on() is None
    load("payments", PAYMENTS + "K1,I1,2026-2-20,10\nK1,I1,2026-3-1,1\n")
    assert paid_on() == date(2026, 2, 20)


def test_payments_say_more_than_the_file_of_the_invoice(load, invoices):
    load("payments", PAYMENTS + "K1,I1,2026-2-10,60\n")
    head, row = INVOICES[1].splitlines()
    load("invoices", f"{head},付清日期\n{row},2026-2-3\n")
    assert paid_on() is None


def test_without_payments_the_file_of_the_invoice_says_when_it_was_paid(load):
    head, row = INVOICES[1].splitlines()
    load("invoices", f"{head},付清日期\n{row},2026-2-3\n")
    load(*INVOICES)
    assert paid_on() == date(2026, 2, 3)


def test_a_payment_in_another_currency_pays_nothing_off(load, invoices):
    load("payments", "客户,发票号,付款日期,付款金额,币种\nK1,I1,2026-2-10,100,USD\n")
    assert paid_on() is None


def test_a_product_line_is_found_by_code_and_name_and_otherwise_recorded(load):
    ProductLine.objects.create(code="TR", name="传动", name_en="Drives")
    load("products", "产品编码,产品线\nP1,tr\nP2,传动\nP3,drives\nP4,流体\nP5,流体\n")
    lines = Product.objects.order_by("code").values_list("line__code", flat=True)
    assert list(lines) == ["TR", "TR", "TR", "流体", "流体"]


def test_a_product_without_a_name_goes_by_its_code(load):
    load("products", "产品编码\nP1\n")
    assert Product.objects.get().name == "P1"


def test_an_order_line_has_the_line_of_its_product_unless_it_names_one(load):
    load("products", "产品编码,产品线\nP1,传动\n")
    head = "单号,日期,客户,产品编码,金额,产品线,毛利\n"
    load("order_lines", head + "A1,2026-3-1,K1,P1,10,,4\nA1,2026-3-1,K1,P9,20,流体,5\n")
    lines = OrderLine.objects.order_by("product_code").values_list("line__name", flat=True)
    assert list(lines) == ["传动", "流体"]
    assert Order.objects.get().margin == Decimal("9.00")


def test_a_margin_is_unknown_when_that_of_a_line_is(load):
    head = "单号,日期,客户,产品编码,金额,毛利\n"
    load("order_lines", head + "A1,2026-3-1,K1,P1,10,4\nA1,2026-3-1,K1,P2,20,\n")
    assert Order.objects.get().margin is None


def test_an_opportunity_that_has_ended_needs_its_day(load):
    result = load("opportunities", "客户,名称,类型,阶段,日期\nK1,二期,升级,丢单,2026-3-1\n")
    assert counts(result) == (0, 0, 0, 1)


def test_a_promise_is_kept_or_broken(load):
    text = "客户,承诺,日期,兑现日期,违约日期\nK1,送样,2026-3-1,2026-3-2,2026-3-3\n"
    assert only_error(load("promises", text))[1] == "违约日期"
    kept, broken = text.replace(",2026-3-3\n", ",\n"), text.replace("2026-3-2,", ",")
    load("promises", kept)
    assert only_error(load("promises", broken))[1] == "违约日期"


def undo(batch: int | None):
    return batch_undo(batch=ImportBatch.objects.get(pk=batch), day=DAY)


def test_undoing_a_payment_leaves_an_invoice_that_is_not_covered_unpaid(load, invoices):
    first = load("payments", PAYMENTS + "K1,I1,2026-2-10,60\n").batch
    load("payments", PAYMENTS + "K1,I1,2026-2-20,40\n")
    assert paid_on() == date(2026, 2, 20)
    undo(first)
    assert paid_on() is None


def test_a_payment_that_moves_to_another_invoice_leaves_the_first_unpaid(load, invoices):
    load("invoices", INVOICES[1].replace("I1", "I2"))
    text = "客户,发票号,付款日期,付款金额,收款单号,外部编号\nK1,I1,2026-2-10,100,R1,R1\n"
    load("payments", text)
    assert paid_on() == date(2026, 2, 10)
    load("payments", text.replace("I1", "I2"))
    assert paid_on() is None
    assert Invoice.objects.get(number="I2").paid_on == date(2026, 2, 10)


def test_an_invoice_with_payments_is_unchanged_by_the_same_file(load):
    head, row = INVOICES[1].splitlines()
    text = f"{head},付清日期\n{row},2026-2-3\n"
    load("invoices", text)
    load("payments", PAYMENTS + "K1,I1,2026-2-10,100\n")
    assert counts(load("invoices", text)) == (0, 0, 1, 0)
    assert paid_on() == date(2026, 2, 10)


def test_a_credit_is_paid_back_when_all_of_it_is(load):
    load("invoices", INVOICES[1].replace(",100\n", ",-100\n"))
    load("payments", PAYMENTS + "K1,I1,2026-2-10,-10\n")
    assert paid_on() is None
    load("payments", PAYMENTS + "K1,I1,2026-2-20,-90\n")
    assert paid_on() == date(2026, 2, 20)


def test_a_fact_that_others_belong_with_does_not_move_to_another_customer(load, invoices):
    load("payments", PAYMENTS + "K1,I1,2026-2-10,60\n")
    result = load("invoices", INVOICES[1].replace("K1", "K2"))
    assert only_error(result)[3] == ("is another customer now; other records of K1 belong with it")
    assert Invoice.objects.get().customer.name == "K1"


def test_a_fact_that_names_a_record_anew_may_move(load, invoices):
    load("invoices", INVOICES[1].replace("I1,K1", "I2,K2"))
    text = "客户,发票号,付款日期,付款金额,外部编号\nK1,I1,2026-2-10,60,R1\n"
    load("payments", text)
    assert counts(load("payments", text.replace("K1,I1", "K2,I2"))) == (0, 1, 0, 0)
    assert counts(load("payments", text.replace("K1,I1", "K1,"))) == (0, 0, 0, 1)


def test_of_two_lines_of_one_name_the_first_is_meant_every_time(load):
    for code in ("A", "B"):
        ProductLine.objects.create(code=code, name="Pumps")
    load("products", "产品编码,产品线\nP1,pumps\n")
    ProductLine.objects.filter(code="A").update(name_en="pumps")
    assert counts(load("products", "产品编码,产品线\nP1,pumps\n")) == (0, 0, 1, 0)
    assert Product.objects.get().line.code == "A"


def test_upper_and_lower_case_are_one_line_in_any_alphabet(load):
    ProductLine.objects.create(code="X", name="Élan")
    load("products", "产品编码,产品线\nP1,élan\n")
    assert ProductLine.objects.count() == 1


def test_a_file_that_is_silent_about_the_customer_changes_nothing_about_it(load):
    text = "月份,类型,客户,金额,外部编号\n2026-3,服务,K1,5,C1\n"
    load("costs", text)
    load("costs", text.replace("K1,5", ",6"))
    assert str(Cost.objects.get().customer) == "K1"
