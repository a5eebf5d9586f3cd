"""How many customers one person can serve well."""

from collections.abc import Mapping
from dataclasses import dataclass

# What the customer-success teams agreed on: beyond it nobody keeps the cadence of the tier.
LIMITS: dict[str, int] = {"strategic": 15, "key": 30}


@dataclass(frozen=True, slots=True)
class Load:
    """Customers owned, by tier; a tier without a limit only counts in `total`."""

    strategic: int
    key: int
    total: int

    def of(self, tier: str) -> int:
        return {"strategic": self.strategic, "key": self.key}.get(tier, self.total)

    def with_more(self, tiers: Mapping[str, int]) -> "Load":
        """The load with that many more customers of each tier."""
        return Load(
            strategic=self.strategic + tiers.get("strategic", 0),
            key=self.key + tiers.get("key", 0),
            total=self.total + sum(tiers.values()),
        )


def limit_passed(load: Load, tier: str) -> int | None:
    """The limit that one more customer of this tier would pass, None where it fits."""
    return limits_passed(load, {tier: 1}).get(tier)


def limits_passed(load: Load, tiers: Mapping[str, int]) -> dict[str, int]:
    """`{tier: limit}` of the limits that this many more customers of each tier would pass.

    A limit that is passed already is not passed again by customers of another tier.
    """
    after = load.with_more(tiers)
    return {
        tier: limit for tier, limit in LIMITS.items() if tiers.get(tier) and after.of(tier) > limit
    }


def tiers_past(load: Load) -> list[str]:
    """The tiers of which somebody has more than the limit."""
    return [tier for tier, limit in LIMITS.items() if load.of(tier) > limit]
