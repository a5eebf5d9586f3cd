"""How much a third of the customers use the equipment cloud, day by day."""

from collections.abc import Iterator
from datetime import timedelta

from accounts.choices import UsageMetric
from accounts.models import UsageDay
from common.working_time import is_working_day_in_china
from crm_site.demo.scene import Row, Scene
from crm_site.demo.stories import Story

DAYS = 190
_EVERY = 3
_USERS = {"strategic": 24, "key": 12, "potential": 6, "general": 3}
_MONDAY, _WEDNESDAY, _FRIDAY = 0, 2, 4


def usage(scene: Scene) -> Iterator[Row]:
    """Log-ins on working days, and what goes with them; what fades comes to nothing."""
    customer = scene.customer
    if customer.story is Story.PROSPECT or not (customer.number % _EVERY == 1 or customer.turn):
        return
    rng = scene.rng("usage")
    usual = _USERS[customer.tier] * rng.uniform(0.7, 1.3)
    begun = scene.ago(customer.orders[0].day) - 7
    for ago in range(min(DAYS, begun), 0, -1):
        day = scene.last_day - timedelta(days=ago)
        level = usual * scene.weather.activity_at(ago) * rng.uniform(0.75, 1.2)
        if not is_working_day_in_china(day):
            continue
        figures = {
            UsageMetric.LOGIN: round(level),
            UsageMetric.DOWNLOAD: round(level / 6) if day.weekday() == _WEDNESDAY else 0,
            UsageMetric.PRODUCT: round(level * 14) if customer.number % 2 else 0,
            UsageMetric.STOCK: round(level * 11) if day.weekday() == _FRIDAY else 0,
            UsageMetric.MEETING: int(day.weekday() == _MONDAY and rng.random() < level / 40),
        }
        for metric, value in figures.items():
            if value:
                yield scene.row(UsageDay, f"{day}-{metric}", day=day, metric=metric, value=value)
