"""When a playbook is begun, for whom first, and how often a customer is recalled."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

RETRY = timedelta(days=30)
# Of a month's tips each customer has its own day, so that they do not all come at once; on
# the day after it they are begun yet, should a night have been missed.
TIP_DAYS, TIP_PATIENCE = 20, 2
A_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Occasion:
    """What an entry rule has found of a customer; `key` tells it from earlier ones of the rule.

    `params` are what a reason for it names.
    """

    customer: int
    key: str
    on: date
    params: dict[str, Any] = field(default_factory=dict)


def day_in(origin: str) -> date | None:
    """The day that the key of an occasion names, by the origin of what it has begun."""
    found = A_DAY.search(origin.rpartition(":")[2])
    return date.fromisoformat(found[0]) if found else None


def one_each(found: Iterable[Occasion]) -> dict[int, Occasion]:
    """By customer; of several contracts of a customer the one that ends soonest."""
    ordered = sorted(found, key=lambda one: (one.on, one.key), reverse=True)
    return {one.customer: one for one in ordered}


@dataclass(frozen=True, slots=True)
class Candidate:
    """An occasion, who works for the customer, and its tier's rank: 0 is the largest."""

    occasion: Occasion
    owner: int
    rank: int


def chosen(
    candidates: Iterable[Candidate], at_work: Mapping[int, int], at_once: int | None
) -> list[Candidate]:
    """Whose turn it is: the largest and then the newest, as many as each owner has room for.

    `at_work` counts what each owner has of the playbook already.
    """
    ordered = sorted(
        candidates,
        key=lambda one: (one.rank, -one.occasion.on.toordinal(), one.occasion.customer),
    )
    if at_once is None:
        return ordered
    load, found = Counter(at_work), []
    for one in ordered:
        if load[one.owner] < at_once:
            load[one.owner] += 1
            found.append(one)
    return found


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall since the last order; `ended_on` is empty while it is at work."""

    began_on: date
    ended_on: date | None


def next_recall(recalls: Sequence[Recall], day: date, most: int, rest: timedelta) -> int | None:
    """The number of the recall that is due on `day`; none while one is at work or it rests.

    After `most` of them the customer is left alone for as long as `rest`, and then again.
    """
    if not recalls:
        return 1
    if any(one.ended_on is None for one in recalls):
        return None
    ended = max(one.ended_on for one in recalls if one.ended_on)
    wait = RETRY if len(recalls) % most else rest
    return len(recalls) + 1 if day - ended >= wait else None


def has_its_tip(customer: int, day: date) -> bool:
    """Whether the tip of the month is begun for this customer (an id) on `day`."""
    return 0 <= day.day - 1 - customer % TIP_DAYS < TIP_PATIENCE
