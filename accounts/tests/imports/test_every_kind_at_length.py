"""Ten thousand rows of every kind: in, again, and out, to the byte."""

from collections.abc import Iterator

import pytest
from django.db import connection

from accounts.models import ImportBatch
from accounts.services.imports import batch_import, batch_undo
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.dumps import dump
from accounts.tests.imports.samples import SAMPLES, lengthened
from accounts.tests.imports.test_orders import counts
from tools.migrated import another_copy

ROWS = 10_000
CUSTOMERS = "name\nK1\n"


@pytest.fixture(scope="module", autouse=True)
def _known(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[None]:
    """Ten thousand customers whom the rows are about, in a database of their own."""
    path = tmp_path_factory.mktemp("known") / "customers.csv"
    path.write_text(lengthened(CUSTOMERS, ROWS))
    with django_db_blocker.unblock(), another_copy():
        batch_import(kind="customers", path=path, day=DAY)
        with django_db_blocker.block():
            yield


@pytest.fixture(autouse=True)
def _swept(_known, django_db_blocker) -> Iterator[None]:
    """What a test has rolled back still lies in the tables, and the next ones read past it."""
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def goes_in_once_and_out_again(load, kind: str, text: str) -> None:
    before = dump()
    batch = load(kind, text).batch
    loaded = dump()
    assert counts(load(kind, text)) == (0, 0, ROWS, 0)
    assert dump() == loaded
    result = batch_undo(batch=ImportBatch.objects.get(pk=batch), day=DAY)
    assert result.kept == []
    assert result.deleted >= ROWS
    assert dump() == before


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
def test_ten_thousand_rows_go_in_once_and_out_again(load, sample):
    for kind, text in sample.before:
        assert counts(load(kind, lengthened(text, ROWS))) == (ROWS, 0, 0, 0)
    goes_in_once_and_out_again(load, sample.kind, lengthened(sample.text, ROWS))


def test_ten_thousand_customers_whom_nobody_knew_come_and_go_with_their_rows(load):
    usage = next(sample for sample in SAMPLES if sample.kind == "usage")
    text = lengthened(usage.text, ROWS).replace("K", "X")
    goes_in_once_and_out_again(load, usage.kind, text)
