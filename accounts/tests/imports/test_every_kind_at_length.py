"""Ten thousand rows of every kind: in, again, and out, to the byte."""

from collections.abc import Iterator

import pytest
from django.db import connection

from accounts.models import ImportBatch
from accounts.services.imports import batch_undo
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump
from accounts.tests.imports.samples import SAMPLES, lengthened
from accounts.tests.imports.test_orders import counts

ROWS = 10_000


@pytest.fixture(autouse=True)
def _swept(django_db_setup, django_db_blocker) -> Iterator[None]:
    """What a test has rolled back still lies in the tables, and the next ones read past it."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM")


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
def test_ten_thousand_rows_go_in_once_and_out_again(load, sample):
    for kind, text in sample.before:
        assert counts(load(kind, lengthened(text, ROWS))) == (ROWS, 0, 0, 0)
    before = dump()
    text = lengthened(sample.text, ROWS)
    batch = load(sample.kind, text).batch
    loaded = dump()
    assert counts(load(sample.kind, text)) == (0, 0, ROWS, 0)
    assert dump() == loaded
    result = batch_undo(batch=ImportBatch.objects.get(pk=batch), day=DAY)
    assert result.kept == []
    assert result.deleted >= ROWS
    assert dump() == before
