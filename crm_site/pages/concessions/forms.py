"""What a person may ask for, and what is answered."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import token_field
from accounts.models import Department
from crm_site.pages.tasks.forms import reason_field
from followups.choices import ConcessionKind

LARGEST = 9_999_999_999
GRANT, REFUSE = "grant", "refuse"


def amount_field(label: Any, **options: Any) -> forms.DecimalField:
    return forms.DecimalField(
        label=label, max_digits=12, decimal_places=2, max_value=LARGEST, **options
    )


class AskForm(forms.Form):
    """`departments` are those that may be asked for help, `purposes` what it may be for."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[(kind.value, capfirst(kind.label)) for kind in ConcessionKind],
    )
    amount = amount_field(
        pgettext_lazy("concession", "How much"),
        min_value=0,
        help_text=_(
            "Percent of a discount, days of an extension, hours of a department, money for all "
            "else."
        ),
    )
    department = forms.ModelChoiceField(
        Department.objects.none(),
        label=_("Department"),
        required=False,
        help_text=_("Only where a department is to help."),
    )
    cost = amount_field(_("What it costs us"), min_value=0, required=False)
    reason = reason_field(_("Reason"), required=True)
    origin = forms.CharField(label=_("What for"), required=False, max_length=120)
    token = token_field()

    def __init__(
        self,
        *args: Any,
        departments: QuerySet[Department],
        purposes: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        # Whatever else comes back is for nothing in particular: the service's caller sees to it.
        choices = [("", _("nothing in particular")), *purposes]
        self.fields["origin"].widget = forms.Select({"class": "select form-select"}, choices)
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["cost"].help_text = _(
            "In %(currency)s, where it is not money itself and you know it. It counts in what the "
            "customer costs to serve."
        ) % {"currency": settings.COMPANY_CURRENCY}


class LimitForm(forms.Form):
    """What is being typed, to say who would decide about it."""

    kind = forms.ChoiceField(choices=ConcessionKind.choices)
    amount = amount_field("", min_value=0)


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=[(GRANT, _("Grant it")), (REFUSE, _("Refuse it"))],
        widget=forms.RadioSelect,
    )
    answer = reason_field(_("In words"), required=False)
    answer.help_text = _("A refusal needs its reason.")


class WithdrawForm(forms.Form):
    reason = reason_field(_("Reason"), required=True)
