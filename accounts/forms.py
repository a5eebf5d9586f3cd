"""What a person may type."""

from collections.abc import Sequence
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

from accounts.choices import ColourMode
from accounts.models import User
from accounts.rules.load import LIMITS, Load
from accounts.rules.roles import ROLES

LONGEST_EMAIL = 254


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


class OwnerForm(forms.Form):
    """A new owner for a customer; `candidates` are people with their loads."""

    day = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Needed to go past the limit of a tier; kept with the change."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, candidates: Sequence[tuple[User, Load]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person, _load in candidates}
        choices = [(str(person.pk), candidate_label(person, load)) for person, load in candidates]
        self.fields["owner"] = forms.TypedChoiceField(
            label=_("Owner"), choices=[("", "–"), *choices], coerce=self.people.get
        )
        self.order_fields(["owner", "day", "reason"])


def candidate_label(person: User, load: Load) -> str:
    """Lin: 12 of 15 strategic, 3 of 30 key, 20 in all"""
    return gettext(
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
