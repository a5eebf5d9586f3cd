from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from health.registry import load_indicators
from health.warning_rules.base import load_rules


class HealthConfig(AppConfig):
    name = "health"
    verbose_name = _("Health")

    def ready(self) -> None:
        load_indicators()
        load_rules()
        import_module("health.timeline")
