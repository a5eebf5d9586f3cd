"""What a person may say about an improvement plan."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import day_field, row_field, seen_field
from accounts.models import User
from crm_site.pages.tasks.forms import LONGEST_TITLE
from crm_site.queries.plans import PlannedStep
from followups.queries.calendars import company_calendar
from followups.rules.deadlines import end_of_day
from health.choices import PlanOutcome, Trouble
from health.services.plans import NewPlan, NewStep

MOST_STEPS, SPARE = 12, 3
LONGEST_TEXT = 5_000
BOX = {"class": "form-control"}


def text_field(label: Any, help_text: Any = "", **options: Any) -> forms.CharField:
    area = forms.Textarea({"rows": 4})
    options = {"max_length": LONGEST_TEXT, "help_text": help_text, **options}
    return forms.CharField(label=label, widget=area, **options)


class StepForm(forms.Form):
    """One step; without words there is none."""

    text = forms.CharField(
        label=_("Step"),
        max_length=LONGEST_TITLE,
        required=False,
        widget=forms.TextInput(BOX),
    )
    due_on = day_field(_("Due"), required=False)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        box = forms.Select({"class": "form-select"})
        self.fields["owner"] = row_field(_("Who does it"), people, required=False, widget=box)
        self.fields["due_on"].widget.attrs |= BOX

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if not (fields.get("text") or "").strip():
            return {}
        for name in ("owner", "due_on"):
            if not fields.get(name) and name not in self.errors:
                self.add_error(name, _("Who does it, and until when?"))
        due = fields.get("due_on")
        if due and moment_of(due) <= timezone.now():
            self.add_error("due_on", _("Choose a working day to come."))
        return fields

    @property
    def step(self) -> NewStep | None:
        said = self.cleaned_data
        if not said.get("text"):
            return None
        return NewStep(said["text"], said["owner"].pk, moment_of(said["due_on"]))


StepSet = forms.formset_factory(StepForm, extra=0, max_num=MOST_STEPS, validate_max=True)


def step_set(data: Any, people: Sequence[User], steps: Sequence[PlannedStep]) -> Any:
    """The steps that a form begins with, and some empty lines below."""
    rows: list[dict[str, Any]] = [
        {"text": str(one.text), "owner": one.owner, "due_on": one.due_on} for one in steps
    ]
    rows += [{}] * min(SPARE, MOST_STEPS - len(rows))
    return StepSet(data, initial=rows, prefix="steps", form_kwargs={"people": people})


def steps_of(formset: Any) -> list[NewStep]:
    return [form.step for form in formset if form.step is not None]


def moment_of(day: date) -> datetime:
    """The end of that working day, or of the last one before."""
    return end_of_day(company_calendar(), day)


class SeenPlanForm(forms.Form):
    """More steps for a plan; `seen` is the one that runs, or nothing when none did."""

    seen = seen_field(required=False)


class PlanForm(SeenPlanForm):
    trouble = forms.ChoiceField(label=_("Kind of trouble"), choices=Trouble.choices)
    analysis = text_field(_("What is behind it?"))
    goal = forms.CharField(label=_("Goal"), max_length=300)
    review_on = day_field(
        _("Looked at again on"), help_text=_("On this day somebody says what came of it.")
    )

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if moment_of(day) <= timezone.now():
            raise forms.ValidationError(_("Choose a working day to come."))
        return day

    def plan(self, steps: Sequence[NewStep]) -> NewPlan:
        said = self.cleaned_data
        return NewPlan(
            Trouble(said["trouble"]),
            said["analysis"],
            said["goal"],
            moment_of(said["review_on"]),
            steps,
        )


class PlanEndForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=PlanOutcome.choices, widget=forms.RadioSelect
    )
    result = text_field(_("In words"), _("What helped, what did not?"))
    lesson = text_field(
        _("What do we learn from it for others?"),
        _("It is kept as a case. Of a plan that was given up there is none."),
        required=False,
    )

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        is_case = fields.get("outcome") != PlanOutcome.DROPPED
        if is_case and not (fields.get("lesson") or "").strip() and "lesson" not in self.errors:
            self.add_error("lesson", _("Say what was learnt."))
        return fields
