"""How days and times of day are said in English.

"next Wed" is the Wednesday of next week, on whatever day it is said; "Wed" is the next one to come.
"""

import re
from datetime import time
from re import Match

from common.months import months_after
from followups.rules.when.days import (
    DAY,
    Now,
    Part,
    Phrase,
    Told,
    beside_holiday,
    day_of_month,
    day_of_year,
    hours_after,
    month_end,
    quarter_end,
    weekday,
    working_days_after,
)

WORDS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
NUMBERS = {word: max(place, 1) for place, word in enumerate(WORDS)} | {"an": 1, "couple of": 2}
NUMBER = rf"(\d{{1,3}}|{'|'.join(NUMBERS)}|a couple of)"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LONG_DAY = r"(mon|tues|wednes|thurs|fri|satur|sun)day"
# "sat" and "sun" are words of their own, so the short ones need a word before them.
SHORT_DAY = r"(mon|tues?|wed|thurs?|thu|fri|sat|sun)"
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
NTH = r"(\d{1,2})(?:st|nd|rd|th)?"
HOLIDAYS = {
    "new year": "元旦",
    "spring festival": "春节",
    "chinese new year": "春节",
    "qingming": "清明",
    "labour day": "劳动节",
    "labor day": "劳动节",
    "may day": "劳动节",
    "dragon boat festival": "端午",
    "mid-autumn festival": "中秋",
    "national day": "国庆",
}
BEFORE = re.compile(r"(?:\b(by|before|until|within|no later than|on|at|for|the)\s+)+$")
LATEST = ("by", "before", "until", "within", "no later than")
PARTS = {part.value: part for part in Part}
TAIL = re.compile(
    r"(?:\s*,?\s*(?:in the\s+|at\s+)?(?P<part>morning|afternoon|evening|noon)\b)?"
    r"(?:\s*,?\s*(?:(?P<at>at|@)\s*)?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?"
    r"\s*(?P<half>am|pm|a\.m\.|p\.m\.|o'clock)?(?![\d\w/]))?"
)


def number(text: str) -> int:
    return int(text) if text.isdecimal() else NUMBERS.get(text.removeprefix("a ") or "a", 1)


def clock_of(match: Match[str]) -> time | None:
    """An hour with am, pm, minutes or "at"; a number alone is none."""
    if match["hour"] is None or not (match["half"] or match["minute"] or match["at"]):
        return None
    hour, half = int(match["hour"]), (match["half"] or "").replace(".", "")
    is_late = half == "pm" or match["part"] in ("afternoon", "evening")
    if hour < 12 and (is_late or (not half and not match["part"] and 1 <= hour <= 6)):
        hour += 12
    hour = 0 if hour == 12 and half == "am" else hour
    minute = int(match["minute"] or 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def part_of(match: Match[str]) -> Part | None:
    return PARTS.get(match["part"] or "")


def _named(match: Match[str], now: Now) -> Told:
    day = {"today": 0, "tonight": 0, "tomorrow": 1}.get(match[1], 2)
    return Told(now.day + day * DAY, part=Part.EVENING if match[1] == "tonight" else None)


def _weekday(match: Match[str], now: Now) -> Told:
    weeks = {"this": 0, "next": 1, "last": -1}.get((match[1] or "").strip())
    return Told(weekday(now, DAYS.index(match[2][:3]), weeks))


def _later(match: Match[str], now: Now) -> Told:
    count, unit, is_latest = number(match[2]), match[3], match[1] == "within"
    match unit.rstrip("s"):
        case "day":
            day = now.day + count * DAY
        case "week":
            day = now.day + 7 * count * DAY
        case "month":
            day = months_after(now.day, count)
        case _:
            day = months_after(now.day, 12 * count)
    return Told(day, is_latest)


def _working_days(match: Match[str], now: Now) -> Told:
    return Told(working_days_after(now, number(match[2])), match[1] == "within")


def _hours(match: Match[str], now: Now) -> Told:
    return hours_after(now, 0.5 if match[1] == "half an" else number(match[1]))


def _ago(match: Match[str], now: Now) -> Told:  # noqa: ARG001
    return Told(now.day - DAY)


def _end_of(match: Match[str], now: Now) -> Told:
    is_next, unit = (match[1] or "").strip() == "next", match[2]
    ends = {
        "week": weekday(now, 6, int(is_next)),
        "month": month_end(now, int(is_next)),
        "quarter": quarter_end(now, int(is_next)),
    }
    year = now.day.year + is_next
    return Told(
        ends.get(unit, now.day.replace(year=year, month=12, day=31)), is_latest=True, is_span=True
    )


def _next(match: Match[str], now: Now) -> Told:
    """Some time of the next week or month: by its end."""
    ends = {"week": weekday(now, 6, 1), "month": month_end(now, 1), "quarter": quarter_end(now, 1)}
    return Told(ends[match[1]], is_latest=True, is_span=True)


def _day_month(match: Match[str], now: Now) -> Told | None:
    return _of_year(now, match[2], match[1], match[3])


def _month_day(match: Match[str], now: Now) -> Told | None:
    return _of_year(now, match[1], match[2], match[3])


def _of_year(now: Now, month: str, day: str, year: str | None) -> Told | None:
    place = MONTHS.index(month[:3]) + 1
    found = day_of_year(now, place, int(day), int(year) if year else None)
    return Told(found) if found else None


def _of_month(match: Match[str], now: Now) -> Told | None:
    months = {"next month": 1, "this month": 0}.get(match[2] or "")
    day = day_of_month(now, int(match[1]), months)
    return Told(day) if day else None


def _beside(match: Match[str], now: Now) -> Told | None:
    day = beside_holiday(now, HOLIDAYS[match[2]], is_after=match[1] == "after")
    return Told(day, is_latest=match[1] == "before") if day else None


BESIDE = (
    r"\b(?:(?:the )?(?:first|last) working day )?(after|before) (?:the )?"
    rf"({'|'.join(HOLIDAYS)})(?: holidays?| break)?\b"
)
UNIT = r"(days?|weeks?|months?|years?)\b"
PHRASES = tuple(
    Phrase(re.compile(pattern), day)
    for pattern, day in (
        (r"\b(today|tonight|tomorrow|(?:the )?day after tomorrow)\b", _named),
        (rf"\b(?:(this|next|last)\s+)?{LONG_DAY}s?\b", _weekday),
        (rf"\b(this |next |last |(?:on|by|before|until) ){SHORT_DAY}\b\.?", _weekday),
        (r"\b()(mon|tues?|wed|thurs?|thu|fri)\b\.?", _weekday),
        (rf"\b(in|within)\s+{NUMBER}\s+(?:working|business)\s+days?\b", _working_days),
        (rf"\b()()?{NUMBER}\s+(?:working|business)\s+days\s+(?:from now|later)\b", _working_days),
        (rf"\b(in|within)\s+{NUMBER}\s+{UNIT}", _later),
        (rf"\b(){NUMBER}\s+{UNIT}\s+(?:from now|later)\b", _later),
        (rf"\bin\s+(half an|{NUMBER[1:-1]})\s+hours?\b", _hours),
        (rf"\b{NUMBER}\s+(?:days?|weeks?|months?|years?)\s+ago\b|\b(?:yesterday)\b", _ago),
        (r"\b(?:the )?end of (?:the |this )?(next )?(week|month|quarter|year)\b", _end_of),
        (r"\b()(month|year)[- ]end\b", _end_of),
        (r"\bnext (week|month|quarter)\b", _next),
        (rf"\b{NTH}\s+(?:of\s+)?{MONTH}(?:\s+(\d{{4}}))?\b", _day_month),
        (rf"\b{MONTH}\s+{NTH}(?:,?\s+(\d{{4}}))?\b", _month_day),
        (r"\bthe (\d{1,2})(?:st|nd|rd|th)(?: of (next month|this month))?\b", _of_month),
        (BESIDE, _beside),
    )
)
