"""`make bench`: figures compare themselves with a floor, on rows that are the same every time."""

from contextlib import contextmanager

import pytest
from django.db import IntegrityError, connection
from django.db.models import F, Max

from accounts.access import customers_visible_to
from accounts.imports.registry import kinds
from accounts.models import Assignment, Customer, Feed, Order, User
from tools.bench import data, growth, import_kinds
from tools.bench.__main__ import FIGURES, verdict
from tools.bench.bulk import written_at_once
from tools.bench.clock import best_of
from tools.bench.figures import Figure


def test_a_figure_is_ours_over_the_floor():
    assert str(Figure("search", 0.03, 0.02, 1.5)) == "search 0.0300 0.0200 1.500 1.500"


def test_works_take_turns():
    order: list[str] = []
    times = best_of(3, lambda: order.append("a"), lambda: order.append("b"))
    assert order == ["a", "b"] * 3
    assert len(times) == 2


def test_the_figures_have_the_names_of_the_contract():
    assert [name for name, _module in FIGURES] == [
        *("import_orders", "score_full", "score_changed", "backtest", "rules"),
        *("what_if", "list_first", "list_last", "search", "search_everywhere", "deadlines"),
        *("escalate", "today", "month", "tasks", "board", "plan"),
    ]


@pytest.mark.parametrize(("ours", "said"), [(3.0, None), (3.1, "over the target: search")])
def test_a_figure_passes_up_to_its_target(ours, said):
    assert verdict([Figure("list_first", 1, 1, 1), Figure("search", ours, 1, 3)]) == said


def test_every_kind_of_import_has_a_file_to_be_measured_with():
    assert {kind.code for kind in kinds()} == set(import_kinds.SAMPLES)


def test_the_rows_of_a_file_differ_where_they_tell_facts_apart(tmp_path):
    text = "单号,日期,客户\nA1,2026-3-1,K1\n"
    path = import_kinds.write_file(tmp_path / "orders", text, 20)
    lines = path.read_text().splitlines()
    assert lines[:2] == ["单号,日期,客户", "A1,2026-02-28,B-0000001"]
    assert lines[2] == "A2,2026-02-27,N-0"
    assert len(set(lines)) == 21


def test_growth_measures_every_size_and_the_disk_once(monkeypatch):
    sizes: list[int] = []

    @contextmanager
    def company(customers: int):
        sizes.append(customers)
        yield

    monkeypatch.setattr(growth, "FIGURES", {"score_full": lambda: (sizes[-1], 10, 6)})
    monkeypatch.setattr(growth, "measure_score_disk", lambda: (20, 30, 1))
    figures = growth.grown(growth.sizes("300,20"), company)
    assert [str(figure) for figure in figures] == [
        "score_full_20 20.0000 10.0000 2.000 6.000",
        "score_disk 20.0000 30.0000 0.667 1.000",
        "score_full_300 300.0000 10.0000 30.000 6.000",
    ]


def catalogue() -> list[tuple]:
    """All indexes and constraints of the tables that are filled."""
    tables = {"tables": list(data.TABLES)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(%(tables)s::regclass[]) UNION ALL"
            " SELECT conrelid::regclass || ' ' || conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE conrelid = ANY(%(tables)s::regclass[]) ORDER BY 1, 2",
            tables,
        )
        return cursor.fetchall()


def test_tables_that_were_filled_have_every_index_and_constraint_that_they_had(db: None):
    before = catalogue()
    data.fill(80, orders_per_customer=10)
    assert catalogue() == before
    assert len(before) > 100


def test_rows_written_at_once_are_checked_in_the_end(db: None):
    with (
        pytest.raises(IntegrityError),
        written_at_once(["accounts_assignment"]),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "INSERT INTO accounts_assignment (customer_id, user_id, kind, valid, reason)"
            " VALUES (4711, 4711, 'owner', daterange('2026-01-01', NULL), '')"
        )


@pytest.fixture
def filled(db: None) -> None:
    data.fill(80, orders_per_customer=4)


def test_every_customer_has_orders_and_an_owner(filled: None):
    assert Order.objects.count() == 320
    assert Order.objects.values("customer").distinct().count() == 80
    assert Assignment.objects.filter(user=F("customer__owner")).count() == 80


def test_names_are_found_by_their_initials(filled: None):
    customer = Customer.objects.latest("pk")
    initials = "".join(word[0] for word in customer.name_pinyin.split())
    assert initials in customer.search_text.split("\n")


def test_the_newest_order_is_of_the_day(filled: None):
    assert Order.objects.aggregate(day=Max("ordered_on"))["day"] == data.DAY
    assert Feed.objects.get(kind="orders").last_fact_on == data.DAY


def test_the_director_sees_all_and_a_csm_a_fortieth(filled: None):
    seen = [
        customers_visible_to(User.objects.get(username=name), data.DAY).count()
        for name in (data.DIRECTOR, data.CSM)
    ]
    assert seen == [80, 2]
