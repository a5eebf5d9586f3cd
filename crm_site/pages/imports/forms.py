"""Which file, of what kind, from where."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.imports.errors import ImportImpossible
from accounts.imports.files import ENDINGS
from accounts.services.imports import source_clean
from crm_site.pages.imports.kinds import kind_groups


def kind_choices() -> list[Any]:
    empty = ("", _("choose"))
    groups = [
        (label, [(entry.kind.code, capfirst(str(entry.kind.label))) for entry in entries])
        for label, entries in kind_groups()
    ]
    return [empty, *groups]


class UploadForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind of file"), choices=kind_choices)
    source = forms.CharField(
        label=_("Source system"),
        initial="file",
        help_text=_(
            "Where the file is from, always by the same word, such as “erp”. A row is known again "
            "by its source and its number there."
        ),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "CSV or a similar text file, or an .xlsx workbook, whose first sheet counts. The first "
            "row names the columns."
        ),
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
        allow_empty_file=True,
        max_length=None,
    )

    def clean_source(self) -> str:
        try:
            return source_clean(self.cleaned_data["source"])
        except ImportImpossible as error:
            raise forms.ValidationError(str(error)) from None
