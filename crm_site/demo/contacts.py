"""The people at the demo's customers. No number and no address of them can reach anybody."""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from accounts.rules.names import readings, syllables
from crm_site.demo.words import GIVEN_NAMES, SURNAMES, TITLES, Place

# Who is needed at a large customer, and how many people a small one has for all of it.
_ALL_ROLES = ("decision_maker", "purchaser", "user", "finance", "influencer")
_SMALL = (
    (("decision_maker", "purchaser"),),
    (("decision_maker",), ("purchaser", "finance")),
    (("decision_maker",), ("purchaser",), ("user",)),
)


@dataclass(frozen=True, slots=True)
class DemoContact:
    name: str
    title: str
    roles: tuple[str, ...]
    phone: str
    mobile: str
    email: str
    wechat: str
    attitude: str
    preferred_channel: str
    joined_on: date
    left_on: date | None = None


def contacts(tier: str, place: Place, ref: str, day: date, rng: random.Random) -> list[DemoContact]:
    """Who we know there on `day`; one in twenty has left, and a successor is not recorded yet."""
    roles: tuple[tuple[str, ...], ...]
    if tier in ("strategic", "key"):
        roles = tuple((role,) for role in _ALL_ROLES[: rng.randint(3, 5)])
    else:
        roles = rng.choice(_SMALL)
    return [_contact(held, place, ref, day, rng) for held in roles]


def decider_left(known: list[DemoContact], day: date) -> list[DemoContact]:
    """The same people, but whoever decides leaves on that day, a supporter of ours."""
    return [
        replace(contact, left_on=day, attitude="supporter")
        if "decision_maker" in contact.roles
        else contact
        for contact in known
    ]


def soured(known: list[DemoContact]) -> list[DemoContact]:
    """Everybody who has a say speaks against us by now."""
    has_say = {"decision_maker", "purchaser"}
    return [
        replace(contact, attitude="critic") if has_say & set(contact.roles) else contact
        for contact in known
    ]


def _contact(
    roles: tuple[str, ...], place: Place, ref: str, day: date, rng: random.Random
) -> DemoContact:
    surname, given = rng.choice(SURNAMES), rng.choice(GIVEN_NAMES)
    joined = day - timedelta(days=rng.randint(200, 3000))
    left = day - timedelta(days=rng.randint(5, 80)) if rng.random() < 0.05 else None
    reading = f"{readings(surname)[-1][0]}.{''.join(syllables(given))}"
    return DemoContact(
        name=surname + given,
        title=rng.choice(TITLES[roles[0]]),
        roles=roles,
        # Local numbers never begin with 0, mobile ones never with 12.
        phone=f"{place.area_code}-0{rng.randrange(10**7):07d}",
        mobile=f"120{rng.randrange(10**8):08d}",
        email=f"{reading}@{ref.lower()}.example",
        wechat=f"wx_{reading.replace('.', '_')}" if rng.random() < 0.6 else "",
        attitude=rng.choices(("supporter", "neutral", "critic"), (4, 5, 1))[0],
        preferred_channel=rng.choice(("phone", "email", "wechat", "visit")),
        joined_on=joined,
        left_on=left,
    )
