"""Fields that name another record: an invoice by its number, a product line by its name."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import CASCADE, ForeignKey, Model

from accounts.imports.landing import rows_insert
from accounts.imports.references import REFERENCES, references_resolve
from accounts.imports.run import STAGING, Run
from accounts.models import Customer, ProductLine
from accounts.rules.parsing.refusal import gettext_noop

LINKED = "import_linked"


class Linking(Protocol):
    """A field of a file that gives the row the id of another record."""

    @property
    def field(self) -> str: ...

    @property
    def id_column(self) -> str: ...

    def resolve(self, run: Run) -> None:
        """Fill `id_column` of the staging table; the rows' customers are known by now."""


@dataclass(frozen=True, slots=True)
class Link:
    """A field that names a record of the same customer; its id goes into `<field>_id`.

    The record is found by its number in the same source, then by what its `column` says.
    """

    field: str
    model: type[Model]
    column: str = "number"

    @property
    def id_column(self) -> str:
        return f"{self.field}_id"

    def resolve(self, run: Run) -> None:
        """Fill `<field>_id`; rows whose field names no record, or several, are refused."""
        run.temp(LINKED, self._found())
        for hits, message in (("= 0", UNKNOWN), ("> 1", SEVERAL)):
            run.refuse(
                f"""
                SELECT s.row_no, s.{self.field}, l.customer
                FROM {STAGING} s JOIN {REFERENCES} r ON r.reference = s.customer
                JOIN {LINKED} l ON l.customer_id = r.customer_id AND l.words = s.{self.field}
                WHERE l.hits {hits}
                """,
                self.field,
                message,
            )
        run.execute(
            f"""
            UPDATE {STAGING} s SET {self.id_column} = l.id
            FROM {REFERENCES} r, {LINKED} l
            WHERE r.reference = s.customer AND l.customer_id = r.customer_id
                AND l.words = s.{self.field}
            """
        )

    def _found(self) -> str:
        """Each word of each customer, with none, one or several (2) records that it names."""
        table = self.model._meta.db_table
        return f"""
            WITH wanted AS (
                SELECT DISTINCT s.{self.field} AS words, r.customer_id
                FROM {STAGING} s JOIN {REFERENCES} r ON r.reference = s.customer
                WHERE s.{self.field} IS NOT NULL AND r.customer_id IS NOT NULL
            ), numbered AS (
                SELECT w.words, w.customer_id, min(t.id) AS least, max(t.id) AS most
                FROM wanted w JOIN {table} t ON t.customer_id = w.customer_id
                    AND t.source = %(source)s AND t.external_id = w.words
                GROUP BY 1, 2
            ), others AS (
                SELECT words, customer_id FROM wanted
                EXCEPT SELECT words, customer_id FROM numbered
            ), surest AS (
                SELECT * FROM numbered
                UNION ALL
                SELECT w.words, w.customer_id, min(t.id), max(t.id) FROM others w JOIN {table} t
                    ON t.customer_id = w.customer_id AND t."{self.column}" = w.words
                GROUP BY 1, 2
            )
            SELECT w.words, w.customer_id,
                CASE WHEN least IS NULL THEN 0 WHEN least = most THEN 1 ELSE 2 END AS hits,
                CASE WHEN least = most THEN least END AS id, c.name AS customer
            FROM wanted w JOIN accounts_customer c ON c.id = w.customer_id
            LEFT JOIN surest USING (words, customer_id)
        """


UNKNOWN = gettext_noop("is not known of %(other)s")
SEVERAL = gettext_noop("may be several of %(other)s")


class LineLink:
    """A field that names a product line, by code or name; an unknown one is recorded."""

    model = ProductLine

    def __init__(self, field: str = "line") -> None:
        self.field = field
        self.id_column = "line_id"

    def resolve(self, run: Run) -> None:
        run.lock("product_lines")
        run.temp(LINKED, self._found())
        rows_insert(
            run,
            ProductLine,
            f"""
            (SELECT min(words) AS words FROM {LINKED} WHERE id IS NULL
             GROUP BY lower(words COLLATE "default"))
            """,
            {"code": "n.words", "name": "n.words"},
        )
        run.temp(LINKED, self._found())
        run.execute(
            f"""
            UPDATE {STAGING} s SET {self.id_column} = l.id
            FROM {LINKED} l WHERE l.words = s.{self.field}
            """
        )

    def _found(self) -> str:
        """The first line of each spelling, by its code before its name."""
        names = ("code", "name", "name_en")
        known = ", ".join(f'lower(l.{name} COLLATE "default")' for name in names)
        return f"""
            SELECT DISTINCT ON (words) words, l.id FROM (
                SELECT DISTINCT {self.field} AS words FROM {STAGING} WHERE {self.field} IS NOT NULL
            ) wanted
            LEFT JOIN accounts_productline l ON lower(words COLLATE "default") IN ({known})
            ORDER BY words, l.code = words DESC, l.id
        """


def unknown_customers_refuse(run: Run, fields: list[str], region: str) -> bool:
    """Rows that name a record of a customer nobody knows: no stub is made for them.

    Returns whether there were any. `region` is as in `customers_resolve`.
    """
    references_resolve(run, "customer", region=region)
    before = run.outcome.refused
    for field in fields:
        run.refuse(
            f"""
            SELECT s.row_no, s.{field}, s.customer
            FROM {STAGING} s JOIN {REFERENCES} r ON r.reference = s.customer
            WHERE r.hits = 0 AND s.{field} IS NOT NULL
            """,
            field,
            UNKNOWN,
        )
    return run.outcome.refused > before


def moves_refuse(
    run: Run, model: type[Model], columns: list[str], takes_along: Collection[type[Model]]
) -> None:
    """Rows that would take a fact to another customer, away from the records it belongs with.

    What it names has to be named anew, and what names it has to go along.
    """
    table = model._meta.db_table
    ties = [
        f't."{field.column}" IS NOT NULL AND n."{field.column}" IS NULL'
        if field.column in columns
        else f't."{field.column}" IS NOT NULL'
        for field in model._meta.concrete_fields
        if isinstance(field, ForeignKey) and _is_of_customer(field.related_model)
    ]
    relations: list[Any] = list(model._meta.get_fields(include_hidden=True))
    ties += [
        _tie(relation)
        for relation in relations
        if relation.auto_created
        and not relation.concrete
        and (relation.many_to_many or _stays(relation))
        and relation.related_model not in takes_along
        and _is_of_customer(relation.related_model)
    ]
    if ties:
        run.refuse(
            f"""
            SELECT n.row_no, n.customer, c.name
            FROM {STAGING} n JOIN {REFERENCES} r ON r.reference = n.customer
            JOIN {table} t ON t.source = %(source)s AND t.external_id = n.external_id
            JOIN accounts_customer c ON c.id = t.customer_id
            WHERE t.customer_id <> r.customer_id AND ({" OR ".join(ties)})
            """,
            "customer",
            gettext_noop("is another customer now; other records of %(other)s belong with it"),
        )


def _stays(relation: Any) -> bool:
    """Whether what points here is kept when this goes; history has no constraint."""
    return relation.on_delete is not CASCADE and relation.field.db_constraint


def _tie(relation: Any) -> str:
    """Whether a row of another table names this one, also as one of many."""
    table, column = (
        (relation.through._meta.db_table, relation.field.m2m_reverse_name())
        if relation.many_to_many
        else (relation.related_model._meta.db_table, relation.field.column)
    )
    return f'EXISTS (SELECT FROM {table} r WHERE r."{column}" = t.id)'


def _is_of_customer(model: Any) -> bool:
    """Whether rows of a model are facts about one customer."""
    names = {field.name for field in model._meta.concrete_fields}
    return "customer" in names and model is not Customer
