"""What a person may say about a level set by hand."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import day_field, seen_field
from crm_site.pages.tasks.forms import reason_field
from health.rules.overrides import LONGEST, SETTABLE, USUAL


class LevelForm(forms.Form):
    level = forms.ChoiceField(
        label=pgettext_lazy("health", "Level"),
        choices=[(one.value, one.label) for one in SETTABLE],
        widget=forms.RadioSelect,
    )
    ends_on = day_field(
        _("Last day"),
        help_text=_(
            "At most 90 days ahead. On the day after, the level of the score counts again."
        ),
    )
    reason = reason_field(_("Reason"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        self.fields["ends_on"].initial = today + USUAL
        bounds = {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.fields["ends_on"].widget.attrs |= bounds


class TakeBackForm(forms.Form):
    """`override` is the one that the person was shown."""

    override = seen_field()
    reason = reason_field(_("Reason"), required=True)
