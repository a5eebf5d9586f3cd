from health.admin.cases import CaseAdmin, LostReviewAdmin
from health.admin.current import HealthCurrentAdmin
from health.admin.doubts import ScoreDoubtAdmin
from health.admin.overrides import LevelOverrideAdmin
from health.admin.versions import HealthModelVersionAdmin
from health.admin.warnings import HeldWarningAdmin, WarningAdmin
from health.admin.winbacks import WinBackAdmin

__all__ = [
    "CaseAdmin",
    "HealthCurrentAdmin",
    "HealthModelVersionAdmin",
    "HeldWarningAdmin",
    "LevelOverrideAdmin",
    "LostReviewAdmin",
    "ScoreDoubtAdmin",
    "WarningAdmin",
    "WinBackAdmin",
]
