"""Tables as .xlsx workbooks, as people carry them away."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter import Workbook

from common.uploads import document_response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WIDTH = 18
DAY, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"


def table_workbook(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """One sheet with a frozen header; text stays text, also where it looks like a formula."""
    file = BytesIO()
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        formats: dict[type, Any] = {date: book.add_format({"num_format": DAY})}
        formats[datetime] = book.add_format({"num_format": MOMENT})
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, max(len(header) - 1, 0), WIDTH)
        for place, word in enumerate(header):
            sheet.write_string(0, place, word, bold)
        for number, row in enumerate(rows, start=1):
            for place, value in enumerate(row):
                _write(sheet, number, place, value, formats)
    return file.getvalue()


def _write(sheet: Any, row: int, column: int, value: Any, formats: dict[type, Any]) -> None:
    if value is None or value == "":
        return
    if isinstance(value, datetime):
        value = timezone.localtime(value).replace(tzinfo=None)
        sheet.write_datetime(row, column, value, formats[datetime])
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, formats[date])
    elif isinstance(value, (int, float, Decimal)) and not isinstance(value, bool):
        sheet.write_number(row, column, value)
    else:
        sheet.write_string(row, column, str(value))


def workbook_response(content: bytes, name: str) -> HttpResponse:
    return document_response(content, f"{name}.xlsx", XLSX)
