"""What a person may say about stages, playbooks and referrals."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import LifecycleStage
from accounts.forms import LARGEST_REVISION, day_field, seen_field, token_field
from accounts.models import Customer
from accounts.queries.refs import RefError, customer_by_ref
from accounts.services.stages import NewStage
from crm_site.pages.concessions.forms import amount_field
from crm_site.pages.lifecycle.words import DAYS, LEAST
from crm_site.pages.tasks.forms import reason_field
from followups.choices import LifecycleEntry, SopRole
from followups.models import FollowUp, LifecycleRule, Referral
from followups.models.lifecycle import HIGHEST, LONGEST_DAYS, MOST_AT_ONCE
from followups.rules.scores import NPS_BEST
from followups.services.lifecycle import Setting
from followups.services.referrals import Said

LONGEST_NAME, LONGEST_NOTE = 200, 500
REWARD = ("reward", "reward_cost", "reward_on")
TYPED = ("name", "person", "note", "asked_on", "named_on", "contacted_on", "won_on", "lost_on")


class StageForm(forms.Form):
    stage = forms.ChoiceField(label=_("Lifecycle stage"), choices=LifecycleStage.choices)
    note = reason_field(_("Reason"), required=True)
    set_until = day_field(
        _("Last day"), help_text=_("Then the rule decides again; at most a year ahead.")
    )
    seen = seen_field(required=False)

    def new(self) -> NewStage:
        said = self.cleaned_data
        stage = LifecycleStage(said["stage"])
        return NewStage(stage, said["note"], said["set_until"], said["seen"])


def _number(label: Any, most: int, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=1, max_value=most, required=required)


class PlaybookForm(forms.Form):
    """The numbers that its entry rule goes by, and no others."""

    is_on = forms.BooleanField(label=pgettext_lazy("playbook", "on"), required=False)
    role = forms.ChoiceField(
        label=pgettext_lazy("playbook", "Responsible"),
        choices=SopRole.choices,
        help_text=_("Does the steps that are nobody else's."),
    )
    at_once = forms.IntegerField(
        label=_("At once for a person"),
        min_value=1,
        max_value=MOST_AT_ONCE,
        required=False,
        help_text=_("Empty: without limit."),
    )
    reason = reason_field(_("Reason"), required=True)
    revision = seen_field(least=1, most=LARGEST_REVISION)

    def __init__(self, *args: Any, rule: LifecycleRule, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if rule.entry in DAYS:
            self.fields["days"] = _number(DAYS[rule.entry], LONGEST_DAYS)
        if rule.entry in LEAST:
            most = NPS_BEST if rule.entry == LifecycleEntry.PROMOTER else HIGHEST
            self.fields["least"] = _number(LEAST[rule.entry], most)
        self.order_fields(["is_on", "days", "least", "at_once", "role", "reason", "revision"])

    def setting(self) -> Setting:
        said = self.cleaned_data
        return Setting(
            is_on=said["is_on"],
            days=said.get("days"),
            least=said.get("least"),
            at_once=said["at_once"],
            role=SopRole(said["role"]),
            revision=said["revision"],
        )


def setting_of(rule: LifecycleRule) -> dict[str, Any]:
    names = ("is_on", "days", "least", "at_once", "role", "revision")
    return {name: getattr(rule, name) for name in names}


class ReferralForm(forms.Form):
    """From the question to what came of it; what is not known yet stays empty."""

    name = forms.CharField(label=_("Recommended company"), max_length=LONGEST_NAME, required=False)
    person = forms.CharField(
        label=_("Whom to talk to there"), max_length=LONGEST_NAME, required=False
    )
    asked_on = day_field(pgettext_lazy("referral", "Asked on"))
    named_on = day_field(pgettext_lazy("referral", "Named on"), required=False)
    contacted_on = day_field(pgettext_lazy("referral", "Contacted on"), required=False)
    referred = forms.CharField(
        label=_("Now our customer"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Name or customer code, once it is one."),
    )
    won_on = day_field(pgettext_lazy("referral", "Won on"), required=False)
    lost_on = day_field(pgettext_lazy("referral", "Came to nothing on"), required=False)
    follow_up = forms.TypedChoiceField(
        label=_("Follow-up in which it came up"), required=False, empty_value=None
    )
    reward = forms.CharField(
        label=_("Reward"),
        max_length=LONGEST_NAME,
        required=False,
        help_text=_("Recorded as an extra for whoever recommended us."),
    )
    reward_cost = amount_field(
        _("What the reward costs us"),
        min_value=0,
        required=False,
        help_text=_("Counts in what this customer costs to serve."),
    )
    reward_on = day_field(_("Reward given on"), required=False)
    note = forms.CharField(
        label=pgettext_lazy("referral", "Note"), max_length=LONGEST_NOTE, required=False
    )
    revision = seen_field(least=0, most=LARGEST_REVISION)
    token = token_field()

    def __init__(
        self,
        *args: Any,
        visible: QuerySet[Customer],
        follow_ups: Sequence[FollowUp],
        referral: Referral | None,
        hides_referred: bool = False,
        **kwargs: Any,
    ) -> None:
        """Of a customer that is another's to see nothing is shown, and nothing changed."""
        super().__init__(*args, **kwargs)
        self.visible, self.referral = visible, referral
        by_pk = {str(one.pk): one for one in follow_ups}
        if referral and referral.follow_up:
            by_pk.setdefault(str(referral.follow_up.pk), referral.follow_up)
        field: Any = self.fields["follow_up"]
        field.choices = [("", "–"), *((pk, _follow_up_label(one)) for pk, one in by_pk.items())]
        field.coerce = by_pk.get
        if hides_referred:
            del self.fields["referred"]
        if referral and referral.reward:
            for name in REWARD:
                del self.fields[name]

    def clean_referred(self) -> Customer | None:
        text = self.cleaned_data["referred"].strip()
        if not text:
            return None
        try:
            return customer_by_ref(text, self.visible)
        except RefError as error:
            raise forms.ValidationError(str(error)) from error

    def said(self) -> Said:
        values = self.cleaned_data
        known = self.referral.referred if self.referral else None
        return Said(
            **{name: values[name] for name in TYPED},
            follow_up=values["follow_up"],
            referred=values.get("referred", known),
            **{name: values[name] for name in REWARD if name in values},
        )


def _follow_up_label(one: FollowUp) -> str:
    return f"{one.happened_at:%Y-%m-%d} · {one.get_channel_display()}"


def values_of(referral: Referral) -> dict[str, Any]:
    return {name: getattr(referral, name) for name in (*TYPED, "revision", "token")} | {
        "referred": referral.referred.code if referral.referred else "",
        "follow_up": referral.follow_up_id or "",
    }
