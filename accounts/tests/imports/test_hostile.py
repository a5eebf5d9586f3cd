"""Whatever somebody puts into a table: a clear answer, and rows that add up."""

import csv
import io

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.tests.imports.attacks import KINDS, attack, tables


@pytest.mark.parametrize("kind", KINDS)
@settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=(Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes
)
@given(data=st.data())
def test_any_table_is_imported_refused_and_taken_back(kind, known, load, data):
    text = io.StringIO()
    csv.writer(text).writerows(data.draw(tables(kind)))
    attack(load, kind, text.getvalue().encode("utf-8", "replace"), twice=True)
