"""One import while it runs: its staging table, its cursor, and what it has changed so far."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Model

from accounts.imports.outcome import Outcome
from accounts.models import ImportChange
from accounts.rules.parsing.refusal import Refusal
from common.locks import lock_until_end

STAGING = "import_staging"
CHANGES = "import_changes"
# Numbers of the column's own type: of any other, every row would be compared with all of them.
OF_ROWS = "row_no = ANY(%(rows)s::bigint[])"

# Without the nulls at its end, so that a column which a later release adds changes no row's
# fingerprint. As a record and not as JSON: that takes a third of the time.
FINGERPRINT = "md5(rtrim(t::text, ',)'))::uuid"
# How the first releases wrote it; what they imported can still be undone.
FORMER_FINGERPRINT = "md5(jsonb_strip_nulls(to_jsonb(t))::text)::uuid"

# Most rows are created and left alone: their fingerprint was taken as they were written, and the
# table, which may be large, is not read again.
NOTE_CREATED = f"""
    INSERT INTO {ImportChange._meta.db_table} (batch_id, "table", "row", after)
    SELECT %(batch)s, "table", "row", after FROM {CHANGES} made
    WHERE "table" = %(table)s AND after IS NOT NULL AND NOT EXISTS (
        SELECT FROM {CHANGES} again
        WHERE again."table" = made."table" AND again."row" = made."row" AND again.after IS NULL
    )
"""
NOTE_CHANGED = f"""
    INSERT INTO {ImportChange._meta.db_table} (batch_id, "table", "row", before, after)
    SELECT %(batch)s, noted."table", noted."row", noted.before, {FINGERPRINT}
    FROM (
        SELECT DISTINCT ON ("row") * FROM {CHANGES} WHERE "table" = %(table)s AND "row" IN (
            SELECT "row" FROM {CHANGES} WHERE "table" = %(table)s AND after IS NULL
        ) ORDER BY "row", id
    ) noted
    JOIN {{table}} t ON t.id = noted."row"
"""


@dataclass(slots=True)
class Run:
    """SQL runs with the named parameters `source`, `batch`, `day` and those that are given.

    Tables that `temp` makes live as long as the transaction.
    """

    source: str
    batch: int
    day: date
    dry_run: bool
    columns: Mapping[str, str]  # field → the file's name for its column
    outcome: Outcome = field(default_factory=Outcome)
    is_watched: bool = False  # what becomes of every row is noted, too: see `watching`

    def execute(self, sql: str, **params: Any) -> int:
        """Returns how many rows the statement touched."""
        with connection.cursor() as cursor:
            cursor.execute(sql, self._named(params))
            return cursor.rowcount

    def fetch(self, sql: str, **params: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, self._named(params))
            return cursor.fetchall()

    def stream(self, sql: str, size: int = 2_000, **params: Any) -> Iterator[list[tuple[Any, ...]]]:
        """Rows in blocks, so that a million of them are never in memory at once."""
        with connection.chunked_cursor() as cursor:
            cursor.execute(sql, self._named(params))
            while block := cursor.fetchmany(size):
                yield block

    def _named(self, params: Mapping[str, Any]) -> dict[str, Any]:
        return {"source": self.source, "batch": self.batch, "day": self.day, **params}

    def filled(self, columns: Sequence[str]) -> set[str]:
        """Those columns of the staging table in which anything stands."""
        counts = ", ".join(f'count("{column}")' for column in columns)
        [found] = self.fetch(f"SELECT {counts} FROM {STAGING}")
        return {column for column, count in zip(columns, found, strict=True) if count}

    def lock(self, name: str) -> None:
        """Wait for other imports that have this lock, and keep it to the transaction's end."""
        lock_until_end(f"import:{name}")

    def temp(self, name: str, select: str, **params: Any) -> None:
        """A temporary table with the rows of `select`, and statistics for the planner."""
        self.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self.execute(f"CREATE TEMP TABLE {name} ON COMMIT DROP AS {select}", **params)
        self.execute(f"ANALYZE {name}")

    def temp_empty(self, name: str, columns: Mapping[str, str]) -> None:
        """An empty temporary table; `columns` are SQL types by name."""
        listed = ", ".join(f'"{column}" {_collated(sql)}' for column, sql in columns.items())
        self.execute(f"DROP TABLE IF EXISTS pg_temp.{name}")
        self.execute(f"CREATE TEMP TABLE {name} ({listed}) ON COMMIT DROP")

    def copy(self, name: str, columns: Iterable[str], rows: Iterable[Iterable[Any]]) -> None:
        listed = ", ".join(f'"{column}"' for column in columns)
        into = f"COPY {name} ({listed}) FROM STDIN"
        # The cursor's own methods are wrapped in this; its copy is the driver's.
        with (
            connection.cursor() as cursor,
            connection.wrap_database_errors,
            cursor.copy(into) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def begin_changes(self) -> None:
        # Of the temporary tables the planner needs the size above all: 3,000 rows of a sample do.
        self.execute("SET LOCAL default_statistics_target = 10")
        # What a search index has not sorted in yet; autovacuum does it within a minute.
        self.execute("SET LOCAL gin_pending_list_limit = '64MB'")
        self.temp_empty(
            CHANGES,
            {
                "id": "bigserial",
                "table": "text",
                "row": "bigint",
                "before": "jsonb",
                "after": "uuid",
            },
        )

    def note_changes(self, models: Iterable[type[Model]]) -> None:
        """Keep what was changed, with a fingerprint of every row as this import leaves it."""
        self.execute(f"ANALYZE {CHANGES}")
        noted = dict(
            self.fetch(f'SELECT "table", bool_or(after IS NULL) FROM {CHANGES} GROUP BY "table"')
        )
        for table in [model._meta.db_table for model in models]:
            if table in noted:
                self.execute(NOTE_CREATED, table=table)
            if noted.get(table):
                self.execute(NOTE_CHANGED.format(table=table), table=table)

    def refuse(self, select: str, column: str, message: str, **params: Any) -> None:
        """Take rows out of the staging table, for a reason that only SQL can see.

        `select` yields the row number, the value, and what `%(other)s` in the message stands for.
        """
        found = self.fetch(select, **params)
        values = {number: value for number, value, _other in found}
        reasons = {number: Refusal(message, other=str(other)) for number, _value, other in found}
        self._refuse(column, values, reasons)

    def refuse_rows(self, column: str, refusals: Mapping[int, Refusal]) -> None:
        """Take rows out of the staging table, for reasons found in Python."""
        if refusals:
            values = self.fetch(
                f"SELECT row_no, {column} FROM {STAGING} WHERE {OF_ROWS}", rows=list(refusals)
            )
            self._refuse(column, dict(values), refusals)

    def _refuse(
        self, column: str, values: Mapping[int, Any], refusals: Mapping[int, Refusal]
    ) -> None:
        for number, refusal in refusals.items():
            shown = self.columns.get(column, column)
            self.outcome.refuse(number, shown, values[number], refusal)
        if refusals:
            self.take_out(list(refusals))

    def take_out(self, rows: list[int]) -> None:
        self.execute(f"DELETE FROM {STAGING} WHERE {OF_ROWS}", rows=rows)


def _collated(sql: str) -> str:
    return f'{sql} COLLATE "C"' if sql.startswith("text") else sql
