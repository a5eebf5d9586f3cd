"""Tickets from being raised to being closed, and what the customer said of them afterwards."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.choices import ServiceClock as Clock
from accounts.choices import Severity, TimeKind
from accounts.choices import TicketKind as Kind
from common.working_time import WorkingCalendar
from crm_site.demo.cases import AGAIN, CASES, COMMENTS, DECIDED, ISSUES, Case
from crm_site.demo.contacts import DemoContact
from crm_site.demo.moments import Voice, at_office, calendar, midnight
from crm_site.demo.moods import FAIR, GOOD
from crm_site.demo.raised import Raised, raised
from crm_site.demo.scene import Link, Row, Scene
from crm_site.demo.supply import Delivery
from followups.choices import SurveyKind, SurveyOccasion, TicketChannel
from followups.models import SurveyAnswer, Ticket
from followups.rules.sla import Target, clocks_for

A_STAR = 20
_HANDLED_BY = {
    Kind.QUESTION: "demo-support",
    Kind.REQUEST: "demo-support",
    Kind.ISSUE: "demo-tech",
    Kind.DELIVERY: "demo-production",
    Kind.SUGGESTION: "demo-product",
}
_ROLES = {
    Kind.ISSUE: ("user", "influencer"),
    Kind.SUGGESTION: ("user", "influencer"),
    Kind.COMPLAINT: ("purchaser", "decision_maker"),
}
_CHANNELS = (
    TicketChannel.PHONE, TicketChannel.PHONE, TicketChannel.WECHAT, TicketChannel.WECHAT,
    TicketChannel.EMAIL, TicketChannel.PORTAL, TicketChannel.VISIT,
)  # fmt: skip


def service(scene: Scene, orders: list[Delivery]) -> Iterator[Row]:
    rng = scene.rng("service")
    voice, first = Voice(rng), None
    for number, one in enumerate(raised(scene, rng), start=1):
        case, repeats = voice.say(_cases(scene, one.kind)), None
        if one.again is not None:
            case, repeats = AGAIN[one.again], first
            first = first or Link(f"{scene.customer.ref}-T{number}")
        yield from _ticket(scene, number, one, case, repeats, orders, rng)


def _cases(scene: Scene, kind: Kind) -> tuple[Case, ...]:
    return ISSUES[scene.lines[0].code] if kind is Kind.ISSUE else CASES[kind]


def _ticket(
    scene: Scene,
    number: int,
    one: Raised,
    case: Case,
    repeats: Link | None,
    orders: list[Delivery],
    rng: random.Random,
) -> Iterator[Row]:
    opened = at_office(scene.day(one.ago), rng)
    life = _life(scene, one, opened, rng)
    contact, person = scene.contact(opened.date(), _roles(one.kind))
    delivery = _latest(orders, opened)
    products = scene.lines[0].products
    words = {
        "product": (products[0] if one.again is not None else rng.choice(products)).name,
        "order": delivery.number if delivery else "",
    }
    solved = life.steps.get("solved_at")
    about_order = one.kind in (Kind.DELIVERY, Kind.COMPLAINT) and delivery
    row = scene.row(
        Ticket,
        f"T{number}",
        number=f"GD{opened:%y%m%d}-{scene.customer.number:05d}-{number}",
        kind=one.kind,
        severity=one.severity,
        channel=rng.choice(_CHANNELS),
        subject=case.subject.format(**words),
        body=case.body.format(**words),
        contact=contact,
        order=Link(delivery.key) if about_order and delivery else None,
        line=Link(scene.lines[0].code),
        department=Link(case.department),
        owner=scene.owner if one.kind is Kind.COMPLAINT else Link(_HANDLED_BY[one.kind]),
        opened_at=opened,
        cause=case.cause if "work_started_at" in life.steps or solved else "",
        solution=case.solution if solved else "",
        verified_by=_name(person) if "verified_at" in life.steps else "",
        decision_reason=rng.choice(DECIDED) if one.kind is Kind.SUGGESTION and solved else "",
        repeats=repeats,
        **life.steps,
    )
    yield row
    yield from _answer(scene, number, one, life, row, rng)


def _roles(kind: Kind) -> tuple[str, ...]:
    return _ROLES.get(kind, ("purchaser", "user"))


def _name(person: DemoContact | None) -> str:
    return person.name if person else "现场班组长"


def _latest(orders: list[Delivery], moment: datetime) -> Delivery | None:
    before = [one for one in orders if one.order.day < moment.date() and one.order.amount > 0]
    return before[-1] if before else None


@dataclass
class Life:
    """The steps that have been reached by `until`, each not before the last."""

    calendar: WorkingCalendar
    rng: random.Random
    until: datetime
    at: datetime
    steps: dict[str, datetime] = field(default_factory=dict)
    goes_on: bool = True

    def in_hours(self, moment: datetime) -> datetime:
        """What comes in the evening is done in the first hour of the next working day."""
        opens = self.calendar.add_service(moment, 0)
        return moment if opens == moment else opens + timedelta(minutes=self.rng.randint(4, 55))

    def reach(self, step: str, moment: datetime) -> None:
        """In office hours; what has not come yet has not been reached, nor what follows it."""
        moment = self.in_hours(max(moment, self.at))
        self.goes_on = self.goes_on and moment < self.until
        if self.goes_on:
            self.at = self.steps[step] = moment


def _life(scene: Scene, one: Raised, opened: datetime, rng: random.Random) -> Life:
    life = Life(calendar(), rng, scene.until, opened)
    targets = {
        target.clock: target for target in clocks_for(one.kind, one.severity, scene.customer.tier)
    }
    for clock in (Clock.CONFIRMED, Clock.WORK_STARTED, Clock.FIRST_SOLUTION):
        if target := targets.get(clock):
            life.reach(f"{clock}_at", _after(opened, target, one.slowness, rng))
    if target := targets.get(Clock.ESCALATED):
        told = life.in_hours(_after(opened, target, one.slowness, rng))
        if told < scene.until:
            life.steps["escalated_at"] = max(opened, told)
    _ending(life, one, targets.get(Clock.SOLVED), opened, rng)
    return life


def _ending(
    life: Life, one: Raised, target: Target | None, opened: datetime, rng: random.Random
) -> None:
    """Solved, checked by the customer, and closed; complaints with a visit after that."""
    if target:
        solved = _after(opened, target, one.slowness, rng)
    else:
        solved = life.calendar.add_working_days(opened, rng.randint(0, 3))
        solved += timedelta(minutes=rng.randint(50, 220))
    life.reach("solved_at", solved)
    if one.kind is Kind.COMPLAINT and one.slowness < 2:
        life.reach("revisited_at", life.at + timedelta(hours=rng.randint(3, 30)))
    # The last of several complaints is not even answered any more.
    if one.slowness < 3:
        life.reach("verified_at", life.at + timedelta(hours=rng.randint(2, 52)))
        life.reach("closed_at", life.at + timedelta(minutes=rng.randint(20, 400)))


def _after(opened: datetime, target: Target, slowness: float, rng: random.Random) -> datetime:
    share = slowness * rng.uniform(0.75, 1.1)
    if target.time_kind == TimeKind.WORKING_DAYS:
        minutes = round(target.allowed * 540 * share)
        return calendar().add_service(opened, max(3, minutes))
    if target.time_kind == TimeKind.SERVICE:
        return calendar().add_service(opened, max(1, round(target.allowed * share)))
    return calendar().add_elapsed(opened, round(target.allowed * share))


def _answer(
    scene: Scene, number: int, one: Raised, life: Life, ticket: Row, rng: random.Random
) -> Iterator[Row]:
    """Satisfaction with every second closed ticket, and with every complaint of a story."""
    closed = life.steps.get("closed_at")
    if not closed or (one.again is None and rng.random() > 0.55):
        return
    answered = life.calendar.add_service(closed, rng.randint(20, 700))
    if answered >= midnight(scene.last_day):
        return
    score = _stars(scene.weather.mood_at(scene.ago(answered.date())), one, rng) * A_STAR
    contact, _ = scene.contact(answered.date(), _roles(one.kind))
    level = "good" if score >= 80 else "fair" if score >= 60 else "bad"
    yield scene.row(
        SurveyAnswer,
        f"S{number}",
        kind=SurveyKind.CSAT,
        score=score,
        answered_at=answered,
        occasion=SurveyOccasion.TICKET,
        ticket=Link(ticket.key),
        contact=contact,
        comment=rng.choice(COMMENTS[level]),
    )


def _stars(mood: float, one: Raised, rng: random.Random) -> int:
    if one.again is not None:
        return rng.choice((1, 2))
    base = 5 if mood > GOOD else 4 if mood > FAIR else 2
    late = 1 if one.slowness > 1 or one.severity is Severity.MAJOR else 0
    return max(1, min(5, base - late - rng.choice((0, 0, 0, 1))))
