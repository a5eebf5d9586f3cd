from health.admin.versions import HealthModelVersionAdmin

__all__ = ["HealthModelVersionAdmin"]
