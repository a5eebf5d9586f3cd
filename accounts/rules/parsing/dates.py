"""Days as people write them.

| written | read |
|---|---|
| 2026-03-05, 2026/3/5, 2026.3.5, 2026年3月5日, 20260305 | year, month, day |
| 5.3.2026 | day, month, year: dots with the year last are written so everywhere |
| 13/5/2026, 5/13/2026 | by the part above 12; `3/5/2026` is refused, as it may be either |
| 5 March 2026, Mar 5, 2026, 05-Mar-2026 | by the English name |
| 46086, 46086.4 | a spreadsheet's day number since 1899-12-30 |

A time behind the day is dropped where a day is wanted; with an offset from UTC the moment's day
is the company's.
"""

import re
from datetime import date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from unicodedata import normalize

from accounts.rules.parsing.refusal import Refusal, gettext_noop

FIRST_YEAR, LAST_YEAR = 1900, 2100
_SPREADSHEET_ZERO = date(1899, 12, 30)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_TIME = r"""
    (?: [\sT]\s*
        (?P<hour>\d{1,2}) : (?P<minute>\d{2}) (?: :(?P<second>\d{2}) (?:[.,]\d+)? )?
        (?: \s* (?P<half>AM|PM) )?
        (?: \s* (?P<offset>Z|[+-]\d{2}:?\d{2}) )?
    )?"""
_SHAPES = [
    re.compile(shape + _TIME, re.VERBOSE | re.ASCII | re.IGNORECASE)
    for shape in (
        r"(?P<year>\d{4}) (?P<mark>[-/.]) (?P<month>\d{1,2}) (?P=mark) (?P<day>\d{1,2})",
        r"(?P<year>\d{4})\s*年\s*(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*[日号]?",
        r"(?P<year>\d{4}) (?P<month>\d{2}) (?P<day>\d{2}) (?:\d{6})?",
        r"(?P<day>\d{1,2}) \. (?P<month>\d{1,2}) \. (?P<year>\d{4})",
        r"(?P<either>\d{1,2}) (?P<mark>[-/]) (?P<other>\d{1,2}) (?P=mark) (?P<year>\d{4})",
        r"(?P<day>\d{1,2}) [\s-]+ (?P<name>[a-z]{3,9})\.?,? [\s-]+ (?P<year>\d{4})",
        r"(?P<name>[a-z]{3,9})\.? \s+ (?P<day>\d{1,2}),? \s+ (?P<year>\d{4})",
    )
]
_SERIAL = re.compile(r"(\d{4,5})(\.\d+)?", re.ASCII)
_COMPACT = re.compile(r"^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$", re.ASCII)
_MONTH = re.compile(r"(\d{4})(?:[-/.]|\s*年\s*|(?=\d\d$))(\d{1,2})\s*月?", re.ASCII)
_PLAIN = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(?::\d\d)?", re.ASCII)
_DAY_MINUTES = 24 * 60


@lru_cache(maxsize=8192)
def parse_day(text: str, *, zone: tzinfo) -> date:
    """The day that `text` names, between 1900 and 2100; Refusal otherwise."""
    text = normalize("NFKC", text)
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            return _checked(match.groupdict(), zone)
    if (serial := _SERIAL.fullmatch(text)) and int(serial[1]) >= 10_000:
        return _serial_day(serial)
    raise Refusal(gettext_noop("is not a date"))


@lru_cache(maxsize=8192)
def parse_moment(text: str, *, zone: tzinfo) -> datetime:
    """The moment that `text` names, in the zone where it names none; a day alone is its start."""
    if _PLAIN.fullmatch(text):
        return _plain_moment(text, zone)
    text = _COMPACT.sub(r"\1-\2-\3 \4:\5:\6", normalize("NFKC", text))
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            parts = match.groupdict()
            return _moment_checked(_checked({**parts, "offset": None}, zone), parts, zone)
    if (serial := _SERIAL.fullmatch(text)) and int(serial[1]) >= 10_000:
        minutes = round(float(serial[2] or 0) * _DAY_MINUTES)
        start = datetime.combine(_serial_day(serial), time(), zone)
        return start + timedelta(minutes=minutes)
    raise Refusal(gettext_noop("is not a date"))


def _plain_moment(text: str, zone: tzinfo) -> datetime:
    """The form that systems write: a seventh of the time of all forms, and columns are long."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise Refusal(gettext_noop("is a day or a time that does not exist")) from None
    _in_range(moment.date())
    return moment.replace(tzinfo=zone)


def parse_month(text: str, *, zone: tzinfo) -> date:
    """The first day of the month that `text` names: `2026-03`, `2026年3月`, `202603`, or a day."""
    if month := _MONTH.fullmatch(normalize("NFKC", text)):
        return _checked({"year": month[1], "month": month[2], "day": "1", "offset": None}, zone)
    return parse_day(text, zone=zone).replace(day=1)


def _serial_day(serial: re.Match[str]) -> date:
    return _in_range(_SPREADSHEET_ZERO + timedelta(days=int(serial[1])))


def _checked(parts: dict[str, str | None], zone: tzinfo) -> date:
    month, day = _month_and_day(parts)
    try:
        found = date(int(parts["year"] or 0), month, day)
        return _in_range(_company_day(found, parts, zone))
    except (ValueError, OverflowError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal(gettext_noop("is a day that does not exist")) from None


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int]:
    if either := parts.get("either"):
        return _month_by_size(int(either), int(parts["other"] or 0))
    day = int(parts["day"] or 0)
    if not (name := parts.get("name")):
        return int(parts["month"] or 0), day
    if name[:3].lower() not in _MONTHS:
        raise Refusal(gettext_noop("is not a date"))
    return _MONTHS.index(name[:3].lower()) + 1, day


def _month_by_size(either: int, other: int) -> tuple[int, int]:
    if either <= 12 and other <= 12 and either != other:
        raise Refusal(
            gettext_noop("may be read day first or month first; write it as year-month-day")
        )
    return (either, other) if other > 12 else (other, either)


def _company_day(found: date, parts: dict[str, str | None], zone: tzinfo) -> date:
    """`found`, or the company's day at that moment where the text names an offset."""
    return _moment(found, parts, zone).date() if parts["offset"] else found


def _moment_checked(day: date, parts: dict[str, str | None], zone: tzinfo) -> datetime:
    try:
        return _moment(day, parts, zone)
    except (ValueError, OverflowError):
        raise Refusal(gettext_noop("is a time that no clock shows")) from None


def _moment(day: date, parts: dict[str, str | None], zone: tzinfo) -> datetime:
    """The moment on `day` in `zone`; ValueError for a time that no clock shows."""
    if parts["hour"] is None:
        return datetime.combine(day, time(), zone)
    hour = int(parts["hour"])
    if half := parts["half"]:
        hour = hour % 12 + (12 if half.upper() == "PM" else 0)
    clock = f"{day}T{hour:02}:{parts['minute']}:{parts['second'] or '00'}"
    if offset := parts["offset"]:
        return datetime.fromisoformat(clock + offset.upper()).astimezone(zone)
    return datetime.fromisoformat(clock).replace(tzinfo=zone)


def _in_range(found: date) -> date:
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise Refusal(
            gettext_noop("is not between %(first)d and %(last)d"), first=FIRST_YEAR, last=LAST_YEAR
        )
    return found
