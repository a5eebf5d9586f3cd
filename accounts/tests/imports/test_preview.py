"""What a preview says of every row is what the import then does."""

from collections import Counter

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.imports.preview import stored_as
from accounts.imports.registry import kinds
from accounts.imports.watching import WATCHED
from accounts.models import Order
from accounts.tests.imports.dumps import dump
from accounts.tests.imports.samples import ORDERS as BOOK
from accounts.tests.imports.samples import SAMPLES, Sample
from accounts.tests.imports.watching import mixed, watch

__all__ = ["watch"]

CUSTOMERS = Sample(
    "customers",
    "客户编码,客户名称,别名,行业,外部编号\nA1,杭州科技,杭科,汽车,7\nA2,宁波模具,,模具,8\n",
    ("汽车", "机床"),
    {},
)
CONTACTS = Sample(
    "contacts",
    "客户,姓名,手机\nK1,王芳,13812345678\nK2,李强,\n",
    ("13812345678", "13912345678"),
    {},
)
ORDERS = Sample(*BOOK, ("1000", "1001"), {})
LINES = Sample(
    "order_lines",
    "单号,日期,客户,行号,产品,数量,单价\nA1,2026-3-1,K1,1,主轴,2,50\nA1,2026-3-1,K1,2,泵,1,9\n",
    ("2,50", "3,50"),
    {},
)
EVERY = (CUSTOMERS, CONTACTS, ORDERS, LINES, *SAMPLES)


@pytest.fixture(params=EVERY, ids=lambda sample: sample.kind)
def sample(request, load) -> Sample:
    for kind, text in request.param.before:
        load(kind, text)
    return request.param


def test_a_preview_says_of_every_row_what_the_import_then_does(watch, load, sample):
    before = dump()
    for text in (sample.text, mixed(sample), mixed(sample)):
        told, counted = watch(sample.kind, text)
        assert dump() == before
        done, counts = watch(sample.kind, text, dry_run=False)
        before = dump()
        assert told.outcomes == done.outcomes
        assert told.bad == done.bad
        for outcome in (counted, counts):
            found = Counter(told.outcomes.values())
            assert (outcome.created, outcome.updated, outcome.unchanged) == (
                found["created"], found["updated"], found["unchanged"],
            )  # fmt: skip
            assert outcome.refused == len(told.bad)
            assert outcome.rows == len(told.bad) + len(told.rows)


def test_a_change_shows_what_was_there_before(watch, load, sample):
    load(sample.kind, sample.text)
    notebook, _outcome = watch(sample.kind, sample.text.replace(*sample.again))
    assert notebook.outcomes[2] == "updated"
    assert {outcome for row, outcome in notebook.outcomes.items() if row != 2} <= {"unchanged"}
    [(_field, before, after)] = notebook.rows[2].changes[:1]
    assert before != after
    assert before is not None


def test_other_records_go_by_their_names_new_ones_too(watch, load):
    load(*BOOK)
    notebook, _outcome = watch(BOOK[0], BOOK[1].replace("K1", "K9"))
    assert notebook.rows[2].changes == [("customer", "K1", "K9")]
    assert Order.objects.get(number="A1").customer.name == "K1"


def test_names_and_numbers_that_a_company_gains_are_changes(watch, load):
    load("customers", "客户编码,客户名称\nA1,杭州科技\n")
    notebook, _outcome = watch("customers", "客户编码,别名,外部编号\nA1,杭科,7\n")
    changes = sorted(notebook.rows[2].changes)
    assert changes == [("aliases", None, ["杭科"]), ("external_id", None, "7")]


def test_a_line_shows_what_changes_of_its_order(watch, load):
    load(LINES.kind, LINES.text)
    later = LINES.text.replace("2026-3-1", "2026-3-2")
    notebook, outcome = watch(LINES.kind, later)
    assert (outcome.updated, outcome.unchanged) == (2, 0)
    assert notebook.outcomes == {2: "updated", 3: "updated"}
    assert notebook.rows[3].changes == [("ordered_on", "2026-03-01", "2026-03-02")]
    both, outcome = watch(LINES.kind, later.replace(*LINES.again))
    assert (outcome.updated, outcome.unchanged) == (2, 0)
    assert ("ordered_on", "2026-03-01", "2026-03-02") in both.rows[2].changes
    assert "quantity" in {name for name, _before, _after in both.rows[2].changes}


@pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)
def test_no_two_fields_are_kept_in_one_column(kind):
    columns = list(stored_as(kind).values())
    assert len(columns) == len(set(columns))


def test_of_each_outcome_only_the_first_rows_are_kept(watch, load, monkeypatch):
    monkeypatch.setattr("accounts.imports.watching.MOST_KEPT", 3)
    rows = [f"A{number},2026-3-1,K1,5" for number in range(9)]
    notebook, outcome = watch("orders", "\n".join(["单号,日期,客户,金额", *rows]))
    assert (list(notebook.rows), outcome.created) == ([2, 3, 4], 9)


def test_a_usual_import_notes_no_rows(load, watch):
    with CaptureQueriesContext(connection) as usual:
        load(*BOOK)
    with CaptureQueriesContext(connection) as watched:
        watch(*BOOK)
    noted = [[WATCHED in query["sql"] for query in ran] for ran in (usual, watched)]
    assert [any(one) for one in noted] == [False, True]
