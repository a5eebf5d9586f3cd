from health.models.backtest import BacktestRun
from health.models.doubt import ScoreDoubt
from health.models.override import LevelOverride
from health.models.score import SPARK_WEEKS, HealthCurrent, HealthScore, PeerPace, PeerScore
from health.models.version import HealthModelVersion, VersionEffect
from health.models.warning import (
    HeldBatch,
    HeldDecision,
    HeldWarning,
    StartingLevel,
    Warning,
    WarningDuty,
    WarningEvent,
    WarningRun,
)

__all__ = [
    "SPARK_WEEKS",
    "BacktestRun",
    "HealthCurrent",
    "HealthModelVersion",
    "HealthScore",
    "HeldBatch",
    "HeldDecision",
    "HeldWarning",
    "LevelOverride",
    "PeerPace",
    "PeerScore",
    "ScoreDoubt",
    "StartingLevel",
    "VersionEffect",
    "Warning",
    "WarningDuty",
    "WarningEvent",
    "WarningRun",
]
