"""What happened at the customers, when we learned of it, and who left them."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from accounts.choices import EventKind
from accounts.models import CustomerEvent
from crm_site.demo.chances import rival
from crm_site.demo.event_words import EVENTS, EXPLAINED, GROUP_EVENT
from crm_site.demo.moments import at_office, office_day
from crm_site.demo.moods import LEFT_AGO
from crm_site.demo.scene import Link, Row, Scene
from crm_site.demo.stories import Story
from crm_site.demo.turns import Turn

_CHANCE = {"strategic": 0.9, "key": 0.6, "potential": 0.3, "general": 0.15}


def events(scene: Scene) -> Iterator[Row]:
    rng = scene.rng("events")
    happened = [*_departures(scene), *_of_the_story(scene, rng), *_ordinary(scene, rng)]
    for number, (day, kind, title, contact) in enumerate(happened, start=1):
        known = office_day(day + timedelta(days=rng.choice((0, 1, 1, 2, 5))))
        if day < scene.told_from or known >= scene.last_day:
            continue
        yield scene.row(
            CustomerEvent,
            f"E{number}",
            kind=kind,
            occurred_on=day,
            known_at=at_office(known, rng),
            title=title,
            note=rng.choice(EXPLAINED.get(kind, ("",))),
            deadline_on=scene.day(-rng.randint(8, 45)) if kind == EventKind.TENDER else None,
            contact=contact,
        )


Happening = tuple[date, EventKind, str, Link | None]


def _departures(scene: Scene) -> Iterator[Happening]:
    for number, contact in enumerate(scene.customer.contacts, start=1):
        if contact.left_on:
            title = f"{contact.title}{contact.name}离职"
            link = Link(f"{scene.customer.ref}-{number}")
            yield contact.left_on, EventKind.CONTACT_LEFT, title, link


def _of_the_story(scene: Scene, rng: random.Random) -> Iterator[Happening]:
    customer, competitor = scene.customer, rival(scene)
    if customer.turn is Turn.DECISION_MAKER_LEFT:
        title = "采购审批权收归集团，由新任采购负责人重新评审供应商"
        yield scene.day(LEFT_AGO - 14), EventKind.AUTHORITY, title, None
        yield scene.day(LEFT_AGO - 22), EventKind.COMPETITOR, f"{competitor}到访并送样测试", None
    elif customer.story is Story.FALLING:
        yield scene.day(105), EventKind.COMPETITOR, f"{competitor}以更低报价进入备选名单", None
        yield scene.day(34), EventKind.SPENDING_DOWN, "近三个月采购额不足去年同期一半", None
    elif customer.story is Story.STOPPED and not customer.turn:
        ago = scene.ago(customer.orders[-1].day) + 25
        yield scene.day(ago), EventKind.COMPETITOR, f"{competitor}中标本年度主供", None
    elif customer.story is Story.GROWING and customer.tier != "general":
        title = "二期厂房投产，新增两条产线"
        yield scene.day(rng.randint(60, 220)), EventKind.EXPANSION, title, None
    elif customer.story is Story.RECOVERING:
        yield scene.day(208), EventKind.OTHER, "方敏带队上门致歉，双方确认整改清单", None
    if customer.name.short.endswith("集团"):
        yield scene.day(150), EventKind.MERGER, GROUP_EVENT, None


def _ordinary(scene: Scene, rng: random.Random) -> Iterator[Happening]:
    if rng.random() < _CHANCE[scene.customer.tier]:
        kind = rng.choice(list(EVENTS))
        yield scene.day(rng.randint(15, 420)), kind, rng.choice(EVENTS[kind]), None
