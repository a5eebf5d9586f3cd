from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.facts import BY_CUSTOMER
from followups.models import SurveyAnswer


@admin.register(SurveyAnswer)
class SurveyAnswerAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("answered_at", "customer", "kind", "score", "occasion", "ticket", "contact")
    list_filter = ("kind", "occasion", "answered_at", BY_CUSTOMER)
    list_select_related = ("customer", "ticket", "contact")
    search_fields = ("customer__code", "ticket__number__startswith", "comment")
    search_help_text = _("A word of the comment, a ticket's number, or the customer's code.")
    ordering = ("-answered_at", "-id")
    fieldsets = (
        (None, {"fields": ("customer", "contact", "kind", "score", "answered_at", "comment")}),
        (_("On what"), {"fields": ("occasion", "ticket")}),
    )
