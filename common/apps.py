from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from common.checks import check_migrations_are_whole, check_views_name_permission
from common.triggers import triggers_join_by_hash


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("Machine room")

    def ready(self) -> None:
        checks.register(check_views_name_permission)
        checks.register(check_migrations_are_whole, checks.Tags.database)
        post_migrate.connect(triggers_join_by_hash, sender=self)
