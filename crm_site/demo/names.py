"""Names and numbers of companies, never the same twice."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.rules.credit_code import ALPHABET, check_character
from crm_site.demo.words import BRAND_HEADS, BRAND_TAILS, LEGAL_FORMS, Place, Trade


@dataclass(frozen=True, slots=True)
class CompanyName:
    registered: str
    short: str
    brand: str
    aliases: tuple[str, ...] = ()


# Somebody who types the initials `hzkj` has to find somebody.
FIRST = CompanyName("杭州鸿瑞科技有限公司", "鸿瑞科技", "鸿瑞", ("杭州科技", "杭州鸿瑞"))


@dataclass(slots=True)
class Namer:
    """Remembers which names it has given."""

    taken: set[str] = field(default_factory=lambda: {FIRST.registered})

    def company(
        self, place: Place, trade: Trade, rng: random.Random, brand: str = ""
    ) -> CompanyName:
        """A company of this place and trade; `brand` is that of its group."""

        def invent() -> CompanyName:
            ours, line = brand or _brand(rng), rng.choice(trade.names)
            return CompanyName(
                f"{place.city}{ours}{line}{rng.choice(LEGAL_FORMS)}",
                ours + line,
                ours,
                (f"{place.city}{ours}实业有限公司",) if rng.random() < 0.2 else (),
            )

        return self._first_free(invent)

    def group(self, place: Place, rng: random.Random) -> CompanyName:
        def invent() -> CompanyName:
            brand = _brand(rng)
            registered = f"{place.province}{brand}集团有限公司"
            return CompanyName(registered, f"{brand}集团", brand, (f"{brand}控股",))

        return self._first_free(invent)

    def _first_free(self, invent: Callable[[], CompanyName]) -> CompanyName:
        name = invent()
        while name.registered in self.taken:
            name = invent()
        self.taken.add(name.registered)
        return name


def credit_code(place: Place, rng: random.Random) -> str:
    """A valid unified social credit code: 91 = company, division, organisation, check."""
    first_17 = f"91{place.division}" + "".join(rng.choices(ALPHABET, k=9))
    return first_17 + check_character(first_17)


def _brand(rng: random.Random) -> str:
    return rng.choice(BRAND_HEADS) + rng.choice(BRAND_TAILS)
