"""Setting a rule: its numbers, its level, and for whom it is on."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.choices import Tier
from accounts.models import User
from health.models import RuleSetting
from health.rules.warnings import WARNED
from health.warning_rules.base import Number, Param, Rule, WarningRule


@dataclass(frozen=True, slots=True)
class Setting:
    """`revision` is the one that was looked at, 0 when nobody had set the rule."""

    numbers: Mapping[str, Number]
    level: str = ""
    is_on: bool = True
    off_for: Collection[str] = ()
    revision: int = 0


@transaction.atomic
def rule_set(
    *, rule: type[Rule], setting: Setting, reason: str, by: User, at: datetime
) -> RuleSetting:
    """Set a rule otherwise; the next run of the warnings goes by it.

    Raises ValidationError without a reason, for numbers out of bounds, and when somebody else has
    set it since.
    """
    if not reason.strip():
        raise ValidationError(_("Say why."), code="reason")
    content = _checked(rule, setting)
    row = RuleSetting.objects.select_for_update(of=("self",)).filter(rule=rule.code).first()
    said = {**content, "reason": reason.strip(), "changed_by": by, "changed_at": at}
    if row is None:
        return _first(rule, setting, said)
    if all(getattr(row, name) == said[name] for name in (*content, "reason", "changed_by")):
        return row  # a button that was pressed twice
    if row.revision != setting.revision:
        raise _changed_meanwhile()
    for name, value in said.items():
        setattr(row, name, value)
    row.revision += 1
    row.save()
    return row


def _first(rule: type[Rule], setting: Setting, said: Mapping[str, Any]) -> RuleSetting:
    if setting.revision:
        raise _changed_meanwhile()
    try:
        with transaction.atomic():
            return RuleSetting.objects.create(rule=rule.code, **said)
    except IntegrityError as error:
        raise _changed_meanwhile() from error


def _changed_meanwhile() -> ValidationError:
    message = _("Somebody else has set this rule meanwhile; look at it again.")
    return ValidationError(message, code="changed")


def _checked(rule: type[Rule], setting: Setting) -> dict[str, Any]:
    numbers = {param.code: _within(param, setting.numbers[param.code]) for param in rule.params}
    is_warning = issubclass(rule, WarningRule)
    if is_warning and setting.level not in WARNED:
        raise ValidationError(_("Choose a level."), code="level")
    return {
        "params": numbers,
        "level": setting.level if is_warning else "",
        "is_on": setting.is_on,
        "off_for": [tier for tier in Tier.values if tier in setting.off_for],
    }


def _within(param: Param, number: Number) -> Number:
    if not param.lowest <= number <= param.highest or (param.is_whole and number != int(number)):
        raise ValidationError(
            _("%(what)s: between %(lowest)s and %(highest)s."),
            code="bounds",
            params={"what": param.label, "lowest": param.lowest, "highest": param.highest},
        )
    return int(number) if param.is_whole else float(number)
