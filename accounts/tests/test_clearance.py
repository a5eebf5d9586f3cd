"""What is shown of a field to whom, and what stands in its place."""

from datetime import date
from decimal import Decimal

import pytest
from django.apps import apps
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import translation

from accounts.clearance import Veil, hidden_from, may_reveal, may_see, veiled
from accounts.models import AccessLog, Contact, Cost, Customer, Order
from accounts.models.facts import Imported
from accounts.queries.customers import customers_found, customers_named
from accounts.rules.clearance import FieldClass, Mask, Slice, masked, widest
from accounts.rules.roles import ROLES
from accounts.services.access_log import field_reveal
from accounts.tests.factories import (
    ContactFactory,
    InvoiceFactory,
    OrderFactory,
    PaymentFactory,
)

CREDIT_CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("value", "mask", "hint"),
    [
        ("13812345678", Mask.TAIL, "•••5678"),
        ("1234567", Mask.TAIL, "•••"),
        ("wang@hz.example", Mask.EMAIL, "w•••@hz.example"),
        ("not an address", Mask.EMAIL, "•••"),
        ("王芳", Mask.PERSON, "王*"),
        ("欧阳修", Mask.PERSON, "欧阳*"),
        ("Anna Smith", Mask.PERSON, "Smith*"),
        ("Anna", Mask.PERSON, "A*"),
        ("free text", Mask.NOTHING, "•••"),
        (Decimal("12.50"), Mask.NOTHING, "•••"),
        (date(2026, 1, 5), Mask.TAIL, "•••"),
        (0, Mask.NOTHING, "•••"),
        (["甲厂"], Mask.NOTHING, "•••"),
        ("", Mask.TAIL, ""),
        (None, Mask.NOTHING, ""),
        ([], Mask.NOTHING, ""),
    ],
)
def test_a_mask_hints_at_what_it_hides(value, mask, hint):
    assert masked(value, mask) == hint


def test_several_roles_give_the_widest_clearance():
    narrow = {Slice.PROFILE: FieldClass.INTERNAL, Slice.ORDERS: FieldClass.CONFIDENTIAL}
    wide = {Slice.PROFILE: FieldClass.SENSITIVE}
    assert widest([narrow, wide]) == {
        Slice.PROFILE: FieldClass.SENSITIVE,
        Slice.ORDERS: FieldClass.CONFIDENTIAL,
    }


def test_every_class_names_fields_that_there_are():
    for model in apps.get_models():
        if hasattr(model, "classes"):
            fields = {field.name for field in model._meta.get_fields()}
            assert set(model.classes.fields) <= fields, model


def test_every_fact_about_a_customer_has_classes():
    facts = [model for model in apps.get_models() if issubclass(model, Imported)]
    assert {model.__name__ for model in facts if not hasattr(model, "classes")} == set()


def test_who_sees_orders_or_scores_sees_the_amounts_that_they_are_made_of():
    """Charts, sums and reasons are made of amounts: a mask on the amount alone hides nothing."""
    for role in ROLES:
        if role.permissions & {"accounts.view_order", "health.view_healthscore"}:
            assert role.clearance[Slice.ORDERS] >= FieldClass.SENSITIVE, role.code


def test_nobody_may_have_shown_what_they_see_anyway():
    for role in ROLES:
        for slice_, level in role.reveals.items():
            assert level > role.clearance.get(slice_, FieldClass.PUBLIC), role.code


def test_a_margin_is_for_directors(lin, fang):
    assert "margin" in hidden_from(lin, Order)
    assert may_see(fang, Order, "margin")
    assert may_see(lin, Order, "amount")


def test_of_a_slice_without_clearance_only_what_is_public_is_seen(finance, hangzhou):
    assert {"name", "title", "mobile", "email"} <= hidden_from(finance, Contact)
    assert "name" not in hidden_from(finance, Customer)


def test_somebody_who_has_left_sees_nothing(fang):
    fang.is_active = False
    assert "amount" in hidden_from(fang, Cost)


def test_a_veiled_row_reads_like_the_row_with_masks(tang, hangzhou):
    contact = ContactFactory(
        customer=hangzhou,
        name="王芳",
        mobile="13812345678",
        email="wang@hz.example",
        attitude="critic",
    )
    [veil] = veiled(tang, [contact])
    assert (veil.name, veil.pk, str(veil)) == ("王芳", contact.pk, "王芳")
    assert (veil.mobile, veil.email, veil.phone) == ("•••5678", "w•••@hz.example", "")
    assert veil.get_attitude_display() == "•••"
    assert veil.customer_id == hangzhou.pk
    assert veil == contact


def test_a_row_of_which_nothing_is_open_can_still_be_looked_at(finance, hangzhou):
    contact = ContactFactory(customer=hangzhou, name="王芳", decision_roles=["user"])
    [veil] = veiled(finance, [contact])
    assert (veil.name, veil.external_id, veil.decision_roles) == ("王*", "•••", ["•••"])
    assert str(veil) == f"{contact._meta.verbose_name} {contact.pk}"


def test_a_veiled_row_cannot_be_written_to(tang, hangzhou):
    [veil] = veiled(tang, [ContactFactory(customer=hangzhou)])
    with pytest.raises(AttributeError):
        veil.mobile = "1"


def test_a_name_that_is_made_of_what_is_hidden_is_no_name():
    contact = Contact(pk=7, name="王芳")
    with translation.override("en"):
        assert str(Veil(contact, frozenset({"name"}), AnonymousUser())) == "contact 7"


def test_the_record_that_a_row_belongs_to_is_veiled_too(tang, hangzhou):
    hangzhou.annual_revenue = Decimal(8_000_000)
    [veil] = veiled(tang, [ContactFactory(customer=hangzhou)])
    assert (veil.customer.name, veil.customer.annual_revenue) == (hangzhou.name, "•••")


def test_what_is_reached_in_several_steps_is_veiled_too(lin, hangzhou):
    order = OrderFactory(customer=hangzhou, margin=Decimal(5))
    invoice = InvoiceFactory(customer=hangzhou, order=order)
    [payment] = veiled(lin, [PaymentFactory(customer=hangzhou, invoice=invoice)])
    assert payment.invoice.order.margin == "•••"


def test_rows_without_secrets_stay_as_they_are(fang, hangzhou):
    order = OrderFactory(customer=hangzhou)
    assert veiled(fang, [order])[0] is order


def test_nobody_is_found_by_a_credit_code_that_is_hidden(hangzhou):
    Customer.objects.filter(pk=hangzhou.pk).update(credit_code=CREDIT_CODE)
    hangzhou.refresh_from_db()
    hangzhou.index_names([])
    hangzhou.save()
    everybody, hidden = Customer.objects.all(), frozenset({"credit_code"})
    for text in (CREDIT_CODE, "M000100"):
        assert set(customers_found(everybody, text)) == {hangzhou}
        assert set(customers_found(everybody, text, hidden)) == set()
    assert customers_named(everybody, CREDIT_CODE) == [hangzhou.pk]
    assert customers_named(everybody, CREDIT_CODE, hidden) == []
    assert set(customers_found(everybody, "杭州 科技", hidden)) == {hangzhou}


def test_a_reason_shows_a_field_and_stays_in_the_log(tang, hangzhou):
    contact = ContactFactory(customer=hangzhou, mobile="13812345678")
    assert may_reveal(tang, Contact, "mobile")
    value = field_reveal(
        user=tang, customer=hangzhou, row=contact, field="mobile", reason="  设备 停机 "
    )
    assert value == "13812345678"
    entry = AccessLog.objects.get()
    assert (entry.user, entry.customer, entry.row) == (tang, hangzhou, contact.pk)
    assert (entry.subject, entry.field, entry.reason) == ("accounts.contact", "mobile", "设备 停机")


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_without_a_reason_nothing_is_shown(tang, hangzhou, reason):
    contact = ContactFactory(customer=hangzhou, mobile="13812345678")
    with pytest.raises(ValidationError):
        field_reveal(user=tang, customer=hangzhou, row=contact, field="mobile", reason=reason)
    assert not AccessLog.objects.exists()


def test_what_is_above_the_role_is_not_shown_for_any_reason(tang, lin, hangzhou):
    order = OrderFactory(customer=hangzhou, margin=5)
    for user in (tang, lin):
        with pytest.raises(PermissionDenied):
            field_reveal(user=user, customer=hangzhou, row=order, field="margin", reason="why not")


def test_the_log_is_written_once(lin):
    entry = AccessLog.objects.create(user=lin, action="export", subject="customer-list")
    entry.subject = "nothing"
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.save()
    with pytest.raises(DatabaseError), transaction.atomic():
        entry.delete()
    assert AccessLog.objects.get().subject == "customer-list"
