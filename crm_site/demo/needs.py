"""What customers need, from being raised to the customer's own confirmation."""

import random
from collections.abc import Iterator

from crm_site.demo.need_words import NEEDS
from crm_site.demo.scene import Row, Scene
from crm_site.demo.stories import Story
from followups.choices import NeedWeight
from followups.models import Need

_MOST = {"strategic": 5, "key": 4, "potential": 2, "general": 1}


def needs(scene: Scene) -> Iterator[Row]:
    """Raised over the time we know; with a new customer and a prospect at the beginning."""
    rng, customer = scene.rng("needs"), scene.customer
    count = rng.randint(0, _MOST[customer.tier])
    begun = scene.told_days - 10
    if customer.story in (Story.NEW, Story.PROSPECT):
        count, begun = max(3, count), min(begun, 130)
    asked = rng.sample(NEEDS, count)
    agos = sorted((rng.randint(8, max(9, begun)) for _ in asked), reverse=True)
    for number, (need, ago) in enumerate(zip(asked, agos, strict=True), start=1):
        if not scene.weather.is_silent(ago):
            yield _row(scene, number, need, ago, rng)


def _row(
    scene: Scene, number: int, need: tuple[str, str, str, str], ago: int, rng: random.Random
) -> Row:
    dimension, title, description, solution = need
    raised = scene.day(ago)
    took, checked = rng.randint(9, 45), rng.randint(1, 12)
    is_open = scene.weather.activity_at(max(0, ago - took)) < 0.3 or rng.random() < 0.1
    is_solved = ago > took and not is_open
    is_confirmed = is_solved and ago > took + checked and rng.random() < 0.9
    _, person = scene.contact(raised, ("decision_maker", "user", "purchaser"))
    words = {"line": scene.lines[0].name}
    return scene.row(
        Need,
        f"N{number}",
        number=f"XQ{raised:%y%m}-{scene.customer.number:04d}-{number}",
        title=title.format(**words),
        description=description.format(**words),
        dimension=dimension,
        weight=rng.choice(NeedWeight.values),
        urgency=rng.randint(2, 5),
        importance=rng.randint(2, 5),
        raised_on=raised,
        due_on=scene.day(ago - 30),
        solution=solution.format(**words) if is_solved or rng.random() < 0.5 else "",
        owner=scene.owner,
        solved_on=scene.day(ago - took) if is_solved else None,
        confirmed_on=scene.day(ago - took - checked) if is_confirmed else None,
        confirmed_by=person.name if is_confirmed and person else "",
        # A need whose customer has stopped answering is given up after half a year.
        cancelled_on=scene.day(ago - 180) if is_open and ago > 190 else None,
    )
