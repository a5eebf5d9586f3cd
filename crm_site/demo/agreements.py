"""Contracts with those who buy for a year, what they promise, and their papers."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.choices import ServiceClock, TicketKind, TimeKind
from accounts.models import Contract, ServiceStandard
from crm_site.demo.billing import TERM_DAYS
from crm_site.demo.moments import office_day
from crm_site.demo.papers import pdf
from crm_site.demo.scene import Link, Row, Scene
from crm_site.demo.stories import Story
from crm_site.demo.turns import Turn

YEARS = 3
_HAVE_CONTRACTS = {"strategic": 1.0, "key": 1.0, "potential": 0.6, "general": 0.25}
# What strategic customers are promised: on which tickets, which clock, how much of which time.
STANDARDS = (
    (TicketKind.ISSUE, ServiceClock.CONFIRMED, 10, TimeKind.SERVICE),
    (TicketKind.ISSUE, ServiceClock.FIRST_SOLUTION, 40, TimeKind.SERVICE),
    (TicketKind.COMPLAINT, ServiceClock.SOLVED, 3, TimeKind.WORKING_DAYS),
    (TicketKind.QUESTION, ServiceClock.CONFIRMED, 240, TimeKind.SERVICE),
)


@dataclass(frozen=True, slots=True)
class Term:
    """A contract's days; `is_last` when no other follows yet."""

    starts_on: date
    ends_on: date
    is_last: bool
    terminated_on: date | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A file of a contract, to be written where uploads are kept."""

    contract: str
    customer: str
    version: int
    name: str
    content: bytes
    added_by: str


def terms(scene: Scene) -> list[Term]:
    """Year after year on the same day; who stopped has not renewed, or ended it before."""
    rng = scene.rng("terms")
    customer, last = scene.customer, scene.last_day
    if rng.random() >= _HAVE_CONTRACTS[customer.tier] or not customer.orders:
        return []
    if customer.story is Story.NEW:
        starts = office_day(customer.orders[0].day - timedelta(days=6), -1)
        return [Term(starts, _same_day(starts, 1) - timedelta(days=1), True)]
    # Its last day: from soon to a year ahead; those who left have theirs behind or near.
    ahead = rng.randrange(4, 365)
    if customer.story is Story.STOPPED:
        ahead = 24 if customer.turn is Turn.THREE_COMPLAINTS else -rng.randrange(5, 40)
    ends, found = last + timedelta(days=ahead), []
    for years in range(YEARS):
        starts = _same_day(ends, -1) + timedelta(days=1)
        ended = _terminated(scene, starts, ends) if years == 0 else None
        found.append(Term(starts, ends, years == 0, ended))
        ends = starts - timedelta(days=1)
    return [term for term in reversed(found) if term.starts_on > customer.first_contact_on]


def _terminated(scene: Scene, starts: date, ends: date) -> date | None:
    """Every fourth of those who stopped without a word ended it in writing."""
    customer = scene.customer
    if customer.story is not Story.STOPPED or customer.turn or customer.number % 4:
        return None
    day = office_day(customer.orders[-1].day + timedelta(days=35))
    return day if starts < day < min(ends, scene.last_day) else None


def _same_day(day: date, years: int) -> date:
    """The 29th of February is taken for the 28th."""
    return date(day.year + years, day.month, min(day.day, 28) if day.month == 2 else day.day)


def agreements(scene: Scene) -> Iterator[Row]:
    customer, rng = scene.customer, scene.rng("agreements")
    usual = customer.rhythm.amount * 365 / customer.rhythm.days
    days = TERM_DAYS[customer.tier]
    for number, term in enumerate(terms(scene), start=1):
        year = (term.starts_on + timedelta(days=90)).year
        yield scene.row(
            Contract,
            f"C{number}",
            number=f"HT{term.starts_on:%Y%m}-{customer.number:04d}",
            title=f"{year}年度{scene.lines[0].name}产品采购框架协议",
            signed_on=office_day(term.starts_on - timedelta(days=rng.randrange(2, 15)), -1),
            starts_on=term.starts_on,
            ends_on=term.ends_on,
            renews_on=term.ends_on - timedelta(days=30),
            terminated_on=term.terminated_on,
            amount=Decimal(round(usual * rng.uniform(0.85, 1.15), -4)),
            currency="CNY",
            payment_terms=f"货到验收合格、收到发票后{days}天内付清",
        )
        if customer.tier == "strategic":
            yield from _standards(scene, number)


def _standards(scene: Scene, number: int) -> Iterator[Row]:
    for kind, clock, amount, time_kind in STANDARDS:
        yield scene.row(
            ServiceStandard,
            f"C{number}-{kind}-{clock}",
            contract=Link(f"{scene.customer.ref}-C{number}"),
            ticket_kind=kind,
            clock=clock,
            amount=amount,
            time_kind=time_kind,
        )


def papers(scene: Scene, contracts: list[Row]) -> Iterator[Paper]:
    """The newest contract of each large customer, as a draft and as it was signed."""
    if scene.customer.tier not in ("strategic", "key") or not contracts:
        return
    columns = contracts[-1].columns
    for version, word in enumerate(("送审稿", "盖章件"), start=1):
        yield Paper(
            contract=contracts[-1].key,
            customer=scene.customer.ref,
            version=version,
            name=f"{columns['number']}_{word}.pdf",
            content=pdf(_text(scene, columns, word)),
            added_by="demo-legal",
        )


def _text(scene: Scene, columns: dict, word: str) -> list[str]:
    return [
        f"{columns['title']}（{word}）",
        f"合同编号：{columns['number']}",
        f"甲方（买方）：{scene.customer.name.registered}",
        f"统一社会信用代码：{scene.customer.credit_code}",
        "乙方（卖方）：常青智造技术有限公司（演示）",
        f"一、协议期限：{columns['starts_on']:%Y年%m月%d日}至{columns['ends_on']:%Y年%m月%d日}。",
        f"二、采购品类：{'、'.join(line.name for line in scene.lines)}。",
        f"三、预计年度采购额：人民币{columns['amount']:,.2f}元（不含税）。",
        f"四、付款方式：{columns['payment_terms']}。",
        "五、质量保证期自验收之日起十二个月；服务时限以附件一为准。",
        "六、任何一方拟不续签，应于期满三十日前书面通知对方。",
        "甲方代表：__________    乙方代表：__________",
    ]
