"""The newest lines of a customer's timeline, out of all sources in one statement."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from django.utils import timezone

from accounts.clearance import may_see, veiled
from accounts.models import Customer, User
from accounts.timeline.registry import Source, Tone, day_end, sources
from common.together import rows_together


@dataclass(frozen=True, slots=True)
class Entry:
    """A line: `at` is a moment where the source knows one, else the day itself."""

    source: Source
    day: date
    at: date | datetime
    title: str
    detail: str
    tone: Tone
    url: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """Whole days, the newest first; `older` is the day to go on from, None at the beginning.

    `cut` are days on which more happened than is listed.
    """

    entries: Sequence[Entry]
    older: date | None
    cut: frozenset[date] = frozenset()

    def days(self) -> list[tuple[date, list[Entry]]]:
        return [(day, list(lines)) for day, lines in groupby(self.entries, lambda line: line.day)]


def sources_for(person: User) -> list[Source]:
    """What somebody may see, by when it was: a hidden day is not told by its place either."""
    return [
        source
        for source in sources()
        if person.has_perm(source.permission) and may_see(person, source.model, source.at)
    ]


def timeline(
    customer: Customer, person: User, until: date, count: int, kinds: Collection[str] = ()
) -> Timeline:
    """About `count` lines up to `until`, of the `kinds` or, without any, of all.

    A day is never torn: the oldest one is left for the next page unless it is the only one.
    """
    asked = [one for one in sources_for(person) if not kinds or one.kind in kinds]
    parts = {source.code: source.part(customer, until, count + 1) for source in asked}
    rows = rows_together(Customer.objects.filter(pk=customer.pk), parts)
    entries = [_entry(source, row) for source in asked for row in veiled(person, rows[source.code])]
    entries.sort(key=_newest_last, reverse=True)
    if len(entries) <= count:
        return Timeline(entries, older=None)
    return _whole_days(entries, count)


def _whole_days(entries: Sequence[Entry], count: int) -> Timeline:
    torn = entries[count].day
    whole = [entry for entry in entries[:count] if entry.day > torn]
    if whole:
        return Timeline(whole, older=torn)
    return Timeline(entries[:count], older=torn - timedelta(days=1), cut=frozenset({torn}))


def _entry(source: Source, row: Any) -> Entry:
    return Entry(
        source=source,
        day=source.day(row),
        at=getattr(row, source.at) if source.is_moment else source.day(row),
        title=source.title(row),
        detail=source.detail(row),
        tone=source.tone(row),
        url=source.url(row),
    )


def _newest_last(entry: Entry) -> tuple[date, datetime]:
    """A day without a time stands above the moments of that day, as what came of them."""
    moment = entry.at if isinstance(entry.at, datetime) else day_end(entry.day)
    return entry.day, timezone.localtime(moment)
