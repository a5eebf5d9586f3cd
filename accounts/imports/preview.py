"""What a watched run has noted, as fields and values: what is new, and what was there before."""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Field as Column
from django.db.models import ForeignKey

from accounts.imports.columns import Columns
from accounts.imports.registry import Kind
from accounts.imports.run import Run
from accounts.imports.watching import WATCHED

FETCH = f"""
    SELECT w.row_no, w.outcome, w.said, w.added, w.changed, w.before, to_jsonb(t)
    FROM {WATCHED} w LEFT JOIN {{table}} t ON t.id = w."row" ORDER BY w.row_no
"""

Change = tuple[str, Any, Any]
"""A field, and its value before and after."""


@dataclass(frozen=True, slots=True)
class RowPreview:
    """`values` are what the file says, by field; `changes` what that changes of a known record.

    Numbers and days are text, as the database writes them; other records go by their names.
    """

    row: int
    outcome: str
    values: dict[str, Any]
    changes: list[Change]


def preview_rows(run: Run, kind: Kind, columns: Columns) -> Iterator[RowPreview]:
    """In the file's order; to be read before the run's transaction ends."""
    stored = stored_as(kind)
    said = [field.name for field in kind.fields if field.name in columns.given]
    for block in run.stream(FETCH.format(table=kind.model._meta.db_table)):
        rows = [_row(stored, said, *noted) for noted in block]
        _name_records(stored, rows)
        yield from rows


def stored_as(kind: Kind) -> dict[str, Column]:
    """The column of the kind's model that keeps what a field says; some fields have none."""
    columns: dict[str, Any] = {}
    for column in kind.model._meta.concrete_fields:
        columns[column.name] = columns[column.attname] = column
    linked = {link.field: link.id_column for link in getattr(kind, "links", ())}
    # A field that is only called like the column which another one's link fills.
    taken = {columns[column] for column in linked.values() if column in columns}
    found = {field.name: columns.get(linked.get(field.name, field.name)) for field in kind.fields}
    return {
        name: column
        for name, column in found.items()
        if column is not None and (name in linked or column not in taken)
    }


def _loaded(value: str | None) -> dict[str, Any]:
    """Numbers stay as they are written: `5.00` is no `5.0`."""
    return json.loads(value, parse_float=str) if value else {}


def _row(
    stored: dict[str, Column],
    names: Sequence[str],
    number: int,
    outcome: str,
    *noted: str | None,
) -> RowPreview:
    """`noted` are in JSON: said, added, changed, before, after; see `watching.rows_note`."""
    said, added, changed, before, after = map(_loaded, noted)
    changes: list[Change] = [
        (name, before[column.attname], after[column.attname])
        for name, column in stored.items()
        if before and before[column.attname] != after[column.attname]
    ]
    changes += [(name, was, now) for name, (was, now) in changed.items()]
    changes += [(name, None, value) for name, value in added.items() if value is not None]
    values = {name: said[name] for name in names if said.get(name) is not None}
    return RowPreview(number, outcome, values, changes if outcome == "updated" else [])


def _name_records(stored: dict[str, Column], rows: Sequence[RowPreview]) -> None:
    """Put the names of other records in the place of their ids, in one query a kind of record."""
    wanted: dict[Any, set[int]] = defaultdict(set)
    for model, _changes, _place, values in _references(stored, rows):
        wanted[model] |= {value for value in values if value is not None}
    names = {
        model: {pk: str(record) for pk, record in model._default_manager.in_bulk(ids).items()}
        for model, ids in wanted.items()
    }
    for model, changes, place, values in _references(stored, rows):
        before, after = (names[model].get(value) for value in values)
        changes[place] = (changes[place][0], before, after)


def _references(
    stored: dict[str, Column], rows: Sequence[RowPreview]
) -> list[tuple[Any, list[Change], int, tuple[Any, Any]]]:
    """Every change of a reference: the model, where the change stands, the ids before and after."""
    return [
        (column.related_model, row.changes, place, (before, after))
        for row in rows
        for place, (name, before, after) in enumerate(row.changes)
        if isinstance(column := stored.get(name), ForeignKey)
    ]
