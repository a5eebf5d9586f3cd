"""The effect of another model on everybody, as a slider shows it."""

from copy import deepcopy

from health.queries.effect import effect_of
from health.queries.versions import version_published
from health.rules.version import Version
from health.services.score import score
from tools.bench.clock import best_of
from tools.bench.data import DAY, analyse

Measured = tuple[float, float, float]

ROUNDS = 5
ALLOWED_S, FOR_CUSTOMERS, MOST = 1.0, 10_000, 8


def measure_what_if() -> Measured:
    """One second for every 10 000 customers."""
    run = score(day=DAY)
    analyse()
    spec = deepcopy(version_published().spec)
    for place, entry in enumerate(spec["indicators"]):
        entry["weight"] += place
    version = Version.from_spec("", spec)
    [ours] = best_of(ROUNDS, lambda: effect_of(version, most=MOST))
    everybody = run.scored + run.unscored
    return ours, ALLOWED_S * max(everybody, FOR_CUSTOMERS) / FOR_CUSTOMERS, 1.0
