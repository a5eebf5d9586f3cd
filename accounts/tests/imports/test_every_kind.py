"""What holds for every kind of file about customers."""

from collections.abc import Iterable
from typing import Any

import pytest

from accounts.imports.facts import FactKind
from accounts.imports.registry import Kind, kind_by_code, kinds
from accounts.models import Feed, ImportBatch
from accounts.services.imports import batch_undo
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump
from accounts.tests.imports.samples import SAMPLES, Sample
from accounts.tests.imports.test_orders import counts

# Their own files test them at length.
ELSEWHERE = {"customers", "contacts", "orders", "order_lines"}


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.kind)
def sample(request, load) -> Sample:
    for kind, text in request.param.before:
        load(kind, text)
    return request.param


def rows(sample: Sample) -> int:
    return sample.text.count("\n") - 1


def said(kind: Kind, names: Iterable[str]) -> list[dict[str, str]]:
    """What the rows of the kind's model say, as text."""
    model: Any = kind.model if isinstance(kind, FactKind) else kind.writes[-1]
    return [{name: str(getattr(row, name)) for name in names} for row in model.objects.all()]


def undo(batch: int | None):
    return batch_undo(batch=ImportBatch.objects.get(pk=batch), day=DAY)


def test_every_kind_of_this_app_has_a_sample():
    own = {kind.code for kind in kinds() if type(kind).__module__.startswith("accounts.")}
    assert own == {sample.kind for sample in SAMPLES} | ELSEWHERE


def test_every_field_is_taken(load, sample):
    assert counts(load(sample.kind, sample.text)) == (rows(sample), 0, 0, 0)
    assert sample.expected in said(kind_by_code(sample.kind), sample.expected)


def test_the_sample_has_every_field_of_the_kind(load, sample):
    mapped = set(load(sample.kind, sample.text).columns.names)
    wanted = {field.name for field in kind_by_code(sample.kind).fields}
    assert wanted - mapped <= {"external_id", "broken_on"}


def test_the_same_file_again_changes_nothing(load, sample):
    load(sample.kind, sample.text)
    before = dump()
    assert counts(load(sample.kind, sample.text)) == (0, 0, rows(sample), 0)
    assert dump() == before


def test_another_word_about_the_same_row_changes_it(load, sample):
    load(sample.kind, sample.text)
    result = load(sample.kind, sample.text.replace(*sample.again))
    assert counts(result) == (0, 1, rows(sample) - 1, 0)


def test_two_rows_that_contradict_each_other_are_not_both_taken(load, sample):
    head, first, *_others = sample.text.splitlines()
    text = "\n".join([head, first, first.replace(*sample.again), first])
    assert counts(load(sample.kind, text)) == (1, 0, 1, 1)


def test_an_import_is_undone_to_the_byte(load, sample):
    before = dump()
    batch = load(sample.kind, sample.text).batch
    assert dump() != before
    assert undo(batch).kept == []
    assert dump() == before


def test_a_change_by_import_is_undone_to_the_byte(load, sample):
    load(sample.kind, sample.text)
    before = dump()
    batch = load(sample.kind, sample.text.replace(*sample.again)).batch
    result = undo(batch)
    assert (result.deleted, result.kept) == (0, [])
    assert result.restored > 0
    assert dump() == before


def test_a_dry_run_leaves_nothing(load, sample):
    before = dump()
    assert load(sample.kind, sample.text, dry_run=True).outcome.created == rows(sample)
    assert dump() == before


def test_a_required_cell_that_is_empty_refuses_its_row_alone(load, sample):
    kind = kind_by_code(sample.kind)
    columns = load(sample.kind, sample.text, dry_run=True).columns.names
    required = next(field for field in kind.fields if field.required)
    head, first, *others = sample.text.splitlines()
    cells = first.split(",")
    cells[head.split(",").index(columns[required.name])] = ""
    result = load(sample.kind, "\n".join([head, ",".join(cells), *others]))
    assert counts(result) == (rows(sample) - 1, 0, 0, 1)
    [error] = result.outcome.errors
    assert (error.row, error.column, error.reason) == (2, columns[required.name], "is missing")


def test_the_freshness_of_every_feed_is_kept(load, sample):
    kind = kind_by_code(sample.kind)
    load(sample.kind, sample.text)
    feeds = Feed.objects.filter(kind=sample.kind)
    if not getattr(kind, "feed", ""):
        assert not feeds.exists()
        return
    assert feeds.get().stale_after_days == kind.stale_after_days
    assert feeds.get().last_fact_on <= DAY
