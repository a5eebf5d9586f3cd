"""A fifteenth kind is one class: here, log-ins as orders of nothing would be."""

import pytest
from django.utils.translation import gettext_lazy as _

from accounts.imports import registry
from accounts.imports.facts import FactKind
from accounts.imports.fields import CUSTOMER, DAY, MONEY, Field, external_id, identifier
from accounts.models import Feed, Order
from accounts.tests.imports.test_orders import counts


@pytest.fixture
def quotes(monkeypatch):
    monkeypatch.setattr(registry._registry, "by_code", dict(registry._registry.by_code))

    @registry.register
    class QuoteKind(FactKind):
        code = feed = "quotes"
        label = _("orders")
        model = Order
        key = "number"
        day_column = "ordered_on"
        fields = (
            CUSTOMER,
            Field("number", _("number"), identifier(80), "报价单号", required=True),
            Field("ordered_on", _("date"), DAY, "报价日期", required=True),
            Field("amount", _("amount"), MONEY, "报价金额", required=True),
            external_id(),
        )

    return QuoteKind


def test_a_kind_of_ten_lines_imports_updates_and_keeps_its_feed(quotes, load):
    book = "客户,报价单号,报价日期,报价金额\nK1,Q1,2026-3-5,5\n"
    assert counts(load("quotes", book)) == (1, 0, 0, 0)
    assert counts(load("quotes", book)) == (0, 0, 1, 0)
    assert counts(load("quotes", book.replace(",5\n", ",6\n"))) == (0, 1, 0, 0)
    assert Feed.objects.get().stale_after_days == 30
    assert Order.objects.get().currency == "CNY"


def test_two_kinds_of_one_name_are_a_mistake(quotes):
    class OtherKind(FactKind):
        code = "quotes"
        model = Order

    with pytest.raises(ValueError, match="two kinds"):
        registry.register(OtherKind)
