"""Who grants how much without asking? The table, kind by kind, and what was changed in it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.auth import PersonRequest
from accounts.choices import Tier
from common.views import PermissionMixin, ServiceFormView, or_404
from crm_site.pages.concessions.concession import SEES
from crm_site.pages.tasks.forms import reason_field
from crm_site.queries.authority import authority_history, authority_tables, roles
from followups.choices import ConcessionKind
from followups.queries.authority import table_of
from followups.rules.authority import Cell
from followups.services.authority import authority_set

KEEPS = "followups.change_authoritylimit"
ENDLESS = "∞"
SEEN = "seen"


class Authority(PermissionMixin, TemplateView):
    request: PersonRequest
    permission = SEES
    template_name = "pages/authority.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "tables": authority_tables(),
            "tiers": Tier,
            "history": authority_history(),
            "may_change": self.request.user.has_perm(KEEPS),
        }


class LimitCell(forms.CharField):
    """A number, ∞ without limit, or nothing where nothing may be granted."""

    def __init__(self, label: str) -> None:
        attrs = {"class": "form-control", "aria-label": label, "inputmode": "decimal"}
        super().__init__(label=label, max_length=16, required=False, widget=forms.TextInput(attrs))

    def clean(self, value: Any) -> Any:
        text = super().clean(value).replace(",", "")
        if text == ENDLESS:
            return None
        try:
            number = Decimal(text or 0)
        except InvalidOperation as error:
            raise ValidationError(_("A number, or ∞.")) from error
        if not number.is_finite() or abs(number) >= 10**10 or number != round(number, 2):
            raise ValidationError(_("A number, or ∞."))
        return number


class AuthorityForm(forms.Form):
    """A cell for each tier and role of a kind, with what stood there when it was looked at."""

    def __init__(self, *args: Any, cells: Sequence[tuple[Cell, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = cells
        for (tier, role), label in cells:
            self.fields[f"{tier}-{role}"] = LimitCell(label)
            seen = LimitCell(label)
            seen.widget = forms.HiddenInput()
            self.fields[f"{SEEN}-{tier}-{role}"] = seen
        self.fields["reason"] = reason_field(gettext_lazy("Reason"), required=True)

    def limits(self, prefix: str = "") -> dict[Cell, Decimal | None]:
        return {
            (tier, role): self.cleaned_data[f"{prefix}{tier}-{role}"]
            for (tier, role), _label in self.cells
        }

    def rows(self) -> Iterator[tuple[str, list[Any]]]:
        """(role, its fields in the order of the tiers)."""
        for code, label in roles():
            yield label, [self[f"{tier}-{code}"] for tier in Tier.values]

    def hidden(self) -> list[Any]:
        return [self[f"{SEEN}-{tier}-{role}"] for (tier, role), _label in self.cells]


def limit_typed(limit: Decimal | None) -> str:
    if limit is None:
        return ENDLESS
    return f"{limit:f}".rstrip("0").rstrip(".") if limit else ""


class AuthorityEdit(ServiceFormView):
    """One kind at a time; a reason is kept with the change."""

    request: PersonRequest
    permission = KEEPS
    form_class = AuthorityForm
    template_name = "pages/authority_edit.html"

    @cached_property
    def kind(self) -> ConcessionKind:
        code = self.kwargs["concession_kind"]
        return or_404(next((kind for kind in ConcessionKind if kind == code), None))

    def get_form_kwargs(self) -> dict[str, Any]:
        cells = [
            ((tier.value, code), f"{label}, {tier.label}")
            for code, label in roles()
            for tier in Tier
        ]
        return super().get_form_kwargs() | {"cells": cells}

    def get_initial(self) -> dict[str, Any]:
        typed = {
            f"{tier}-{role}": limit_typed(limit)
            for (tier, role), limit in table_of(self.kind).items()
        }
        return typed | {f"{SEEN}-{name}": text for name, text in typed.items()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"kind": self.kind, "tiers": Tier}

    def taken(self, form: Any) -> HttpResponse:
        changed = authority_set(
            kind=self.kind,
            seen=form.limits(f"{SEEN}-"),
            limits=form.limits(),
            by=self.request.user,
            reason=form.cleaned_data["reason"],
        )
        if changed:
            messages.success(self.request, _("The table is changed; the reason is kept with it."))
        return redirect("authority-edit", self.kind)
