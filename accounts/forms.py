"""What a person may type."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.contrib.auth.forms import (
    AuthenticationForm,
    PasswordResetForm,
    UsernameField,
)
from django.utils import translation
from django.utils.translation import get_language_info, gettext
from django.utils.translation import gettext_lazy as _

from accounts.choices import ColourMode, ServiceRole
from accounts.models import User
from accounts.queries.people import roles_of
from accounts.rules.load import LIMITS, Load, limit_passed
from accounts.rules.roles import BY_CODE, ROLES

LONGEST_EMAIL = 254
LONGEST_REASON = 200
LARGEST_ID, LARGEST_REVISION = 2**63 - 1, 2**31 - 1
# The owner is the team's customer success manager, and set as the owner.
MEMBER_ROLES = [(role, role.label) for role in ServiceRole if role != ServiceRole.CSM]


class LogInForm(AuthenticationForm):
    username = UsernameField(
        label=_("Username or e-mail"),
        max_length=LONGEST_EMAIL,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    error_messages = {
        "invalid_login": _("This name and this password do not belong together."),
        "inactive": _("This name and this password do not belong together."),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].widget.attrs["maxlength"] = LONGEST_EMAIL  # Django takes a name's


class PasswordResetLetterForm(PasswordResetForm):
    """Sends the letter in the reader's language, with a link to the address that people type.

    The host of the request is not used: whoever asks could choose it.
    """

    def save(self, *args: Any, **options: Any) -> None:
        site = urlsplit(settings.SITE_URL)
        options |= {"domain_override": site.netloc, "use_https": settings.HTTPS}
        super().save(*args, **options)

    def send_mail(
        self,
        subject_template_name: str,
        email_template_name: str,
        context: Any,
        *args: Any,
        **kw: Any,
    ) -> None:
        with translation.override(context["user"].language or translation.get_language()):
            super().send_mail(subject_template_name, email_template_name, context, *args, **kw)


def language_choices() -> list[tuple[str, Any]]:
    """Every language under its own name, so that whoever needs it can read it."""
    own_names = [
        (code, get_language_info(code)["name_local"]) for code, _name in settings.LANGUAGES
    ]
    return [("", _("as the browser asks")), *own_names]


def role_choices() -> list[tuple[str, str]]:
    return [(role.code, gettext(role.label)) for role in ROLES]


class PreferencesForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=language_choices, required=False)
    colour_mode = forms.ChoiceField(
        label=_("Colours"), choices=ColourMode.choices, widget=forms.RadioSelect
    )


def day_field(label: Any, **options: Any) -> forms.DateField:
    """Browsers fill their own date field from the ISO form only, whatever the language."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **options)


def token_field() -> forms.UUIDField:
    """So that a form that is sent twice does its work once."""
    return forms.UUIDField(widget=forms.HiddenInput)


def seen_field(
    *, least: int = 1, most: int = LARGEST_ID, required: bool = True
) -> forms.IntegerField:
    """The version, or the number of the newest row, that was looked at."""
    return forms.IntegerField(
        widget=forms.HiddenInput, min_value=least, max_value=most, required=required
    )


def seen_anew(form: Any, **now: Any) -> None:
    """A form that was refused shows what is there by `now`; sent once more it is sent knowingly.

    What was typed stays.
    """
    data, changed = form.data.copy(), set(form.changed_data)
    for name, value in now.items():
        bound = form[name]
        data[bound.html_initial_name] = "" if value is None else str(value)
        if bound.is_hidden or name not in changed:
            data[bound.html_name] = data[bound.html_initial_name]
    form.data = data


def reason_field(help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, required=False, help_text=help_text
    )


def owner_field(candidates: Sequence[tuple[User, Load]], tier: str = "") -> forms.TypedChoiceField:
    """People with their loads; `tier` is what the customer has that one of them is to get."""
    people = {str(person.pk): person for person, _load in candidates}
    choices = [(str(person.pk), candidate_label(person, load, tier)) for person, load in candidates]
    return forms.TypedChoiceField(
        label=_("Owner"), choices=[("", "–"), *choices], coerce=people.get
    )


def person_field(label: Any, people: Sequence[User], empty: Any = "–") -> forms.TypedChoiceField:
    """People with their roles."""
    return row_field(label, people, told=person_label, empty=empty)


def row_field(
    label: Any,
    rows: Iterable[Any],
    *,
    told: Callable[[Any], str] = str,
    empty: Any = "–",
    **options: Any,
) -> forms.TypedChoiceField:
    """One of these rows, or none, chosen by its id."""
    by_pk = {str(row.pk): row for row in rows}
    choices = [(pk, told(row)) for pk, row in by_pk.items()]
    return forms.TypedChoiceField(
        label=label,
        choices=[("", empty), *choices],
        coerce=by_pk.get,
        empty_value=None,
        **options,
    )


class OwnerForm(forms.Form):
    """A new owner for a customer of a tier; `candidates` are people with their loads."""

    day = day_field(_("From"))
    reason = reason_field(_("Needed to go past the limit of a tier; kept with the change."))
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, candidates: Sequence[tuple[User, Load]], tier: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = owner_field(candidates, tier)
        self.order_fields(["owner", "day", "reason"])


class OwnersForm(forms.Form):
    """An owner for many customers, whose ids come in one field."""

    reason = reason_field(_("Needed to go past the limit of a tier; kept with the change."))
    customers = forms.CharField(widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, candidates: Sequence[tuple[User, Load]], most: int, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates, self.most = candidates, most
        self.fields["owner"] = owner_field(candidates)
        self.fields["owner"].widget.attrs["class"] = "form-select"
        self.order_fields(["owner", "reason"])

    def clean_customers(self) -> list[int]:
        ids = ids_of(self.cleaned_data["customers"].split(","))
        if not ids or len(ids) > self.most:
            message = _("Choose between one customer and %(most)d.")
            raise forms.ValidationError(message % {"most": self.most})
        return ids


class MemberForm(forms.Form):
    """Somebody new in the team of a customer; `people` are whoever may be."""

    role = forms.ChoiceField(label=_("Role"), choices=[("", "–"), *MEMBER_ROLES])
    day = day_field(_("From"))
    until = day_field(
        _("Until"), required=False, help_text=_("The first day that does not count any more.")
    )
    reason = reason_field()

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"] = person_field(_("Person"), people)
        self.fields["deputy"] = person_field(_("Deputy"), people, _("nobody"))
        self.fields["deputy"].required = False
        self.order_fields(["role", "user", "deputy", "day", "until", "reason"])


class DeputyForm(forms.Form):
    """Who stands in for somebody; `seen` is whose id the person was shown."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Sequence[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deputy"] = person_field(_("Deputy"), people, _("nobody"))
        self.fields["deputy"].required = False


class EndForm(forms.Form):
    """The end of a membership; `seen` is the end that the person was shown."""

    day = day_field(_("Ends on"), help_text=_("The first day that does not count any more."))
    seen = forms.DateField(widget=forms.HiddenInput, required=False)


def ids_of(texts: Sequence[str]) -> list[int]:
    """The numbers among what an address or a field names, each once; nonsense is left out."""
    longest = len(str(LARGEST_ID))  # nobody has Python read thousands of digits
    numbers = [
        text for text in texts if text.isascii() and text.isdecimal() and len(text) <= longest
    ]
    return [number for number in dict.fromkeys(map(int, numbers)) if number <= LARGEST_ID]


def person_label(person: User) -> str:
    """Tang – Technical consultant"""
    roles = ", ".join(gettext(BY_CODE[code].label) for code in roles_of(person))
    return f"{person} – {roles}" if roles else str(person)


def candidate_label(person: User, load: Load, tier: str = "") -> str:
    """Lin: 12 of 15 strategic, 3 of 30 key, 20 in all

    Says so where one more customer of `tier` would be too many.
    """
    label = gettext(
        "%(name)s: %(strategic)d of %(strategic_limit)d strategic, "
        "%(key)d of %(key_limit)d key, %(total)d in all"
    ) % {
        "name": person,
        "strategic": load.strategic,
        "strategic_limit": LIMITS["strategic"],
        "key": load.key,
        "key_limit": LIMITS["key"],
        "total": load.total,
    }
    if limit_passed(load, tier) is None:
        return label
    return gettext("%(candidate)s – one more is past the limit") % {"candidate": label}
