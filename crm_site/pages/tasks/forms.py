"""What a person may type about a task."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import LARGEST_ID, day_field, person_field, seen_field, token_field
from accounts.models import Customer, User
from accounts.queries.refs import RefError, customer_by_ref
from followups.choices import Rhythm, TaskKind
from followups.models import Task

LONGEST_TITLE, LONGEST_REASON, LONGEST_NOTE = 200, 500, 5_000
MOST_POINTS = 30
LONGEST_WORK = 60 * 24
MOMENT = "%Y-%m-%dT%H:%M"


def moment_field(label: Any, **options: Any) -> forms.DateTimeField:
    """In the company's time; browsers fill their own field from the ISO form only."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
    return forms.DateTimeField(label=label, widget=widget, input_formats=[MOMENT], **options)


def reason_field(label: Any, *, required: bool) -> forms.CharField:
    return forms.CharField(label=label, max_length=LONGEST_REASON, required=required)


def note_field() -> forms.CharField:
    return forms.CharField(
        label=pgettext_lazy("task", "Note"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )


def points_of(text: str) -> list[str]:
    """Those of a checklist, a line each. Raises ValidationError."""
    points = [line.strip() for line in text.splitlines() if line.strip()]
    if len(points) > MOST_POINTS:
        raise forms.ValidationError(_("At most %(most)d points.") % {"most": MOST_POINTS})
    if any(len(point) > LONGEST_TITLE for point in points):
        message = _("A point has at most %(most)d characters.")
        raise forms.ValidationError(message % {"most": LONGEST_TITLE})
    return points


class SeenForm(forms.Form):
    """Whatever is done to a task names the version that was looked at."""

    version = seen_field()


class DoForm(SeenForm):
    reason = reason_field(_("Result"), required=False)


class ReasonForm(SeenForm):
    reason = reason_field(_("Reason"), required=True)


class SnoozeForm(ReasonForm):
    until = day_field(_("Put off until"))
    field_order = ["until", "reason"]


class MoveForm(ReasonForm):
    due = moment_field(_("New deadline"))
    field_order = ["due", "reason"]

    def clean_due(self) -> datetime:
        due: datetime = self.cleaned_data["due"]
        if due <= timezone.now():
            raise forms.ValidationError(_("Choose a moment to come."))
        return due


class DelegateForm(ReasonForm):
    """`people` are those who may see the customer."""

    field_order = ["to", "reason"]

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = person_field(_("Hand on to"), people)
        self.order_fields(self.field_order)


class TaskChoice(forms.ModelMultipleChoiceField):
    """Of tasks as `waitable_for` has them."""

    def label_from_instance(self, task: Any) -> str:
        return f"{task if task.is_visible else _('another task')} · {task.owner}"


class WaitForm(SeenForm):
    """`tasks` are those that it may wait for; for a promise one has to say why."""

    field_order = ["needs", "reason"]

    def __init__(self, *args: Any, tasks: QuerySet[Task], is_promised: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["needs"] = TaskChoice(
            tasks,
            label=_("Waits for"),
            required=False,
            widget=forms.CheckboxSelectMultiple,
            help_text=_("It begins when the last of them has ended.")
            if tasks
            else _("There is no other open task of this customer that it could wait for."),
        )
        self.fields["reason"] = reason_field(_("Reason"), required=is_promised)
        self.order_fields(self.field_order)

    def clean_needs(self) -> list[int]:
        return [task.pk for task in self.cleaned_data["needs"]]


class CustomerForm(forms.Form):
    """Names a customer among the `visible`: by code, name, alias or number."""

    customer = forms.CharField(
        label=_("Customer"),
        max_length=LONGEST_TITLE,
        help_text=_("Customer code or name."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, visible: QuerySet[Customer], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.visible = visible

    def clean_customer(self) -> Customer:
        try:
            return customer_by_ref(self.cleaned_data["customer"], self.visible)
        except RefError as error:
            raise forms.ValidationError(str(error)) from error


class WorkForm(CustomerForm):
    """What somebody is to do; `people` are those who can, and `nobody` is who else does it."""

    nobody: Any
    words = forms.CharField(label=_("What is to be done?"), max_length=LONGEST_TITLE)
    kind = forms.ChoiceField(label=_("Kind"), choices=TaskKind.choices, initial=TaskKind.OTHER)
    minutes = forms.IntegerField(
        label=_("Minutes of work"), min_value=1, max_value=LONGEST_WORK, initial=30
    )
    note = note_field()

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = person_field(_("Who does it"), people, self.nobody)
        self.fields["owner"].required = False
        self.order_fields(self.field_order)


class TaskForm(WorkForm):
    nobody = _("I do it myself")
    field_order = ["customer", "words", "kind", "owner", "due", "note", "checklist", "minutes"]
    due = moment_field(_("Due"))
    checklist = forms.CharField(
        label=_("Checklist"),
        required=False,
        help_text=_("A point a line."),
        widget=forms.Textarea({"rows": 3}),
    )
    token = token_field()

    clean_due = MoveForm.clean_due

    def clean_checklist(self) -> list[str]:
        return points_of(self.cleaned_data["checklist"])


class RecurringForm(WorkForm):
    nobody = _("whoever owns the customer")
    token = token_field()
    field_order = [
        *("customer", "words", "kind", "owner"),
        *("rhythm", "first_on", "last_on", "days_before", "minutes", "note"),
    ]
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices, initial=Rhythm.MONTH)
    first_on = day_field(
        _("First due on"), help_text=_("The later ones come on the same day of week or month.")
    )
    last_on = day_field(
        _("Last due on"), required=False, help_text=_("Empty: until it is stopped.")
    )
    days_before = forms.IntegerField(
        label=_("Opened so many days before"), min_value=0, max_value=60, initial=7
    )

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        first, last = fields.get("first_on"), fields.get("last_on")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last_on", _("It would end before it begins."))
        return fields


class ManyForm(forms.Form):
    days = forms.IntegerField(
        label=_("Working days later"),
        min_value=1,
        max_value=250,
        help_text=_("From their deadline, or from now where that has passed."),
        widget=forms.NumberInput({"class": "form-control"}),
    )


class MovesForm(forms.Form):
    """`moves` are the tasks that were looked at: `id:version:moment`, several with spaces."""

    moves = forms.CharField(widget=forms.HiddenInput, max_length=20_000)
    reason = reason_field(_("Reason"), required=True)

    def clean_moves(self) -> dict[int, tuple[int, datetime]]:
        try:
            return dict(_move(word) for word in self.cleaned_data["moves"].split())
        except ValueError as error:
            raise forms.ValidationError(_("Look at the tasks again.")) from error


def _move(word: str) -> tuple[int, tuple[int, datetime]]:
    """Raises ValueError for anything that we have not written."""
    task, version, moment = word.split(":", 2)
    due = datetime.fromisoformat(moment)
    if due.tzinfo is None or not (0 < int(task) <= LARGEST_ID and 0 < int(version) < 2**31):
        raise ValueError(word)
    return int(task), (int(version), due)
