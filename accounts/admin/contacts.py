from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import HistoryAdmin, VersionedForm
from accounts.admin.filters import TypedFilter, by_state
from accounts.choices import DecisionRole
from accounts.models import Contact
from accounts.queries.states import CONTACT_STATES
from accounts.services.contacts import contact_save


class ContactForm(VersionedForm):
    decision_roles = forms.MultipleChoiceField(
        label=_("Decision roles"),
        choices=DecisionRole.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


@admin.register(Contact)
class ContactAdmin(HistoryAdmin):
    form = ContactForm
    customer_path = "customer"
    list_display = ("name", "customer", "title", "attitude", "mobile", "email", "left_on")
    list_filter = (
        by_state(_("state"), CONTACT_STATES, "left_on"),
        "attitude",
        ("customer", TypedFilter),
    )
    list_select_related = ("customer",)
    search_fields = (
        *("name", "mobile__endswith", "phone__endswith", "email__startswith"),
        "customer__code",
    )
    search_help_text = _("A name, the end of a number, an e-mail address, or the customer's code.")
    ordering = ("-id",)
    autocomplete_fields = ("customer",)
    readonly_fields = ("source", "external_id", "recorded_at")
    fieldsets = (
        (None, {"fields": ("customer", "name", "title", "decision_roles", "attitude")}),
        (
            _("Ways to reach"),
            {
                "fields": (
                    "phone",
                    "mobile",
                    "email",
                    "wechat",
                    "preferred_channel",
                    "preferred_time",
                )
            },
        ),
        (_("Dates"), {"fields": ("birthday", "joined_on", "left_on")}),
        (_("Record"), {"fields": ("source", "external_id", "recorded_at")}),
    )

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        contact_save(contact=obj)
