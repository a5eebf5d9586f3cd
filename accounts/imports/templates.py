"""The template of a kind: an empty workbook to fill in, and a sheet that explains its columns."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO
from typing import Any

import xlsxwriter
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from accounts.imports.fields import COUNT, DAY, MOMENT, PERCENT, Field, ValueType
from accounts.imports.registry import Kind
from accounts.rules.names import normalise

LONGEST_SHEET_NAME = 31
NOT_IN_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
NARROWEST, WIDEST = 12, 40
EXPLANATION_WIDTHS = (20, 16, 44, 56, 24)
BOLD, NEEDED = {"bold": True}, {"bold": True, "bg_color": "#FFE08A"}
WRAPPED = {"text_wrap": True, "valign": "top"}

# Text keeps leading zeros, and a percentage: what is typed as 12.5% is otherwise stored as 0.125.
AS_TEXT = "@"
CELL_FORMATS = {
    "text": AS_TEXT,
    "varchar[]": AS_TEXT,
    "date": "yyyy-mm-dd",
    "timestamptz": "yyyy-mm-dd hh:mm",
}
TEXT = ValueType("text", str, says=gettext_lazy("Text."), example="A-00123")
NUMBER = ValueType(
    "numeric", Decimal, says=gettext_lazy("A number: 1234.5 or 1,234.5."), example="1234.5"
)
# What a type that says nothing of itself is like, by its SQL type.
LIKE = {type_.sql: type_ for type_ in (TEXT, NUMBER, COUNT, DAY, MOMENT)}


@dataclass(frozen=True, slots=True)
class Column:
    """A field as the template shows it; `need` says in a word whether it has to be filled in."""

    field: Field
    header: str
    need: str
    is_needed: bool


def template_workbook(kind: Kind) -> bytes:
    """The .xlsx in the active language."""
    content = BytesIO()
    columns = template_columns(kind)
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        _write_sheet(book, kind, columns)
        _write_explanations(book, columns)
    return content.getvalue()


def template_columns(kind: Kind) -> list[Column]:
    headers = _headers(kind)
    missing = {field.name for field in kind.missing(set())}
    return [
        Column(
            field,
            headers[field.name],
            _need(field, field.name in missing),
            is_needed=field.required or field.name in missing,
        )
        for field in kind.fields
    ]


def allowed_words(type_: ValueType) -> dict[str, str]:
    """A word for each value of a fixed list: its name, or for a Chinese reader its first word."""
    named = {value: _spaced(value) for value in type_.words}
    if not _in_chinese():
        return named
    return {
        value: next(_of_language(type_.words[value], chinese=True), name)
        for value, name in named.items()
    }


def example(field: Field) -> str:
    if field.example or not field.type.words:
        return str(field.example or field.type.example or _like(field.type).example)
    words = [*allowed_words(field.type).values()]
    return ", ".join(words[:2]) if field.type.sql == "varchar[]" else words[0]


def cell_format(type_: ValueType) -> str:
    """How a spreadsheet is to keep what is typed into the column."""
    return AS_TEXT if type_ is PERCENT else CELL_FORMATS.get(type_.sql, "General")


def _headers(kind: Kind) -> dict[str, str]:
    """Header by field: its first word in the reader's language that means no other field.

    Failing that it is the field's own name, which no word of another field beats.
    """
    chinese = _in_chinese()
    meanings = Counter(key for field in kind.fields for key in {*map(normalise, field.headers())})
    found = {}
    for field in kind.fields:
        words = _of_language(field.synonyms, chinese=chinese)
        own = (word for word in words if meanings[normalise(word)] == 1)
        found[field.name] = capfirst(next(own, _spaced(field.name)))
    return found


def _of_language(words: str, *, chinese: bool) -> Iterator[str]:
    """Those of the words, separated by commas, that a Chinese reader, or any other, reads."""
    return (word for word in words.split(", ") if word and word.isascii() is not chinese)


def _spaced(name: str) -> str:
    """`decision_maker` as people write it; the engine reads both."""
    return name.replace("_", " ")


def _need(field: Field, is_missed: bool) -> str:
    if field.required:
        return _("required")
    return _("required as a rule") if is_missed else _("optional")


def _write_sheet(book: Any, kind: Kind, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(_sheet_name(kind))
    sheet.freeze_panes(1, 0)
    sheet.ignore_errors({"number_stored_as_text": "A2:XFD1048576"})
    formats = {False: book.add_format(BOLD), True: book.add_format(NEEDED)}
    for place, column in enumerate(columns):
        cells = book.add_format({"num_format": cell_format(column.field.type)})
        sheet.set_column(place, place, _width(column.header), cells)
        sheet.write_string(0, place, column.header, formats[column.is_needed])


def _write_explanations(book: Any, columns: Sequence[Column]) -> None:
    sheet = book.add_worksheet(_("Explanations"))
    sheet.freeze_panes(1, 0)
    bold, wrapped = book.add_format(BOLD), book.add_format(WRAPPED)
    needed = book.add_format(NEEDED | WRAPPED)
    headings = (_("Column"), _("Needed"), _("Meaning"), _("What may be written"), _("Example"))
    for place, (heading, width) in enumerate(zip(headings, EXPLANATION_WIDTHS, strict=True)):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, heading, bold)
    for row, column in enumerate(columns, start=1):
        formats = {1: needed} if column.is_needed else {}
        for place, text in enumerate(_explanation(column)):
            sheet.write_string(row, place, text, formats.get(place, wrapped))


def _explanation(column: Column) -> tuple[str, ...]:
    field = column.field
    meaning = "\n".join(filter(None, [capfirst(str(field.label)), str(field.help)]))
    return column.header, column.need, meaning, _accepted(field.type), example(field)


def _accepted(type_: ValueType) -> str:
    says = str(type_.says or _like(type_).says)
    words = ("、" if _in_chinese() else ", ").join(allowed_words(type_).values())
    return f"{says}\n{words}" if words else says


def _like(type_: ValueType) -> ValueType:
    return LIKE.get(type_.sql, TEXT)


def _sheet_name(kind: Kind) -> str:
    name = NOT_IN_SHEET_NAME.sub(" ", capfirst(str(kind.label)))
    return name[:LONGEST_SHEET_NAME].strip(" '") or kind.code


def _width(header: str) -> int:
    """In characters; a Chinese one is as wide as two."""
    width = sum(1 if character.isascii() else 2 for character in header)
    return min(max(width + 4, NARROWEST), WIDEST)


def _in_chinese() -> bool:
    return (get_language() or "").startswith("zh")
