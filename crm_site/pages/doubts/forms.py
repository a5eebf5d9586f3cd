"""What a person may say about a score, and what is answered."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from crm_site.pages.tasks.forms import reason_field
from health.choices import DoubtAnswer
from health.queries.explain import IndicatorExplanation


class DoubtForm(forms.Form):
    """Without an indicator it is about the score as a whole."""

    indicator = forms.ChoiceField(label=_("What is wrong?"), required=False)
    reason = reason_field(_("Reason"), required=True)

    def __init__(
        self, *args: Any, indicators: Iterable[IndicatorExplanation], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.code, capfirst(str(one.label))) for one in indicators if one.is_known]
        self.fields["indicator"].choices = [("", _("the score as a whole")), *choices]  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What came of it?"), choices=DoubtAnswer.choices, widget=forms.RadioSelect
    )
    text = reason_field(_("In words"), required=True)
