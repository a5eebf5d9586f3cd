"""What a person may ask of the past."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import day_field
from crm_site.queries.backtests import versions_to_test
from health.choices import BacktestPopulation, LeavingLabel
from health.queries.backtest import Asked, usual_months
from health.queries.versions import version_published


class BacktestForm(forms.Form):
    version = forms.ModelChoiceField(versions_to_test(), label=_("Model version"), empty_label=None)
    against = forms.ModelChoiceField(
        versions_to_test(),
        label=_("Compare it with"),
        required=False,
        empty_label=_("no other version"),
    )
    first = day_field(_("Month-ends from"))
    last = day_field(
        _("Month-ends to"), help_text=_("A month counts once the 90 days after it are over.")
    )
    population = forms.ChoiceField(label=_("Of whom"), choices=BacktestPopulation.choices)
    label = forms.ChoiceField(
        label=_("Has left who has in the next 90 days"), choices=LeavingLabel.choices
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = _usual() | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)

    @property
    def asked(self) -> Asked:
        fields = self.cleaned_data
        return Asked(
            version=fields["version"],
            first=fields["first"],
            last=fields["last"],
            population=BacktestPopulation(fields["population"]),
            label=LeavingLabel(fields["label"]),
            against=fields["against"],
        )


def _usual() -> dict[str, Any]:
    months = usual_months(timezone.localdate())
    days = dict(zip(("first", "last"), months, strict=True)) if months else {}
    return {"version": version_published(), **days}
