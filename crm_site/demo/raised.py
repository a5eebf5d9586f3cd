"""What a customer raises with us, and when: the story's complaints, and everyday matters."""

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass

from accounts.choices import Severity
from accounts.choices import TicketKind as Kind
from crm_site.demo.moods import COMPLAINTS_BEFORE_LAST_ORDER, FAIR
from crm_site.demo.scene import Scene
from crm_site.demo.stories import Story
from crm_site.demo.turns import Turn

_PER_YEAR = {"strategic": 9.0, "key": 5.0, "potential": 2.2, "general": 1.0}
_USUAL = (
    (Kind.QUESTION, 30), (Kind.ISSUE, 28), (Kind.REQUEST, 14), (Kind.DELIVERY, 10),
    (Kind.COMPLAINT, 6), (Kind.SUGGESTION, 9),
)  # fmt: skip
_DISPLEASED = (
    (Kind.QUESTION, 12), (Kind.ISSUE, 34), (Kind.REQUEST, 6), (Kind.DELIVERY, 20),
    (Kind.COMPLAINT, 26), (Kind.SUGGESTION, 2),
)  # fmt: skip
# How many days ago the complaints of those who came back were raised.
TROUBLE_AGO = (400, 384, 362)


@dataclass(frozen=True, slots=True)
class Raised:
    """`slowness` is our time for a step as a share of the target; `again`, which repeat it is."""

    ago: int
    kind: Kind
    severity: Severity
    slowness: float
    again: int | None = None


def raised(scene: Scene, rng: random.Random) -> list[Raised]:
    """Everything in the order in which it came."""
    everything = [*_complaints(scene), *_everyday(scene, rng)]
    return sorted(everything, key=lambda one: -one.ago)


def _complaints(scene: Scene) -> Iterator[Raised]:
    """Of one cause, again and again, each slower than the one before."""
    customer = scene.customer
    if customer.turn is Turn.THREE_COMPLAINTS:
        last = scene.ago(customer.orders[-1].day)
        agos = tuple(last + before for before in COMPLAINTS_BEFORE_LAST_ORDER)
    elif customer.story is Story.RECOVERING:
        agos = TROUBLE_AGO
    else:
        return
    for place, ago in enumerate(agos):
        severity = Severity.MAJOR if place else Severity.NORMAL
        yield Raised(ago, Kind.COMPLAINT, severity, (1.6, 2.4, 3.5)[place], again=place)


def _everyday(scene: Scene, rng: random.Random) -> Iterator[Raised]:
    customer = scene.customer
    if not customer.orders:
        return
    begun = min(scene.told_days, scene.ago(customer.orders[0].day))
    usual = _PER_YEAR[customer.tier] * begun / 365
    for _ in range(_about(usual, rng)):
        ago = rng.randint(1, max(1, begun))
        mood = scene.weather.mood_at(ago)
        # Who is leaving raises nothing any more.
        if scene.weather.activity_at(ago) < 0.2 or scene.weather.is_silent(ago):
            continue
        kinds = _DISPLEASED if mood < FAIR else _USUAL
        kind = rng.choices([kind for kind, _ in kinds], [share for _, share in kinds])[0]
        severity = rng.choices(list(Severity), (3, 6, _major(kind, mood)))[0]
        yield Raised(ago, kind, severity, _slowness(mood, rng))


def _major(kind: Kind, mood: float) -> int:
    """How often something is major, against 9 times that it is not."""
    if kind in (Kind.QUESTION, Kind.REQUEST, Kind.SUGGESTION):
        return 0
    return 3 if mood < FAIR else 1


def _slowness(mood: float, rng: random.Random) -> float:
    """Nearly always in time; where the mood is bad we were often too slow."""
    if rng.random() < (0.45 if mood < FAIR else 0.07):
        return rng.uniform(1.1, 2.2)
    return rng.uniform(0.25, 0.9)


def _about(mean: float, rng: random.Random) -> int:
    """A whole number whose average is `mean`, as calls come in: by Poisson."""
    limit, count, product = math.exp(-mean), 0, rng.random()
    while product > limit:
        count += 1
        product *= rng.random()
    return count
