"""A witness that writes down what it is told, and a file in which every row fares differently."""

import pytest

from accounts.imports.columns import Told
from accounts.imports.outcome import RefusedRow
from accounts.imports.preview import RowPreview
from accounts.services.imports.loading import Asked, file_load
from accounts.services.imports.witness import Witness
from accounts.tests.imports.conftest import DAY
from accounts.tests.imports.samples import Sample


class Notebook(Witness):
    sees_rows = True

    def __init__(self) -> None:
        self.rows: dict[int, RowPreview] = {}
        self.bad: dict[int, RefusedRow] = {}
        self.heard: list[int] = []

    def read(self, rows):
        self.heard.append(rows)

    def refused(self, row):
        assert row.row not in self.bad
        self.bad[row.row] = row

    def landed(self, rows):
        for row in rows:
            assert row.row not in self.rows
            self.rows[row.row] = row

    @property
    def outcomes(self) -> dict[int, str]:
        return {number: row.outcome for number, row in self.rows.items()}


@pytest.fixture
def watch(db, write):
    def watch(kind, content, dry_run=True, columns=None, constants=None):
        notebook = Notebook()
        told = Told(columns or {}, constants or {})
        asked = Asked(kind, "file", told, None, DAY, dry_run, all_or_nothing=False)
        result = file_load(path=write(content), name="a.csv", asked=asked, witness=notebook)
        return notebook, result.outcome

    return watch


def mixed(sample: Sample) -> str:
    """Rows that are the same, changed, new, repeated and refused, in one file."""
    head, first, *others = sample.text.splitlines()
    return "\n".join([head, first.replace(*sample.again), *others, first, "," * 40 + "x", ""])
