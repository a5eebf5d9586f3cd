"""What other currencies are worth, for sums over customers."""

from django.contrib import admin

from accounts.admin.base import HistoryAdmin
from accounts.models import ExchangeRate


@admin.register(ExchangeRate)
class ExchangeRateAdmin(HistoryAdmin):
    list_display = ("currency", "valid_from", "rate")
    list_filter = ("currency", "valid_from")
    search_fields = ("currency__startswith",)
    date_hierarchy = "valid_from"
    fields = ("currency", "valid_from", "rate")
