"""What becomes of every single row, noted for whoever looks before anything is written.

Only a run that is watched notes it; a usual import counts its rows and is none the slower. Of each
outcome the first 10,000 rows are kept.
"""

from collections.abc import Sequence

from django.db.models import Model

from accounts.imports.run import CHANGES, Run

WATCHED = "import_watched"
MOST_KEPT = 10_000
COLUMNS = {
    "row_no": "bigint",
    "outcome": "text",
    "row": "bigint",  # the record's id, where it was there before
    "said": "jsonb",  # the staged row
    "before": "jsonb",
    "added": "jsonb",
    "changed": "jsonb",
}
# The first note has the record as it was before this import.
FIRST_NOTES = f"""
    (SELECT DISTINCT ON ("row") "row", before FROM {CHANGES}
     WHERE "table" = %(table)s AND before IS NOT NULL ORDER BY "row", id)
"""
OUTCOME = """
    CASE WHEN {known} IS NULL THEN 'created'
        WHEN c."row" IS NOT NULL OR {added} IS NOT NULL OR {changed} IS NOT NULL THEN 'updated'
        ELSE 'unchanged' END
"""


def watch_begin(run: Run) -> None:
    if run.is_watched:
        run.temp_empty(WATCHED, COLUMNS)


def rows_note(
    run: Run,
    model: type[Model],
    relation: str,
    *,
    known: str = "n.id",
    added: str = "NULL::jsonb",
    changed: str = "NULL::jsonb",
) -> None:
    """Note the rows of `relation`, which have landed; `known` is the record that was there before.

    `added` is what a row adds to its record besides the record's own columns, `changed` what it
    changes of another one that its record is a part of, [before, after] by field. All are SQL.
    """
    if not run.is_watched:
        return
    outcome = OUTCOME.format(known=known, added=added, changed=changed)
    run.execute(
        f"""
        INSERT INTO {WATCHED} (row_no, outcome, "row", said, before, added, changed)
        SELECT row_no, outcome, known, said, before, added, changed FROM (
            SELECT n.row_no, {outcome} AS outcome, {known} AS known, to_jsonb(n) AS said, c.before,
                {added} AS added, {changed} AS changed,
                row_number() OVER (PARTITION BY {outcome} ORDER BY n.row_no) AS place
            FROM {relation} n LEFT JOIN {FIRST_NOTES} c ON c."row" = {known}
        ) noted WHERE place <= {MOST_KEPT}
        """,
        table=model._meta.db_table,
    )


def repeats_note(run: Run, rows: Sequence[int]) -> None:
    """Note rows that only repeat an earlier one of the file."""
    if run.is_watched:
        run.copy(
            WATCHED,
            ("row_no", "outcome"),
            ((number, "unchanged") for number in sorted(rows)[:MOST_KEPT]),
        )


def changes_renew(run: Run, model: type[Model]) -> None:
    """Rows that left their record alone may have changed it by a later step after all."""
    if run.is_watched:
        run.execute(
            f"""
            UPDATE {WATCHED} w SET outcome = 'updated', before = c.before
            FROM {FIRST_NOTES} c WHERE w.outcome = 'unchanged' AND c."row" = w."row"
            """,
            table=model._meta.db_table,
        )
