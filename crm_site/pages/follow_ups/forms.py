"""What a person may say of a touch, and when the next step is."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.forms import LARGEST_ID, day_field, ids_of
from accounts.models import Contact, User
from common.uploads import DOCUMENTS, document_check
from crm_site.pages.tasks.forms import LONGEST_REASON, LONGEST_WORK, moment_field
from followups.choices import FollowUpChannel, Sentiment
from followups.models import TaskCheck
from followups.rules.when import Now, Quick, Step, Trouble, quick_days, step_of
from followups.services.follow_up_files import MOST_FILES
from followups.services.follow_ups import NextStep, Papers, Said

LONGEST_STEP, LONGEST_NAMES, LONGEST_TEXT = 200, 500, 20_000

QUICK: dict[Quick, str | Promise] = {
    Quick.TOMORROW: _("tomorrow"),
    Quick.THREE_DAYS: _("in 3 working days"),
    Quick.NEXT_WEEK: _("next Monday"),
    Quick.TWO_WEEKS: _("in two weeks"),
    Quick.MONTH_END: _("end of the month"),
}
TROUBLES: dict[Trouble, str | Promise] = {
    Trouble.NONE: _("When? Say a day, such as “next Wed 3pm”, or choose one."),
    Trouble.TWO: _("More than one day is named here; choose which."),
    Trouble.PAST: _("That time is over; choose one to come."),
    Trouble.FAR: _("That is too far ahead; choose a day within two years."),
}


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once, each a document by its content."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        uploads = [super(FilesField, self).clean(one, initial) for one in given if one]
        if len(uploads) > MOST_FILES:
            raise ValidationError(_("At most %(most)d files.") % {"most": MOST_FILES})
        for upload in uploads:
            try:
                document_check(upload)
            except ValidationError as error:
                told = "; ".join(error.messages)
                raise ValidationError(f"{upload.name}: {told}") from error
        return uploads


def buttons() -> forms.RadioSelect:
    """Choices that one hits with a thumb: `components/_choices.html`."""
    return forms.RadioSelect({"class": "btn-check"})


def text_field(label: Any, prompt: Any) -> forms.CharField:
    """Without a `maxlength`: a browser would cut what is pasted, and not say so."""
    box = forms.Textarea({"rows": 4, "placeholder": prompt, "class": "form-control"})
    field = forms.CharField(label=label, required=False, widget=box)
    field.validators.append(_not_too_long)
    return field


def _not_too_long(text: str) -> None:
    if len(text) > LONGEST_TEXT:
        message = _("This is too long by %(more)d characters; nothing has been sent.")
        raise ValidationError(message % {"more": len(text) - LONGEST_TEXT})


def capitalised(choices: Iterable[tuple[Any, Any]]) -> list[tuple[Any, Any]]:
    return [(value, capfirst(label)) for value, label in choices]


class StepForm(forms.Form):
    """When the next step is: in words, by a tap, or as a day."""

    next_step = forms.CharField(label=_("Next step"), max_length=LONGEST_STEP, required=False)
    next_quick = forms.ChoiceField(label=_("When"), required=False, choices=[], widget=buttons())
    next_on = day_field(_("or on"), required=False)

    def __init__(self, *args: Any, now: Now, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.fields["next_quick"].choices = [  # type: ignore[attr-defined]
            ("", _("as the words say")),
            *((quick.value, _quick_label(quick, day)) for quick, day in quick_days(now).items()),
        ]

    def step(self) -> Step | None:
        """What it comes to; None as long as nobody has said anything."""
        fields = self.cleaned_data
        words, day = fields.get("next_step") or "", fields.get("next_on")
        quick = Quick(fields["next_quick"]) if fields.get("next_quick") else None
        if not words and not quick and not day:
            return None
        return step_of(words, self.now, day=day, quick=quick)


def _quick_label(quick: Quick, day: date) -> str:
    return f"{QUICK[quick]} · {date_format(day, 'MONTH_DAY_FORMAT')}"


class FollowUpForm(StepForm):
    """`channels` in their order; contacts, colleagues and kept files are those to choose from."""

    channel = forms.ChoiceField(label=_("How"), widget=buttons())
    happened_at = moment_field(_("When was it?"))
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=LONGEST_WORK
    )
    business_review = text_field(
        _("Business review"), _("How is their business? Orders, use, plans, figures.")
    )
    problem_solving = text_field(
        _("Problem solving"), _("What troubles them? What was done, what is still open?")
    )
    value_delivery = text_field(
        _("Value delivered"), _("What do they gain from us? A figure, a tip, a comparison.")
    )
    participants = forms.CharField(
        label=_("Others who were there"), max_length=LONGEST_NAMES, required=False
    )
    sentiment = forms.ChoiceField(label=_("How did they sound?"), required=False, widget=buttons())
    uploads = FilesField(
        label=_("Files"),
        required=False,
        help_text=_("Photos and documents, up to 20 MB each."),
        widget=ManyFiles({"accept": ",".join(f".{ending}" for ending in DOCUMENTS)}),
    )

    def __init__(
        self,
        *args: Any,
        channels: Sequence[FollowUpChannel],
        contacts: QuerySet[Contact] | Sequence[Contact],
        colleagues: Sequence[User],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["channel"].choices = capitalised(  # type: ignore[attr-defined]
            (channel.value, channel.label) for channel in channels
        )
        self.fields["sentiment"].choices = capitalised(Sentiment.choices)  # type: ignore[attr-defined]
        self.fields["contacts"] = people_field(_("With whom"), contacts)
        self.fields["colleagues"] = people_field(_("From our side"), colleagues)

    def clean(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().clean() or {}
        step = self.step()
        if step is not None and step.trouble is not None:
            self.add_error("next_step", str(TROUBLES[step.trouble]))
        fields["step"] = step
        return fields

    def said(self, subject: str = "") -> Said:
        fields = self.cleaned_data
        return Said(
            happened_at=fields["happened_at"],
            channel=FollowUpChannel(fields["channel"]),
            subject=subject,
            contacts=fields["contacts"],
            colleagues=fields["colleagues"],
            participants=fields["participants"],
            business_review=fields["business_review"],
            problem_solving=fields["problem_solving"],
            value_delivery=fields["value_delivery"],
            sentiment=fields["sentiment"],
            minutes=fields["minutes"],
        )

    def next(self) -> NextStep | None:
        step: Step | None = self.cleaned_data["step"]
        if step is None or step.due_at is None:
            return None
        words = self.cleaned_data["next_step"] or str(AS_AGREED)
        return NextStep(words=words, title=step.title, kind=step.kind, due_at=step.due_at)

    def papers(self) -> Papers:
        dropped = ids_of(self.data.getlist("drop") if hasattr(self.data, "getlist") else ())
        return Papers(uploads=self.cleaned_data["uploads"], dropped=dropped)


AS_AGREED = _("Follow up with the customer")


def people_field(label: Any, people: Iterable[Any]) -> forms.TypedMultipleChoiceField:
    return forms.TypedMultipleChoiceField(
        label=label,
        choices=[(str(person.pk), str(person)) for person in people],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "btn-check"}),
    )


class LogForm(FollowUpForm):
    """`can_be_done` where it is logged for a task of one's own; `checks` are points of its list."""

    # So that a form that is sent twice is one log.
    token = forms.UUIDField(widget=forms.HiddenInput)
    is_done = forms.BooleanField(label=_("The task is done with it"), required=False)
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=LARGEST_ID, required=False
    )

    def __init__(
        self,
        *args: Any,
        can_be_done: bool = False,
        checks: Sequence[TaskCheck] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not can_be_done:
            del self.fields["is_done"], self.fields["version"]
        if checks:
            self.fields["checks"] = forms.TypedMultipleChoiceField(
                label=_("Done of the checklist"),
                choices=[(str(check.pk), check.text) for check in checks],
                coerce=int,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text=_("What is not ticked stays open, also when the task is done."),
            )


class EditForm(FollowUpForm):
    """`has_step` where the next step is a task already; `asks_why` of whoever did not write it."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=LARGEST_ID)
    subject = forms.CharField(
        label=pgettext_lazy("follow-up", "Subject"), max_length=200, required=False
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST_REASON)

    def __init__(self, *args: Any, has_step: bool, asks_why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_step:
            del self.fields["next_step"], self.fields["next_quick"], self.fields["next_on"]
        if not asks_why:
            del self.fields["reason"]
