"""Facts out of a seed, crowded around the days and moments where something begins or ends."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from health.tests.facts import (
    Answer,
    Bought,
    Clock,
    Contract,
    Facts,
    Invitation,
    Invoice,
    Need,
    Person,
    Relevant,
    Signal,
    Ticket,
    Use,
)
from health.tests.reference import Row
from health.tests.reference_facts import day_of

SHANGHAI = ZoneInfo("Asia/Shanghai")
EDGES = [-1, 0, 1, 13, 14, 15, 29, 30, 31, 89, 90, 91, 179, 180, 181, 364, 365, 366, 394, 395, 396]
SYSTEMS = ["typed", "desk", "desk", "mail"]
ROLES = ["decision_maker", "purchaser", "user", "finance", "influencer"]
INDUSTRIES, REGIONS = ["机械", "电子", ""], ["杭州", "宁波", ""]


def facts_of(random: Random, day: date, rows: list[Row]) -> Facts:
    """Some of each kind, or none."""

    def some(make: object, most: int = 4) -> list:
        return [make(random, day) for _ in range(random.choice([0, 0, 1, 2, most]))]

    return Facts(
        needs=some(_need),
        answers=some(_answer),
        tickets=_tickets(random, day),
        invoices=some(_invoice),
        contracts=some(_contract, 3) if random.random() < 0.3 else [],
        people=some(_person),
        usage=some(_use, 9),
        invitations=some(_invitation),
        bought=[_bought(random, place) for place in range(len(rows)) if random.random() < 0.3],
        relevant=[_relevant(random, day) for _ in range(random.choice([0, 0, 1, 2]))],
        signals=some(_signal, 1) if random.random() < 0.2 else [],
    )


def forget_since(facts: Facts, kind: str, source: str, last: date, day: date) -> None:
    """Take away what a feed could not have told between its last day and the day of scoring."""

    def is_told(fact: Any, on: date) -> bool:
        return fact.source != source or not last < on <= day

    def keep(some: list, on: Callable[[Any], date]) -> list:
        return [fact for fact in some if is_told(fact, on(fact))]

    if kind == "needs":
        facts.needs = keep(facts.needs, lambda need: need.raised_on)
    elif kind == "surveys":
        facts.answers = keep(facts.answers, lambda answer: day_of(answer.at))
    elif kind == "tickets":
        told = keep(facts.tickets, lambda ticket: day_of(ticket.opened_at))
        facts.tickets = [replace(ticket, repeats=None) for ticket in told]
    elif kind == "invoices":
        facts.invoices = keep(facts.invoices, lambda invoice: invoice.issued_on)
    elif kind == "usage":
        facts.usage = keep(facts.usage, lambda use: use.day)
    else:
        is_campaign = kind == "campaign_responses"
        facts.invitations = [
            invitation
            for invitation in facts.invitations
            if invitation.is_campaign != is_campaign or is_told(invitation, day_of(invitation.at))
        ]


def _day(random: Random, day: date) -> date:
    back = random.choice(EDGES) if random.random() < 0.6 else random.randint(-20, 450)
    return day - timedelta(back)


def _maybe(random: Random, day: date, first: date, chance: float = 0.6) -> date | None:
    """A day not before `first`, most often near it or near the day of scoring."""
    if random.random() > chance:
        return None
    near = random.choice([first, day])
    return max(first, near + timedelta(random.choice([-1, 0, 0, 1, 7, 30])))


def _moment(random: Random, day: date) -> datetime:
    """Often the last or first minute of a day in Shanghai, which is another day in London."""
    clock = random.choice([time(0, 0), time(7, 59), time(8, 0), time(23, 59, 59), time(12, 30)])
    return datetime.combine(_day(random, day), clock, SHANGHAI)


def _later(random: Random, first: datetime, chance: float = 0.6) -> datetime | None:
    if random.random() > chance:
        return None
    return first + random.choice(
        [timedelta(0), timedelta(minutes=5), timedelta(1), timedelta(14), timedelta(15)]
    )


def _need(random: Random, day: date) -> Need:
    due_on = _day(random, day)
    raised_on = due_on - timedelta(random.choice([0, 1, 40]))
    return Need(
        due_on,
        raised_on,
        _maybe(random, day, raised_on),
        _maybe(random, day, raised_on),
        _maybe(random, day, raised_on, 0.15),
        random.choice(SYSTEMS),
    )


def _answer(random: Random, day: date) -> Answer:
    kind = random.choice(["csat", "csat", "nps"])
    score = random.choice([0, 10]) if kind == "nps" else random.choice([0, 59, 60, 85, 100])
    return Answer(_moment(random, day), score, kind, random.choice(SYSTEMS))


def _tickets(random: Random, day: date) -> list[Ticket]:
    tickets: list[Ticket] = []
    for place in range(random.choice([0, 0, 1, 2, 4])):
        opened = _moment(random, day)
        solved = _later(random, opened, 0.7)
        after = solved or opened
        tickets.append(
            Ticket(
                opened,
                random.choice(["complaint", "complaint", "issue", "question"]),
                random.choice(["low", "normal", "major"]),
                solved,
                _later(random, after, 0.5),
                _later(random, after, 0.6),
                _later(random, opened, 0.4),
                _maybe(random, day, opened.date(), 0.1),
                random.choice([None, None, 0]) if place else None,
                tuple(_clock(random, opened) for _ in range(random.choice([0, 1, 3]))),
                random.choice(SYSTEMS),
            )
        )
    return tickets


def _clock(random: Random, opened: datetime) -> Clock:
    due = opened + random.choice([timedelta(minutes=15), timedelta(1), timedelta(5)])
    return Clock(due, _later(random, opened, 0.7), random.random() < 0.9)


def _invoice(random: Random, day: date) -> Invoice:
    due_on = _day(random, day)
    issued_on = due_on - timedelta(random.choice([0, 30]))
    return Invoice(
        issued_on,
        due_on,
        random.choice([Decimal("0.01"), Decimal(5000), Decimal("999999999.99"), Decimal(-40)]),
        random.choice(["CNY", "CNY", "USD"]),
        _maybe(random, day, issued_on),
        _maybe(random, day, issued_on, 0.1),
        random.choice(SYSTEMS),
    )


def _contract(random: Random, day: date) -> Contract:
    starts_on = _day(random, day)
    ends_on = starts_on + timedelta(random.choice([0, 100, 364, 365, 730]))
    return Contract(
        starts_on,
        random.choice([None, ends_on]),
        _maybe(random, day, starts_on, 0.2),
        random.choice([None, Decimal(0), Decimal(36500), Decimal("120000.50")]),
        random.choice(["CNY", "CNY", "EUR"]),
    )


def _person(random: Random, day: date) -> Person:
    joined_on = random.choice([None, _day(random, day) - timedelta(200)])
    roles = tuple(random.sample(ROLES, random.choice([0, 1, 1, 2])))
    before = tuple(random.sample(ROLES, random.choice([0, 1, 2])))
    changed = datetime.combine(day + timedelta(random.choice([-1, 0, 1])), time(12), SHANGHAI)
    return Person(
        roles,
        joined_on,
        _maybe(random, day, joined_on or day - timedelta(100), 0.4),
        random.choice([(), ((changed - timedelta(60), before), (changed, roles))]),
    )


def _use(random: Random, day: date) -> Use:
    value = random.choice([Decimal(0), Decimal(1), Decimal(7), Decimal("2.5"), Decimal(4000)])
    metric = random.choice(["login", "download", "product", "stock"])
    return Use(_day(random, day), value, metric, random.choice(SYSTEMS))


def _invitation(random: Random, day: date) -> Invitation:
    is_campaign = random.random() < 0.3
    came = random.choice([True, True, False] if is_campaign else [True, False, None])
    moment = _moment(random, day)
    if is_campaign:
        moment = datetime.combine(moment.astimezone(SHANGHAI).date(), time(), SHANGHAI)
    return Invitation(moment, came, is_campaign, random.choice(SYSTEMS))


def _bought(random: Random, place: int) -> Bought:
    amount = random.choice([Decimal(10), Decimal(0), Decimal(-3)])
    return Bought(place, random.randrange(4), amount, is_on_order=random.random() < 0.5)


def _relevant(random: Random, day: date) -> Relevant:
    valid_from = random.choice([None, _day(random, day)])
    return Relevant(random.randrange(4), valid_from, _maybe(random, day, valid_from or day, 0.4))


def _signal(random: Random, day: date) -> Signal:
    published_on = _day(random, day)
    return Signal(
        published_on,
        random.choice([-10, -3, 0, 2, 5]),
        random.choice(["customer", "industry", "region"]),
        _maybe(random, day, published_on, 0.4),
    )
