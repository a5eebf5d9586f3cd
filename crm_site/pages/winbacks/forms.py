"""What a person may say about a customer that turns away."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.forms import day_field, person_field
from accounts.models import User
from crm_site.pages.tasks.forms import LONGEST_NOTE, reason_field
from health.choices import Offer, WinBackReason
from health.models import WinBack
from health.rules.winbacks import LONGEST, OFFERS, TREE
from health.services.winbacks import said_by_people

# A case is written from several answers of a review, or from all steps of a plan.
LONGEST_CASE = 50_000
USUAL = timedelta(days=30)
Choices = list[tuple[Any, Any]]


def reason_choices() -> Choices:
    """The tree: a group of one is its leaf."""
    return list(_branches())


def _branches() -> Iterator[tuple[Any, Any]]:
    for group, leaves in TREE.items():
        if len(leaves) > 1:
            yield capfirst(group.label), [(one.value, capfirst(one.label)) for one in leaves]
        else:
            [leaf] = leaves
            yield leaf.value, capfirst(leaf.label)


def reason_choice(label: Any, *, required: bool = True, **options: Any) -> forms.ChoiceField:
    def choices() -> Choices:
        return [*([] if required else [("", "–")]), *reason_choices()]

    return forms.ChoiceField(label=label, choices=choices, required=required, **options)


class OpenForm(forms.Form):
    """`people` are those who may see the customer."""

    first_cause = reason_choice(_("What does the customer say?"))
    root_cause = reason_choice(
        _("What lies behind it?"),
        required=False,
        help_text=_("Empty as long as you do not know it."),
    )
    deadline_on = day_field(_("Deadline"))

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = person_field(_("Owner"), people)
        self.order_fields(["first_cause", "root_cause", "owner", "deadline_on"])
        today = timezone.localdate()
        self.fields["deadline_on"].initial = today + USUAL
        bounds = {"min": today.isoformat(), "max": (today + LONGEST).isoformat()}
        self.fields["deadline_on"].widget.attrs |= bounds

    def clean_deadline_on(self) -> Any:
        day = self.cleaned_data["deadline_on"]
        if day > timezone.localdate() + LONGEST:
            raise forms.ValidationError(_("At most 180 days ahead."))
        return day


def seen_field() -> forms.CharField:
    """What was written down when the form was shown: of two at once the second is told."""
    return forms.CharField(widget=forms.HiddenInput, max_length=600, strip=False)


class CauseForm(forms.Form):
    root_cause = reason_choice(_("What lies behind it?"))
    seen = seen_field()


class OfferForm(forms.Form):
    """What matches the root cause stands first; anything else needs a reason."""

    offer = forms.ChoiceField(label=_("Offer"))
    note = reason_field(_("About the offer"), required=False)
    seen = seen_field()
    note.help_text = _("What exactly; and for an offer that does not match, why it is made.")

    def __init__(self, *args: Any, root_cause: WinBackReason, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        matching = OFFERS[root_cause]
        others = [offer for offer in Offer if offer not in matching]
        self.fields["offer"].choices = [  # type: ignore[attr-defined]
            (_("Matches the root cause"), _labels(matching)),
            (_("Does not match: say why"), _labels(others)),
        ]


def _labels(offers: Sequence[Offer]) -> Choices:
    return [(offer.value, capfirst(offer.label)) for offer in offers]


class EndForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What came of it?"), widget=forms.RadioSelect)
    reason = reason_field(_("Reason"), required=True)

    def __init__(self, *args: Any, winback: WinBack, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = [  # type: ignore[attr-defined]
            (one.value, capfirst(one.label)) for one in said_by_people(winback)
        ]


def words_field(
    label: Any, *, required: bool, max_length: int = LONGEST_NOTE, **options: Any
) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=max_length,
        widget=forms.Textarea({"rows": 3}),
        **options,
    )


class ReviewForm(forms.Form):
    what_happened = words_field(_("What happened, and what did we do?"), required=True)
    first_cause = reason_choice(_("First cause"))
    root_cause = reason_choice(_("Root cause"))
    could_have = words_field(_("What could we have done?"), required=False)
    lesson = words_field(
        _("What follows from it for the next one?"),
        required=True,
        help_text=_("A rule in a sentence; it goes into the library of cases."),
    )


class AnonymousForm(forms.Form):
    """It begins with what is written, so nothing that was written is too long for it."""

    done = words_field(_("What was done"), required=True, max_length=LONGEST_CASE)
    lesson = words_field(_("Lesson"), required=True, max_length=LONGEST_CASE)


class LessonForm(forms.Form):
    done = words_field(_("What brought the customer back?"), required=True)
    lesson = words_field(
        _("What follows from it for the next one?"),
        required=True,
        help_text=_("A rule in a sentence; it goes into the library of cases."),
    )
