"""What a person may write into a customer plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import (
    LARGEST_REVISION,
    day_field,
    ids_of,
    row_field,
    seen_anew,
    seen_field,
    token_field,
)
from accounts.models import Contact, User
from crm_site.pages.customer_plan.beginning import FIGURES, OF_TASK, of_figures, of_task
from crm_site.pages.tasks.forms import LONGEST_TITLE
from crm_site.pages.warnings.plan_forms import BOX, text_field
from followups.access import may_act_on
from followups.choices import Rhythm
from followups.models import ContactRule, PlanMeasure
from followups.rules.customer_plans import MOST_MEASURES, MOST_PEOPLE, MOST_RULES
from followups.services.customer_plans import MeasureSaid, PersonSaid, PlanSaid, RuleSaid

SPARE_PEOPLE, SPARE_RULES = 3, 2
SHOWN = ("their_goals", "our_goals", "risks", "agreed_with", "agreed_on")
LINES_AT_MOST = 60  # with those that were called off
CHOICE = {"class": "form-select"}


def words_field(label: Any, longest: int = LONGEST_TITLE) -> forms.CharField:
    widget = forms.TextInput(BOX)
    return forms.CharField(label=label, max_length=longest, required=False, widget=widget)


def number_field(label: Any) -> forms.DecimalField:
    widget = forms.NumberInput({**BOX, "step": "any", "inputmode": "decimal"})
    return forms.DecimalField(
        label=label, max_digits=14, decimal_places=2, required=False, widget=widget
    )


def id_field() -> forms.IntegerField:
    return seen_field(required=False)


def choice_field(label: Any, rows: Mapping[int, Any]) -> forms.TypedChoiceField:
    return row_field(label, rows.values(), required=False, widget=forms.Select(CHOICE))


class LineForm(forms.Form):
    """A line of a plan; one that says nothing is none. `needed` are the fields of one that does.

    `rows` are those that are there, by id; a field of `names` says which of them it is about.
    """

    needed: Sequence[str]
    first: str
    names: Sequence[str] = ()
    rows: Mapping[int, Any]

    @cached_property
    def row(self) -> Any:
        """What this line is about; None for a new one."""
        numbers = ids_of([str(self[name].value() or "") for name in self.names])
        return self.rows.get(numbers[0]) if numbers else None

    @property
    def has_ended(self) -> bool:
        """Whether it is about something that is there no more."""
        return self.row is None and any(self[name].value() for name in self.names)

    @property
    def is_spare(self) -> bool:
        return not self.errors and not self[self.first].value()

    def says_something(self, fields: dict[str, Any]) -> bool:
        return bool(fields.get(self.first))

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if self.first in self.errors or not self.says_something(fields):
            return {} if self.first not in self.errors else fields
        if self.has_ended and not fields.get("is_dropped"):
            message = _("This has ended meanwhile; empty the line to go on without it.")
            raise forms.ValidationError(message, code="ended")
        for name in self.needed:
            if fields.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("This is needed, too."))
        return fields


class MeasureForm(LineForm):
    """What it shows it shows a second time, hidden: so one knows what was typed."""

    first = "words"
    needed = ("owner", "due_on", "figure", "target")
    names = ("pk", "carried")
    pk = id_field()
    carried = id_field()
    version = seen_field(required=False)
    words = words_field(_("Measure"))
    due_on = day_field(_("Until"), required=False)
    figure = words_field(_("Figure"), 80)
    unit = words_field(_("Unit"), 20)
    baseline = number_field(pgettext_lazy("figure", "At the beginning"))
    target = number_field(_("Target"))
    current = number_field(pgettext_lazy("figure", "Now"))
    is_dropped = forms.BooleanField(
        label=_("Drop it"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(
        self,
        *args: Any,
        people: Mapping[int, User],
        rows: Mapping[int, PlanMeasure],
        by: User,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows, self.by = rows, by
        self.fields["owner"] = choice_field(_("Who does it"), people)
        self.fields["due_on"].widget.attrs |= BOX
        for name in (*OF_TASK, *FIGURES):
            self.fields[name].show_hidden_initial = True
        if self.is_fixed:
            for name in OF_TASK:
                self.fields[name].widget = forms.HiddenInput()

    @property
    def is_there(self) -> bool:
        """In this plan already."""
        return self.row is not None and not self.is_carried

    @property
    def is_carried(self) -> bool:
        return self.row is not None and not self["pk"].value()

    @property
    def is_fixed(self) -> bool:
        """Whether its task is not changed here: ended, going on later, or a colleague's."""
        row: PlanMeasure | None = self.row
        if row is None:
            return False
        goes_on = self.is_there and row.goes_on_in
        return bool(goes_on) or not (row.task.is_at_work and may_act_on(self.by, row.task))

    def says_something(self, fields: dict[str, Any]) -> bool:
        return bool(fields.get("words")) or self.is_there

    def clean(self) -> dict[str, Any]:
        fields = super().clean()
        if self.is_there and not fields.get("words") and "words" not in self.errors:
            self.add_error("words", _("To take it out, tick that it is dropped."))
        return fields

    @property
    def said(self) -> MeasureSaid | None:
        fields = dict(self.cleaned_data)
        if not fields.get("words") or self.has_ended:
            return None
        # Of one that is carried the day is another already when the form begins.
        changed = [name for name in OF_TASK if self.is_carried or name in self.changed_data]
        return MeasureSaid(**fields | {"changed": changed})

    def see_anew(self) -> None:
        """What was typed stays; the rest is as it is now, and sent again it is meant so."""
        if self.row is None:
            return
        now = {**of_task(self.row), "version": self.row.task.version}
        if not self.is_carried:
            now |= of_figures(self.row)
        elif not self.is_fixed:
            del now["due_on"]  # the day of the new year
        seen_anew(self, **now)


class PersonForm(LineForm):
    first = "contact"
    needed = ("aim", "by")
    aim = words_field(pgettext_lazy("won", "What for"))

    def __init__(
        self, *args: Any, contacts: Mapping[int, Contact], people: Mapping[int, User], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["contact"] = choice_field(_("Who is to be won?"), contacts)
        self.fields["by"] = choice_field(pgettext_lazy("won", "By whom"), people)
        self.order_fields(["contact", "aim", "by"])

    @property
    def said(self) -> PersonSaid | None:
        return PersonSaid(**self.cleaned_data) if self.cleaned_data.get("contact") else None


class RuleForm(LineForm):
    """Of a rule that is there only whether it ends can be said."""

    first = "words"
    needed = ("rhythm", "first_on")
    names = ("pk",)
    pk = id_field()
    words = words_field(_("What comes again?"))
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=Rhythm.choices,
        initial=Rhythm.MONTH,
        required=False,
        widget=forms.Select(CHOICE),
    )
    first_on = day_field(_("First due on"), required=False)
    is_dropped = forms.BooleanField(
        label=_("It ends"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )

    def __init__(self, *args: Any, rows: Mapping[int, ContactRule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["first_on"].widget.attrs |= BOX

    @property
    def said(self) -> RuleSaid | None:
        fields = self.cleaned_data
        if not fields.get("words") or self.has_ended:
            return None
        return RuleSaid(
            words=fields["words"],
            rhythm=Rhythm(fields["rhythm"]),
            first_on=fields["first_on"],
            pk=self.row.pk if self.row else None,
            is_dropped=fields["is_dropped"],
        )


class PlanForm(forms.Form):
    """`version` is the one that was looked at, nothing for a new plan.

    What it shows it shows a second time, hidden: so one knows what was typed.
    """

    their_goals = text_field(_("What does the customer want to reach this year?"))
    our_goals = text_field(
        _("What do we want to reach with them?"), _("It is not in what the customer gets.")
    )
    risks = text_field(
        _("What could go wrong?"), _("It is not in what the customer gets."), required=False
    )
    agreed_on = day_field(_("Agreed on"), required=False)
    version = seen_field(most=LARGEST_REVISION, required=False)
    token = token_field()

    def __init__(self, *args: Any, contacts: Mapping[int, Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["their_goals"].help_text = _("In their own words.")
        self.fields["agreed_with"] = choice_field(_("Agreed with"), contacts)
        self.order_fields(SHOWN)
        for name in SHOWN:
            self.fields[name].show_hidden_initial = True

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if fields.get("agreed_with") and not fields.get("agreed_on"):
            self.add_error("agreed_on", _("Say on which day it was agreed."))
        return fields


def _set(form: type[forms.Form]) -> Any:
    return forms.formset_factory(form, extra=0, max_num=LINES_AT_MOST, absolute_max=LINES_AT_MOST)


class Lines:
    """The three parts of a plan that have lines; each shows some that are still empty."""

    def __init__(
        self,
        data: Any,
        start: Mapping[str, Sequence[Mapping[str, Any]]],
        *,
        people: Mapping[int, User],
        contacts: Mapping[int, Contact],
        measures: Mapping[int, PlanMeasure],
        rules: Mapping[int, ContactRule],
        by: User,
    ) -> None:
        self.measures = _set(MeasureForm)(
            data,
            prefix="measures",
            initial=_with_spare(start.get("measures", ()), MOST_MEASURES, MOST_MEASURES),
            form_kwargs={"people": people, "rows": measures, "by": by},
        )
        self.people = _set(PersonForm)(
            data,
            prefix="people",
            initial=_with_spare(start.get("people", ()), SPARE_PEOPLE, MOST_PEOPLE),
            form_kwargs={"people": people, "contacts": contacts},
        )
        self.rules = _set(RuleForm)(
            data,
            prefix="rules",
            initial=_with_spare(start.get("rules", ()), SPARE_RULES, MOST_RULES),
            form_kwargs={"rows": rules},
        )

    def __iter__(self) -> Any:
        return iter((self.measures, self.people, self.rules))

    def are_valid(self) -> bool:
        """All are looked at, so that every mistake is marked at once."""
        found = [one.is_valid() for one in self]
        return all(found)

    def see_anew(self) -> None:
        for one in self.measures:
            one.see_anew()

    @property
    def has_errors(self) -> bool:
        return any(one.is_bound and one.total_error_count() for one in self)


def _with_spare(
    lines: Sequence[Mapping[str, Any]], spare: int, most: int
) -> list[Mapping[str, Any]]:
    return [*lines, *[{} for _line in range(min(spare, max(most - len(lines), 0)))]]


def plan_said(form: PlanForm, lines: Lines) -> PlanSaid:
    fields = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    return PlanSaid(
        **fields,
        measures=[one.said for one in lines.measures if one.said],
        people=[one.said for one in lines.people if one.said],
        rules=[one.said for one in lines.rules if one.said],
    )
