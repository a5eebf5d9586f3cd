"""The templates of every kind, in both languages, read back by the engine they are for."""

import zipfile
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from django.utils import translation
from python_calamine import CalamineWorkbook

from accounts.imports.columns import NOTHING_TOLD, _guess, map_columns
from accounts.imports.fields import (
    CUSTOMER,
    PERCENT,
    Field,
    ValueType,
    identifier,
    text,
    word,
    words,
)
from accounts.imports.files import open_table
from accounts.imports.registry import Kind, kind_by_code, kinds
from accounts.imports.templates import (
    allowed_words,
    cell_format,
    example,
    template_columns,
    template_workbook,
)
from accounts.rules.parsing.text import clean

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EVERY_KIND = pytest.mark.parametrize("kind", kinds(), ids=lambda kind: kind.code)


@pytest.fixture(autouse=True, params=["zh-hans", "en"])
def language(request):
    with translation.override(request.param):
        yield request.param


@pytest.fixture
def saved(tmp_path: Path):
    """The template of a kind as a file."""

    def saved(kind: Kind) -> Path:
        path = tmp_path / f"{kind.code}.xlsx"
        path.write_bytes(template_workbook(kind))
        return path

    return saved


def parts(kind: Kind, name: str) -> list[ET.Element]:
    """The XML parts of the template whose names begin so."""
    with zipfile.ZipFile(BytesIO(template_workbook(kind))) as archive:
        names = sorted(part for part in archive.namelist() if part.startswith(name))
        return [ET.fromstring(archive.read(part)) for part in names]  # noqa: S314 - our own


def explanations(kind: Kind) -> list[list[str]]:
    book = CalamineWorkbook.from_filelike(BytesIO(template_workbook(kind)))
    return book.get_sheet_by_index(1).to_python()


def number_formats(kind: Kind) -> list[str]:
    """The format of each column, "" for none of its own."""
    [styles], [sheet, _explanations] = parts(kind, "xl/styles"), parts(kind, "xl/worksheets/sheet")
    codes = {one.get("numFmtId"): one.get("formatCode", "") for one in styles.iter(f"{MAIN}numFmt")}
    formats = [codes.get(style.get("numFmtId"), "") for style in styles.find(f"{MAIN}cellXfs")]
    found = []
    for column in sheet.find(f"{MAIN}cols"):
        count = int(column.get("max", 0)) - int(column.get("min", 0)) + 1
        found += [formats[int(column.get("style", 0))]] * count
    return found


def fill(kind: Kind) -> list[bool]:
    """For each header whether its cell is filled."""
    [styles], [sheet, _explanations] = parts(kind, "xl/styles"), parts(kind, "xl/worksheets/sheet")
    fills = [style.get("fillId") != "0" for style in styles.find(f"{MAIN}cellXfs")]
    return [fills[int(cell.get("s", 0))] for cell in sheet.iter(f"{MAIN}c")]


class Awkward(Kind):
    """What no kind of ours is, so that the next one may be."""

    code = "awkward"
    label = "[Every/thing] that a name of a sheet: may not hold, and it is too long as well"
    fields = (
        Field("number", "number", identifier(10), "编号, 编码, number, code"),
        Field("code", "code", identifier(10), "编码, 代码, code"),
        Field("odd", "odd", ValueType("text", str), "编号, number"),
        Field("share", "share", PERCENT, "占比, share"),
        Field("switch", "switch", ValueType("boolean", bool), "开关, switch"),
        Field("size", "size", word({"very_big": "大, large", "s": "small"}), "规格, size"),
        Field("sizes", "sizes", words({"very_big": "大, large"}), "各规格, sizes"),
        Field("note", "note", text(20), "备注, note", help="Anything.", example="urgent"),
    )


# --- the sheet to fill in ----------------------------------------------------------------------


@EVERY_KIND
def test_every_header_is_taken_for_its_own_field(kind, saved):
    with open_table(saved(kind)) as table:
        mapping = map_columns(kind, table.header, NOTHING_TOLD).mapping
        assert list(mapping.values()) == [field.name for field in kind.fields]
        assert list(table.rows) == []


@EVERY_KIND
def test_a_header_means_its_field_without_the_others_too(kind):
    for column in template_columns(kind):
        assert _guess(kind, [column.header], set()) == {column.header: column.field.name}


@EVERY_KIND
def test_headers_are_in_the_language_of_the_reader(kind, language):
    headers = [column.header for column in template_columns(kind)]
    assert [header for header in headers if header.isascii() is not (language == "en")] == []
    assert not any("_" in header for header in headers)


def test_the_first_word_of_the_readers_language_is_the_header(language):
    orders = {c.field.name: c.header for c in template_columns(kind_by_code("orders"))}
    expected = ("订单号", "金额") if language == "zh-hans" else ("Order number", "Amount")
    assert (orders["number"], orders["amount"]) == expected


def test_a_word_that_means_two_fields_is_no_header(language):
    headers = [column.header for column in template_columns(Awkward())]
    expected = ["Number", "代码", "Odd"] if language == "zh-hans" else ["Number", "Code", "Odd"]
    assert headers[:3] == expected
    assert list(map_columns(Awkward(), headers, NOTHING_TOLD).mapping.values()) == [
        field.name for field in Awkward.fields
    ]


@EVERY_KIND
def test_what_has_to_be_filled_in_is_filled_and_said(kind):
    needed = [column.is_needed for column in template_columns(kind)]
    assert fill(kind)[: len(needed)] == needed
    assert {f.name for f in kind.fields if f.required} | {f.name for f in kind.missing(set())} == {
        column.field.name for column in template_columns(kind) if column.is_needed
    }


def test_a_column_that_another_can_replace_is_required_as_a_rule():
    with translation.override("en"):
        needs = {c.field.name: c.need for c in template_columns(kind_by_code("order_lines"))}
    assert (needs["number"], needs["amount"], needs["region"]) == (
        "required", "required as a rule", "optional",
    )  # fmt: skip


@EVERY_KIND
def test_columns_of_text_are_text_so_that_zeros_stay(kind):
    found = number_formats(kind)
    assert len(found) == len(kind.fields)
    for field, number_format in zip(kind.fields, found, strict=True):
        is_text = field.type.sql in ("text", "varchar[]") or field.type is PERCENT
        assert (number_format == "@") == is_text, field.name


def test_a_percentage_is_kept_as_it_is_typed():
    assert [cell_format(field.type) for field in Awkward.fields[3:5]] == ["@", "General"]


@EVERY_KIND
def test_the_header_stays_in_sight_and_no_cell_is_a_formula(kind):
    sheets = parts(kind, "xl/worksheets/sheet")
    assert len(sheets) == 2
    for sheet in sheets:
        assert sheet.find(f".//{MAIN}pane").get("ySplit") == "1"
        assert list(sheet.iter(f"{MAIN}f")) == []
        assert {cell.get("t") for cell in sheet.iter(f"{MAIN}c")} == {"s"}


@EVERY_KIND
def test_a_template_without_rows_loads_as_nothing(kind, load, saved):
    result = load(kind.code, saved(kind))
    assert (result.outcome.rows, result.outcome.refused) == (0, 0)


def test_a_row_typed_below_the_headers_is_imported(load, write):
    lines = {"customer": "杭州科技", "number": "0001", "ordered_on": "2026-03-05", "amount": "5"}
    columns = template_columns(kind_by_code("orders"))
    header = ",".join(column.header for column in columns)
    row = ",".join(lines.get(column.field.name, "") for column in columns)
    assert load("orders", f"{header}\n{row}\n").outcome.created == 1


# --- the sheet that explains -------------------------------------------------------------------


@EVERY_KIND
def test_every_field_has_a_row_that_explains_it(kind):
    rows = explanations(kind)[1:]
    assert [row[0] for row in rows] == [column.header for column in template_columns(kind)]
    assert all(cell.strip() for row in rows for cell in row)
    assert all(len(row) == 5 for row in rows)


@EVERY_KIND
def test_every_example_is_taken_by_its_own_field(kind):
    for field in kind.fields:
        shown = example(field)
        assert clean(shown) == shown
        assert field.type.parse(shown) is not None


@EVERY_KIND
def test_every_word_that_is_offered_is_taken_for_its_value(kind):
    for field in kind.fields:
        offered = allowed_words(field.type)
        for value, shown in offered.items():
            assert field.type.parse(shown) == field.type.parse(value), field.name
        assert len({str(field.type.parse(shown)) for shown in offered.values()}) == len(offered)


@EVERY_KIND
def test_a_fixed_list_is_listed_in_full(kind):
    for field, row in zip(kind.fields, explanations(kind)[1:], strict=True):
        assert all(shown in row[3] for shown in allowed_words(field.type).values())


def test_words_are_those_of_the_reader(language):
    tier = kind_by_code("customers").field("tier").type
    expected = ["战略", "重点"] if language == "zh-hans" else ["strategic", "key"]
    assert list(allowed_words(tier).values())[:2] == expected
    size = Awkward.fields[5].type
    expected = ["大", "s"] if language == "zh-hans" else ["very big", "s"]
    assert list(allowed_words(size).values()) == expected


def test_a_type_that_says_nothing_is_explained_by_its_like():
    with translation.override("en"):
        rows = {row[0]: row[3:] for row in explanations(Awkward())}
    assert rows["Odd"] == rows["Switch"] == ["Text.", "A-00123"]


def test_the_example_of_a_field_comes_before_that_of_its_type():
    assert example(Awkward.fields[7]) == "urgent"
    assert example(CUSTOMER) == "杭州科技有限公司"


# --- the workbook ------------------------------------------------------------------------------


@EVERY_KIND
def test_sheets_are_called_after_the_kind_and_what_they_are(kind):
    names = CalamineWorkbook.from_filelike(BytesIO(template_workbook(kind))).sheet_names
    assert names[0].lower() == str(kind.label).lower()
    assert len(set(names)) == 2


def test_a_name_that_no_sheet_may_have_is_mended():
    book = CalamineWorkbook.from_filelike(BytesIO(template_workbook(Awkward())))
    assert book.sheet_names[0] == "Every thing  that a name of a"
