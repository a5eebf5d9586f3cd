from health.admin.current import HealthCurrentAdmin
from health.admin.versions import HealthModelVersionAdmin

__all__ = ["HealthCurrentAdmin", "HealthModelVersionAdmin"]
