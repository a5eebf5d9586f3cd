from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.utils.translation import gettext_lazy as _


class CrmSiteConfig(AppConfig):
    """Puts the rooms together: settings, addresses, pages that read several apps."""

    name = "crm_site"
    verbose_name = _("Site")


class EvergreenAdminConfig(AdminConfig):
    default_site = "crm_site.admin_site.EvergreenAdminSite"
