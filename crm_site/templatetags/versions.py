"""The content of a model version in words."""

from django import template

from crm_site.pages.versions.words import number
from health.choices import Dimension

register = template.Library()


@register.filter
def plain(value: float) -> str:
    """As people type it: 0.4, 80."""
    return number(value)


@register.filter
def dimension(code: str) -> str:
    return str(Dimension(code).label)
