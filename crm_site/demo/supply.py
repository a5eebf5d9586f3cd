"""Orders in full: what was ordered, what it earns, when it was promised and when it came."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from accounts.choices import ProductionStage as Stage
from accounts.models import CustomerLine, Order, OrderLine, OrderProgress
from crm_site.demo.catalogue import LINES, ProductLineWords, ProductWords
from crm_site.demo.dealing_words import DELAYED_BECAUSE
from crm_site.demo.moments import office_day
from crm_site.demo.moods import FAIR
from crm_site.demo.scene import Link, Row, Scene
from crm_site.demo.stories import DemoOrder

CENT = Decimal("0.01")
PROGRESS_DAYS = 90
# When a stage is reached, as a share of the time from order to delivery.
_STAGES = (
    (Stage.PLANNED, 0.05), (Stage.MATERIAL, 0.3), (Stage.STARTED, 0.45), (Stage.TESTED, 0.75),
    (Stage.PACKED, 0.85), (Stage.SHIPPED, 0.92), (Stage.DELIVERED, 1.0),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Delivery:
    """An order on its way: `arrives` may lie in the future, a credit note arrives at once."""

    key: str
    number: str
    order: DemoOrder
    line: ProductLineWords
    promised: date
    arrives: date

    @property
    def is_late(self) -> bool:
        return self.arrives > self.promised


def deliveries(scene: Scene) -> list[Delivery]:
    rng, made = scene.rng("deliveries"), []
    for number, order in enumerate(scene.customer.orders, start=1):
        line = rng.choices(scene.lines, _weights(scene.lines))[0]
        promised = office_day(order.day + timedelta(days=line.days + rng.randrange(8)))
        late = 0.28 if scene.weather.mood_at(scene.ago(order.day)) < FAIR else 0.06
        shift = rng.randint(4, 16) if rng.random() < late else -rng.randrange(3)
        arrives = office_day(promised + timedelta(days=shift))
        if order.amount < 0:
            promised = arrives = order.day
        so = f"SO{order.day:%y%m%d}-{scene.customer.number:05d}-{number}"
        made.append(Delivery(f"{scene.customer.ref}-{number}", so, order, line, promised, arrives))
    return made


def _weights(lines: tuple[ProductLineWords, ...]) -> list[int]:
    return [6, *[2] * (len(lines) - 1)]


def supply(scene: Scene, orders: list[Delivery]) -> Iterator[Row]:
    """Orders with their lines and their progress, and the lines that matter to the customer."""
    rng = scene.rng("supply")
    for delivery in orders:
        lines = list(_lines(scene, delivery, rng))
        yield scene.row(
            Order,
            delivery.key.rpartition("-")[2],
            number=delivery.number,
            ordered_on=delivery.order.day,
            amount=delivery.order.amount,
            currency="CNY",
            region=scene.customer.place.province,
            margin=sum((line.columns["margin"] for line in lines), Decimal()),
            line=Link(delivery.line.code),
            promised_on=delivery.promised,
            delivered_on=scene.past(delivery.arrives),
        )
        yield from lines
        if delivery.order.amount > 0 and scene.ago(delivery.order.day) < PROGRESS_DAYS:
            yield from _progress(scene, delivery, rng)
    yield from _relevant(scene, rng)


def _lines(scene: Scene, delivery: Delivery, rng: random.Random) -> Iterator[Row]:
    """One to three products whose amounts make up that of the order, to the cent."""
    products = rng.sample(delivery.line.products, rng.choice((1, 1, 2, 2, 3)))
    left = delivery.order.amount
    number = delivery.key.rpartition("-")[2]
    for position, product in enumerate(products, start=1):
        is_last = position == len(products)
        amount = left if is_last else (left * Decimal(rng.randint(35, 60)) / 100).quantize(CENT)
        left -= amount
        quantity = _quantity(amount, product, rng)
        share = Decimal(str(round(delivery.line.margin + rng.uniform(-0.06, 0.05), 4)))
        yield scene.row(
            OrderLine,
            f"{number}-{position}",
            order=Link(delivery.key),
            product_code=product.code,
            product_name=product.name,
            quantity=quantity,
            unit_price=(amount / quantity).quantize(Decimal("0.0001")),
            amount=amount,
            margin=(amount * share).quantize(CENT),
            line=Link(delivery.line.code),
        )


def _quantity(amount: Decimal, product: ProductWords, rng: random.Random) -> int:
    """Pieces at about the list's price less a rebate; below zero for what came back."""
    pieces = max(1, round(abs(float(amount)) / (product.price * rng.uniform(0.86, 0.98))))
    return pieces if amount > 0 else -pieces


def _progress(scene: Scene, delivery: Delivery, rng: random.Random) -> Iterator[Row]:
    ordered, number = delivery.order.day, delivery.key.rpartition("-")[2]
    days = (delivery.arrives - ordered).days
    for stage, share in _STAGES:
        reached = office_day(ordered + timedelta(days=round(days * share)))
        if stage is Stage.DELIVERED:
            reached = delivery.arrives
        if reached <= scene.last_day:
            yield scene.row(
                OrderProgress,
                f"{number}-{stage}",
                order=Link(delivery.key),
                stage=stage,
                reached_on=reached,
                expected_on=None if stage is Stage.DELIVERED else delivery.arrives,
            )
    noticed = office_day(ordered + timedelta(days=round(days * 0.6)))
    if delivery.is_late and noticed <= scene.last_day:
        yield scene.row(
            OrderProgress,
            f"{number}-{Stage.DELAYED}",
            order=Link(delivery.key),
            stage=Stage.DELAYED,
            reached_on=noticed,
            expected_on=delivery.arrives,
            note=rng.choice(DELAYED_BECAUSE),
        )


def _relevant(scene: Scene, rng: random.Random) -> Iterator[Row]:
    """The lines that it buys, and one that would suit it and that it buys elsewhere."""
    other = rng.choice([line for line in LINES if line not in scene.lines])
    shares = (55, 25, 10, 5, 5)
    since = scene.customer.first_contact_on
    for line, share in zip((*scene.lines, other), shares, strict=False):
        yield scene.row(
            CustomerLine,
            line.code,
            line=Link(line.code),
            share=None if line is other else Decimal(share),
            valid_from=since,
        )
