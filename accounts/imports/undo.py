"""Taking back what an import wrote, as far as nobody has built on it since.

A created row goes, an updated one gets its former values. Kept are rows that changed after the
import and rows that something else refers to by now; both hold on to what they need themselves.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection
from django.db.models import CASCADE, ForeignKey, Model
from django.db.models.fields.reverse_related import ForeignObjectRel
from django.utils.translation import gettext_noop

from accounts.imports.run import FINGERPRINT, FORMER_FINGERPRINT, Run
from accounts.models import (
    Assignment,
    Customer,
    CustomerAlias,
    CustomerIdentity,
    ImportChange,
)

TAKEN = "import_taken_back"

CHANGED = gettext_noop("has changed since")
BELONGS = gettext_noop("belongs to a customer who stays")
FOLLOWS = gettext_noop("follows from a record that stays")
NEEDED = gettext_noop("something newer refers to it")
ORPHANED = gettext_noop("what it referred to before is gone")


@dataclass(frozen=True, slots=True)
class Kept:
    """A row that an undo leaves as it is; `reason` is a message for the catalogue."""

    table: str
    row: int
    reason: str


def changes_take_back(run: Run) -> tuple[int, int, list[Kept]]:
    """Undo the run's batch; returns how many rows went, how many were restored, and those kept."""
    run.temp(
        TAKEN,
        f"""
        SELECT "table", "row", before, after, NULL::text AS kept
        FROM {ImportChange._meta.db_table} WHERE batch_id = %(batch)s
        """,
    )
    models = list(_models(run))
    for model in models:
        _keep_changed(run, model)
    more = 1
    while more:  # what is kept may in turn need other rows
        more = sum(_keep_needed(run, model) + _keep_orphaned(run, model) for model in models)
    for model in (CustomerIdentity, CustomerAlias, Assignment):
        _keep_belongings(run, model)
    for model in models:
        _keep_derived(run, model, models)
    deleted = sum(_delete_created(run, model) for model in models)
    restored = sum(_restore_updated(run, model) for model in models)
    kept = run.fetch(
        f'SELECT "table", "row", kept FROM {TAKEN} WHERE kept IS NOT NULL ORDER BY 1, 2'
    )
    return deleted, restored, [Kept(*row) for row in kept]


def _models(run: Run) -> Iterator[type[Model]]:
    tables = {table for (table,) in run.fetch(f'SELECT DISTINCT "table" FROM {TAKEN}')}
    return (model for model in apps.get_models() if model._meta.db_table in tables)


def _keep_changed(run: Run, model: type[Model]) -> None:
    """A row that is gone already needs no undoing either."""
    table = model._meta.db_table
    run.execute(
        f"""
        DELETE FROM {TAKEN} k WHERE "table" = %(table)s
            AND NOT EXISTS (SELECT FROM {table} t WHERE t.id = k."row")
        """,
        table=table,
    )
    run.execute(
        f"""
        UPDATE {TAKEN} k SET kept = %(why)s FROM {table} t
        WHERE k."table" = %(table)s AND t.id = k."row"
            AND {FINGERPRINT} <> k.after AND {FORMER_FINGERPRINT} <> k.after
        """,
        table=table,
        why=CHANGED,
    )


def _keep_needed(run: Run, model: type[Model]) -> int:
    """Keep created rows that a row refers to which stays, and stays referring."""
    kept = 0
    for relation in _relations(model):
        if relation.on_delete is CASCADE:
            continue
        other, column = relation.related_model._meta, relation.field.column
        kept += run.execute(
            f"""
            UPDATE {TAKEN} k SET kept = %(why)s
            WHERE k."table" = %(table)s AND k.before IS NULL AND k.kept IS NULL AND EXISTS (
                SELECT FROM {other.db_table} other
                LEFT JOIN {TAKEN} too ON too."table" = %(other)s AND too.kept IS NULL
                    AND too."row" = other."{other.pk.column}"
                WHERE other."{column}" = k."row" AND (
                    too."row" IS NULL OR (too.before ->> '{column}')::bigint = k."row"
                )
            )
            """,
            table=model._meta.db_table,
            other=other.db_table,
            why=NEEDED,
        )
    return kept


def _relations(model: type[Model]) -> Iterator[ForeignObjectRel]:
    """Whatever points to the model, except history and others without a constraint."""
    for relation in model._meta.get_fields(include_hidden=True):
        if not isinstance(relation, ForeignObjectRel) or relation.many_to_many:
            continue
        constrained = getattr(relation.field, "db_constraint", False)
        if relation.on_delete is CASCADE or constrained:
            yield relation


def _references(model: type[Model]) -> Iterator[Any]:
    """The model's own foreign keys."""
    return (field for field in model._meta.local_concrete_fields if isinstance(field, ForeignKey))


def _keep_belongings(run: Run, model: type[Model]) -> None:
    """A company that stays as it is keeps its other names, its numbers and its owner."""
    run.execute(
        f"""
        UPDATE {TAKEN} k SET kept = %(why)s
        FROM {model._meta.db_table} own, {TAKEN} customer
        WHERE k."table" = %(table)s AND k.kept IS NULL
            AND own.id = k."row" AND customer."table" = %(customers)s
            AND customer."row" = own.customer_id AND customer.kept IS NOT NULL
        """,
        table=model._meta.db_table,
        customers=Customer._meta.db_table,
        why=BELONGS,
    )


def _keep_derived(run: Run, model: type[Model], models: Collection[type[Model]]) -> None:
    """A row that stays as it is keeps what follows from it and was written by the import, too."""
    for relation in _relations(model):
        if relation.on_delete is CASCADE and relation.related_model in models:
            derived = relation.related_model._meta
            run.execute(
                f"""
                UPDATE {TAKEN} k SET kept = %(why)s FROM {derived.db_table} own, {TAKEN} stays
                WHERE k."table" = %(derived)s AND k.kept IS NULL
                    AND own."{derived.pk.column}" = k."row" AND stays."table" = %(table)s
                    AND stays."row" = own."{relation.field.column}" AND stays.kept IS NOT NULL
                """,
                table=model._meta.db_table,
                derived=derived.db_table,
                why=FOLLOWS,
            )


def _keep_orphaned(run: Run, model: type[Model]) -> int:
    """Keep updated rows whose former values refer to a row that is not there any more."""
    kept = 0
    for field in _references(model):
        kept += run.execute(
            f"""
            UPDATE {TAKEN} k SET kept = %(why)s
            WHERE k."table" = %(table)s AND k.kept IS NULL
                AND k.before ->> '{field.column}' IS NOT NULL AND NOT EXISTS (
                    SELECT FROM {field.related_model._meta.db_table} t
                    WHERE t.id = (k.before ->> '{field.column}')::bigint
                )
            """,
            table=model._meta.db_table,
            why=ORPHANED,
        )
    return kept


def _delete_created(run: Run, model: type[Model]) -> int:
    """What was only derived from a row goes with it."""
    gone = (
        f'SELECT "row" FROM {TAKEN} WHERE "table" = %(table)s AND before IS NULL AND kept IS NULL'
    )
    table = model._meta.db_table
    for relation in _relations(model):
        if relation.on_delete is CASCADE:
            derived = relation.related_model._meta.db_table
            run.execute(
                f'DELETE FROM {derived} WHERE "{relation.field.column}" IN ({gone})', table=table
            )
    return run.execute(f"DELETE FROM {table} WHERE id IN ({gone})", table=table)


def _restore_updated(run: Run, model: type[Model]) -> int:
    table = model._meta.db_table
    names = [
        connection.ops.quote_name(f.column or f.name) for f in model._meta.local_concrete_fields
    ]
    columns = ", ".join(names)
    former = ", ".join(f"former.{name}" for name in names)
    return run.execute(
        f"""
        UPDATE {table} t SET ({columns}) = ROW ({former})
        FROM {TAKEN} k, jsonb_populate_record(NULL::{table}, k.before) former
        WHERE k."table" = %(table)s AND k.before IS NOT NULL AND k.kept IS NULL
            AND t.id = k."row"
        """,
        table=table,
    )
