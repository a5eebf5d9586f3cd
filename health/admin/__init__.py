from health.admin.backtests import BacktestRunAdmin
from health.admin.current import HealthCurrentAdmin
from health.admin.doubts import ScoreDoubtAdmin
from health.admin.overrides import LevelOverrideAdmin
from health.admin.versions import HealthModelVersionAdmin
from health.admin.warnings import HeldWarningAdmin, WarningAdmin

__all__ = [
    "BacktestRunAdmin",
    "HealthCurrentAdmin",
    "HealthModelVersionAdmin",
    "HeldWarningAdmin",
    "LevelOverrideAdmin",
    "ScoreDoubtAdmin",
    "WarningAdmin",
]
