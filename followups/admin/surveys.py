from django.contrib import admin

from accounts.admin.base import ReadOnlyAdmin
from followups.models import SurveyAnswer


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("answered_at", "customer", "kind", "score", "occasion", "ticket")
    list_filter = ("kind", "occasion", "answered_at")
    list_select_related = ("customer", "ticket")
    search_fields = ("customer__code", "ticket__number__startswith", "comment")
    ordering = ("-answered_at", "-id")
