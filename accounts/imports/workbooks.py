"""Rows of an .xlsx workbook, unpacked elsewhere and only if it is of a bearable size."""

import csv
import subprocess
import sys
import zipfile
from collections.abc import Generator
from pathlib import Path

from django.utils.translation import gettext as _

from accounts.imports import workbook_reader
from accounts.imports.errors import UnreadableFile

MOST_UNPACKED = 512 << 20
MOST_PARTS = 5_000


def is_zip(head: bytes) -> bool:
    return head.startswith(b"PK\x03\x04")


def is_old_workbook(head: bytes) -> bool:
    return head.startswith(b"\xd0\xcf\x11\xe0")


def workbook_rows(path: Path) -> Generator[list[str], None, None]:
    """Every row of the first visible sheet that has any, from the sheet's row 1, as text.

    Raises UnreadableFile, at the latest after the last row that could be read.
    """
    _check_size(path)
    program = [sys.executable, "-I", str(workbook_reader.__file__), str(path)]
    with subprocess.Popen(
        program,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ) as reader:
        try:
            yield from csv.reader(reader.stdout or (), strict=True)
        except BaseException:  # such as GeneratorExit, when somebody has heard enough
            reader.kill()
            raise
    if reader.returncode == workbook_reader.NOT_A_WORKBOOK:
        raise _not_a_workbook()
    if reader.returncode:
        raise _too_large()


def _check_size(path: Path) -> None:
    """By what the archive says; what it does not say, the reader's limits find out."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError) as error:
        raise _not_a_workbook() from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise _not_a_workbook()
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
        raise _too_large()


def _too_large() -> UnreadableFile:
    return UnreadableFile(
        _("The workbook is too large; save its sheet as .csv, which may have any size.")
    )


def _not_a_workbook() -> UnreadableFile:
    return UnreadableFile(_("This is not an .xlsx workbook."))
