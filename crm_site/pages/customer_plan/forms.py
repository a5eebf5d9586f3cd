"""What a person may write into a customer plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import LARGEST_ID, day_field, ids_of
from accounts.models import Contact, User
from crm_site.pages.tasks.forms import LONGEST_TITLE
from crm_site.pages.warnings.plan_forms import BOX, text_field
from followups.choices import Rhythm
from followups.models import ContactRule, PlanMeasure
from followups.rules.customer_plans import MOST_MEASURES, MOST_PEOPLE, MOST_RULES
from followups.services.customer_plans import MeasureSaid, PersonSaid, PlanSaid, RuleSaid

SPARE_PEOPLE, SPARE_RULES = 3, 2
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
    return forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=LARGEST_ID
    )


def choice_field(label: Any, rows: Mapping[int, Any]) -> forms.TypedChoiceField:
    """One of these rows, by id."""
    return forms.TypedChoiceField(
        label=label,
        choices=[("", "–"), *((str(pk), str(row)) for pk, row in rows.items())],
        coerce=lambda text: rows[int(text)],
        required=False,
        empty_value=None,
        widget=forms.Select(CHOICE),
    )


class LineForm(forms.Form):
    """A line of a plan; one that says nothing is none. `needed` are the fields of one that does.

    `rows` are those that are there, by id.
    """

    needed: Sequence[str]
    first: str
    rows: Mapping[int, Any]

    @cached_property
    def row(self) -> Any:
        """What this line is about; None for a new one."""
        [number] = ids_of([str(self["pk"].value() or "")]) or [0]
        return self.rows.get(number)

    @property
    def is_spare(self) -> bool:
        return not self.errors and not self[self.first].value()

    def says_something(self, fields: dict[str, Any]) -> bool:
        return bool(fields.get(self.first))

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        if self.first in self.errors or not self.says_something(fields):
            return {} if self.first not in self.errors else fields
        for name in self.needed:
            if fields.get(name) in (None, "") and name not in self.errors:
                self.add_error(name, _("This is needed, too."))
        return fields


class MeasureForm(LineForm):
    first = "words"
    needed = ("owner", "due_on", "figure", "target")
    pk = id_field()
    carried = id_field()
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
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.fields["owner"] = choice_field(_("Who does it"), people)
        self.fields["due_on"].widget.attrs |= BOX

    def says_something(self, fields: dict[str, Any]) -> bool:
        return bool(fields.get("words")) or self.row is not None

    def clean(self) -> dict[str, Any]:
        fields = super().clean()
        if self.row is not None and not fields.get("words") and "words" not in self.errors:
            self.add_error("words", _("To take it out, tick that it is dropped."))
        return fields

    @property
    def said(self) -> MeasureSaid | None:
        fields = dict(self.cleaned_data)
        if not fields.get("words"):
            return None
        return MeasureSaid(**fields | {"pk": self.row.pk if self.row else None})


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
        if not fields.get("words"):
            return None
        return RuleSaid(
            words=fields["words"],
            rhythm=Rhythm(fields["rhythm"]),
            first_on=fields["first_on"],
            pk=self.row.pk if self.row else None,
            is_dropped=fields["is_dropped"],
        )


class PlanForm(forms.Form):
    """`version` is the one that was looked at, nothing for a new plan."""

    their_goals = text_field(_("What does the customer want to reach this year?"))
    our_goals = text_field(_("What do we want to reach with them?"))
    risks = text_field(
        _("What could go wrong?"), _("It is not in what the customer gets."), required=False
    )
    agreed_on = day_field(_("Agreed on"), required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1
    )
    token = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, contacts: Mapping[int, Contact], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["their_goals"].help_text = _("In their own words.")
        self.fields["agreed_with"] = choice_field(_("Agreed with"), contacts)
        self.order_fields(["their_goals", "our_goals", "risks", "agreed_with", "agreed_on"])

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
    ) -> None:
        self.measures = _set(MeasureForm)(
            data,
            prefix="measures",
            initial=_with_spare(start.get("measures", ()), MOST_MEASURES, MOST_MEASURES),
            form_kwargs={"people": people, "rows": measures},
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
