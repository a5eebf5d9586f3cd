"""A rule as something that people can set."""

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.choices import Tier
from accounts.forms import LARGEST_REVISION, seen_field
from crm_site.pages.tasks.forms import reason_field
from health.models.warning import WARNED
from health.queries.rules import RuleInForce
from health.services.rule_settings import Setting
from health.warning_rules.base import Number, Param, Rule, WarningRule

PREFIX = "param_"


class RuleForm(forms.Form):
    """The numbers of a rule within their bounds, its level, and for whom it is on."""

    is_on = forms.BooleanField(label=pgettext_lazy("rule", "on"), required=False)
    off_for = forms.MultipleChoiceField(
        label=_("Not for"),
        choices=Tier.choices,
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = reason_field(_("Reason"), required=True)
    revision = seen_field(least=0, most=LARGEST_REVISION)

    def __init__(self, *args: Any, rule: type[Rule], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rule = rule
        names = [f"{PREFIX}{param.code}" for param in rule.params]
        for name, param in zip(names, rule.params, strict=True):
            self.fields[name] = _number(param)
        if issubclass(rule, WarningRule):
            self.fields["level"] = forms.ChoiceField(label=_("Level"), choices=WARNED)
            names.append("level")
        self.order_fields(["is_on", *names, "off_for", "reason", "revision"])

    def numbers(self) -> dict[str, Number]:
        return {
            param.code: self.cleaned_data[f"{PREFIX}{param.code}"] for param in self.rule.params
        }

    def setting(self) -> Setting:
        said = self.cleaned_data
        return Setting(
            self.numbers(),
            level=said.get("level", ""),
            is_on=said["is_on"],
            off_for=said["off_for"],
            revision=said["revision"],
        )


def _number(param: Param) -> forms.Field:
    label = capfirst(str(param.label))
    if param.is_whole:
        lowest, highest = int(param.lowest), int(param.highest)
        return forms.IntegerField(label=label, min_value=lowest, max_value=highest)
    return forms.FloatField(label=label, min_value=param.lowest, max_value=param.highest)


def initial_of(rule: RuleInForce) -> dict[str, Any]:
    """Revision 0 is that of a rule that nobody has set."""
    numbers = {f"{PREFIX}{code}": number for code, number in rule.figure.values.items()}
    said = {"is_on": rule.is_on, "off_for": sorted(rule.not_for), "level": rule.level}
    return {**numbers, **said, "revision": rule.setting.revision if rule.setting else 0}
