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

__all__ = [
    "ChanceSignalAdmin",
    "HealthCurrentAdmin",
    "HealthModelVersionAdmin",
    "HeldWarningAdmin",
    "ImprovementPlanAdmin",
    "LevelOverrideAdmin",
    "RuleSettingAdmin",
    "ScoreDoubtAdmin",
    "WarningAdmin",
    "WarningSignalAdmin",
]
