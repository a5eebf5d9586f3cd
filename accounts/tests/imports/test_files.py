import io
import random
import tracemalloc
import zipfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.imports.errors import UnreadableFile
from accounts.imports.files import open_table
from accounts.rules.parsing.refusal import Refusal

TEXT = "订单号,客户,金额\nA1,杭州科技有限公司,139.12\nA2,“宁波”机械,-7.50\n"
ROWS = [["A1", "杭州科技有限公司", "139.12"], ["A2", "“宁波”机械", "-7.50"]]


def read(path: Path):
    with open_table(path) as table:
        return table, [cells for _number, cells in table.rows]


def workbook(path: Path, rows, **options) -> Path:
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return path


@pytest.mark.parametrize(
    ("encoding", "mark", "reported"),
    [
        ("utf-8", b"", "utf-8"),
        ("utf-8-sig", b"", "utf-8-sig"),
        ("gb18030", b"", "gb18030"),
        ("gbk", b"", "gb18030"),
        ("utf-16", b"", "utf-16"),
        ("utf-16-be", b"\xfe\xff", "utf-16"),
        ("utf-16-le", b"", "utf-16-le"),
        ("utf-16-be", b"", "utf-16-be"),
    ],
)
def test_every_usual_encoding_is_detected_and_named(write, encoding, mark, reported):
    table, rows = read(write(mark + TEXT.encode(encoding)))
    assert (table.encoding, table.header, rows) == (reported, ["订单号", "客户", "金额"], ROWS)


def test_a_chinese_character_far_down_decides_the_encoding(write):
    text = "a,b\n" + "1,2\n" * 500_000 + "3,杭州\n"
    table, rows = read(write(text.encode("gb18030")))
    assert table.encoding == "gb18030"
    assert rows[-1] == ["3", "杭州"]


def test_a_scratched_byte_costs_its_row_and_not_the_encoding(write):
    text = ("a,b\n" + "杭州科技有限公司,2\n" * 100).encode()
    table, rows = read(write(text + b"\xe6\x9d,3\n"))
    assert table.encoding == "utf-8"
    assert "\ufffd" in rows[-1][0]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_usual_delimiter_is_detected(write, delimiter):
    table, rows = read(write(TEXT.replace(",", delimiter)))
    assert (table.delimiter, rows) == (delimiter, ROWS)


def test_separators_inside_of_cells_do_not_mislead(write):
    table, _rows = read(write("name;amount;aliases\nA;1,5;x,y\nB;2,25;z,,w\n"))
    assert table.delimiter == ";"
    table, _rows = read(write("name,note;more,amount\nA,b;c;d;e,1\nB,,2\n"))
    assert table.delimiter == ","


def test_one_column_is_a_table_too(write):
    table, rows = read(write("name\nA\nB\n"))
    assert (table.header, rows) == (["name"], [["A"], ["B"]])


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_any_end_of_line_and_line_breaks_in_cells_are_read(write, newline):
    text = newline.join(["a,b", '1,"two\nlines"', "3,4", ""])
    assert read(write(text))[1] == [["1", "two\nlines"], ["3", "4"]]


def test_rows_have_the_numbers_that_a_spreadsheet_shows(write):
    with open_table(write('a,b\n\n1,"x\ny"\n2,z\n')) as table:
        assert [number for number, cells in table.rows if cells] == [3, 4]


def test_every_column_gets_a_name_of_its_own(write):
    table, _rows = read(write("Amount,, Amount ,\x00x,Amount,,\n1,2,3,4,5\n"))
    assert table.header == ["Amount", "#2", "Amount (2)", "x", "Amount (3)"]


def test_a_misplaced_quotation_mark_costs_only_its_row(write):
    rows = read(write('a,b\n1,2\n"3"x,4\n5,6\n7,"8\n'))[1]
    assert [row for row in rows if not isinstance(row, Refusal)] == [["1", "2"], ["5", "6"]]
    assert sum(isinstance(row, Refusal) for row in rows) == 2


def test_a_quotation_mark_that_nobody_closes_leaves_the_rest_of_the_file_alone(write):
    good = [[str(number), "x"] for number in range(3_000)]
    lines = [",".join(row) for row in good]
    lines[10:10] = ['a,"b']
    lines[2_000:2_000] = ['c,"d']
    rows = read(write("\n".join(["a,b", *lines])))[1]
    assert [row for row in rows if not isinstance(row, Refusal)] == good
    assert len(rows) == len(good) + 2


def test_a_cell_of_a_megabyte_is_read(write):
    rows = read(write("a,b\n" + "x" * (1 << 20) + ",1\n2,3\n"))[1]
    assert len(rows[0][0]) == 1 << 20
    assert rows[1] == ["2", "3"]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"\n \n,,\n", "The file has no header row."),
        (b"\xef\xbb\xbf", "The file has no header row."),
        (b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(5_000), "neither text"),
        (random.Random(2).randbytes(100_000), "neither text"),
        (b"\x00" * 1_000, "neither text"),
        (b"\xd0\xcf\x11\xe0" + b"\x00" * 500, "old .xls"),
        (b"PK\x03\x04 and nothing else", "not an .xlsx"),
        (b"a," * 1_500 + b"b\n", "1501 columns"),
        (b"a" * (9 << 20), "A line is longer"),
        (b'"a,b\n1,2\n', "The first row"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_table_is_refused_in_one_line(write, content, why):
    with pytest.raises(UnreadableFile, match=why) as error:
        read(write(content))
    assert "\n" not in str(error.value)


def test_a_file_of_any_length_takes_the_same_memory(write):
    peaks = []
    for blocks in (80_000, 240_000):
        path = write("a,b,c\n" + "杭州科技有限公司,2026-3-5,12345\n" * blocks)
        tracemalloc.start()
        with open_table(path) as table:
            assert sum(1 for _row in table.rows) == blocks
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] * 1.5


def test_a_missing_file_and_a_folder_are_refused(tmp_path):
    for path in (tmp_path / "nowhere.csv", tmp_path):
        with pytest.raises(UnreadableFile):
            read(path)


def test_a_header_without_rows_is_an_empty_table(write):
    assert read(write("a,b\n"))[1] == []


def test_a_workbook_gives_values_and_not_formats(tmp_path):
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        hidden = book.add_worksheet("old")
        hidden.write(0, 0, "hidden")
        hidden.hide()
        book.add_worksheet("empty").activate()
        sheet = book.add_worksheet("orders")
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(1, 0, ["number", "day", "amount", "serial"])
        sheet.write_number(2, 0, 536365)
        sheet.write_number(2, 1, 46086, day)
        sheet.write_number(2, 2, 139.12)
        sheet.write_number(2, 3, 1.5e17)
        sheet.write_row(4, 0, ["00123", "2026-03-05", 0.25, True])
    with open_table(path) as table:
        assert (table.encoding, table.header) == ("xlsx", ["number", "day", "amount", "serial"])
        assert [row for row in table.rows if any(row[1])] == [
            (3, ["536365", "2026-03-05", "139.12", "1.500000E+17"]),
            (5, ["00123", "2026-03-05", "0.25", "True"]),
        ]


def test_a_workbook_whose_sheet_would_not_fit_is_refused_before_it_is_laid_out(tmp_path):
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")
    with pytest.raises(UnreadableFile, match="too large"):
        read(path)


def test_an_archive_that_unpacks_to_too_much_is_refused_unopened(tmp_path, monkeypatch):
    path = workbook(tmp_path / "bomb.xlsx", [["a"], ["b"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(2):
            with archive.open(f"xl/media/zeros{number}.bin", "w", force_zip64=True) as zeros:
                for _block in range(257):
                    zeros.write(bytes(1 << 20))
    monkeypatch.setattr("subprocess.Popen", pytest.fail)
    with pytest.raises(UnreadableFile, match="too large"):
        read(path)


def test_a_workbook_that_lies_about_itself_takes_only_its_reader_down(tmp_path):
    """It claims so many different texts that making room for them ends the process."""
    honest, lying = workbook(tmp_path / "a.xlsx", [["a"], ["b"]]), tmp_path / "b.xlsx"
    with zipfile.ZipFile(honest) as parts, zipfile.ZipFile(lying, "w") as changed:
        for name in parts.namelist():
            content = parts.read(name)
            changed.writestr(name, content.replace(b'uniqueCount="2"', b'uniqueCount="9999999999"'))
    with pytest.raises(UnreadableFile, match="too large"):
        read(lying)


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "photos.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photo.jpg", b"x")
    with pytest.raises(UnreadableFile, match=r"not an \.xlsx"):
        read(path)


@given(st.binary(max_size=400))
def test_any_bytes_are_a_table_or_refused(tmp_path_factory, content):
    path = tmp_path_factory.mktemp("any") / "file"
    path.write_bytes(content)
    with suppress(UnreadableFile):  # and nothing else
        read(path)


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("damaged") / "file.xlsx"
    book = bytearray(_small_workbook())
    for _cut in range(data.draw(st.integers(1, 5))):
        book[data.draw(st.integers(4, len(book) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(book)
    with suppress(UnreadableFile):  # and nothing else
        read(path)


@cache
def _small_workbook() -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        book.add_worksheet().write_row(0, 0, ["a", 1, 2.5])
    return target.getvalue()
