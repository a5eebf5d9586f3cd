from health.admin.backtests import BacktestRunAdmin
from health.admin.cases import CaseAdmin, LostReviewAdmin
from health.admin.current import HealthCurrentAdmin
from health.admin.doubts import ScoreDoubtAdmin
from health.admin.overrides import LevelOverrideAdmin
from health.admin.rules import ChanceSignalAdmin, RuleSettingAdmin
from health.admin.versions import HealthModelVersionAdmin
from health.admin.warnings import (
    HeldWarningAdmin,
    ImprovementPlanAdmin,
    WarningAdmin,
    WarningSignalAdmin,
)
from health.admin.winbacks import WinBackAdmin

__all__ = [
    "BacktestRunAdmin",
    "CaseAdmin",
    "ChanceSignalAdmin",
    "HealthCurrentAdmin",
    "HealthModelVersionAdmin",
    "HeldWarningAdmin",
    "ImprovementPlanAdmin",
    "LevelOverrideAdmin",
    "LostReviewAdmin",
    "RuleSettingAdmin",
    "ScoreDoubtAdmin",
    "WarningAdmin",
    "WarningSignalAdmin",
    "WinBackAdmin",
]
