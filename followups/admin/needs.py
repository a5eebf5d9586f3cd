from django.contrib import admin

from accounts.admin.base import ReadOnlyAdmin
from followups.models import Need


@admin.register(Need)
class NeedAdmin(ReadOnlyAdmin):
    customer_path = "customer"
    list_display = ("title", "customer", "weight", "raised_on", "due_on", "solved_on", "owner")
    list_filter = (
        "dimension",
        "weight",
        ("solved_on", admin.EmptyFieldListFilter),
        ("confirmed_on", admin.EmptyFieldListFilter),
        ("cancelled_on", admin.EmptyFieldListFilter),
        "raised_on",
    )
    list_select_related = ("customer", "owner")
    search_fields = ("number__startswith", "title", "customer__code")
    ordering = ("-raised_on", "-id")
