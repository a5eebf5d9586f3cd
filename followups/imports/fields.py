"""Types of cells and links to our own people that the records of followups need."""

from dataclasses import dataclass
from typing import ClassVar

from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from accounts.imports.facts import FactKind
from accounts.imports.fields import Field, ValueType, identifier, text
from accounts.imports.run import STAGING, Run
from accounts.rules.parsing.refusal import gettext_noop
from accounts.rules.parsing.text import parse_word, word_table
from followups.imports.words import YES, YES_NO

NAMED = "import_named"
LONG_TEXT = text(10_000)
_TABLE = word_table(YES_NO)

BOOLEAN = ValueType(
    "boolean",
    lambda cell: parse_word(cell, words=_TABLE) == YES,
    knows_nothing=True,
    says=_("One of these words:"),
    words=YES_NO,
)
CONTACT = Field(
    "contact",
    _("contact"),
    text(80),
    "联系人, 客户联系人, 联系人姓名, 反馈人, contact, contact name, contact person, reported by",
    help=_("The name of a contact who is known, or the number there."),
)
TICKET = Field(
    "ticket",
    _("ticket"),
    identifier(80),
    "工单号, 工单, 工单编号, 关联工单, ticket, ticket number, ticket no, ticket id",
    help=_("The number of a ticket that is known."),
)


@dataclass(frozen=True, slots=True)
class Named:
    """A field that names a person or a department of ours; the id goes into `<field>_id`.

    `ways` are SQL conditions, the surest first, in which `t` is a row of `table` and `words` is
    what the cell says.
    """

    field: str
    table: str
    ways: tuple[str, ...]
    unknown: str
    several: str

    @property
    def id_column(self) -> str:
        return f"{self.field}_id"

    def resolve(self, run: Run) -> None:
        """Rows that name nobody, or may mean several, are refused."""
        run.temp(NAMED, self._found())
        for hits, message in (("IS NULL", self.unknown), ("> 1", self.several)):
            run.refuse(
                f"""
                SELECT s.row_no, s."{self.field}", NULL FROM {STAGING} s
                LEFT JOIN {NAMED} n ON n.words = s."{self.field}"
                WHERE s."{self.field}" IS NOT NULL AND cardinality(n.ids) {hits}
                """,
                self.field,
                message,
            )
        run.execute(
            f"""
            UPDATE {STAGING} s SET {self.id_column} = n.ids[1]
            FROM {NAMED} n WHERE n.words = s."{self.field}"
            """
        )

    def _found(self) -> str:
        steps = " UNION ALL ".join(
            f"SELECT words, {step} AS step, t.id FROM wanted JOIN {self.table} t ON {way}"
            for step, way in enumerate(self.ways)
        )
        return f"""
            WITH wanted AS (
                SELECT DISTINCT "{self.field}" AS words FROM {STAGING}
                WHERE "{self.field}" IS NOT NULL
            ), found AS ({steps})
            SELECT DISTINCT ON (words) words, array_agg(DISTINCT id) AS ids
            FROM found GROUP BY words, step ORDER BY words, step
        """


def person(field: str) -> Named:
    """By username, e-mail or name; whoever has left is still who did it."""
    return Named(
        field,
        "accounts_user",
        ("t.username = words", "lower(t.email) = lower(words)", "t.name = words"),
        gettext_noop("is nobody here"),
        gettext_noop("is the name of several people here"),
    )


def department(field: str) -> Named:
    return Named(
        field,
        "accounts_department",
        ("lower(t.code) = lower(words)", "lower(words) IN (lower(t.name), lower(t.name_en))"),
        gettext_noop("is no department here"),
        gettext_noop("is the name of several departments here"),
    )


class WorkKind(FactKind):
    """Facts that name people and departments of ours, besides records of the customer."""

    named: ClassVar[tuple[Named, ...]] = ()
    writes: ClassVar[tuple[type[Model], ...]] = ()  # each kind's own follow from its model

    def staged(self) -> dict[str, str]:
        return super().staged() | {name.id_column: "bigint" for name in self.named}

    @property
    def columns(self) -> list[str]:
        ids = {name.field: name.id_column for name in self.named}
        return [ids.get(name, name) for name in super().columns]

    def land(self, run: Run) -> None:
        """People first, so that a row that is refused for one makes no stub of a customer."""
        for name in self.named:
            name.resolve(run)
        super().land(run)
