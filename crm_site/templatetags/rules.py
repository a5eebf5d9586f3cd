"""What templates call rules."""

from typing import Any

from django import template

from health.warning_rules.base import all_rules

register = template.Library()


@register.simple_tag
def rule_label(code: str) -> Any:
    """The name of a rule; one that there is no more is called by its code."""
    rule = all_rules().get(code)
    return rule.label if rule else code
