"""Reads a workbook in a process of its own: `python workbook_reader.py FILE` writes CSV.

The library that unpacks workbooks trusts what they say about their own size, and takes the whole
process down when there is not that much memory. So it gets a process, with a limit, to itself.
This file is run as it is and imports nothing of ours.
"""

import csv
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

MOST_MEMORY = 2 << 30
MOST_SECONDS = 300
NOT_A_WORKBOOK = 3
# A spreadsheet keeps 15 digits; what follows them in a longer number is invented.
EXACT_NUMBERS = 10**15

Cell = int | float | str | bool | time | date | datetime | timedelta


def main() -> None:
    _limit(resource.RLIMIT_AS, MOST_MEMORY)
    _limit(resource.RLIMIT_CPU, MOST_SECONDS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.reconfigure(encoding="utf-8", newline="")  # type: ignore[union-attr]
    try:
        csv.writer(sys.stdout).writerows(rows(sys.argv[1]))
    except (CalamineError, OSError):
        sys.exit(NOT_A_WORKBOOK)


def _limit(what: int, most: int) -> None:
    hard = resource.getrlimit(what)[1]
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (limit, hard))


def rows(path: str) -> Iterator[list[str]]:
    """Every row of the first visible sheet that has any, from the sheet's row 1, as text."""
    with CalamineWorkbook.from_path(path) as workbook:
        for sheet in workbook.sheets_metadata:
            if sheet.visible != SheetVisibleEnum.Visible:
                continue
            found = workbook.get_sheet_by_name(sheet.name)
            if found.start is not None:
                yield from ([cell_text(cell) for cell in row] for row in found.iter_rows())
                return


def cell_text(cell: Cell) -> str:
    """What the cell holds, not how it is formatted: `536365`, `139.12`, `2026-03-05`."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ") if cell.time() != time.min else cell.date().isoformat()
    return str(cell)


def _number_text(number: float) -> str:
    if abs(number) >= EXACT_NUMBERS:
        return f"{number:E}"
    if number.is_integer():
        return str(int(number))
    return format(Decimal(repr(number)), "f")


if __name__ == "__main__":
    main()
