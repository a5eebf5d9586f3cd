"""What was asked for and granted, and the table of who grants how much."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.admin.base import HistoryAdmin, HistoryPage, ReadOnlyAdmin, VersionedForm
from accounts.admin.facts import BY_CUSTOMER
from accounts.admin.filters import by_state
from accounts.rules.roles import BY_CODE, ROLES
from followups.models import AuthorityLimit, Concession
from followups.models.concession import ENDS
from followups.queries.authority import ASKS
from followups.queries.states import CONCESSION_STATES
from followups.rules.authority import MOST


def role_label(code: str) -> str:
    return _(BY_CODE[code].label) if code in BY_CODE else code


def role_choices() -> list[tuple[str, str]]:
    """Those that ask for concessions or decide about them."""
    return [(role.code, _(role.label)) for role in ROLES if role.permissions & ASKS]


class LimitForm(VersionedForm):
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=role_choices)

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        limit, kind = self.cleaned_data.get("limit"), self.cleaned_data.get("kind")
        most = MOST.get(kind or self.instance.kind)
        if limit is not None and most is not None and limit > most:
            message = _("At most %(most)s of this kind.") % {"most": most}
            self.add_error("limit", message)
        return cleaned


@admin.register(AuthorityLimit)
class AuthorityLimitAdmin(HistoryAdmin):
    """Whoever wants to grant more than this asks one person above."""

    form = LimitForm
    list_display = ("kind", "tier", "role_name", "limit")
    list_filter = ("kind", "tier")
    fieldsets = ((None, {"fields": ("kind", "tier", "role", "limit")}),)

    @admin.display(description=gettext_lazy("role"), ordering="role")
    def role_name(self, limit: AuthorityLimit) -> str:
        return role_label(limit.role)


@admin.register(Concession)
class ConcessionAdmin(ReadOnlyAdmin, HistoryPage):
    """Asked for and decided about in the portal; here they are only looked at."""

    customer_path = "customer"
    list_display = (
        *("customer", "kind", "amount", "cost", "asked_by", "asked_at"),
        *("granted_at", "refused_at", "withdrawn_at"),
    )
    list_filter = (
        by_state(gettext_lazy("state"), CONCESSION_STATES, *ENDS),
        *("kind", "asked_at"),
        BY_CUSTOMER,
    )
    list_select_related = ("customer", "asked_by")
    search_fields = ("customer__code",)
    search_help_text = gettext_lazy("The customer's code.")
    ordering = ("-id",)
    fieldsets = (
        (
            None,
            {
                "fields": (
                    *("customer", "kind", "amount", "department", "cost", "reason", "origin"),
                    *("asked_by", "asked_at", "task", "asked"),
                )
            },
        ),
        (
            pgettext_lazy("concession", "Answer"),
            {"fields": ("granted_at", "refused_at", "withdrawn_at", "decided_by", "answer")},
        ),
    )
