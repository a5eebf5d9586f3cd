"""How many customers one person can serve well."""

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


def limit_passed(load: Load, tier: str) -> int | None:
    """The limit that one more customer of this tier would pass, None where it fits."""
    limit = LIMITS.get(tier)
    return limit if limit is not None and load.of(tier) >= limit else None
