"""What came of an import."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext

from accounts.rules.parsing.refusal import Refusal

MOST_LISTED = 1_000
LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """`row` is the spreadsheet's row number, `column` the file's name for the column."""

    row: int
    column: str
    value: str
    message: str
    params: dict[str, str | int]

    @property
    def reason(self) -> str:
        """Why, in the language of whoever reads it."""
        return gettext(self.message) % self.params

    def stored(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "message": self.message,
            "params": self.params,
        }

    def shown(self) -> dict[str, Any]:
        return {
            "row": self.row,
            "column": self.column,
            "value": self.value,
            "reason": self.reason,
        }


@dataclass(slots=True)
class Outcome:
    """Counts of rows, and the first 1,000 refused rows and new customers.

    `rows` = created + updated + unchanged + refused, unless all or nothing was asked and
    something refused: then nothing was written and only `rows` and `refused` count.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    refused: int = 0
    stubs: int = 0
    errors: list[RefusedRow] = field(default_factory=list)
    new_customers: list[dict[str, str]] = field(default_factory=list)
    on_refused: Callable[[RefusedRow], None] | None = field(default=None, repr=False, compare=False)
    """Hears of every refused row, however many there are."""

    def refuse(self, row: int, column: str, value: object, refusal: Refusal) -> None:
        self.refused += 1
        is_listed = len(self.errors) < MOST_LISTED
        if not is_listed and self.on_refused is None:
            return
        params = {name: _storable(value) for name, value in refusal.params.items()}
        error = RefusedRow(row, column, str(_storable(value)), refusal.message, params)
        if is_listed:
            self.errors.append(error)
        if self.on_refused is not None:
            self.on_refused(error)

    def count(self, created: int, updated: int, unchanged: int) -> None:
        self.created += created
        self.updated += updated
        self.unchanged += unchanged

    def forget(self) -> None:
        """Nothing was written after all."""
        self.created = self.updated = self.unchanged = self.stubs = 0
        self.new_customers.clear()

    def errors_by_row(self) -> list[RefusedRow]:
        return sorted(self.errors, key=lambda error: error.row)

    def note_stub(self, code: str, name: str) -> None:
        self.stubs += 1
        if len(self.new_customers) < MOST_LISTED:
            self.new_customers.append({"code": code, "name": name})


def _storable(value: object) -> Any:
    """Short enough to show, and without the characters that JSON in the database cannot hold."""
    if isinstance(value, int):
        return value
    text = "" if value is None else str(value)[:LONGEST_VALUE]
    return "".join(
        "\ufffd" if character == "\0" or "\ud800" <= character <= "\udfff" else character
        for character in text
    )
