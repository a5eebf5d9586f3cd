"""What a person may say about warnings."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.choices import Tier
from accounts.forms import seen_field
from crm_site.pages.tasks.forms import reason_field
from health.choices import WarningCause
from health.services.warning_acts import SAID_BY_PEOPLE

OPEN_THEM, START_FROM_THEM = "open", "start"


class EndForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"),
        choices=[(outcome.value, outcome.label) for outcome in SAID_BY_PEOPLE],
    )
    reason = reason_field(_("Reason"), required=True)


class DecisionForm(forms.Form):
    """Without a tier the decision is about all of them, and so it is without a cause."""

    tiers = forms.MultipleChoiceField(
        label=_("Tiers"),
        choices=[*Tier.choices, ("none", _("no tier"))],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: all of them."),
    )
    causes = forms.MultipleChoiceField(
        label=_("Causes"),
        choices=WarningCause.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("None ticked: all of them."),
    )
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[
            (OPEN_THEM, _("Open the warnings, with their duties")),
            (START_FROM_THEM, _("Take this as the starting position: warn when it gets worse")),
        ],
        widget=forms.RadioSelect,
    )
    reason = reason_field(_("Reason"), required=True)
    newest = seen_field(required=False)

    def clean_tiers(self) -> list[str] | None:
        tiers = ["" if tier == "none" else tier for tier in self.cleaned_data["tiers"]]
        return tiers or None

    def clean_causes(self) -> list[str] | None:
        return self.cleaned_data["causes"] or None
