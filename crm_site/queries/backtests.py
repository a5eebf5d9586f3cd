"""Back-tests as pages show them."""

from django.db.models import QuerySet

from health.choices import BacktestState, VersionState
from health.models import BacktestRun, HealthModelVersion

NEWEST = 20
_VERSIONS = ("version", "against", "asked_by")


def backtests_newest() -> QuerySet[BacktestRun]:
    return BacktestRun.objects.select_related(*_VERSIONS).order_by("-id")[:NEWEST]


def backtest_newest_done() -> BacktestRun | None:
    done = BacktestRun.objects.select_related(*_VERSIONS).filter(state=BacktestState.DONE)
    return done.order_by("-finished_at", "-id").first()


def backtest_seen(pk: int) -> BacktestRun | None:
    return BacktestRun.objects.select_related(*_VERSIONS).filter(pk=pk).first()


def versions_to_test() -> QuerySet[HealthModelVersion]:
    """The newest first."""
    versions = HealthModelVersion.objects.exclude(state=VersionState.DISCARDED)
    return versions.order_by("-id").defer("preview")
