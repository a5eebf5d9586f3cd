"""Whatever bytes somebody sends as a file: turned away with a reason, or rows that add up.

Five hundred attacks, together with those of `test_hostile.py`.
"""

import csv
import io
import zipfile
from datetime import UTC, datetime
from functools import cache

import xlsxwriter
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts.imports.registry import kind_by_code
from accounts.tests.imports.attacks import ANYTHING, KINDS, attack, tables

HOSTILE = {
    "deadline": None,
    "suppress_health_check": list(HealthCheck),
    "phases": (Phase.explicit, Phase.reuse, Phase.generate),  # shrinking would take minutes
}
ENCODINGS = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "gb18030", "gbk", "big5",
    "shift_jis", "cp1252", "utf-7", "cp037",
)  # fmt: skip
LINE_ENDS = ("\n", "\r\n", "\r", "\n\r", "\r\r\n", "\x0b", "\u2028")
MOMENT = datetime(2026, 3, 5, 23, 59, tzinfo=UTC)
Draw = st.DrawFn


@st.composite
def texts(draw: Draw, kind: str) -> bytes:
    """A table as somebody's program may write it, in any encoding."""
    rows = draw(tables(kind, most=3))
    rows[0] = tuple(draw(st.lists(st.sampled_from(_headers(kind)), min_size=1, max_size=30)))
    if draw(st.booleans()):
        rows[0] = tuple(field.name for field in kind_by_code(kind).fields)
    target = io.StringIO()
    csv.writer(
        target,
        delimiter=draw(st.sampled_from(",;\t|:~")),
        quoting=draw(st.sampled_from((csv.QUOTE_MINIMAL, csv.QUOTE_ALL))),
        lineterminator=draw(st.sampled_from(LINE_ENDS)),
    ).writerows(rows)
    return target.getvalue().encode(draw(st.sampled_from(ENCODINGS)), "replace")


def _headers(kind: str) -> list[str]:
    """Few enough to come twice, and some that mean nothing."""
    names = [header for field in kind_by_code(kind).fields for header in field.headers()[:2]]
    return [*names, "", " ", "=A1", "x" * 300, "\0", '"', "#1", "甲乙"]


@st.composite
def damaged(draw: Draw, content: bytes) -> bytes:
    """The bytes with one thing wrong."""
    at = draw(st.integers(0, len(content)))
    before, behind = content[:at], content[at:]
    return draw(
        st.sampled_from(
            (
                content,
                before,  # in the midst of a character, too
                before + b"\0" + behind,
                before + b"\0" * 50 + behind,
                before + b"\x1a\x07\x1b[2J" + behind,
                before + b"\xff\xfe\xc3(" + behind,
                before + b'"' + behind,
                b'"' + content,
                before + b"\r" + behind,
                content * 2,
                b"\n" * 500 + content,
                b"\xef\xbb\xbf\xef\xbb\xbf" + content,
                content + b"," * 2_000 + b"x\n",
            )
        )
    )


@settings(max_examples=230, **HOSTILE)
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_any_text_is_turned_away_or_taken(known, load, data, kind):
    attack(load, kind, data.draw(damaged(data.draw(texts(kind)))))


@settings(max_examples=60, **HOSTILE)
@given(kind=st.sampled_from(KINDS), content=st.binary(max_size=400))
def test_any_bytes_are_turned_away_or_taken(load, kind, content):
    attack(load, kind, content)


@settings(max_examples=23, **HOSTILE)
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_what_is_far_too_large_is_turned_away_or_taken(load, data, kind):
    names = [field.name for field in kind_by_code(kind).fields]
    header, row = ",".join(names), ",".join("1" for _name in names)
    content = data.draw(
        st.sampled_from(
            (
                f"{header}\n{'x' * (5 << 20)},{row}\n{row}\n",
                f"{header},{','.join(f'c{number}' for number in range(10_000))}\n{row}\n",
                f"{header}\n{row}{',' * 10_000}\n",
                f'{header}\n"{row}\n' + f"{row}\n" * 500,
                f"{'x' * (5 << 20)}\n{row}\n",
                f"{header}\n" + "\n" * 100_000 + f"{row}\n",
            )
        )
    )
    attack(load, kind, content.encode())


@st.composite
def books(draw: Draw, kind: str) -> bytes:
    """A workbook with all that a sheet can hold besides plain cells."""
    target = io.BytesIO()
    options = {"in_memory": True, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(target, options | {"date_1904": draw(st.booleans())}) as book:
        if draw(st.booleans()):
            old = book.add_worksheet("old")
            old.write_row(0, 0, ["hidden", "rows"])
            book.add_worksheet("empty").activate()
            old.hide()
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for number, row in enumerate(draw(tables(kind, most=3))):
            for place, cell in enumerate(row):
                if number == 0 and draw(st.integers(0, 9)):
                    sheet.write_string(0, place, cell)
                else:
                    draw(_cell(sheet, number, place, cell, day))
        if draw(st.booleans()):
            sheet.merge_range(1, 0, 3, 2, draw(ANYTHING)[:100].replace("\ud7ff", ""))
        if draw(st.booleans()):
            sheet.set_row(1, None, None, {"hidden": True})
            sheet.set_column(1, 1, None, None, {"hidden": True})
        if draw(st.booleans()):
            sheet.autofilter(0, 0, 3, 3)
    return target.getvalue()


def _cell(sheet, row: int, place: int, text: str, day) -> st.SearchStrategy[object]:
    """One of the ways in which a sheet may hold something in this place."""
    ways = (
        lambda: sheet.write_string(row, place, text),
        lambda: sheet.write_string(row, place, text),
        lambda: sheet.write_string(row, place, "客" * 32_767),
        lambda: sheet.write_string(row, place, "a\x01_x0000_\x0b\x1f"),
        lambda: sheet.write_number(row, place, 1e300),
        lambda: sheet.write_number(row, place, -0.0),
        lambda: sheet.write_datetime(row, place, MOMENT, day),
        lambda: sheet.write_number(row, place, 2_958_466, day),  # after the last day there is
        lambda: sheet.write_number(row, place, -5, day),
        lambda: sheet.write_boolean(row, place, True),
        lambda: sheet.write_blank(row, place, None, day),
        lambda: sheet.write_formula(row, place, "=1+1", None, text),
        lambda: sheet.write_formula(row, place, "=NA()", None, "#N/A"),
        lambda: sheet.write_formula(row, place, "=1/0", None, "#DIV/0!"),
        lambda: sheet.write_formula(row, place, "='[x.xlsx]S'!A1", None, 5),
    )
    return st.sampled_from(ways).map(lambda write: write())


@settings(max_examples=40, **HOSTILE)
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_any_workbook_is_turned_away_or_taken(known, load, data, kind):
    attack(load, kind, data.draw(books(kind)))


@settings(max_examples=23, **HOSTILE)
@given(data=st.data(), kind=st.sampled_from(KINDS))
def test_a_workbook_that_is_a_trap_is_turned_away_or_taken(load, data, kind):
    trap = data.draw(st.sampled_from(TRAPS))
    attack(load, kind, trap(kind))


def _encrypted(_kind: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"EncryptedPackage".ljust(4_096, b"\0")


def _locked(kind: str) -> bytes:
    """An archive whose parts ask for a password."""
    content = bytearray(_plain(kind))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    return bytes(content)


def _bomb(kind: str) -> bytes:
    """Fifty megabytes of nothing behind the rows."""
    return _changed(kind, b"</sheetData>", b"</sheetData>" + b" " * (50 << 20))


def _lying(kind: str) -> bytes:
    return _changed(kind, b'uniqueCount="', b'uniqueCount="99999999')


def _entities(kind: str) -> bytes:
    entities = b"".join(
        b'<!ENTITY e%d "%s">' % (number, b"&e%d;" % (number - 1) * 10) for number in range(1, 12)
    )
    return _changed(kind, b"<worksheet", b"<!DOCTYPE x [" + entities + b"]><worksheet")


def _far(_kind: str) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "z")
    return target.getvalue()


def _cut(kind: str) -> bytes:
    return _plain(kind)[:-100]


def _nested(kind: str) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("xl/workbook.xml", _plain(kind))
    return target.getvalue()


TRAPS = (_encrypted, _locked, _bomb, _lying, _entities, _far, _cut, _nested)


@cache
def _plain(kind: str) -> bytes:
    target = io.BytesIO()
    with xlsxwriter.Workbook(target, {"in_memory": True}) as book:
        names = [field.name for field in kind_by_code(kind).fields]
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, names)
        sheet.write_row(1, 0, ["K1"] * len(names))
    return target.getvalue()


def _changed(kind: str, old: bytes, new: bytes) -> bytes:
    """The plain workbook with something else in the place of a piece of its parts."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_plain(kind))) as parts,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as changed,
    ):
        for name in parts.namelist():
            changed.writestr(name, parts.read(name).replace(old, new))
    return target.getvalue()
