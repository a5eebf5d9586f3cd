"""What a preview says of our own work is what the import then does."""

from collections import Counter

import pytest

from accounts.models import Department
from accounts.tests.imports.watching import mixed, watch
from followups.tests.samples import SAMPLES

__all__ = ["watch"]


@pytest.fixture(autouse=True)
def _our_people(lin):
    Department.objects.update_or_create(code="it", defaults={"name": "信息部"})


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.kind)
def test_a_preview_says_of_every_row_what_the_import_then_does(watch, load, sample):
    for kind, text in sample.before:
        load(kind, text)
    for text in (sample.text, mixed(sample), mixed(sample)):
        told, counted = watch(sample.kind, text)
        done, counts = watch(sample.kind, text, dry_run=False)
        assert (told.outcomes, told.bad) == (done.outcomes, done.bad)
        for outcome in (counted, counts):
            found = Counter(told.outcomes.values())
            assert (outcome.created, outcome.updated, outcome.unchanged, outcome.refused) == (
                *(found[name] for name in ("created", "updated", "unchanged")), len(told.bad),
            )  # fmt: skip


def test_a_ticket_that_repeats_a_later_row_of_the_file_is_changed(watch, load):
    book = "工单号,客户,类型,主题,创建时间,重复工单\nT1,K1,故障,异响,2026-3-4 10:00,\n"
    load("tickets", book)
    later = "T2,K1,故障,漏油,2026-3-3 10:00,\n"
    notebook, outcome = watch("tickets", book.replace("10:00,", "10:00,T2") + later)
    assert notebook.outcomes == {2: "updated", 3: "created"}
    assert notebook.rows[2].changes == [("repeats", None, "T2 漏油")]
    assert (outcome.created, outcome.updated) == (1, 1)
