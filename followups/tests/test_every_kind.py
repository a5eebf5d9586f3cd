"""What holds for every kind of file about what we do."""

import pytest

from accounts.imports.registry import kind_by_code, kinds
from accounts.models import Department, Feed, ImportBatch
from accounts.services.imports import batch_undo
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump
from accounts.tests.imports.test_orders import counts
from followups.tests.samples import SAMPLES


@pytest.fixture(params=SAMPLES, ids=lambda sample: sample.kind)
def sample(request, load, lin):
    Department.objects.update_or_create(code="it", defaults={"name": "信息部"})
    for kind, text in request.param.before:
        load(kind, text)
    return request.param


def rows(sample):
    return sample.text.count("\n") - 1


def undo(batch):
    return batch_undo(batch=ImportBatch.objects.get(pk=batch), day=DAY)


def test_every_kind_of_this_app_has_a_sample():
    own = {kind.code for kind in kinds() if type(kind).__module__.startswith("followups.")}
    assert own == {sample.kind for sample in SAMPLES}


def test_every_field_is_taken(load, sample):
    assert counts(load(sample.kind, sample.text)) == (rows(sample), 0, 0, 0)
    kind = kind_by_code(sample.kind)
    said = [
        {name: str(getattr(row, name)) for name in sample.expected}
        for row in kind.model.objects.all()
    ]
    department = str(Department.objects.get(code="it").pk)
    expected = {
        name: value.replace("{department}", department) for name, value in sample.expected.items()
    }
    assert expected in said


def test_the_sample_has_every_field_of_the_kind_and_expects_every_column(load, sample):
    kind = kind_by_code(sample.kind)
    mapped = set(load(sample.kind, sample.text).columns.names)
    assert mapped == {field.name for field in kind.fields} - {"external_id"}
    expected = {name.removesuffix("_id") for name in sample.expected}
    assert expected == {name.removesuffix("_id") for name in kind.columns}


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
    head, first, other = sample.text.splitlines()
    text = "\n".join([head, first, other, first.replace(*sample.again), first])
    assert counts(load(sample.kind, text)) == (2, 0, 1, 1)


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


def test_the_freshness_of_every_feed_is_kept(load, sample):
    load(sample.kind, sample.text)
    feed = Feed.objects.get(kind=sample.kind)
    assert feed.stale_after_days == kind_by_code(sample.kind).stale_after_days
    assert feed.live_from < feed.last_fact_on < DAY


def test_a_customer_nobody_knows_becomes_a_stub(load, sample):
    head, _first, other = sample.text.splitlines()
    result = load(sample.kind, "\n".join([head, other.replace("K1", "K9").replace("K2", "K9")]))
    assert [stub["name"] for stub in result.outcome.new_customers] == ["K9"]
