from health.models.backtest import BacktestRun
from health.models.case import Case, LostReview
from health.models.doubt import ScoreDoubt
from health.models.override import LevelOverride
from health.models.plan import ImprovementPlan, PlanStep
from health.models.rule import ChanceSignal, RuleSetting, WarningSignal
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
from health.models.winback import WinBack, WinBackResult

__all__ = [
    "SPARK_WEEKS",
    "BacktestRun",
    "Case",
    "ChanceSignal",
    "HealthCurrent",
    "HealthModelVersion",
    "HealthScore",
    "HeldBatch",
    "HeldDecision",
    "HeldWarning",
    "ImprovementPlan",
    "LevelOverride",
    "LostReview",
    "PeerPace",
    "PeerScore",
    "PlanStep",
    "RuleSetting",
    "ScoreDoubt",
    "StartingLevel",
    "VersionEffect",
    "Warning",
    "WarningDuty",
    "WarningEvent",
    "WarningRun",
    "WarningSignal",
    "WinBack",
    "WinBackResult",
]
