"""What surrounds a relationship: competitors, promises, extras and answers to campaigns."""

import random
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from accounts.choices import CampaignAnswer, ExtraKind
from accounts.models import CampaignResponse, CompetitorAt, ExtraGiven, Promise
from crm_site.demo.chances import rival
from crm_site.demo.dealing_words import (
    ANSWERS,
    BROKEN_PROMISES,
    CAMPAIGNS,
    CONSENTS,
    EXTRAS,
    OCCASIONS,
    PROMISES,
    TOLD_BY,
)
from crm_site.demo.moments import Voice, office_day
from crm_site.demo.moods import FAIR, GOOD, LEFT_AGO
from crm_site.demo.scene import Link, Row, Scene
from crm_site.demo.stories import Story
from crm_site.demo.turns import Turn

_PROMISED = {"strategic": 5, "key": 3, "potential": 1, "general": 1}
_GIVEN = {"strategic": 3, "key": 2, "potential": 1, "general": 0}


def relations(scene: Scene) -> Iterator[Row]:
    yield from _competitors(scene)
    yield from _promises(scene)
    yield from _extras(scene)
    yield from _responses(scene)


def _competitors(scene: Scene) -> Iterator[Row]:
    rng, customer = scene.rng("competitors"), scene.customer
    seen, share = rng.randint(60, 500), rng.randint(10, 35)
    if customer.turn is Turn.DECISION_MAKER_LEFT:
        seen, share = LEFT_AGO - 22, 20
    elif customer.turn is Turn.THREE_COMPLAINTS:
        seen, share = max(3, scene.ago(customer.orders[-1].day) - 30), 60
    elif customer.story is Story.STOPPED:
        seen, share = scene.ago(customer.orders[-1].day) + 25, 80
    elif customer.story is Story.FALLING:
        seen, share = 105, 45
    elif rng.random() > 0.3:
        return
    yield scene.row(
        CompetitorAt,
        "R1",
        competitor=rival(scene),
        line=Link(scene.lines[0].code),
        share=Decimal(share),
        seen_on=scene.day(min(seen, scene.told_days)),
        contract_ends_on=scene.day(-rng.randint(60, 330)) if rng.random() < 0.5 else None,
        told_by=rng.choice(TOLD_BY),
    )


def _promises(scene: Scene) -> Iterator[Row]:
    rng = scene.rng("promises")
    voice = Voice(rng)
    count = rng.randint(0, _PROMISED[scene.customer.tier])
    agos = sorted((rng.randint(6, 400) for _ in range(count)), reverse=True)
    trouble = [ago for ago, phase in scene.weather.phases if phase == "trouble"]
    for number, ago in enumerate([*agos, *(max(1, first - 8) for first in trouble)], start=1):
        if ago > scene.told_days or scene.weather.is_silent(ago):
            continue
        promised = scene.day(ago)
        due = office_day(scene.day(ago - rng.randint(7, 30)))
        is_bad = scene.weather.mood_at(ago) < FAIR
        is_broken = is_bad or rng.random() < 0.06
        contact, _ = scene.contact(promised, ("user", "purchaser", "decision_maker"))
        what = voice.say(BROKEN_PROMISES if is_bad else PROMISES)
        came = due < scene.last_day
        yield scene.row(
            Promise,
            f"P{number}",
            what=what.format(month=f"{due.month}月底"),
            contact=contact,
            promised_by=scene.customer.owner.name if scene.customer.owner else "何俊杰",
            promised_on=promised,
            due_on=due,
            consent=rng.choice(CONSENTS),
            kept_on=_kept(promised, due, rng) if came and not is_broken else None,
            broken_on=due if came and is_broken else None,
        )


def _kept(promised: date, due: date, rng: random.Random) -> date:
    days = (due - promised).days
    return office_day(due - (due - promised) * rng.randint(0, 40) / 100, -1) if days else due


def _extras(scene: Scene) -> Iterator[Row]:
    rng, customer = scene.rng("extras"), scene.customer
    given = [
        (rng.choice(list(ExtraKind)), rng.randint(10, 480))
        for _ in range(rng.randint(0, _GIVEN[customer.tier]))
    ]
    given = [
        (ExtraKind.GIFT if kind is ExtraKind.COMPENSATION else kind, ago) for kind, ago in given
    ]
    if customer.story is Story.RECOVERING:
        given += [(ExtraKind.COMPENSATION, 206), (ExtraKind.SERVICE, 165)]
    for number, (kind, ago) in enumerate(given, start=1):
        if ago > scene.told_days or not scene.weather.activity_at(ago):
            continue
        what, cost = rng.choice(EXTRAS[kind])
        mood = scene.weather.mood_at(max(0, ago - 30))
        yield scene.row(
            ExtraGiven,
            f"X{number}",
            kind=kind,
            what=what,
            cost=Decimal(cost),
            currency="CNY",
            occasion=OCCASIONS[kind],
            given_on=scene.day(ago),
            reaction=max(1, min(5, round(mood * 5 + rng.uniform(-0.7, 0.7)))),
        )


def _responses(scene: Scene) -> Iterator[Row]:
    rng = scene.rng("responses")
    for number, (campaign, ago) in enumerate(CAMPAIGNS, start=1):
        if ago > scene.told_days or rng.random() < 0.45:
            continue
        sent = scene.day(ago)
        contact, _ = scene.contact(sent, ("purchaser", "influencer", "user"))
        answer = _answer(scene, ago, rng)
        later = 0 if answer is CampaignAnswer.DELIVERED else rng.randint(0, 6)
        yield scene.row(
            CampaignResponse,
            f"A{number}",
            campaign=f"{sent.year}{campaign}",
            answer=answer,
            answered_on=scene.day(ago - later),
            contact=contact,
            channel=rng.choice(("微信", "邮件", "短信")),
        )


def _answer(scene: Scene, ago: int, rng: random.Random) -> CampaignAnswer:
    mood = scene.weather.mood_at(ago)
    if scene.weather.is_silent(ago):
        return CampaignAnswer.DELIVERED
    if mood < FAIR:
        return rng.choice((CampaignAnswer.DELIVERED, CampaignAnswer.DECLINED))
    return rng.choices(ANSWERS, (3, 4, 2, 1, 2) if mood > GOOD else (5, 3, 1, 0, 0))[0]
