"""What a person may type about the plan."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import ids_of
from accounts.models import Customer
from crm_site.pages.tasks.forms import reason_field
from followups.choices import CadencePeriod, Touch
from followups.models.cadence import MOST_TIMES


def _choices(choices: Any) -> list[tuple[str, str]]:
    return [(value, capfirst(label)) for value, label in choices.choices]


class ExceptionForm(forms.Form):
    touch = forms.ChoiceField(label=_("Touch"), choices=_choices(Touch))
    times = forms.IntegerField(
        label=_("Times in a period"),
        min_value=0,
        max_value=MOST_TIMES,
        help_text=_("0: not at all."),
    )
    period = forms.ChoiceField(
        label=pgettext_lazy("cadence", "Period"), choices=_choices(CadencePeriod)
    )
    reason = reason_field(_("Reason"), required=True)
    starts_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label=_("Last day"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Empty: until somebody ends it."),
    )
    token = forms.UUIDField(widget=forms.HiddenInput)


class ReassignForm(forms.Form):
    """Sends back the very customers that were looked at, and whose they were then."""

    customers = forms.CharField(widget=forms.HiddenInput)
    reason = reason_field(_("Reason"), required=False)

    def clean_customers(self) -> list[int]:
        return ids_of(self.cleaned_data["customers"].split(","))


def joined(customers: QuerySet[Customer]) -> str:
    return ",".join(map(str, customers.order_by("pk").values_list("pk", flat=True)))
