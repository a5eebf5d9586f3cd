"""Opportunities: what may be sold next, how far it has come and what it hangs on."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from accounts.choices import OpportunityKind as Kind
from accounts.choices import OpportunityStage as Stage
from accounts.models import Opportunity
from crm_site.demo.agreements import terms
from crm_site.demo.catalogue import LINES
from crm_site.demo.dealing_words import COMPETITORS, LOST_BECAUSE, NEXT_STEPS, STICKING, TITLES
from crm_site.demo.moods import LEFT_AGO
from crm_site.demo.scene import Row, Scene
from crm_site.demo.stories import Story
from crm_site.demo.turns import Turn

_HOW_MANY = {"strategic": 3, "key": 2, "potential": 1, "general": 0}
_OPEN = (Stage.SCREENED, Stage.NEED_CLEAR, Stage.PROPOSAL, Stage.NEGOTIATION)
_CHANCE = dict(zip(_OPEN, (15, 30, 50, 70), strict=True))


@dataclass(frozen=True, slots=True)
class Chance:
    """`opened` and `closed` are in days ago; `closed` is None while it is open."""

    kind: Kind
    stage: Stage
    opened: int
    closed: int | None = None
    sticking: str = ""
    competitors: tuple[str, ...] = ()
    next_step: str = ""


def chances(scene: Scene) -> Iterator[Row]:
    rng = scene.rng("chances")
    found = [*_of_the_story(scene, rng), *_renewal(scene), *_ordinary(scene, rng)]
    for number, chance in enumerate(found, start=1):
        yield _row(scene, number, chance, rng)


def _of_the_story(scene: Scene, rng: random.Random) -> Iterator[Chance]:
    customer = scene.customer
    if customer.turn is Turn.DECISION_MAKER_LEFT:
        yield Chance(
            Kind.UPGRADE,
            Stage.NEGOTIATION,
            LEFT_AGO + 62,
            sticking="原决策人离职，新任采购负责人要求重新比价，审批暂停",
            competitors=(rival(scene),),
            next_step="约见新任负责人，重新说明方案与投资回报",
        )
    elif customer.story is Story.STOPPED:
        yield Chance(
            Kind.WIN_BACK,
            Stage.SCREENED,
            max(2, scene.ago(customer.orders[-1].day) - 50),
            sticking=rng.choice(("客户暂无回应", "前期投诉未获客户认可"))
            if customer.turn
            else "已转向其他供应商",
            competitors=() if customer.turn else (rival(scene),),
            next_step="请客户成功总监出面致歉并提出补救方案" if customer.turn else "报挽回价试单",
        )
    elif customer.story is Story.PROSPECT:
        yield Chance(Kind.NEW, rng.choice(_OPEN[1:]), rng.randint(40, 110))
    elif customer.story is Story.GROWING and customer.tier != "general":
        yield Chance(Kind.CROSS_SELL, Stage.PROPOSAL, rng.randint(15, 60))
    elif customer.story is Story.NEW:
        first = scene.ago(customer.orders[0].day)
        yield Chance(Kind.NEW, Stage.SIGNED, first + 70, first + 6)
        yield Chance(Kind.SECOND_NEED, Stage.NEED_CLEAR, max(4, first - 40))


def _renewal(scene: Scene) -> Iterator[Chance]:
    """For a contract that ends within two months."""
    for term in terms(scene)[-1:]:
        left = -scene.ago(term.ends_on)
        if 0 <= left <= 60 and scene.customer.story is not Story.STOPPED:
            yield Chance(Kind.RENEWAL, Stage.NEGOTIATION, 60 - left + 3)


def _ordinary(scene: Scene, rng: random.Random) -> Iterator[Chance]:
    """Now and then one, most of them decided by now."""
    if scene.customer.story in (Story.PROSPECT, Story.NEW):
        return
    end = scene.ago(scene.customer.orders[-1].day)
    for _ in range(rng.randint(0, _HOW_MANY[scene.customer.tier])):
        opened = rng.randint(20, 480)
        decided = opened - rng.randint(45, 120)
        kind = rng.choice((Kind.SECOND_NEED, Kind.CROSS_SELL, Kind.UPGRADE, Kind.TENDER))
        if opened <= end + 5:
            continue  # nothing began after the last order
        if decided > end:
            stage = rng.choice((Stage.SIGNED, Stage.SIGNED, Stage.LOST))
            yield Chance(kind, stage, opened, decided)
        elif scene.customer.story is not Story.STOPPED:
            yield Chance(kind, rng.choice(_OPEN), opened)


def _row(scene: Scene, number: int, chance: Chance, rng: random.Random) -> Row:
    opened = scene.day(min(chance.opened, scene.told_days))
    line = _line(scene, chance.kind, rng)
    lost, is_open = chance.stage is Stage.LOST, chance.closed is None
    amount = scene.customer.rhythm.amount * rng.uniform(1.2, 4.5)
    return scene.row(
        Opportunity,
        f"O{number}",
        number=f"SJ{opened:%y%m}-{scene.customer.number:04d}-{number}",
        title=rng.choice(TITLES[chance.kind]).format(line=line),
        kind=chance.kind,
        stage=chance.stage,
        cause=f"{chance.kind}:{number}",
        amount=Decimal(max(20_000, round(amount, -4))),
        currency="CNY",
        lines=[line],
        probability=_CHANCE.get(chance.stage, 0 if lost else 100),
        opened_on=opened,
        expected_on=scene.day(-rng.randint(15, 120)) if is_open else None,
        deadline_on=_deadline(scene, chance, rng),
        closed_on=None if chance.closed is None else max(opened, scene.day(chance.closed)),
        sticking_point=chance.sticking or (rng.choice(STICKING) if is_open else ""),
        competitors=list(chance.competitors) or ([rival(scene)] if lost else []),
        decision_makers=_deciders(scene),
        next_step=chance.next_step or (rng.choice(NEXT_STEPS) if is_open else ""),
        lost_reason=rng.choice(LOST_BECAUSE).format(rival=rival(scene)) if lost else "",
    )


def rival(scene: Scene) -> str:
    """The one competitor that this customer knows."""
    return scene.rng("rival").choice(COMPETITORS)


def _line(scene: Scene, kind: Kind, rng: random.Random) -> str:
    if kind in (Kind.CROSS_SELL, Kind.SECOND_NEED):
        return rng.choice([line.name for line in LINES if line not in scene.lines])
    return scene.lines[0].name


def _deadline(scene: Scene, chance: Chance, rng: random.Random) -> date | None:
    if chance.closed is not None or chance.kind is not Kind.TENDER:
        return None
    return scene.day(-rng.randint(5, 40))


def _deciders(scene: Scene) -> str:
    _, contact = scene.contact(scene.last_day, ("decision_maker", "purchaser"))
    return f"{contact.name}（{contact.title}）" if contact else ""
