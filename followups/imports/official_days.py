"""The State Council's table of a year, as somebody typed it: day, worked or not, name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.imports.errors import ImportImpossible
from accounts.imports.files import Row, open_table
from accounts.rules.names import normalise
from accounts.rules.parsing.dates import parse_day
from accounts.rules.parsing.refusal import Refusal
from accounts.rules.parsing.text import clean, parse_word, word_table
from common.working_time import SATURDAY

MOST_BYTES = 1 << 20
MOST_ROWS = 400
LONGEST_NAME = 80
# The law alone frees thirteen days; with fewer the table is not whole.
FEWEST_FREE = 10

HEADERS = word_table(
    {
        "day": "日期, 日, 天, date, day",
        "working": (
            "是否上班, 上班, 工作, 工作日, 是否工作日, 是否工作, 班休, 类型, 状态, "
            "working, worked, works, work, working day, workday, is working"
        ),
        "name": "名称, 节日, 节假日, 假期, 说明, 备注, name, holiday, note, what",
    }
)
WORKED = word_table(
    {
        "yes": "是, 班, 上班, 工作, 工作日, 补班, 调休上班, 1, true, y, working, workday, worked",
        "no": "否, 休, 休息, 放假, 假, 假期, 节假日, 休假, 非工作日, 0, false, n, free, off",
    }
)


@dataclass(frozen=True, slots=True)
class OfficialDay:
    day: date
    is_working: bool
    name: str

    @property
    def says_something(self) -> bool:
        """More than the day of the week says."""
        is_weekday = self.day.weekday() < SATURDAY
        return self.is_working != is_weekday or bool(self.name and not is_weekday)


def official_days_read(upload: Any, year: int) -> list[OfficialDay]:
    """The days of an uploaded file, in order, without those that say nothing.

    Raises ValidationError with every reason why the file is not the table of `year`.
    """
    if upload.size > MOST_BYTES:
        message = _("The file is larger than %(most)d MB.")
        raise ValidationError(message % {"most": MOST_BYTES >> 20})
    with NamedTemporaryFile() as copy:
        for chunk in upload.chunks():
            copy.write(chunk)
        copy.flush()
        try:
            with open_table(Path(copy.name)) as table:
                columns = _columns(table.header)
                rows = list(_filled(table.rows))
        except ImportImpossible as error:
            raise ValidationError(str(error)) from error
    return _checked(list(_days(rows, columns)), year)


def official_days_again(text: str, year: int) -> list[OfficialDay]:
    """What `official_days_text` wrote, read and checked again."""
    rows = [(number, line.split("\t")) for number, line in enumerate(text.splitlines(), start=1)]
    columns = {"day": 0, "working": 1, "name": 2}
    return _checked(list(_days(rows, columns)), year)


def official_days_text(days: Iterable[OfficialDay]) -> str:
    """The days a line each, for the form that asks whether to take them."""
    return "\n".join(
        f"{one.day.isoformat()}\t{'yes' if one.is_working else 'no'}\t{one.name}" for one in days
    )


def _columns(header: list[str]) -> dict[str, int]:
    found = {HEADERS.get(normalise(name)): place for place, name in reversed([*enumerate(header)])}
    if "day" not in found or "working" not in found:
        raise ValidationError(
            _("The table needs the columns “day” and “working” (yes or no); “name” may be added.")
        )
    return {name: place for name, place in found.items() if name}


def _filled(rows: Iterable[Row]) -> Iterator[Row]:
    for count, (number, cells) in enumerate(rows):
        if count == MOST_ROWS:
            raise ValidationError(_("The table has more than %(most)d rows.") % {"most": MOST_ROWS})
        if isinstance(cells, Refusal) or any(cell.strip() for cell in cells):
            yield number, cells


def _days(rows: Iterable[Row], columns: dict[str, int]) -> Iterator[OfficialDay]:
    errors: list[str] = []
    for number, cells in rows:
        try:
            yield _day(cells, columns)
        except Refusal as refusal:
            why = _(refusal.message) % refusal.params
            errors.append(_("Row %(row)d: %(why)s.") % {"row": number, "why": why})
    if errors:
        raise ValidationError(errors)


def _day(cells: list[str] | Refusal, columns: dict[str, int]) -> OfficialDay:
    if isinstance(cells, Refusal):
        raise cells
    day, working, name = (
        clean(cells[columns[one]]) if columns.get(one, len(cells)) < len(cells) else ""
        for one in ("day", "working", "name")
    )
    return OfficialDay(
        parse_day(day, zone=timezone.get_default_timezone()),
        parse_word(working, words=WORKED) == "yes",
        name[:LONGEST_NAME],
    )


def _checked(days: list[OfficialDay], year: int) -> list[OfficialDay]:
    """The days in order; a table may begin in the December before its year."""
    errors = list(_wrong_days(days, year))
    free = sum(not one.is_working for one in days if one.says_something and one.day.year == year)
    if not errors and free < FEWEST_FREE:
        message = _("Only %(count)d free days: this is not the whole table of %(year)d.")
        errors.append(message % {"count": free, "year": year})
    if errors:
        raise ValidationError(errors)
    return sorted((one for one in days if one.says_something), key=lambda one: one.day)


def _wrong_days(days: list[OfficialDay], year: int) -> Iterator[str]:
    first, last, seen = date(year - 1, 12, 1), date(year, 12, 31), set()
    for one in days:
        if not first <= one.day <= last:
            why = _("is not in %(year)d") % {"year": year}
        elif one.day in seen:
            why = _("is there twice")
        else:
            seen.add(one.day)
            continue
        yield f"{one.day.isoformat()} {why}."
