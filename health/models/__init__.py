from health.models.score import SPARK_WEEKS, HealthCurrent, HealthScore, PeerPace
from health.models.version import HealthModelVersion

__all__ = ["SPARK_WEEKS", "HealthCurrent", "HealthModelVersion", "HealthScore", "PeerPace"]
