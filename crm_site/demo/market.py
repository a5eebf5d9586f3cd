"""What concerns many customers or none: news of the markets, and what winning and serving cost."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

from accounts.choices import CostKind, CustomerSource
from accounts.models import Cost, MarketSignal
from crm_site.demo.event_words import SIGNALS
from crm_site.demo.moments import month_begin, office_day
from crm_site.demo.scene import Row, Scene

MONTHS = 18
_CHANNEL_COSTS = {
    CustomerSource.CAMPAIGN: (46_000, "活动执行与物料"),
    CustomerSource.CHANNEL: (28_000, "渠道返点"),
    CustomerSource.REFERRAL: (8_500, "转介绍奖励"),
    CustomerSource.FAIR: (52_000, "展位与差旅"),
    CustomerSource.WEBSITE: (19_000, "网站推广投放"),
}
_SERVICE_COSTS = {"strategic": 21_000, "key": 8_200}
_FAIR_MONTHS = (4, 9, 10)


def market(last_day: date, seed: int) -> Iterator[Row]:
    """Market signals, and the costs of each channel by month up to the last whole one."""
    for number, signal in enumerate(SIGNALS, start=1):
        industry, region, kind, direction, impact, ago, counts, title, origin = signal
        published = office_day(last_day - timedelta(days=ago), -1)
        columns = {
            "industry": industry,
            "region": region,
            "kind": kind,
            "direction": direction,
            "impact": impact,
            "title": title,
            "origin": origin,
            "published_on": published,
            "ends_on": published + timedelta(days=counts),
        }
        yield Row(MarketSignal, None, f"M{number}", columns)
    rng = random.Random(f"{seed}:market")  # noqa: S311
    for ago in range(MONTHS, 0, -1):
        month = month_begin(last_day, ago)
        for channel, (usual, note) in _CHANNEL_COSTS.items():
            if channel is CustomerSource.FAIR and month.month not in _FAIR_MONTHS:
                continue
            amount = Decimal(round(usual * rng.uniform(0.75, 1.3), -1))
            columns = {"month": month, "kind": CostKind.ACQUISITION, "channel": channel}
            columns |= {"amount": amount, "currency": "CNY", "note": note}
            yield Row(Cost, None, f"K{month:%Y%m}-{channel}", columns)


def service_costs(scene: Scene) -> Iterator[Row]:
    """What a large customer costs us every month; trouble costs more."""
    usual = _SERVICE_COSTS.get(scene.customer.tier)
    if usual is None:
        return
    rng = scene.rng("costs")
    for ago in range(MONTHS, 0, -1):
        month = month_begin(scene.last_day, ago)
        if month < scene.told_from:
            continue
        mood = scene.weather.mood_at(scene.ago(month) - 15)
        amount = usual * (1.9 - 1.1 * mood) * rng.uniform(0.8, 1.2)
        yield scene.row(
            Cost,
            f"K{month:%Y%m}",
            month=month,
            kind=CostKind.SERVICE,
            amount=Decimal(round(amount, -1)),
            currency="CNY",
            note="驻场、差旅与备件消耗" if mood > 0.5 else "投诉处理、返工与加急运输",
        )
