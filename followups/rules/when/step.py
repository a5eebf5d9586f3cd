"""A line of words → what is to be done, of which kind, and when."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from followups.choices import TaskKind
from followups.rules.deadlines import end_of_day
from followups.rules.when import chinese, english
from followups.rules.when.days import DAY as ONE_DAY
from followups.rules.when.days import (
    FARTHEST,
    Found,
    Now,
    Part,
    Quick,
    Told,
    Trouble,
    month_end,
    settled,
    weekday,
    working_days_after,
)

LONGEST = 200
ENDS = {Part.MORNING: time(12), Part.NOON: time(12), Part.EVENING: time(20)}
END_OF_TODAY = time(23, 59)
EDGES = " \t\r\n,，、。.;；:：-–—的"
# The first that is found counts; what is none of them is work of another kind.
KINDS = (
    (TaskKind.VISIT, r"拜访|上门|登门|见面|现场|\bvisit|\bmeet\b|\bdrop by\b"),
    (TaskKind.MEETING, r"开会|会议|例会|复盘|评审|演示|\bmeeting\b|\bdemo\b|\breview with\b"),
    (TaskKind.REPORT, r"报告|周报|月报|\breport\b"),
    (
        TaskKind.CONTACT,
        r"电话|致电|回访|联系|微信|邮件|回复|\b(?:call|ring|phone|e-?mail|contact|follow up)\b",
    ),
)


@dataclass(frozen=True, slots=True)
class Step:
    """What words, or a choice beside them, come to.

    `due_at` is on the working day; `said` is the day that it was moved from, or None. Without a
    `due_at` there is a `trouble`. `title` is empty where the words say nothing but when.
    """

    title: str
    kind: TaskKind
    due_at: datetime | None = None
    said: date | None = None
    trouble: Trouble | None = None


def step_of(words: str, now: Now, *, day: date | None = None, quick: Quick | None = None) -> Step:
    """What is chosen, a day or by one tap, counts more than a day in the words."""
    found = list(found_in(words, now))
    step = Step(_without(words, found), kind_of(words))
    said = found[0].told if len({one.told.day for one in found}) == 1 else None
    if day is None and quick is None:
        if said is None:
            return replace(step, trouble=Trouble.TWO if found else Trouble.NONE)
        return _due(step, said, now)
    chosen = Told(day) if day is not None else quick_told(quick or Quick.TOMORROW, now)
    if said is not None:
        chosen = replace(chosen, clock=said.clock, part=said.part)
    return _due(step, chosen, now)


def quick_days(now: Now) -> dict[Quick, date]:
    """The working day that each tap leads to."""
    return {quick: settled(quick_told(quick, now), now) for quick in Quick}


def quick_told(quick: Quick, now: Now) -> Told:
    match quick:
        case Quick.TOMORROW:
            return Told(now.day + ONE_DAY)
        case Quick.THREE_DAYS:
            return Told(working_days_after(now, 3))
        case Quick.NEXT_WEEK:
            return Told(weekday(now, 0, 1))
        case Quick.TWO_WEEKS:
            return Told(now.day + 14 * ONE_DAY)
        case Quick.MONTH_END:
            is_over = settled(Told(month_end(now), is_latest=True), now) <= now.day
            return Told(month_end(now, int(is_over)), is_latest=True)


def kind_of(words: str) -> TaskKind:
    lower = words.lower()
    return next((kind for kind, known in KINDS if re.search(known, lower)), TaskKind.OTHER)


def found_in(words: str, now: Now) -> Iterator[Found]:
    """The days that are named, in their order; of two that overlap the earlier, longer one."""
    text = words.translate(chinese.SIMPLER).lower()
    if len(text) != len(words):  # a letter that is two in lower case would move all places
        text = words.translate(chinese.SIMPLER)
    ends = 0
    for one in sorted([*_chinese(text, now), *_english(text, now)], key=_first_and_longest):
        if one.start >= ends:
            ends = one.end
            yield one


def _first_and_longest(found: Found) -> tuple[int, int]:
    return found.start, -found.end


def _chinese(text: str, now: Now) -> Iterator[Found]:
    for phrase in chinese.PHRASES:
        for match in phrase.pattern.finditer(text):
            if (told := phrase.day(match, now)) is None:
                continue
            end = match.end()
            if tail := chinese.TAIL.match(text, end):
                told = _at(told, chinese.clock_of(tail), chinese.part_of(tail))
                end = tail.end() if tail["part"] or tail["hour"] else end
            if latest := chinese.LATEST.match(text, end):
                told, end = replace(told, is_latest=True), latest.end()
            yield Found(match.start(), end, told)


def _english(text: str, now: Now) -> Iterator[Found]:
    for phrase in english.PHRASES:
        for match in phrase.pattern.finditer(text):
            if (told := phrase.day(match, now)) is None:
                continue
            start, end = match.span()
            tail = english.TAIL.match(text, end)
            if (tail and (clock := english.clock_of(tail))) or (tail and tail["part"]):
                told = _at(told, english.clock_of(tail), english.part_of(tail))
                end = tail.end() if clock else tail.end("part")
            if before := english.BEFORE.search(text[:start]):
                start = before.start()
            said = text[start : match.end()]
            if any(re.match(rf"{word}\b", said) for word in english.LATEST):
                told = replace(told, is_latest=True)
            yield Found(start, end, told)


def _at(told: Told, clock: time | None, part: Part | None) -> Told:
    return replace(told, clock=clock or told.clock, part=part or told.part)


def _without(words: str, found: list[Found]) -> str:
    """The words that do not say when."""
    kept, start = [], 0
    for one in found:
        kept.append(words[start : one.start])
        start = one.end
    kept.append(words[start:])
    pieces = [piece.strip(EDGES) for piece in kept]
    return " ".join(piece for piece in pieces if piece)[:LONGEST]


def _due(step: Step, told: Told, now: Now) -> Step:
    if told.day < now.day:
        return replace(step, trouble=Trouble.PAST)
    if told.day > now.day + FARTHEST:
        return replace(step, trouble=Trouble.FAR)
    day = settled(told, now)
    due = _moment(told, day, now)
    if due <= now.moment:
        return replace(step, trouble=Trouble.PAST)
    is_moved = day != told.day and not told.is_span
    return replace(step, due_at=due, said=told.day if is_moved else None)


def _moment(told: Told, day: date, now: Now) -> datetime:
    """At the hour that was said, or when that part of the day ends, or when the office closes."""
    zone = now.calendar.zone
    if clock := told.clock or ENDS.get(told.part or Part.AFTERNOON):
        return datetime.combine(day, clock, zone)
    is_worked = now.calendar.is_working_day(day)
    closes = end_of_day(now.calendar, day) if is_worked else datetime.combine(day, time(18), zone)
    if closes <= now.moment:  # said in the evening of the day
        return datetime.combine(day, END_OF_TODAY, zone)
    return closes
