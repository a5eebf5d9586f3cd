"""What was invoiced for the orders, and when it was paid."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.models import Invoice, Payment
from crm_site.demo.moments import office_day
from crm_site.demo.scene import Link, Row, Scene
from crm_site.demo.supply import Delivery
from crm_site.demo.turns import Turn

TERM_DAYS = {"strategic": 60, "key": 60, "potential": 45, "general": 30}
METHODS = ("银行转账", "银行转账", "银行转账", "电子承兑汇票")
OFFSET = "冲抵货款"
_LATER_FOR_DAYS = 360


@dataclass(frozen=True, slots=True)
class Instalment:
    paid_on: date
    amount: Decimal
    method: str


def billing(scene: Scene, orders: list[Delivery]) -> Iterator[Row]:
    rng = scene.rng("billing")
    for number, delivery in enumerate(orders, start=1):
        issued = office_day(delivery.arrives + timedelta(days=rng.randrange(4)))
        if issued > scene.last_day:
            continue
        due = office_day(issued + timedelta(days=_term(scene, delivery)))
        paid = [
            part
            for part in _instalments(scene, delivery, due, rng)
            if part.paid_on <= scene.last_day
        ]
        in_full = sum((part.amount for part in paid), Decimal()) == delivery.order.amount
        suffix = f"F{number}"
        yield scene.row(
            Invoice,
            suffix,
            number=_number(scene, issued, number),
            issued_on=issued,
            due_on=due,
            amount=delivery.order.amount,
            currency="CNY",
            order=Link(delivery.key),
            paid_on=paid[-1].paid_on if in_full else None,
        )
        for position, part in enumerate(paid, start=1):
            yield scene.row(
                Payment,
                f"{suffix}-{position}",
                number=f"HK{part.paid_on:%y%m%d}{scene.customer.number:05d}{number:03d}{position}",
                invoice=Link(f"{scene.customer.ref}-{suffix}"),
                paid_on=part.paid_on,
                amount=part.amount,
                currency="CNY",
                method=part.method,
            )


def _term(scene: Scene, delivery: Delivery) -> int:
    return TERM_DAYS[scene.customer.tier] if delivery.order.amount > 0 else 0


def _number(scene: Scene, issued: date, number: int) -> str:
    """Twenty digits, as on an electronic invoice: year, province, and a serial number."""
    province, customer = scene.customer.place.division[:2], scene.customer.number
    return f"{issued:%y}{province}2000{customer:05d}{number:07d}"


def _instalments(
    scene: Scene, delivery: Delivery, due: date, rng: random.Random
) -> Iterator[Instalment]:
    amount = delivery.order.amount
    if amount < 0:
        yield Instalment(due, amount, OFFSET)
        return
    paid_on = _paid_on(scene, due, rng)
    method = rng.choice(METHODS)
    if rng.random() < 0.1:
        first = (amount * Decimal("0.3")).quantize(Decimal("0.01"))
        yield Instalment(office_day(paid_on - timedelta(days=21)), first, method)
        amount -= first
    yield Instalment(paid_on, amount, method)


def _paid_on(scene: Scene, due: date, rng: random.Random) -> date:
    """About when it is due; who pays late pays later every month, the displeased a little."""
    delay = rng.choice((-6, -3, -1, 0, 0, 0, 1, 2, 4))
    if scene.customer.turn is Turn.LATE_PAYER:
        worse = max(0.0, 1 - max(0, scene.ago(due)) / _LATER_FOR_DAYS)
        delay = rng.randint(0, 5) + round(85 * worse)
    elif scene.weather.mood_at(max(0, scene.ago(due))) < 0.35:
        delay = rng.randint(8, 35)
    return office_day(due + timedelta(days=delay))
