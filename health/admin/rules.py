from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryPage, ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from health.models import ChanceSignal, RuleSetting


@admin.register(RuleSetting)
class RuleSettingAdmin(ReadOnlyAdmin, HistoryPage):
    """Rules are set in the portal, where their numbers are checked and tried."""

    list_display = ("rule", "is_on", "level", "off_for", "changed_by", "changed_at")
    list_filter = ("is_on", "level")
    list_select_related = ("changed_by",)
    ordering = ("rule",)


@admin.register(ChanceSignal)
class ChanceSignalAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("customer", "rule", "began_on", "ended_on", "task", "opportunity")
    list_filter = ("rule", ("ended_on", admin.EmptyFieldListFilter), "began_on", BY_CUSTOMER)
    list_select_related = ("customer", "task", "opportunity")
    search_fields = ("customer__code",)
    search_help_text = _("The customer's code.")
    ordering = ("-id",)
