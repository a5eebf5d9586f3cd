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
    Deal,
    Facts,
    Happening,
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
TEXTS = ["subject", "business_review", "next_step"]
WORDS = ["谈续约", "下周续签", "Renewal", "送样品"]
INDUSTRIES, REGIONS = ["机械", "电子", ""], ["杭州", "宁波", ""]


def facts_of(random: Random, day: date, rows: list[Row]) -> Facts:
    """Some of each kind, or none."""

    def some(make: object, most: int = 4) -> list:
        return [make(random, day) for _ in range(random.choice([0, 0, 1, 2, most]))]

    def seldom(make: object, chance: float = 0.2) -> list:
        return make(random, day) if random.random() < chance else []

    return Facts(
        needs=some(_need),
        answers=some(_answer) + seldom(_poor_answers),
        tickets=_tickets(random, day) + seldom(_complaints),
        invoices=some(_invoice),
        contracts=some(_contract, 3) if random.random() < 0.3 else seldom(_ending),
        people=some(_person),
        usage=some(_use, 9) + seldom(_weekly) + seldom(_downloads) + seldom(_product),
        invitations=some(_invitation) + seldom(_talks),
        bought=[_bought(random, place) for place in range(len(rows)) if random.random() < 0.3],
        relevant=[_relevant(random, day) for _ in range(random.choice([0, 0, 1, 2]))],
        signals=some(_signal, 1) if random.random() < 0.2 else [],
        deals=some(_deal, 1) if random.random() < 0.2 else [],
        happenings=some(_happening, 2) if random.random() < 0.2 else [],
        staff=seldom(_staff),
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
    scores = [0, 10] if kind == "nps" else [0, 59, 60, 69, 70, 79, 80, 100]
    return Answer(_moment(random, day), random.choice(scores), kind, random.choice(SYSTEMS))


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
        _signed(random, day),
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
    moment, system = _moment(random, day), random.choice(SYSTEMS)
    if is_campaign:
        moment = datetime.combine(moment.astimezone(SHANGHAI).date(), time(), SHANGHAI)
        return Invitation(moment, came, True, system)
    return _touch(random, moment, came, system)


def _touch(random: Random, moment: datetime, came: bool | None, system: str) -> Invitation:
    """A follow-up, sometimes to renew; nobody comes, or stays away, who was not invited."""
    words = {random.choice(TEXTS): random.choice(WORDS)} if random.random() < 0.3 else {}
    is_invited = came is not None or random.random() < 0.5
    return Invitation(moment, came, source=system, invited=is_invited, **words)


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
        random.choice(["bad", "good", "good", "neutral"]),
        random.choice(["policy_good", "policy_bad", "other"]),
    )


# --- habits, so that something can end --------------------------------------------------------


def _back(random: Random, every: int, lasting: int) -> list[int]:
    """Days ago of a habit that ended a while ago, or did not."""
    ended = random.choice([-1, 0, 0, 6, 7, 8, 9, 11, 12, 29, 30, 31, 59, 60, 61, 90, 183, 184])
    return [back for back in range(ended, ended + lasting, every) if random.random() < 0.9]


def _weekly(random: Random, day: date) -> list[Use]:
    """Log-ins; some systems tell of days without one, too."""
    system = random.choice(SYSTEMS)
    value = random.choice([Decimal(1), Decimal(1), Decimal(1), Decimal(0)])
    every = random.choice([3, 7, 7, 8, 10])
    uses = [Use(day - timedelta(b), Decimal(1), source=system) for b in _back(random, every, 80)]
    return [*uses, Use(day - timedelta(2), value, source=system)] if len(uses) % 2 else uses


def _downloads(random: Random, day: date) -> list[Use]:
    return _used(random, day, "download", 70)


def _product(random: Random, day: date) -> list[Use]:
    return _used(random, day, "product", 140)


def _used(random: Random, day: date, metric: str, lasting: int) -> list[Use]:
    """At one pace for long, and perhaps at another since a month."""
    system, usual = random.choice(SYSTEMS), random.choice([1, 2, 5])
    now = usual * random.choice([Decimal(0), Decimal("0.5"), Decimal("0.6"), 1, Decimal("1.2"), 2])
    return [
        Use(day - timedelta(back), now if back < 30 else Decimal(usual), metric, system)
        for back in range(random.choice([-1, 0, 3]), lasting, random.choice([2, 3, 5]))
    ]


def _poor_answers(random: Random, day: date) -> list[Answer]:
    scores, system = [65, 70, 79, 79, 80], random.choice(SYSTEMS)
    return [
        Answer(_moment(random, day - timedelta(20)), random.choice(scores), source=system)
        for _ in range(random.choice([2, 3, 4]))
    ]


def _complaints(random: Random, day: date) -> list[Ticket]:
    tickets = []
    for _ in range(random.choice([2, 3, 3, 4])):
        back = timedelta(random.choice([0, 3, 40, 88, 89, 90]))
        opened = datetime.combine(day - back, time(9), SHANGHAI)
        solved = _later(random, opened, 0.8)
        reopened = _later(random, solved or opened, 0.3)
        system = random.choice(SYSTEMS)
        tickets.append(
            Ticket(opened, "complaint", solved_at=solved, reopened_at=reopened, source=system)
        )
    return tickets


def _talks(random: Random, day: date) -> list[Invitation]:
    """A habit of talking."""
    system, every = random.choice(SYSTEMS), random.choice([10, 20, 30])
    back = random.choice([_back(random, every, 300), _back(random, every, 90)])
    return [
        _touch(
            random,
            datetime.combine(day - timedelta(one), time(15), SHANGHAI),
            random.choice([None, None, True, False]),
            system,
        )
        for one in back
    ]


def _ending(random: Random, day: date) -> list[Contract]:
    """A contract that ends soon, or just did, and perhaps the next one."""
    ends_on = day + timedelta(random.choice([-1, 0, 1, 29, 30, 31, 44, 45, 46]))
    first = Contract(ends_on - timedelta(364), ends_on)
    if random.random() < 0.6:
        return [first]
    starts_on = ends_on + timedelta(random.choice([-300, 0, 1, 90, 91]))
    ends_on += timedelta(random.choice([0, 1, 365]))
    next_one = Contract(
        starts_on,
        random.choice([None, max(starts_on, ends_on)]),
        _maybe(random, day, starts_on, 0.2),
        signed_on=_signed(random, day),
    )
    return [first, next_one]


def _signed(random: Random, day: date) -> date | None:
    return random.choice([None, day - timedelta(random.choice([-1, 0, 30]))])


def _deal(random: Random, day: date) -> Deal:
    opened_on = _day(random, day)
    kind = random.choice(["renewal", "renewal", "new"])
    return Deal(opened_on, _maybe(random, day, opened_on, 0.5), kind)


def _happening(random: Random, day: date) -> Happening:
    moment = _moment(random, day)
    learned = moment + timedelta(random.choice([0, 1, 40]))
    kind = random.choice(["competitor", "competitor", "expansion"])
    return Happening(day_of(moment), kind, random.choice([None, learned]))


def _staff(random: Random, day: date) -> list[tuple[datetime, int | None]]:
    """History of the number of employees, around a year ago and today."""
    numbers = [None, 0, 9, 10, 100, 119, 120, 121]
    back = sorted({random.choice([-1, 0, 1, 200, 364, 365, 366, 500]) for _ in range(3)})
    moments = [datetime.combine(day - timedelta(one), time(23, 59), SHANGHAI) for one in back]
    return [(moment, random.choice(numbers)) for moment in reversed(moments)]
