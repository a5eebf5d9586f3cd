"""Moving prepared rows into their tables, in sets, noting every row that is written.

In all SQL here `t` is a row of the table and `n` what the import has for it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model

from accounts.imports.run import CHANGES, FINGERPRINT, STAGING, Run
from accounts.imports.watching import repeats_note
from accounts.rules.parsing.refusal import gettext_noop

MATCH = "import_match"
# A file that is silent about the customer changes nothing about it.
CUSTOMER = "coalesce(n.customer_id, t.customer_id)"
REPEATED = "import_repeated"


@dataclass(frozen=True, slots=True)
class Check:
    """Something between two fields that the database insists on.

    `broken` is SQL in which `{name}` stands for a field's value after the import; `%(other)s` in
    the message becomes the value of the field `other`.
    """

    field: str
    broken: str
    message: str
    other: str


class Landed(NamedTuple):
    created: int
    updated: int
    unchanged: int


def rows_insert(
    run: Run,
    model: type[Model],
    relation: str,
    values: Mapping[str, str],
    defaults: Mapping[str, Any] | None = None,
    **params: Any,
) -> int:
    """Insert a row for each of `relation`; `values` are SQL expressions by column.

    Where they are empty or missing, `defaults` hold, and then those of the model; `params` are
    what `relation` names. Returns how many rows there are now more.
    """
    columns = dict(values)
    for column, sql_type, value in _defaults(model, defaults or {}):
        default = f"%(default_{column})s::{sql_type}"
        columns[column] = f"coalesce({values[column]}, {default})" if column in values else default
        params[f"default_{column}"] = value
    listed = ", ".join(f'"{column}"' for column in columns)
    return run.execute(
        f"""
        WITH made AS (
            INSERT INTO {model._meta.db_table} AS t ({listed})
            SELECT {", ".join(columns.values())} FROM {relation} n
            RETURNING id, {FINGERPRINT} AS after
        )
        INSERT INTO {CHANGES} ("table", "row", after) SELECT %(table)s, id, after FROM made
        """,
        table=model._meta.db_table,
        **params,
    )


def _defaults(model: type[Model], given: Mapping[str, Any]) -> list[tuple[str, str, Any]]:
    """Column, SQL type and default of every column that must not be empty and has one."""
    defaults = []
    for field in model._meta.local_concrete_fields:
        column = field.column or field.name
        known = column in given or field.has_default() or field.blank
        if known and not field.null and not field.primary_key:
            value = given.get(column, field.get_default())
            defaults.append((column, field.db_type(connection) or "text", value))
    return defaults


def rows_update(
    run: Run,
    model: type[Model],
    relation: str,
    values: Mapping[str, str],
    stamp: Mapping[str, str] | None = None,
) -> int:
    """Give rows the values (SQL expressions by column) of the rows of `relation` with their id.

    Only rows that differ in `values` are written, and they get `stamp` too; they are locked as
    they are noted, so that nobody's change in between is lost. Returns how many.
    """
    table = model._meta.db_table
    current = ", ".join(f't."{column}"' for column in values)
    wanted = ", ".join(values.values())
    differing = f"t.id = n.id AND ({current}) IS DISTINCT FROM ({wanted})"
    changed = run.execute(
        f"""
        INSERT INTO {CHANGES} ("table", "row", before)
        SELECT %(table)s, t.id, to_jsonb(t) FROM {table} t, {relation} n WHERE {differing}
        FOR UPDATE OF t
        """,
        table=table,
    )
    if changed:
        given = {**values, **(stamp or {})}
        assigned = ", ".join(f'"{column}" = {value}' for column, value in given.items())
        run.execute(f"UPDATE {table} t SET {assigned} FROM {relation} n WHERE {differing}")
    return changed


def facts_land(
    run: Run,
    model: type[Model],
    relation: str,
    columns: Sequence[str],
    defaults: Mapping[str, Any] | None = None,
) -> Landed:
    """Insert or update facts, told apart by the run's source and `external_id`.

    `relation` (SQL) has `row_no`, `external_id`, `customer_id` and `columns`; where it is empty,
    an existing row keeps its value and a new one gets the default.
    """
    run.temp(
        MATCH,
        f"""
        SELECT n.*, t.id FROM {relation} n
        LEFT JOIN {model._meta.db_table} t
            ON t.source = %(source)s AND t.external_id = n.external_id
        """,
    )
    [(total, known)] = run.fetch(f"SELECT count(*), count(id) FROM {MATCH}")
    merged = {column: f'coalesce(n."{column}", t."{column}")' for column in columns}
    merged["customer_id"] = CUSTOMER
    # A file of nothing but new rows needs no look at the others.
    updated = known and rows_update(run, model, MATCH, merged, {"batch_id": "%(batch)s"})
    given = {column: f'n."{column}"' for column in (*columns, "customer_id", "external_id")}
    given |= {"source": "%(source)s", "batch_id": "%(batch)s", "recorded_at": "now()"}
    created = rows_insert(run, model, f"(SELECT * FROM {MATCH} WHERE id IS NULL)", given, defaults)
    return Landed(created, updated, total - created - updated)


def broken_refuse(run: Run, model: type[Model], columns: Sequence[str], check: Check) -> None:
    """Refuse staged rows that would leave a row in which `check` does not hold."""
    merged = {column: f'coalesce(n."{column}", t."{column}")' for column in columns}
    run.refuse(
        f"""
        SELECT n.row_no, {merged[check.field]}::text, {merged[check.other]}::text
        FROM {STAGING} n LEFT JOIN {model._meta.db_table} t
            ON t.source = %(source)s AND t.external_id = n.external_id
        WHERE {check.broken.format(**merged)}
        """,
        check.field,
        check.message,
    )


def repeats_refuse(run: Run, key: str, column: str, columns: Sequence[str]) -> int:
    """Settle rows of one file that say something about the same thing, told by `key` (SQL).

    The first counts. One that repeats it is unchanged, one that contradicts it is refused.
    Returns how many were unchanged.
    """
    run.temp(
        REPEATED,
        f"""
        SELECT {key} AS key, min(row_no) AS first_no FROM {STAGING} n
        WHERE {key} IS NOT NULL GROUP BY 1 HAVING count(*) > 1
        """,
    )
    if not run.fetch(f"SELECT EXISTS (SELECT FROM {REPEATED})")[0][0]:
        return 0
    same = ", ".join(f'n."{name}"' for name in columns)
    first = ", ".join(f'f."{name}"' for name in columns)
    repeats = f"""
        FROM {REPEATED} r
        JOIN {STAGING} f ON f.row_no = r.first_no
        JOIN {STAGING} n ON {key} = r.key AND n.row_no > r.first_no
    """
    unchanged = run.fetch(
        f"SELECT n.row_no {repeats} WHERE ({same}) IS NOT DISTINCT FROM ({first})"
    )
    run.refuse(
        f"SELECT n.row_no, n.{column}, f.row_no {repeats} "
        f"WHERE ({same}) IS DISTINCT FROM ({first})",
        column,
        gettext_noop("row %(other)s says something else about the same one"),
    )
    if unchanged:
        rows = [number for (number,) in unchanged]
        run.take_out(rows)
        repeats_note(run, rows)
    return len(unchanged)
