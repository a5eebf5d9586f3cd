"""Whoever is told how an import goes, while it goes."""

from collections.abc import Iterator

from accounts.imports.outcome import RefusedRow
from accounts.imports.preview import RowPreview
from accounts.imports.run import Run


class Witness:
    """Hears everything and does nothing about it; a subclass picks what it wants.

    One that `sees_rows` is also told what becomes of every row that is not refused.
    """

    sees_rows = False

    def watch(self, run: Run) -> None:
        run.is_watched = self.sees_rows
        run.outcome.on_refused = self.refused

    def read(self, rows: int) -> None:
        """So many rows of the file are read; told every thousand."""

    def refused(self, row: RefusedRow) -> None:
        """This row cannot be taken."""

    def landed(self, rows: Iterator[RowPreview]) -> None:
        """All is written; `rows` has to be read now."""
