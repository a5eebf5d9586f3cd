"""Who has to look after a customer of a tier, and what is missing in a team."""

from collections.abc import Iterable
from dataclasses import dataclass

CSM, EXECUTIVE_SPONSOR = "csm", "executive_sponsor"

# A tier that is not here, and no tier at all, counts as general.
NEEDED: dict[str, tuple[str, ...]] = {
    "strategic": (CSM, "tech_consultant", "data_analyst", EXECUTIVE_SPONSOR),
    "key": (CSM,),
}
NEEDED_ANYWHERE = (CSM,)
TIERS_WITH_DEPUTIES = {"strategic"}
# A sponsor is somebody to turn to and serves nobody from day to day.
WITHOUT_DEPUTY = {EXECUTIVE_SPONSOR}


@dataclass(frozen=True, slots=True)
class Place:
    """A role that somebody who is still with us has in a team; the owner's is `csm`."""

    role: str
    has_deputy: bool


@dataclass(frozen=True, slots=True)
class Gaps:
    """Roles that nobody has, and roles of somebody without a deputy, each named once."""

    missing: tuple[str, ...] = ()
    without_deputy: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.missing or self.without_deputy)


def needed_roles(tier: str) -> tuple[str, ...]:
    return NEEDED.get(tier, NEEDED_ANYWHERE)


def gaps_of(tier: str, team: Iterable[Place]) -> Gaps:
    places = list(team)
    filled = {place.role for place in places}
    alone = [place.role for place in places if not place.has_deputy]
    return Gaps(
        missing=tuple(role for role in needed_roles(tier) if role not in filled),
        without_deputy=tuple(dict.fromkeys(role for role in alone if role not in WITHOUT_DEPUTY))
        if tier in TIERS_WITH_DEPUTIES
        else (),
    )
