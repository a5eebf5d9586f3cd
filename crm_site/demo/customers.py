"""The demo's customers, one after another: the first N are the same however many there are."""

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from crm_site.demo.contacts import DemoContact, contacts, decider_left, soured
from crm_site.demo.moods import LEFT_AGO
from crm_site.demo.names import FIRST, CompanyName, Namer, credit_code
from crm_site.demo.people import TEAMS, DemoPerson, manager
from crm_site.demo.stories import YEARS_OF_ORDERS, DemoOrder, Rhythm, Story, tell
from crm_site.demo.turns import Turn, turn
from crm_site.demo.words import PLACES, SENSITIVE_BECAUSE, TRADES, Place, Trade

# Tiers and stories come round in cycles without a common divisor and in different steps, so that
# they mix; the first customer is a key one that is falling.
_TIERS = ("strategic",) * 4 + ("key",) * 10 + ("potential",) * 15 + ("general",) * 21
_STORIES = (
    *[Story.GROWING] * 6,
    *[Story.SPRING_PAUSE] * 3,
    *[Story.HARVEST] * 2,
    *[Story.FALLING] * 3,
    *[Story.STOPPED] * 3,
    *[Story.RECOVERING] * 2,
    *[Story.NEW] * 3,
    Story.CREDIT_NOTES,
    Story.ONE_BIG_ORDER,
    *[Story.PROSPECT] * 2,
    *[Story.STEADY] * 23,
)
_TIER_STRIDE, _STORY_STRIDE = 11, 13
_GROUP_EVERY, _GROUP_AT, _GROUP_SIZE = 60, 13, 4
_NO_OWNER_EVERY, _NO_OWNER_AT = 37, 20


@dataclass(frozen=True, slots=True)
class Size:
    """What customers of a tier are like; ranges are (lowest, highest)."""

    yearly_purchases: tuple[int, int]
    employees: tuple[int, int]
    rhythms: tuple[float, ...]


_SIZES = {
    "strategic": Size((10_500_000, 36_000_000), (800, 9_000), (7.5, 7.5, 22)),
    "key": Size((5_000_000, 9_800_000), (300, 3_000), (7.5, 22, 22, 60)),
    "potential": Size((600_000, 4_500_000), (80, 1_200), (22, 60, 60)),
    "general": Size((60_000, 800_000), (15, 400), (22, 60, 60, 150)),
}


@dataclass(slots=True)
class DemoCustomer:
    """A company with everybody in it and all that happened; `owner` is None where nobody is."""

    number: int
    name: CompanyName
    credit_code: str
    place: Place
    trade: Trade
    tier: str
    story: Story
    rhythm: Rhythm
    employees: int
    annual_revenue: Decimal
    founded_on: date
    first_contact_on: date
    source: str
    parent: "DemoCustomer | None" = None
    sensitive_because: str = ""
    turn: Turn = Turn.NONE
    owner: DemoPerson | None = None
    contacts: list[DemoContact] = field(default_factory=list)
    orders: list[DemoOrder] = field(default_factory=list)

    @property
    def ref(self) -> str:
        """The number under which the source `demo` knows the customer."""
        return f"D{self.number:05d}"


def customers(count: int, seed: int, day: date) -> list[DemoCustomer]:
    """The first `count` customers of this seed, with everything that happened up to `day`."""
    made: list[DemoCustomer] = []
    namer = Namer()
    served: Counter[str] = Counter()
    for number in range(1, count + 1):
        rng = random.Random(f"{seed}:{number}")  # noqa: S311
        customer = _customer(number, made, namer, day, rng)
        customer.contacts = contacts(customer.tier, customer.place, customer.ref, day, rng)
        if customer.turn is Turn.DECISION_MAKER_LEFT:
            customer.contacts = decider_left(customer.contacts, day - timedelta(days=LEFT_AGO))
        elif customer.turn is Turn.THREE_COMPLAINTS:
            customer.contacts = soured(customer.contacts)
        customer.orders = tell(customer.story, customer.rhythm, day, rng)
        if number % _NO_OWNER_EVERY != _NO_OWNER_AT:
            customer.owner = _owner(customer.tier, served)
        made.append(customer)
    return made


def _customer(
    number: int, made: list[DemoCustomer], namer: Namer, day: date, rng: random.Random
) -> DemoCustomer:
    tier = _TIERS[number * _TIER_STRIDE % len(_TIERS)]
    story = _STORIES[number * _STORY_STRIDE % len(_STORIES)]
    place, trade = rng.choice(PLACES), rng.choice(TRADES)
    in_group = number % _GROUP_EVERY - _GROUP_AT
    parent = made[number - 1 - in_group] if 0 < in_group < _GROUP_SIZE else None
    if number == 1:
        name, place, trade = FIRST, PLACES[0], TRADES[2]
    elif in_group == 0:
        name = namer.group(place, rng)
    else:
        name = namer.company(place, trade, rng, parent.name.brand if parent else "")
    rhythm = _rhythm(tier, story, rng)
    met_on = _first_contact(story, day, rng)
    return DemoCustomer(
        number=number,
        name=name,
        credit_code=credit_code(place, rng),
        place=place,
        trade=trade,
        tier=tier,
        story=story,
        rhythm=rhythm,
        employees=rng.randint(*_SIZES[tier].employees),
        annual_revenue=_revenue(rhythm, rng),
        founded_on=met_on - timedelta(days=rng.randint(365 * 2, 365 * 30)),
        first_contact_on=met_on,
        source=rng.choice(("campaign", "channel", "referral", "fair", "website")),
        parent=parent,
        sensitive_because=rng.choice(SENSITIVE_BECAUSE) if rng.random() < 0.06 else "",
        turn=turn(number, story),
    )


def _rhythm(tier: str, story: Story, rng: random.Random) -> Rhythm:
    """Only steady customers are slow: with two orders a year no other story can be seen."""
    size = _SIZES[tier]
    days = rng.choice(size.rhythms)
    if story is not Story.STEADY:
        days = min(days, 22)
    return Rhythm(days, rng.uniform(*size.yearly_purchases) * days / 365)


def _revenue(rhythm: Rhythm, rng: random.Random) -> Decimal:
    purchases = rhythm.amount * 365 / rhythm.days
    return Decimal(round(purchases * rng.uniform(6, 30), -4)).quantize(Decimal("0.01"))


def _first_contact(story: Story, day: date, rng: random.Random) -> date:
    if story in (Story.NEW, Story.PROSPECT):
        return day - timedelta(days=rng.randint(170, 300))
    return day - timedelta(days=365 * YEARS_OF_ORDERS + rng.randint(30, 2000))


def _owner(tier: str, served: Counter[str]) -> DemoPerson:
    """The manager with room left, in the team that serves the tier."""
    team = next(team for team in TEAMS if tier in team.tiers)
    number = served[team.code] // team.load
    served[team.code] += 1
    return manager(team, number)
