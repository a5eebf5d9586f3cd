from importlib import import_module

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _

from accounts.checks import check_role_permissions


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = _("Customers and people")

    def ready(self) -> None:
        import_module("accounts.imports.kinds")
        import_module("accounts.timeline.facts")
        import_module("accounts.search")
        # Services need models, which are not there when this module is read.
        from accounts.services.roles import roles_follow_migration  # noqa: PLC0415

        checks.register(check_role_permissions)
        post_migrate.connect(roles_follow_migration, sender=self)
