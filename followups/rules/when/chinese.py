"""How days and times of day are said in Chinese.

"下周三" is the Wednesday of next week, on whatever day it is said; "周三" is the next one to come.
"""

import re
from datetime import date, time
from re import Match

from common.months import months_after
from followups.rules.when.days import (
    DAY,
    SATURDAY,
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

# Traditional characters and wide digits, each to one of ours, so that places in the text stay.
SIMPLER = str.maketrans(
    "週禮後兩個點號這鐘節國慶勞動內間時過氣０１２３４５６７８９：／",
    "周礼后两个点号这钟节国庆劳动内间时过气0123456789:/",
)
NUMERALS = {**{char: value for value, char in enumerate("一二三四五六七八九", 1)}, "两": 2}
NUMBER = r"(?:(?<!\d)\d{1,3}|(?<![一二两三四五六七八九十])[一二两三四五六七八九十]{1,3})"
WEEK = r"(?:周|星期|礼拜)"
WEEKDAYS = {char: number for number, char in enumerate("一二三四五六日")} | {"天": 6}
WHICH = {"": 0, "本": 0, "这": 0, "这个": 0, "下": 1, "下个": 1, "下下": 2, "下下个": 2, "上": -1}
WHICH |= {"上个": -1, "上上": -2, "上上个": -2}
YEARS = {"今年": 0, "明年": 1}
WHICH_ONE = "(本|这个?|下下个?|下个?|上上个?|上个?)"
HOLIDAYS = {
    "元旦": "元旦",
    "春节": "春节",
    "年": "春节",
    "清明": "清明",
    "五一": "劳动节",
    "劳动": "劳动节",
    "端午": "端午",
    "中秋": "中秋",
    "十一": "国庆",
    "国庆": "国庆",
}
NAMED = {"今": 0, "当": 0, "明": 1, "后": 2, "大后": 3, "昨": -1, "前": -2}
LATEST = re.compile(r"\s*(?:之|以)?[前内]")

PARTS = {
    **dict.fromkeys(("早上", "早晨", "上午", "早"), Part.MORNING),
    **dict.fromkeys(("中午", "午间"), Part.NOON),
    **dict.fromkeys(("下午", "午后", "傍晚"), Part.AFTERNOON),
    **dict.fromkeys(("晚上", "夜里", "晚"), Part.EVENING),
}
PART = "|".join(PARTS)
CLOCK = (
    r"(?P<hour>\d{1,2}|[一二两三四五六七八九十]{1,3})"
    r"(?:点(?:(?P<half>半)|(?P<quarter>[一三])刻|(?P<minute>\d{1,2}|[一二三四五十]{1,3})分|整|钟)?"
    r"|:(?P<digits>\d{2}))"
)
TAIL = re.compile(rf"\s*[的,，]?\s*(?P<part>{PART})?\s*(?:{CLOCK})?")


def number(text: str) -> int:
    """ "二十五" → 25; digits as they are."""
    if text.isascii():
        return int(text)
    tens, ten, ones = text.rpartition("十")
    if not ten:
        return NUMERALS.get(text, 0)
    return (NUMERALS.get(tens, 1) if tens else 1) * 10 + NUMERALS.get(ones, 0)


def clock_of(match: Match[str]) -> time | None:
    """The hour of a match of CLOCK; without a part of the day small hours are afternoon."""
    if match["hour"] is None:
        return None
    hour, part = number(match["hour"]), PARTS.get(match["part"] or "")
    is_late = part in (Part.AFTERNOON, Part.EVENING) or (part is Part.NOON and hour < 3)
    if hour < 12 and (is_late or (part is None and 1 <= hour <= 6)):
        hour += 12
    minute = 30 if match["half"] else 0
    minute = {"一": 15, "三": 45}.get(match["quarter"] or "", minute)
    if said := match["minute"] or match["digits"]:
        minute = number(said)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def part_of(match: Match[str]) -> Part | None:
    return PARTS.get(match["part"] or "")


def _later(match: Match[str], now: Now) -> Told | None:
    count, unit, is_latest = number(match[1]), match[2], match[3][-1:] == "内"
    days = {"天": 1, "日": 1, "周": 7, "个星期": 7, "星期": 7, "个礼拜": 7, "礼拜": 7}
    if unit in days:
        return Told(now.day + count * days[unit] * DAY, is_latest)
    return Told(months_after(now.day, count * (12 if unit == "年" else 1)), is_latest)


def _ago(match: Match[str], now: Now) -> Told:  # noqa: ARG001
    return Told(now.day - DAY)


def _half(match: Match[str], now: Now) -> Told:
    is_latest = match[2][-1:] == "内"
    days = now.day + 15 * DAY if match[1] == "个月" else months_after(now.day, 6)
    return Told(days, is_latest)


def _weekday(match: Match[str], now: Now) -> Told:
    weeks = WHICH[match[1]] if match[1] else None
    return Told(weekday(now, WEEKDAYS[match[2]], weeks))


def _week(match: Match[str], now: Now) -> Told:
    """Some time of a week: by its Friday, or by its last working day."""
    return Told(weekday(now, 6, WHICH[match[1]]), is_latest=True, is_span=True)


def _weekend(match: Match[str], now: Now) -> Told:
    return Told(weekday(now, SATURDAY, WHICH[match[1] or ""]))


def _of_month(match: Match[str], now: Now) -> Told | None:
    day = day_of_month(now, number(match[2]), WHICH[match[1]] if match[1] else None)
    return Told(day) if day else None


def _of_year(match: Match[str], now: Now) -> Told | None:
    year = int(match[1]) if match[1] else YEARS.get(match[0][:2])
    if not match[1] and year is not None:
        year += now.day.year
    day = day_of_year(now, number(match[2]), number(match[3]), year)
    return Told(day) if day else None


def _iso(match: Match[str], now: Now) -> Told | None:
    day = day_of_year(now, int(match[2]), int(match[3]), int(match[1]))
    return Told(day) if day else None


def _in_month(match: Match[str], now: Now) -> Told | None:
    months, place = WHICH[match[1] or ""], match[2]
    if place in ("底", "末"):
        return Told(month_end(now, months), is_latest=True)
    day = day_of_month(now, 1 if place == "初" else 15, months if match[1] else None)
    return Told(day) if day else None


def _month(match: Match[str], now: Now) -> Told:
    """Some time of a month: by its end."""
    return Told(month_end(now, WHICH[match[1]]), is_latest=True, is_span=True)


def _quarter(match: Match[str], now: Now) -> Told:
    return Told(quarter_end(now, WHICH[match[1] or ""]), is_latest=True, is_span=True)


def _year_end(match: Match[str], now: Now) -> Told:
    years = YEARS.get(f"{match[1]}年", 0)
    return Told(date(now.day.year + years, 12, 31), is_latest=True)


def _named(match: Match[str], now: Now) -> Told:
    return Told(now.day + NAMED[match[1]] * DAY)


def _beside(match: Match[str], now: Now) -> Told | None:
    name = HOLIDAYS[match[1]]
    day = beside_holiday(now, name, is_after=match[2] == "后")
    return Told(day, is_latest=match[2] == "前") if day else None


def _working_days(match: Match[str], now: Now) -> Told:
    return Told(working_days_after(now, number(match[1])), match[2][-1:] == "内")


def _hours(match: Match[str], now: Now) -> Told:
    return hours_after(now, 0.5 if match[1] == "半" else number(match[1]))


def _today(match: Match[str], now: Now) -> Told:
    """A time of day alone."""
    return Told(now.day, clock=clock_of(match), part=part_of(match))


BESIDE = (
    r"(?<![\d一二两三四五六七八九十半去今明前后])(元旦|春节|清明|五一|劳动|端午|中秋|十一|国庆|年)"
    r"(?:节|假期|长假|放假|过)*(?:之|以)?([前后])(?:的?第一个?(?:工作日|天))?"
)
AFTER = r"((?:之|以)?后|(?:之|以)?内)"
PHRASES = tuple(
    Phrase(re.compile(pattern), day)
    for pattern, day in (
        (r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})(?!\d)日?", _iso),
        (rf"(?:今年|明年|(\d{{4}})年)?({NUMBER})月({NUMBER})[日号]?", _of_year),
        (r"(?<![\d/])()(\d{1,2})/(\d{1,2})(?![\d/%])", _of_year),
        (rf"过?({NUMBER})个?工作日{AFTER}", _working_days),
        (rf"过?({NUMBER})(天|日|周|个?星期|个?礼拜|个月|年){AFTER}", _later),
        (rf"过({NUMBER})(天|周|个?星期|个?礼拜|个月)()", _later),
        (rf"({NUMBER}|半)(?:天|日|周|个?星期|个?礼拜|个月|年)(?:之|以)?前", _ago),
        (rf"半(个月|年){AFTER}", _half),
        (rf"({NUMBER}|半)个?(?:小时|钟头){AFTER}", _hours),
        (rf"(?<!每)(?<!每个){WHICH_ONE}?{WEEK}([一二三四五六日天])", _weekday),
        (rf"{WHICH_ONE}?(?:周|星期)末", _weekend),
        (rf"{WHICH_ONE}{WEEK}", _week),
        (rf"{WHICH_ONE}月({NUMBER})[日号](?![楼门线机厂仓库])", _of_month),
        (rf"(?<![月\d第年])()({NUMBER})[日号](?![楼门线机厂仓库])", _of_month),
        (rf"(?<!\d)({WHICH_ONE[1:-1]})?月([初中底末])", _in_month),
        (rf"({WHICH_ONE[1:-1]})月", _month),
        (rf"({WHICH_ONE[1:-1]})?季度?[末底]", _quarter),
        (rf"({WHICH_ONE[1:-1]})季度", _quarter),
        (r"([今明])?年{1,2}[底末]", _year_end),
        (BESIDE, _beside),
        (r"(大后|今|明|昨)[天日]", _named),
        (r"(?<![之以\d大天日月周年期节])(后|前)天", _named),
        (r"(今|明|当)(?=早|晚)", _named),
        (rf"(?P<part>{PART})\s*{CLOCK}", _today),
    )
)
