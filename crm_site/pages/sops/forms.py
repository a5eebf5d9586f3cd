"""What a person may say about a procedure."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.validators import validate_slug
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import LifecycleStage, Tier, TimeKind
from accounts.forms import LARGEST_REVISION, day_field, seen_field, token_field
from accounts.models import Department
from common.reading import CHINESE, ENGLISH
from crm_site.pages.sops.words import BY_CODE, UNITS, unit_of
from crm_site.pages.tasks.forms import LONGEST_TITLE, LONGEST_WORK, points_of, reason_field
from followups.choices import SopRole, SopStage, StepAnchor, TaskKind
from followups.models import SopStep, SopVersion
from followups.rules.deadlines import LONGEST, Allowed
from followups.services.sop_runs import NewException
from followups.services.sops import Head, NewStep, StepWords

LONGEST_LINE, LONGEST_TEXT = 500, 5_000
# They are pages of the library itself.
TAKEN = frozenset({"new", "adherence"})


def _line(label: Any, length: int = LONGEST_TITLE, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=length, required=False, **options)


class TextField(forms.CharField):
    """Of several lines. Browsers send other ends of lines than we store: that is no change."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        return "\n".join(text.splitlines()) if isinstance(text, str) else text


def _text(label: Any, rows: int = 4, **options: Any) -> forms.CharField:
    area = forms.Textarea({"rows": rows})
    return TextField(label=label, max_length=LONGEST_TEXT, required=False, widget=area, **options)


def _some(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple
    )


class RevisionForm(forms.Form):
    """Whatever is done to a draft names the revision that was looked at."""

    revision = seen_field(least=0, most=LARGEST_REVISION)


class HeadForm(forms.Form):
    """What a version says of itself; `lines` are names of product lines by their code."""

    title = _line(_("Title"))
    title_en = _line(_("English title"))
    purpose = _text(_("What it is for"), 3)
    purpose_en = _text(_("What it is for, in English"), 3)

    def __init__(self, *args: Any, lines: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tiers"] = _some(_("Tiers"), Tier.choices)
        self.fields["stages"] = _some(_("Lifecycle stages"), LifecycleStage.choices)
        if lines:
            self.fields["lines"] = _some(_("Product lines"), list(lines.items()))
        for name in ("tiers", "stages", "lines"):
            if name in self.fields:
                self.fields[name].help_text = _("None chosen: for all of them.")

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if not (fields.get("title") or fields.get("title_en")) and "title" not in self.errors:
            self.add_error("title", _("It needs a title in one language at least."))
        return fields

    def head(self) -> Head:
        said = self.cleaned_data
        return Head(**{name: said.get(name, ()) for name in Head.__dataclass_fields__})


class SopForm(HeadForm):
    """A new procedure."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        validators=[validate_slug],
        help_text=_("Letters, digits and hyphens; it is part of the address and stays."),
    )
    stage = forms.ChoiceField(label=pgettext_lazy("procedure", "Kind"), choices=SopStage.choices)
    department = forms.ModelChoiceField(
        Department.objects.all(),
        label=_("Department that keeps it"),
        required=False,
        empty_label="–",
    )
    field_order = ["code", "stage", "department"]

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"].lower()
        if code in TAKEN:
            raise forms.ValidationError(_("This word is taken; choose another code."))
        return code


class DraftForm(HeadForm, RevisionForm):
    """Of a draft that is changed."""

    @staticmethod
    def initial_of(version: SopVersion) -> dict[str, Any]:
        said = {name: getattr(version, name) for name in Head.__dataclass_fields__}
        return said | {"revision": version.revision}


class StepForm(RevisionForm):
    """A step in both languages, Chinese first; points of a checklist are lines."""

    field_order = [
        *("title", "title_en", "role", "kind"),
        *("anchor", "amount", "unit", "minutes"),
        *("input", "input_en", "output", "output_en"),
        *("checklist", "checklist_en", "template", "template_en"),
    ]
    title = _line(_("Title"))
    title_en = _line(_("English title"))
    input = _line(_("Input"), LONGEST_LINE)
    input_en = _line(_("Input, in English"), LONGEST_LINE)
    output = _line(_("Output"), LONGEST_LINE)
    output_en = _line(_("Output, in English"), LONGEST_LINE)
    checklist = _text(_("Checklist"), help_text=_("A point a line."))
    checklist_en = _text(_("Checklist, in English"), help_text=_("A point a line."))
    template = _text(_("Content template"), 6, help_text=_("Words to call or to write with."))
    template_en = _text(_("Content template, in English"), 6)
    role = forms.ChoiceField(
        label=_("Responsible"),
        choices=SopRole.choices,
        initial=SopRole.OWNER,
        help_text=_("Where nobody at the customer has this role, it is the owner."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=TaskKind.choices, initial=TaskKind.OTHER)
    anchor = forms.ChoiceField(
        label=_("Time counts from"), choices=StepAnchor.choices, initial=StepAnchor.BEFORE
    )
    amount = forms.IntegerField(
        label=_("Time allowed"), min_value=1, max_value=max(LONGEST.values()), initial=1
    )
    unit = forms.ChoiceField(
        label=_("Unit of time"),
        choices=[(unit.code, unit.label) for unit in UNITS],
        initial="working_days",
    )
    minutes = forms.IntegerField(
        label=_("Minutes of work"), min_value=1, max_value=LONGEST_WORK, initial=30
    )

    @staticmethod
    def initial_of(step: SopStep) -> dict[str, Any]:
        unit, amount = unit_of(Allowed(TimeKind(step.time_kind), step.allowed))
        names = [name for name in StepForm.base_fields if hasattr(step, name)]
        points = {name: "\n".join(getattr(step, name)) for name in ("checklist", "checklist_en")}
        said = {name: getattr(step, name) for name in names}
        return said | points | {"unit": unit.code, "amount": amount}

    def clean_checklist(self) -> list[str]:
        return points_of(self.cleaned_data["checklist"])

    def clean_checklist_en(self) -> list[str]:
        return points_of(self.cleaned_data["checklist_en"])

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if not (fields.get("title") or fields.get("title_en")) and "title" not in self.errors:
            self.add_error("title", _("It needs a title in one language at least."))
        unit, amount = BY_CODE.get(fields.get("unit") or ""), fields.get("amount")
        if unit and amount and unit.factor * amount > LONGEST[unit.kind]:
            self.add_error("amount", _("Nobody has that much time, or that little."))
        return fields

    def step(self) -> NewStep:
        said = self.cleaned_data
        unit = BY_CODE[said["unit"]]
        return NewStep(
            words=self._words(CHINESE),
            words_en=self._words(ENGLISH),
            role=SopRole(said["role"]),
            allowed=Allowed(unit.kind, unit.factor * said["amount"]),
            anchor=StepAnchor(said["anchor"]),
            kind=TaskKind(said["kind"]),
            minutes=said["minutes"],
        )

    def _words(self, language: str) -> StepWords:
        end = "_en" if language == ENGLISH else ""
        names = StepWords.__dataclass_fields__
        return StepWords(**{name: self.cleaned_data[f"{name}{end}"] for name in names})


class PublishForm(RevisionForm):
    reason = reason_field(_("Why is it published?"), required=True)


class StopForm(forms.Form):
    reason = reason_field(_("Reason"), required=True)


class StartForm(forms.Form):
    """So that a form that is sent twice begins one."""

    token = token_field()


SERVED = [
    ("", _("It is not served by this procedure")),
    ("on", _("It is served by this procedure all the same")),
]


class ExceptionForm(forms.Form):
    is_served = forms.ChoiceField(
        label=_("What is different?"),
        choices=SERVED,
        required=False,
        widget=forms.RadioSelect,
    )
    reason = reason_field(_("Reason"), required=True)
    first_on = day_field(_("From"), initial=timezone.localdate)
    last_on = day_field(
        pgettext_lazy("last day", "Until"),
        required=False,
        help_text=_("Empty: until somebody ends it."),
    )

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        first, last = fields.get("first_on"), fields.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", _("The last day is not before the first."))
        return fields

    def exception(self) -> NewException:
        said = self.cleaned_data
        is_served = said["is_served"] == "on"
        return NewException(is_served, said["reason"], said["first_on"], said["last_on"])
