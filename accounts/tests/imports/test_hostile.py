"""Whatever somebody puts into a file: a clear answer, and rows that add up."""

import csv
import io

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.imports.registry import kind_by_code
from accounts.models import ImportBatch
from accounts.services.imports import ImportImpossible, batch_undo
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump

NASTY = (
    "", " ", "-", "0", "1", "-1", "00", "1.0", "2026-3-5", "1900-01-01", "2100-12-31", "46086",
    "9999999999999999.99", "-9999999999999999.99", "99999999999999.9999", "1e308", "nan",
    "2147483647", "2147483648", "x" * 81, "客" * 200, "..", "id:1", "'", '"', "\\", "\\N",
    "\\.", "%s", "%(source)s", "{x}", "'; DROP TABLE accounts_order; --", "\0", "\x1b", "\u202e",
    "\ud7ff", "🙂" * 40, "K1", "k1", "K-1", "杭州", "杭 州", "key", "战略", "wechat", "采购,财务",
    "a@b.example", "@", "91350100M000100Y43", "CNY", "GBP", "=1+1", "CURRENT_DATE", "null", "NULL",
)  # fmt: skip
NUMBERS = ("1", "1.0", "-1", "5000000000000000", "0.001")
DAYS = ("2026-3-5", "1900-01-01", "2100-12-31", "46086")
NAMES = ("K1", "k1", "K-1", "杭州", "杭 州", "A", "id:1", "%s", "客" * 40, "\\N", "C-1")
GOOD = dict.fromkeys(("amount", "quantity", "unit_price", "annual_revenue"), NUMBERS)
GOOD |= dict.fromkeys(("ordered_on", "joined_on", "left_on", "cancelled_on", "founded_on"), DAYS)
GOOD |= {"currency": ("CNY", "GBP"), "employees": ("1", "2147483647"), "tier": ("key",)}
GOOD |= {"attitude": ("critic",), "preferred_channel": ("微信",), "source": ("展会",)}
GOOD |= {"birthday": DAYS, "first_contact_on": DAYS, "sensitivity": ("高",), "quantity": ("1", "2")}
GOOD |= {"credit_code": ("", "91350100M000100Y43"), "external_id": ("", "K1", "X")}
GOOD |= {
    "parent": ("", "", "K1", "A"),
    "decision_roles": ("user", "采购,财务"),
    "email": ("a@b.example",),
    "owner": ("",),
}
ANYTHING = st.sampled_from(NASTY) | st.text(max_size=12)


def cells(field: str):
    """Mostly what the field takes, so that rows get far; from few values, so that they meet."""
    good = st.sampled_from(GOOD.get(field, NAMES))
    return st.integers(0, 29).flatmap(lambda n: (ANYTHING, st.just(""), good)[min(n, 2)])


def table(kind: str):
    names = [field.name for field in kind_by_code(kind).fields]
    row = st.tuples(*map(cells, names))
    return st.tuples(st.just(names), st.lists(row, min_size=1, max_size=10))


@pytest.mark.parametrize("kind", ["orders", "order_lines", "customers", "contacts"])
@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes
)
@given(data=st.data())
def test_any_table_is_imported_refused_and_taken_back(kind, load, data):
    header, rows = data.draw(table(kind))
    text = io.StringIO()
    csv.writer(text).writerows([header, *rows])
    content = text.getvalue().encode("utf-8", "replace")
    with transaction.atomic():
        _import_twice_and_undo(kind, load, content)
        transaction.set_rollback(True)


def _import_twice_and_undo(kind, load, content):
    before = dump()
    try:
        result = load(kind, content)
    except ImportImpossible:
        assert dump() == before
        return
    outcome = result.outcome
    assert outcome.rows == (outcome.created + outcome.updated + outcome.unchanged + outcome.refused)
    if not outcome.refused:  # else the second time may know what the first did not
        after = dump()
        again = load(kind, content).outcome
        assert (again.created, again.updated, again.refused) == (0, 0, 0)
        assert dump() == after
    undone = batch_undo(batch=ImportBatch.objects.get(pk=result.batch), day=DAY)
    assert (dump(), undone.kept) == (before, [])
